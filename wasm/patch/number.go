package patch

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

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

// sameNumber says whether two JSON numbers are the same number, digit for digit:
// 1, 1.0 and 10e-1 are, 9007199254740993 and 9007199254740992 are not.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	da, ea, oka := decimal(a)
	db, eb, okb := decimal(b)
	return oka && okb && da == db && (ea == eb || da == "0")
}

// decimal reduces a JSON number to its significant digits, with the sign, and a
// power of ten. ok is false for an exponent beyond any number Close can keep.
func decimal(s string) (significant string, exponent int, ok bool) {
	mantissa, exp, hasExp := s, "", false
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exp, hasExp = s[:i], s[i+1:], true
	}
	if hasExp {
		e, err := strconv.Atoi(strings.TrimPrefix(exp, "+"))
		if err != nil || e > 1000 || e < -1000 {
			return "", 0, false
		}
		exponent = e
	}
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent -= len(fraction)
	all := strings.TrimLeft(whole+fraction, "0")
	trimmed := strings.TrimRight(all, "0")
	if trimmed == "" {
		return "0", 0, true
	}
	return sign + trimmed, exponent + len(all) - len(trimmed), true
}

// sameFloat says whether two JSON numbers round to one 64-bit float: what a
// server that keeps floats makes of them.
func sameFloat(a, b string) bool {
	fa, erra := strconv.ParseFloat(a, 64)
	fb, errb := strconv.ParseFloat(b, 64)
	return erra == nil && errb == nil && fa == fb
}

// roundedInBrowser returns how a browser would show the number, and whether that
// is another number: a 64-bit float holds about 16 digits.
func roundedInBrowser(n string) (string, bool) {
	f, err := strconv.ParseFloat(n, 64)
	if err != nil {
		return "", false
	}
	shown := strconv.FormatFloat(f, 'f', -1, 64)
	return shown, !sameNumber(n, shown)
}
