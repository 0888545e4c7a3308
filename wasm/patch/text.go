package patch

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// maxText is the longest text that is sent, in bytes. Close documents no limit;
// its server takes bodies of this size.
const maxText = 1_000_000

// longText is the length in characters from which a review points a text out.
const longText = 50_000

// DecodeText returns the text of a JSON string, or the sentence that says why it
// cannot be saved.
func DecodeText(json []byte) (string, error) {
	if err := CheckJSON(json); err != nil {
		return "", fmt.Errorf("The text is %w.", err)
	}
	return textOf(gjson.ParseBytes(json))
}

// textOf returns the text of a JSON string value. It fails for other kinds, for
// text that has no UTF-8 form (half a surrogate pair, which gjson would silently
// replace) and for text that Close cannot keep.
func textOf(v gjson.Result) (string, error) {
	if v.Type != gjson.String {
		return "", errors.New("Write text here.")
	}
	if loneSurrogate(v.Raw) {
		return "", errors.New("The text holds half a character that cannot be saved. Copy or select it again without it.")
	}
	if strings.IndexByte(v.Str, 0) >= 0 {
		return "", errors.New("The text holds a null character that cannot be saved. Remove it.")
	}
	if len(v.Str) > maxText {
		return "", fmt.Errorf("The text is too long: %d characters. Shorten it to under %d.", utf8.RuneCountInString(v.Str), maxText)
	}
	return v.Str, nil
}

// loneSurrogate reports whether a JSON string holds a \u escape of one half of a
// surrogate pair without the other. raw is valid JSON.
func loneSurrogate(raw string) bool {
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++ // now at the letter after the backslash
		if raw[i] != 'u' {
			continue
		}
		switch half(raw, i+1) {
		case 'h':
			if !strings.HasPrefix(raw[i+5:], `\u`) || half(raw, i+7) != 'l' {
				return true
			}
			i += 10 // the last digit of the second escape
		case 'l':
			return true
		default:
			i += 4
		}
	}
	return false
}

// half tells what the four hex digits at i name: 'h', the first half of a
// surrogate pair, 'l', the second, or 0.
func half(raw string, i int) byte {
	if i+4 > len(raw) || raw[i]|0x20 != 'd' {
		return 0
	}
	switch c := raw[i+1] | 0x20; {
	case c == '8' || c == '9' || c == 'a' || c == 'b':
		return 'h'
	case c >= 'c' && c <= 'f':
		return 'l'
	}
	return 0
}

// shorten returns s fit for a sentence: one line of at most 40 characters.
func shorten(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:39]) + "…"
}
