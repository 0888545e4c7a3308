package patch

import (
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

// CustomObject is the id of a custom object of the lead, or several.
const CustomObject Type = "custom_object"

var _ = register(fieldType{name: CustomObject, custom: true, form: FormID, source: FromObjects, parse: parseCustomObject})

func parseCustomObject(f *Field, v gjson.Result, present Value) (Value, error) {
	s, err := textOf(v)
	if err != nil {
		return Value{}, err
	}
	if present.holds(s) {
		return Value{kind: text, text: s}, nil
	}
	id := strings.TrimSpace(s)
	if !isID(id) {
		return Value{}, fmt.Errorf("“%s” is not the id of a custom object. Copy it from the object in Close.", shorten(s))
	}
	if _, own := f.option(id); f.Options != nil && !own {
		return Value{}, fmt.Errorf("“%s” is not a custom object of this lead. Copy the id of one of its own.", shorten(s))
	}
	return Value{kind: text, text: id}, nil
}
