package patch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

// Number is a number of any length.
const Number Type = "number"

var _ = register(fieldType{name: Number, custom: true, form: FormNumber, parse: parseNumber})

func parseNumber(_ *Field, v gjson.Result, _ Value) (Value, error) {
	if v.Type == gjson.Number {
		v = gjson.Result{Type: gjson.String, Raw: `"` + v.Raw + `"`, Str: v.Raw} // its digits, as if typed
	}
	s, err := textOf(v)
	if err != nil {
		return Value{}, err
	}
	s, err = number(s)
	return Value{kind: digit, text: s}, err
}

// maxNumber is the longest number that is sent, in characters.
const maxNumber = 100

// number checks a number as a person types it and returns it as a JSON number
// with the same digits: no value is ever passed through a float.
func number(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", errors.New("Write a number, or clear the field.")
	}
	if len(s) > maxNumber {
		return "", fmt.Errorf("The number has more than %d characters. Shorten it.", maxNumber)
	}
	n, sign := s, ""
	for _, minus := range []string{"-", "\u2212"} { // U+2212 is the typographic minus
		if rest, ok := strings.CutPrefix(s, minus); ok {
			n, sign = rest, "-"
		}
	}
	if sign == "" {
		n = strings.TrimPrefix(s, "+")
	}
	whole, fraction, point := strings.Cut(n, ".")
	if !digits(whole) && whole != "" || !digits(fraction) && (point && whole == "" || fraction != "") || whole == "" && !point {
		return "", fmt.Errorf("“%s” is not a number.%s", shorten(s), numberHint(n))
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction == "" {
		return sign + whole, nil
	}
	return sign + whole + "." + fraction, nil
}

// numberHint guesses what was meant by something that is almost a number.
func numberHint(s string) string {
	switch {
	case strings.Count(s, ",") == 1 && digits(strings.Replace(s, ",", "", 1)):
		return fmt.Sprintf(" Write decimals with a point: %s.", strings.Replace(s, ",", ".", 1))
	case strings.ContainsAny(s, ", '\u00a0\u202f"):
		return " Write it without separators, such as 1250000.5."
	}
	return " Write digits, with a point for decimals, such as 1250.5."
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
