package recipe

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"leadpatch/wasm/api"
)

// filter is one filter of a placeholder with its argument.
type filter struct {
	kind *filterKind
	arg  string
	max  int // the argument of max
}

// filterKind is a filter that there is.
type filterKind struct {
	name, help string
	// gives is what the filter makes of a text; anyText where that stays what it was.
	gives result
	// apply is nil for default, which works on nothing.
	apply func(f *filter, s string, c *Context) (string, error)
}

// maxLength is the longest text that max cuts to, in characters.
const maxLength = 10_000

var filterKinds = []filterKind{
	{"trim", "without white space around it", anyText, func(_ *filter, s string, _ *Context) (string, error) { return strings.TrimSpace(s), nil }},
	{"lower", "in small letters", anyText, func(_ *filter, s string, _ *Context) (string, error) { return strings.ToLower(s), nil }},
	{"upper", "in capital letters", anyText, func(_ *filter, s string, _ *Context) (string, error) { return strings.ToUpper(s), nil }},
	{"title", "each word with a capital letter", anyText, func(_ *filter, s string, _ *Context) (string, error) { return titleCase(s), nil }},
	{"first_line", "the first line that is not empty", anyText, func(_ *filter, s string, _ *Context) (string, error) { return firstLine(s), nil }},
	{"number", "the number in it", aNumber, func(_ *filter, s string, _ *Context) (string, error) { return readNumber(s) }},
	{"phone", "the phone number in it, in international form", aPhone, func(_ *filter, s string, c *Context) (string, error) {
		return found(s, c.Phone, "holds no phone number. Write one with its country, such as +49 30 901820.")
	}},
	{"email", "the email address in it", anEmail, func(_ *filter, s string, c *Context) (string, error) {
		return found(s, c.Email, "holds no email address. Write one such as ada@example.com.")
	}},
	{"date", "the date in it, as 2026-03-31", aDate, func(_ *filter, s string, c *Context) (string, error) { return ReadDate(s, c.Now) }},
	{"max", "at most so many characters", anyText, func(f *filter, s string, _ *Context) (string, error) { return cut(s, f.max), nil }},
	{"default", "a text to take when there is none", anyText, nil},
}

// Filters describes the filters, for editors and documentation.
func Filters() []api.RecipePlaceholder {
	out := make([]api.RecipePlaceholder, len(filterKinds))
	for i, k := range filterKinds {
		text := k.name
		switch text {
		case "max":
			text = "max:200"
		case "default":
			text = "default:text"
		}
		out[i] = api.RecipePlaceholder{Text: text, Help: k.help}
	}
	return out
}

// parseFilter reads "name" or "name:argument".
func parseFilter(s string) (filter, error) {
	name, arg, hasArg := s, "", false
	if i := index(s, ':'); i >= 0 {
		name, arg, hasArg = s[:i], unescape(s[i+1:]), true
	}
	name = strings.TrimSpace(name)
	for i := range filterKinds {
		if filterKinds[i].name != name {
			continue
		}
		f := filter{kind: &filterKinds[i], arg: arg}
		switch {
		case name == "max":
			n, err := strconv.Atoi(arg)
			if err != nil || n < 1 || n > maxLength {
				return f, fmt.Errorf("Write after “max:” how many characters to keep, 1 to %d.", maxLength)
			}
			f.max = n
		case name == "default":
			if !hasArg {
				return f, errors.New("Write after “default:” what to take when there is nothing.")
			}
		case hasArg:
			return f, fmt.Errorf("The filter “%s” takes nothing after a colon.", name)
		}
		return f, nil
	}
	if name == "" {
		return filter{}, errors.New("There is a “|” without a filter after it. Take it out.")
	}
	return filter{}, fmt.Errorf("There is no filter “%s”. Choose one from the list.", shorten(name))
}

// titleCase gives each word a capital letter and leaves the others as they are:
// “McDonald” knows better than we.
func titleCase(s string) string {
	start := true
	return strings.Map(func(r rune) rune {
		first := start
		start = unicode.IsSpace(r) || r == '-'
		if first {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

func firstLine(s string) string {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

// cut returns the first n characters, the last one an ellipsis where any were cut.
func cut(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	for i := range s {
		if n--; n == 0 {
			return strings.TrimRightFunc(s[:i], unicode.IsSpace) + "…"
		}
	}
	return s
}
