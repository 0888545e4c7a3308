package patch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
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

// loneSurrogate says whether a JSON string holds a \u escape of one half of a
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

// webAddress checks what a person typed as a web address and returns it with a
// scheme. Close's own importer adds one too.
func webAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	bad := fmt.Errorf("“%s” is not a web address. Write one like https://example.com.", shorten(s))
	if strings.ContainsAny(s, " \t\r\n<>\"\\") {
		return "", bad
	}
	if !strings.Contains(s, "://") {
		if scheme, rest, ok := strings.Cut(s, ":"); ok && !strings.Contains(scheme, ".") && !startsWithDigit(rest) {
			return "", fmt.Errorf("A lead's URL begins with http:// or https://, not %s:.", shorten(scheme))
		}
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return "", bad
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("A lead's URL begins with http:// or https://, not %s://.", shorten(u.Scheme))
	}
	if u.User != nil {
		return "", errors.New("The web address holds a user name or password. Remove that part.")
	}
	return s, nil
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// calendarDate checks a date and returns it as Close writes it, 2006-01-02.
func calendarDate(s string) (string, error) {
	s = strings.TrimSpace(s)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("“%s” is not a date. Write it as year-month-day, such as 2026-03-31.", shorten(s))
	}
	return s, nil
}

// dateTimeForms are what is taken for a date and time. All carry an offset: a
// time without one means different instants to different readers.
var dateTimeForms = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"}

// instant checks a date and time and returns it in RFC 3339 with the offset that
// was given.
func instant(s string) (string, error) {
	s = strings.TrimSpace(s)
	for _, form := range dateTimeForms {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.RFC3339Nano), nil
		}
	}
	return "", fmt.Errorf("“%s” is not a date and time. Write it with its time zone, such as 2026-03-31T14:30:00+02:00.", shorten(s))
}

// serverInstant reads a date and time as Close writes it. Close's event log
// leaves the offset out and means UTC.
func serverInstant(s string) (time.Time, bool) {
	for _, form := range append(dateTimeForms, "2006-01-02T15:04:05.999999999") {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// shorten returns s fit for a sentence: one line of at most 40 characters.
func shorten(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:39]) + "…"
}
