package patch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Option is one value that a field may take: the id or text that is sent, and
// the words that a person reads.
type Option struct {
	Value string
	Label string
	Note  string
}

// oneOfOptions returns a way to parse a value that must be one of the field's options.
// what says in the refusal what the value is not.
func oneOfOptions(what string) func(*Field, gjson.Result, Value) (Value, error) {
	return func(f *Field, v gjson.Result, present Value) (Value, error) {
		s, err := textOf(v)
		if err != nil {
			return Value{}, err
		}
		if present.holds(s) {
			return Value{kind: text, text: s}, nil
		}
		value, ok := f.option(s)
		if !ok {
			return Value{}, fmt.Errorf("“%s” is not %s. Choose another.", shorten(s), what)
		}
		return Value{kind: text, text: value}, nil
	}
}

// holds reports whether the value is s, or has it among several. What an object has is
// never refused, even if it is no longer offered.
func (v Value) holds(s string) bool {
	return s != "" && (s == v.text || slices.Contains(v.list, s))
}

// option finds the option that s names by its value or, if only one has it, by
// its label in any case: people paste names, not ids.
func (f *Field) option(s string) (string, bool) {
	for _, o := range f.Options {
		if o.Value == s {
			return s, true
		}
	}
	found, n := "", 0
	for _, o := range f.Options {
		if strings.EqualFold(o.Label, strings.TrimSpace(s)) {
			found, n = o.Value, n+1
		}
	}
	return found, n == 1
}
