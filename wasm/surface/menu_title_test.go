package surface

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMenuTitle(t *testing.T) {
	tests := []struct{ name, want string }{
		{"Acme GmbH", "Acme GmbH"},
		{"Smith & Sons", "Smith && Sons"},
		{"&&", "&&&&"},
		{"100%s sure", "100%\u2060s sure"},
		{"%%s", "%%\u2060s"},
		{"\u202egnp.exe\u202c", "gnp.exe"},
		{"a\u200bb\x00c", "abc"},
		{" two\n lines\t", "two lines"},
		{"مكتب الهندسة", "مكتب الهندسة"},
		{strings.Repeat("x", longestTitle), strings.Repeat("x", longestTitle)},
		{strings.Repeat("ä", longestTitle+1), strings.Repeat("ä", longestTitle-1) + "…"},
		{strings.Repeat("&", 60), strings.Repeat("&&", longestTitle-1) + "…"},
	}
	for _, test := range tests {
		if got := menuTitle(test.name); got != test.want {
			t.Errorf("menuTitle(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}

// FuzzMenuTitle looks for a name that a browser would read as more than text.
func FuzzMenuTitle(f *testing.F) {
	for _, seed := range []string{"a&b", "%s", "%\u2060s", "%\u200bs", "&%s&", "\xff%s", "% s"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		title := menuTitle(name)
		if !utf8.ValidString(title) || strings.Contains(title, "%s") || strings.ContainsAny(title, "\n\r\x00\u202e") {
			t.Errorf("%q", title)
		}
		if plain := strings.ReplaceAll(title, "&&", ""); strings.Contains(plain, "&") {
			t.Errorf("a single & in %q", title)
		}
	})
}

func TestFitted(t *testing.T) {
	entries := func(prefix string, n int) (out []menuEntry) {
		for i := range n {
			out = append(out, menuEntry{action: fmt.Sprint(prefix, i)})
		}
		return out
	}
	tests := []struct {
		own, rest         int
		wantOwn, wantRest int
		more              bool
	}{
		{0, 0, 0, 0, false},
		{0, 12, 0, 12, false},
		{5, 7, 5, 7, false},
		{0, 13, 0, 11, true},
		{500, 0, 11, 0, true},
		{500, 3, 8, 3, true},
		{500, 40, 5, 6, true},
		{2, 40, 2, 9, true},
		{7, 6, 5, 6, true},
	}
	for _, test := range tests {
		out, more := fitted(entries("own", test.own), entries("rest", test.rest))
		own, rest := 0, 0
		for _, e := range out {
			if strings.HasPrefix(e.action, "own") {
				own++
			} else {
				rest++
			}
		}
		if own != test.wantOwn || rest != test.wantRest || more != test.more {
			t.Errorf("%d and %d: %d and %d, more %v", test.own, test.rest, own, rest, more)
		}
	}
}
