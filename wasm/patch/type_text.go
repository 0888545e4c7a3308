package patch

import (
	"errors"
	"strings"

	"github.com/tidwall/gjson"
)

const (
	// Text is a line of free text.
	Text Type = "text"
	// Textarea is free text of several lines.
	Textarea Type = "textarea"
)

var (
	_ = register(fieldType{name: Text, custom: true, form: FormText, glue: " ", parse: parseText, rewritten: sameBySpace})
	_ = register(fieldType{name: Textarea, custom: true, form: FormText, glue: "\n", parse: parseText, rewritten: sameBySpace})
)

func parseText(f *Field, v gjson.Result, _ Value) (Value, error) {
	s, err := textOf(v)
	switch {
	case err != nil:
		return Value{}, err
	case f.Key == "name" && strings.TrimSpace(s) == "":
		return Value{}, errors.New("Write a name. To leave it empty, clear the field.")
	case s == "" && !f.Custom():
		return Value{}, nil
	}
	return Value{kind: text, text: s}, nil
}

// sameBySpace reports whether two texts differ only in what a server may change about
// white space without changing the text: line ends, and white space around the whole.
func sameBySpace(a, b string) bool {
	fold := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return fold(a) == fold(b)
}

// appended returns v with the texts under it: on new lines where the field has
// lines, after a space where it has one line only.
func (f *Field) appended(v Value, texts []string) Value {
	glue := f.Type.info().glue
	out := v.text
	for _, s := range texts {
		if out != "" && s != "" {
			out += glue
		}
		out += s
	}
	if out == v.text {
		return v // nothing was added: a number stays a number
	}
	return Value{kind: text, text: out}
}
