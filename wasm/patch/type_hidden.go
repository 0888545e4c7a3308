package patch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

// Hidden is a field that Close's own pages do not show. It holds whatever an
// integration wrote.
const Hidden Type = "hidden"

var _ = register(fieldType{name: Hidden, custom: true, form: FormText, parse: parseHidden})

// parseHidden lets text that a person typed keep the kind of the present value: a
// number stays a number.
func parseHidden(f *Field, v gjson.Result, present Value) (Value, error) {
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
		return f.readOne(gjson.Parse(strings.TrimSpace(s))), err
	}
	return Value{kind: text, text: s}, nil
}
