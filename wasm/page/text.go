package page

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean returns a text of a page without what cannot be seen: control characters,
// zero-width ones, those that turn the direction of writing, and the private ones
// that pages draw icons with. Line ends become "\n", other white space a blank. The
// ends are trimmed.
func Clean(text string) string {
	var out strings.Builder
	last := rune(0)
	for i, r := range text {
		switch {
		case r == '\r':
			if strings.HasPrefix(text[i+1:], "\n") {
				continue
			}
			r = '\n'
		case r == '\n', r == '\u0085', r == '\u2028', r == '\u2029', r == '\v', r == '\f':
			r = '\n'
		case r == '\t', unicode.Is(unicode.Zs, r):
			r = ' '
		case r == '\u200c' || r == '\u200d':
			if next, _ := utf8.DecodeRuneInString(text[i+len(string(r)):]); !joins(last) || !joins(next) {
				continue
			}
		case invisible(r):
			continue
		}
		out.WriteRune(r)
		last = r
	}
	return strings.TrimSpace(out.String())
}

// joins reports whether the joiners U+200C and U+200D have a meaning beside a character:
// in Arabic, Indic and other scripts beyond Hebrew, and between emoji.
func joins(r rune) bool { return r >= 0x0600 && r != utf8.RuneError && !unicode.IsSpace(r) }

// invisible reports whether a character shows nothing.
func invisible(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0:
		return true // fillers and blanks that count as letters, marks or signs
	}
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false // signs that stand before a number, and are seen
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Noncharacter_Code_Point)
}

// line returns a text of a page on one line, with entities resolved, cut to max
// characters. Like its neighbours it looks at no more of the text than may be needed.
func line(text string, max int) string {
	return cut(strings.Join(strings.Fields(Clean(unescape(cut(text, 8*max)))), " "), max)
}

// lines returns the lines of a text that are not empty, each as [line] makes them.
func lines(text string, max int) []string {
	var out []string
	for l := range strings.SplitSeq(Clean(unescape(breaks.Replace(cut(text, 8*max)))), "\n") {
		if l = cut(strings.Join(strings.Fields(l), " "), max); l != "" {
			out = append(out, l)
		}
	}
	return out
}

var breaks = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "<br />", "\n", "<BR>", "\n", "</p>", "\n")

// paragraph returns a text of several lines, without the tags that some pages put
// into their data.
func paragraph(text string, max int) string {
	return cut(strings.Join(lines(withoutTags(breaks.Replace(unescape(cut(text, 8*max)))), max), "\n"), max)
}

// unescape resolves HTML's entities, also those that were escaped twice.
func unescape(text string) string {
	for range 2 {
		if !strings.Contains(text, "&") {
			break
		}
		text = html.UnescapeString(text)
	}
	return text
}

// withoutTags drops what stands between "<" and ">" where it begins like a tag.
func withoutTags(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		if rest == "" || rest[0] != '/' && (rest[0]|0x20 < 'a' || rest[0]|0x20 > 'z') {
			out.WriteByte('<')
			text = rest
			continue
		}
		_, after, found := strings.Cut(rest, ">")
		if !found {
			out.WriteString("<" + rest)
			return out.String()
		}
		text = after
	}
}

// cut shortens a text to max characters.
func cut(text string, max int) string {
	if len(text) <= max {
		return text
	}
	n := 0
	for i := range text {
		if n == max {
			return strings.TrimSpace(text[:i])
		}
		n++
	}
	return text
}

// fold returns what two names are compared by: their letters and digits, lower case.
//
// Not inlined: many places call it, and the wasm is smaller so.
//
//go:noinline
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
