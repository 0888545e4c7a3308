package patch

import (
	"strconv"
	"strings"
)

// This file compares numbers by their digits. No value is ever passed through a float.

// sameNumber reports whether two JSON numbers are the same number, digit for digit:
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

// sameFloat reports whether two JSON numbers round to one 64-bit float: what a
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
