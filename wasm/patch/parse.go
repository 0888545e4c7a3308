package patch

import (
	"errors"
	"slices"

	"github.com/tidwall/gjson"
)

// parse checks a value that a user gave for the field and returns it as it will
// be sent. present is what the server has. The error is a sentence for the user.
func (f *Field) parse(v gjson.Result, present Value) (Value, error) {
	t := f.Type.info()
	switch {
	case t.records != nil:
		return t.records.parse(v, present)
	case f.Multiple:
		return f.parseList(t, v, present)
	}
	return t.parse(f, v, present)
}

// parseList checks the values of a field of several; a single text is a list of
// one. Repeats are dropped.
func (f *Field) parseList(t *fieldType, v gjson.Result, present Value) (Value, error) {
	var items []string
	for _, item := range v.Array() {
		one, err := t.parse(f, item, present)
		if err != nil {
			return Value{}, err
		}
		if !slices.Contains(items, one.text) {
			items = append(items, one.text)
		}
	}
	return listValue(items), nil
}

// parseExact takes a value as Close itself had it: what undo puts back. Its form
// is not checked, since Close has accepted it before, only whether it can be sent
// and is still on offer.
func (f *Field) parseExact(v gjson.Result, present Value) (Value, error) {
	if f.Type.Form() == FormOption {
		if v.IsArray() && !f.Multiple {
			return Value{}, errors.New("The field held several values before and takes one now. Choose one.")
		}
		return f.parse(v, present)
	}
	for _, item := range append(v.Array(), v) {
		if item.Type != gjson.String {
			continue
		}
		if _, err := textOf(item); err != nil {
			return Value{}, err
		}
	}
	return f.read(v.Raw), nil
}
