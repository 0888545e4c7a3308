package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"leadpatch/web/broker/seal"
)

// keyText returns a sealing key, a different one for each byte.
func keyText(b byte) string {
	return base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{b}, 32))
}

func newSealer(t testing.TB, current, previous string) *seal.Sealer {
	t.Helper()
	s, err := seal.New(current, previous)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sealed(t testing.TB, s *seal.Sealer, purpose seal.Purpose, plain string) string {
	t.Helper()
	text, err := s.Seal(purpose, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

var purposes = []seal.Purpose{seal.State, seal.Code, seal.Refresh}

func TestOpensForItsPurposeOnly(t *testing.T) {
	s := newSealer(t, keyText(1), "")
	for _, plain := range []string{"", "a", `{"token":"secret"}`, strings.Repeat("x", 3000)} {
		for _, purpose := range purposes {
			text := sealed(t, s, purpose, plain)
			for _, other := range append(purposes, "", "other") {
				got, err := s.Open(other, text)
				if other == purpose && (err != nil || string(got) != plain) {
					t.Errorf("%s of %d bytes: got %q, %v", purpose, len(plain), got, err)
				}
				if other != purpose && !errors.Is(err, seal.ErrInvalid) {
					t.Errorf("%s opened as %s: %v", purpose, other, err)
				}
			}
		}
	}
}

func TestEveryTextIsNew(t *testing.T) {
	s := newSealer(t, keyText(1), "")
	if first, second := sealed(t, s, seal.Code, "same"), sealed(t, s, seal.Code, "same"); first == second {
		t.Error("two texts of the same bytes are the same")
	}
}

func TestNoChangeIsOverlooked(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	s := newSealer(t, keyText(1), keyText(2))
	// Three lengths, since base64 ends in three ways.
	for _, plain := range []string{"abc", "abcd", "abcde"} {
		text := sealed(t, s, seal.Refresh, plain)
		refuse := func(what, changed string) {
			if _, err := s.Open(seal.Refresh, changed); !errors.Is(err, seal.ErrInvalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for i := range text {
			for _, c := range alphabet {
				if byte(c) != text[i] {
					refuse("another character", text[:i]+string(c)+text[i+1:])
				}
			}
			refuse("a line break", text[:i]+"\n"+text[i:])
			refuse("a character less", text[:i]+text[i+1:])
			refuse("cut short", text[:i])
		}
		refuse("a line break at the end", text+"\r\n")
		refuse("padding", text+"=")
		refuse("a character more", text+"A")
		refuse("twice", text+text)
	}
}

func TestRotation(t *testing.T) {
	a := newSealer(t, keyText('a'), "")
	ba := newSealer(t, keyText('b'), keyText('a'))
	b := newSealer(t, keyText('b'), "")
	cb := newSealer(t, keyText('c'), keyText('b'))
	byA, byBA := sealed(t, a, seal.Refresh, "old"), sealed(t, ba, seal.Refresh, "new")
	for _, c := range []struct {
		name  string
		s     *seal.Sealer
		text  string
		opens bool
	}{
		{"the key before, right after the rotation", ba, byA, true},
		{"the new key", ba, byBA, true},
		{"the new key seals", b, byBA, true},
		{"the old key did not seal", a, byBA, false},
		{"the old key is dropped", b, byA, false},
		{"the new key becomes the old one", cb, byBA, true},
		{"two rotations are one too many", cb, byA, false},
	} {
		if _, err := c.s.Open(seal.Refresh, c.text); (err == nil) != c.opens {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestKeys(t *testing.T) {
	padded := keyText(1) + "="
	for _, c := range []struct {
		name, current, previous string
		ok                      bool
	}{
		{"one", keyText(1), "", true},
		{"two", keyText(1), keyText(2), true},
		{"padded", padded, "", true},
		{"none", "", "", false},
		{"none but a previous one", "", keyText(1), false},
		{"too short", keyText(1)[:40], "", false},
		{"too long", keyText(1) + "AAAA", "", false},
		{"not base64url", strings.Repeat("+", 43), "", false},
		{"a previous one that is too short", keyText(1), keyText(2)[:40], false},
	} {
		_, err := seal.New(c.current, c.previous)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
		for _, secret := range []string{c.current, c.previous} {
			if err != nil && secret != "" && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the key is in the error %q", c.name, err)
			}
		}
	}
}

func TestSealRefuses(t *testing.T) {
	s := newSealer(t, keyText(1), "")
	if _, err := s.Seal("other", nil); err == nil {
		t.Error("an unknown purpose is sealed")
	}
	longest := strings.Repeat("x", 3040)
	if text := sealed(t, s, seal.State, longest); len(text) > seal.MaxText {
		t.Errorf("the longest text has %d characters", len(text))
	} else if _, err := s.Open(seal.State, text); err != nil {
		t.Errorf("the longest text does not open: %v", err)
	}
	if _, err := s.Seal(seal.State, []byte(longest+"x")); err == nil {
		t.Error("something is sealed that will not open")
	}
}

// earlier are texts that browsers hold: made by an earlier build with keyText(1).
// A build that does not open them signs everybody out.
var earlier = map[seal.Purpose]string{
	seal.State:   "l2SlpHA-pQrxlGEsc3Fhtt24TzVAqFtIiWYmV1n6rX4lm-vrH1easAbwc0STtlX-og",
	seal.Code:    "l2SlpFZCpAL-Dj7aYiAUys61QFSoYRNzBvA6vqputK_Eora3LucyLyQFOqq4tfY3Cw",
	seal.Refresh: "l2SlpHjhiL3AyoDh6rrfxa-VIgF_QSkMgwSV6XjG_nbZpL_haGjzMOteRz3asgsiPQ",
}

func TestOpensWhatEarlierBuildsSealed(t *testing.T) {
	s := newSealer(t, keyText(2), keyText(1))
	for purpose, text := range earlier {
		if plain, err := s.Open(purpose, text); err != nil || string(plain) != "kept by a browser" {
			t.Errorf("%s: %q, %v", purpose, plain, err)
		}
	}
}

// FuzzOpen looks for a text that opens without having been sealed.
func FuzzOpen(f *testing.F) {
	s := newSealer(f, keyText(2), keyText(1))
	for purpose, text := range earlier {
		for _, other := range purposes {
			f.Add(string(other), text)
		}
		f.Add(string(purpose), text[:len(text)-1])
		f.Add(string(purpose), text+"\n")
		f.Add(string(purpose), text[:6]+strings.Repeat("A", 40))
	}
	f.Add("state", strings.Repeat("A", 43))
	f.Add("", "")
	f.Fuzz(func(t *testing.T, purpose, text string) {
		plain, err := s.Open(seal.Purpose(purpose), text)
		if err == nil && earlier[seal.Purpose(purpose)] != text {
			t.Errorf("%q was never sealed, and opens as %q", text, plain)
		}
		if err != nil && (plain != nil || !errors.Is(err, seal.ErrInvalid)) {
			t.Errorf("got %q and %v", plain, err)
		}
	})
}
