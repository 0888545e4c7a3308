package page

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"leadpatch/wasm/api"
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{4,14}$`)

// checkReading checks what holds of every reading, whatever the page says.
func checkReading(t *testing.T, r api.PageReading) {
	t.Helper()
	if raw, err := marshal(r); err != nil || !json.Valid(raw) || len(raw) > 4<<20 {
		t.Fatalf("a reading of %d bytes, %v", len(raw), err)
	}
	if len(r.Suggestions) > maxFinds || len(r.Names) > 5 || len(r.Emails) > 20 || len(r.Phones) > 20 {
		t.Errorf("too much: %d suggestions, %d names", len(r.Suggestions), len(r.Names))
	}
	for _, text := range append([]string{r.Title, r.Selection, r.Around, r.URL}, r.Names...) {
		checkText(t, text)
	}
	for _, s := range r.Suggestions {
		if s.ID == "" || s.Source == "" || s.Confidence == "" {
			t.Errorf("a suggestion without id, source or confidence: %+v", s)
		}
		checkValue(t, s)
	}
}

func checkText(t *testing.T, text string) {
	t.Helper()
	if Clean(text) != text || !utf8.ValidString(text) {
		t.Errorf("%q is not clean", text)
	}
}

// checkValue checks a value as its field wants it.
func checkValue(t *testing.T, s api.Suggestion) {
	t.Helper()
	one := func(v any) {
		if err := json.Unmarshal(s.Value, v); err != nil {
			t.Fatalf("%s: %s: %v", s.Field, s.Value, err)
		}
	}
	switch s.Field {
	case "addresses":
		var a [1]api.Address
		one(&a)
		if c := a[0].Country; c != "" && (len(c) != 2 || strings.ToUpper(c) != c || Country(c) != c) {
			t.Errorf("country %q", c)
		}
		if !useful(a[0]) {
			t.Errorf("an empty address")
		}
		for _, part := range []string{a[0].Address1, a[0].Address2, a[0].City, a[0].State, a[0].Zipcode} {
			checkText(t, part)
			if utf8.RuneCountInString(part) > maxName {
				t.Errorf("a part of an address is %d characters long", utf8.RuneCountInString(part))
			}
		}
	case "emails":
		var e [1]api.Email
		one(&e)
		if again, ok := Email(e[0].Email); !ok || again != e[0].Email {
			t.Errorf("email %q", e[0].Email)
		}
	case "phones":
		var p [1]api.Phone
		one(&p)
		if !e164.MatchString(p[0].Phone) {
			t.Errorf("phone %q", p[0].Phone)
		}
	case "urls":
		var l [1]api.Link
		one(&l)
		if _, ok := WebURL(l[0].URL); !ok {
			t.Errorf("url %q", l[0].URL)
		}
	case "url", "name", "title", "description":
		var text string
		one(&text)
		checkText(t, text)
		if _, ok := WebURL(text); s.Field == "url" && !ok {
			t.Errorf("url %q", text)
		}
		if utf8.RuneCountInString(text) > maxText || text == "" {
			t.Errorf("%s is %d characters long", s.Field, utf8.RuneCountInString(text))
		}
	default:
		t.Errorf("an unknown field %q", s.Field)
	}
}

func FuzzContext(f *testing.F) {
	for _, r := range readTable(f) {
		raw, err := os.ReadFile(filepath.Join(pagesFolder, r.Page+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, r.Country)
	}
	f.Fuzz(func(t *testing.T, raw []byte, country string) {
		var c api.PageContext
		if json.Unmarshal(raw, &c) != nil {
			t.Skip()
		}
		checkReading(t, ReadContext(c, appOrigin, country))
	})
}

// FuzzJSONLD tries the texts of scripts, which hide in a context as texts of a text.
func FuzzJSONLD(f *testing.F) {
	for _, r := range readTable(f) {
		for _, script := range collected(f, r.Page).JSONLD {
			f.Add(script)
		}
	}
	f.Fuzz(func(t *testing.T, script string) {
		c := api.PageContext{URL: "https://www.acme.example/", Title: "Acme", JSONLD: []string{script, script}}
		checkReading(t, ReadContext(c, appOrigin, "DE"))
	})
}

// FuzzPhone compares Phone with a full port of libphonenumber.
func FuzzPhone(f *testing.F) {
	for _, s := range []string{"+49 (0)30 123456", "(503) 555-0148", "0114930123456", "٠١١ ٥٥٥ ٠١٢٣", "03-5550-0124", "tel:+1-614-555-0135;ext=204"} {
		f.Add(s, "DE")
		f.Add(s, "US")
	}
	f.Fuzz(func(t *testing.T, s, country string) { comparePhone(t, s, country) })
}
