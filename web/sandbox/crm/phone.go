package crm

import (
	"slices"
	"strings"
)

// numbering is what the sandbox knows about the phone numbers of a country.
type numbering struct {
	country string
	code    string   // what an international number begins with
	trunk   string   // what a national number begins with and an international one leaves out
	areas   []string // area codes that are shown apart; the others are taken to have three digits
}

// numberings are a few countries, enough for the seed and for tests. Close knows
// all of them.
var numberings = []numbering{
	{"US", "1", "1", nil},
	{"FR", "33", "0", nil},
	{"ES", "34", "", nil},
	{"CH", "41", "0", []string{"22", "31", "44"}},
	{"AT", "43", "0", []string{"1"}},
	{"GB", "44", "0", []string{"20"}},
	{"SE", "46", "0", []string{"8"}},
	{"DE", "49", "0", []string{"30", "40", "69", "89"}},
	{"JP", "81", "0", []string{"3", "6"}},
	{"IE", "353", "0", []string{"1"}},
	{"IL", "972", "0", []string{"3"}},
}

// The number of digits in an international number, its country code included.
const (
	minPhoneDigits = 7
	maxPhoneDigits = 15
)

// normalizePhone writes a number in the form of E.164. A number without a country
// code is taken to be of the country. What cannot be such a number stays as it is.
func normalizePhone(text, country string) string {
	digits, international, ok := phoneDigits(text)
	if !ok {
		return text
	}
	if !international {
		i := slices.IndexFunc(numberings, func(n numbering) bool { return n.country == country })
		if i < 0 {
			return text
		}
		digits = numberings[i].code + strings.TrimPrefix(digits, numberings[i].trunk)
	} else if n, known := numberingOf(digits); known && n.trunk == "0" {
		// People write "+49 (0)30".
		digits = n.code + strings.TrimLeft(digits[len(n.code):], "0")
	}
	if len(digits) < minPhoneDigits || len(digits) > maxPhoneDigits || digits[0] == '0' {
		return text
	}
	return "+" + digits
}

// phoneDigits takes out of a number what only helps to read it, and the "+" or "00"
// before a country code. ok is false when there is anything else in it, such as an
// extension.
func phoneDigits(text string) (digits string, international, ok bool) {
	rest, plus := strings.CutPrefix(strings.TrimSpace(text), "+")
	var out strings.Builder
	for _, r := range rest {
		switch {
		case '0' <= r && r <= '9':
			out.WriteRune(r)
		case !strings.ContainsRune(" \u00a0-–./()", r):
			return "", false, false
		}
	}
	digits = out.String()
	if !plus {
		digits, international = strings.CutPrefix(digits, "00")
	}
	return digits, plus || international, digits != ""
}

// numberingOf finds the country of the digits of an international number.
func numberingOf(digits string) (found numbering, ok bool) {
	for _, n := range numberings {
		if strings.HasPrefix(digits, n.code) {
			return n, true
		}
	}
	return numbering{}, false
}

// formatPhone returns a kept number as people read it, and its country, which is
// null for one that is not international or of a country that is not known.
func formatPhone(kept string) (formatted string, country any) {
	digits, international := strings.CutPrefix(kept, "+")
	n, known := numberingOf(digits)
	if !international || !known || strings.Trim(digits, "0123456789") != "" {
		return kept, nil
	}
	national := digits[len(n.code):]
	area := min(3, len(national))
	if i := slices.IndexFunc(n.areas, func(a string) bool { return strings.HasPrefix(national, a) }); i >= 0 {
		area = len(n.areas[i])
	}
	parts := []string{"+" + n.code, national[:area], national[area:]}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, " "), n.country
}
