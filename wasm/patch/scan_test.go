package patch

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestScan walks every byte of a document through damage: what encoding/json
// refuses must be refused, and what it takes must be taken.
func TestScan(t *testing.T) {
	good := []string{
		`null`, ` true `, `false`, `0`, `-0`, `1.5e+10`, `1E5`, `""`, `"a\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t"`, `[]`, `{}`, `[ ]`, `{ }`,
		`[1,2,[3,{"a":[]}],{}]`, `{"a":{"b":{}},"c":[[]],"":null}`, "\t{\n\"a\" : \r[ 1 , 2 ] }\n",
		`{"long":"` + strings.Repeat("x", 100) + `","é":"ü","n":-12.50}`,
		strings.Repeat("[", 64) + strings.Repeat("]", 64),
	}
	for _, s := range good {
		if err := CheckJSON([]byte(s)); err != nil {
			t.Errorf("%s: %v", s, err)
		}
		for i := range len(s) {
			for _, b := range []byte("\x00\x1f\"\\,:{}[]0eE+-.ux \x80\xff") {
				for _, damaged := range []string{s[:i], s[:i] + s[i+1:], s[:i] + string([]byte{b}) + s[i:], s[:i] + string([]byte{b}) + s[i+1:]} {
					compareWithStandard(t, damaged)
				}
			}
		}
	}
	if err := CheckJSON([]byte(strings.Repeat("[", 65) + strings.Repeat("]", 65))); err == nil || !strings.Contains(err.Error(), "65") && !strings.Contains(err.Error(), "64 levels") {
		t.Errorf("65 levels: %v", err)
	}
}

func compareWithStandard(t *testing.T, s string) {
	t.Helper()
	err := CheckJSON([]byte(s))
	if err != nil && strings.Contains(err.Error(), "nested deeper") {
		return
	}
	if want := json.Valid([]byte(s)) && utf8.ValidString(s); (err == nil) != want {
		t.Fatalf("%q: %v, encoding/json says %v", s, err, want)
	}
}

// FuzzScan holds the scanner and its index against encoding/json.
func FuzzScan(f *testing.F) {
	f.Add(`{"a":[1,{"b":"\u00e9"}],"c":"x","é":-1.5e3}`)
	f.Add(`{"\u0061":{},"b":[[[]]]}`)
	f.Add("[\"12345678\x01\"]")
	f.Fuzz(func(t *testing.T, s string) {
		compareWithStandard(t, s)
		doc, err := ParseDocument([]byte(s))
		if err != nil {
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal([]byte(s), &want); err != nil || len(want) != len(doc.values) {
			// encoding/json folds invalid surrogates in keys into one another.
			if !strings.Contains(s, `\u`) {
				t.Fatalf("%q: %d members, encoding/json has %d, %v", s, len(doc.values), len(want), err)
			}
			return
		}
		for key, raw := range want {
			if doc.Raw(key) != string(raw) {
				t.Fatalf("%q: %s under %q, encoding/json has %s", s, doc.Raw(key), key, raw)
			}
		}
	})
}
