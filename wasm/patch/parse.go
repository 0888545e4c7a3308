package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// parse checks a value that a user gave for the field and returns it as it will
// be sent. present is what the server has. The error is a sentence for the user.
func (f *Field) parse(v gjson.Result, present Value) (Value, error) {
	if f.Records() {
		return f.parseRecords(v, present)
	}
	if f.Multiple {
		return f.parseList(v, present)
	}
	return f.parseOne(v, present)
}

// parseOne checks one value.
func (f *Field) parseOne(v gjson.Result, present Value) (Value, error) {
	if f.Type == Hidden {
		return f.parseHidden(v, present)
	}
	if f.Type == Number && v.Type == gjson.Number {
		v = gjson.Result{Type: gjson.String, Raw: `"` + v.Raw + `"`, Str: v.Raw} // its digits, as if typed
	}
	s, err := textOf(v)
	if err != nil {
		return Value{}, err
	}
	switch f.Type {
	case Text, Textarea:
		if f.Key == "name" && strings.TrimSpace(s) == "" {
			return Value{}, errors.New("Write a name. To leave it empty, clear the field.")
		}
		if s == "" && !f.Custom() {
			return Value{}, nil
		}
		return Value{kind: text, text: s}, nil
	case URL:
		s, err = webAddress(s)
		if s == "" {
			return Value{}, err
		}
	case Number:
		s, err = number(s)
		return Value{kind: digit, text: s}, err
	case Date:
		s, err = calendarDate(s)
	case DateTime:
		s, err = instant(s)
	default:
		s, err = f.pick(s, present)
	}
	return Value{kind: text, text: s}, err
}

// pick checks a value that must be one of a set.
func (f *Field) pick(s string, present Value) (string, error) {
	if s != "" && (s == present.text || slices.Contains(present.list, s)) {
		return s, nil // what the lead has is never refused, even if it is no longer offered
	}
	switch f.Type {
	case CustomObject:
		id := strings.TrimSpace(s)
		if _, own := f.option(id); f.Options != nil && isID(id) && !own {
			return "", fmt.Errorf("“%s” is not a custom object of this lead. Copy the id of one of its own.", shorten(s))
		}
		if isID(id) {
			return id, nil
		}
		return "", fmt.Errorf("“%s” is not the id of a custom object. Copy it from the object in Close.", shorten(s))
	case Status, Choices, User, Contact:
		if value, ok := f.option(s); ok {
			return value, nil
		}
		return "", fmt.Errorf("%s", f.notOffered(s))
	}
	return "", errors.New("This version of Leadpatch does not know this type of field. Change it in Close.")
}

// notOffered is the sentence for a value that is not among the options.
func (f *Field) notOffered(s string) string {
	switch f.Type {
	case Status:
		return fmt.Sprintf("“%s” is not one of the lead statuses. Choose another.", shorten(s))
	case User:
		return fmt.Sprintf("“%s” is not a user of this organization. Choose another.", shorten(s))
	case Contact:
		return fmt.Sprintf("“%s” is not a contact of this lead. Choose another.", shorten(s))
	}
	return fmt.Sprintf("“%s” is not in the list of choices. Choose another.", shorten(s))
}

// parseList checks the values of a field of several; a single text is a list of
// one. Repeats are dropped.
func (f *Field) parseList(v gjson.Result, present Value) (Value, error) {
	single := *f
	single.Multiple = false
	var items []string
	for _, item := range v.Array() {
		one, err := single.parseOne(item, present)
		if err != nil {
			return Value{}, err
		}
		if !slices.Contains(items, one.text) {
			items = append(items, one.text)
		}
	}
	return listValue(items), nil
}

// parseHidden checks a value for a hidden field. Those hold whatever an
// integration wrote, so text that a person typed keeps the kind of the present
// value: a number stays a number.
func (f *Field) parseHidden(v gjson.Result, present Value) (Value, error) {
	if v.Type != gjson.String {
		if v.Type == gjson.Number {
			return Value{kind: digit, text: v.Raw}, nil
		}
		return Value{kind: raw, text: v.Raw}, nil
	}
	s, err := textOf(v)
	if err != nil {
		return Value{}, err
	}
	switch present.kind {
	case digit:
		n, err := number(s)
		return Value{kind: digit, text: n}, err
	case raw, list:
		if err := CheckJSON([]byte(s)); err != nil {
			return Value{}, fmt.Errorf("This field holds JSON, and the new value is %s.", err)
		}
		typed := gjson.Parse(s)
		if typed.Type == gjson.Null {
			return Value{}, errors.New("To empty the field, clear it.")
		}
		if typed.Type == gjson.String {
			_, err = textOf(typed)
		}
		return f.read(strings.TrimSpace(s)), err
	}
	return Value{kind: text, text: s}, nil
}

// parseExact takes a value as Close itself had it: what undo puts back. Its form
// is not checked, since Close has accepted it before, only whether it can be sent
// and is still on offer.
func (f *Field) parseExact(v gjson.Result, present Value) (Value, error) {
	switch f.Type {
	case Status, Choices, User, Contact:
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
