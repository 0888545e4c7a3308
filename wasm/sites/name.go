package sites

import (
	"leadpatch/wasm/page"
	"slices"
	"strings"
	"unicode"
)

// longestName is in characters.
const longestName = 200

// ShortText is a text of somebody else's as a sentence can hold it.
func ShortText(s string) string {
	if len(s) > 4*longestName {
		s = strings.ToValidUTF8(s[:4*longestName], "")
	}
	s = strings.Join(strings.Fields(page.Clean(s)), " ")
	if runes := []rune(s); len(runes) > longestName {
		return string(runes[:longestName])
	}
	return s
}

// legalForms end the names of companies, and people leave them out.
var legalForms = []string{
	"gmbh", "ag", "kg", "ohg", "ug", "mbh", "ev", "eg", "se", "co", "ltd", "limited", "llc", "llp", "plc", "inc", "incorporated", "corp",
	"corporation", "company", "sa", "sas", "sarl", "srl", "spa", "sl", "bv", "nv", "ab", "as", "aps", "oy", "oyj", "kk", "pty",
}

// PlainName is a name as it is compared and looked for: words in lower case, without
// signs and the legal form at the end. A name of nothing else stays as it is.
func PlainName(name string) string {
	words := strings.Fields(PlainWords(name))
	for {
		n := legalForm(words)
		if n == 0 || n == len(words) {
			return strings.Join(words, " ")
		}
		words = words[:len(words)-n]
	}
}

// legalForm returns how many words at the end are a legal form, which may be written
// with dots: "S.A.S." is three.
func legalForm(words []string) int {
	for n := min(4, len(words)); n > 0; n-- {
		if slices.Contains(legalForms, strings.Join(words[len(words)-n:], "")) {
			return n
		}
	}
	return 0
}

// PlainWords are the words of a text in lower case, with blanks between them.
func PlainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(ShortText(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}
