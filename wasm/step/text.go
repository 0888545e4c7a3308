package step

import (
	"fmt"
	"slices"
	"strings"

	"leadpatch/wasm/patch"

	"github.com/tidwall/sjson"
)

// cleanText returns a text as it is sent: its lines without what cannot be seen at their
// ends, and without control characters, which Close's notes do not take.
func cleanText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c == 0xfffe || c == 0xffff {
			return -1
		}
		return c
	}, s)
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// sameText compares texts without regard to white space, which Close may set its own
// way.
func sameText(a, b string) bool {
	return strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

// short cuts a text for a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// members writes a JSON object of texts, given by pairs of key and text.
func members(pairs ...string) []byte {
	out := []byte("{}")
	for i := 0; i < len(pairs); i += 2 {
		var err error
		if out, err = sjson.SetBytes(out, pairs[i], pairs[i+1]); err != nil {
			panic(err) // constant keys of an object always can be set
		}
	}
	return out
}

// optionOf finds the option that a text names by its value or, if only one has it, by
// its label in any case. The refusal says what is wrong.
func optionOf(options []patch.Option, s, what string) (found patch.Option, refusal string) {
	if i := slices.IndexFunc(options, func(o patch.Option) bool { return o.Value == s }); i >= 0 {
		return options[i], ""
	}
	n := 0
	for _, o := range options {
		if strings.EqualFold(o.Label, strings.TrimSpace(s)) {
			found = o
			n++
		}
	}
	switch n {
	case 0:
		return found, fmt.Sprintf("Close has no %s “%s”. Choose another.", what, short(s))
	case 1:
		return found, ""
	}
	return found, fmt.Sprintf("Close has several with the name “%s”. Choose one from the list.", short(s))
}
