package page

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

const appOrigin = "https://app.close.com"

// pagesFolder holds the pages that the tests of the browsers collect, what they have
// collected, and the table of what is expected of it.
const pagesFolder = "../../extension/test/pages"

// row is one page of the table. A suggestion is one line: whose it is, the field, the
// value, the confidence and the source.
type row struct {
	Page        string   `json:"page"`
	URL         string   `json:"url"`
	Select      string   `json:"select,omitempty"`
	Country     string   `json:"country,omitempty"`
	Suggestions []string `json:"suggestions"`
	Names       []string `json:"names"`
	Detail      string   `json:"detail,omitempty"`
}

func readTable(t testing.TB) []row {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(pagesFolder, "table.json"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func collected(t testing.TB, name string) api.PageContext {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(pagesFolder, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var c api.PageContext
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return c
}

// shown writes a suggestion as a line of the table.
func shown(s api.Suggestion) string {
	who := s.Person
	if who == "" {
		who = "lead"
	}
	var text string
	var list []map[string]string
	if json.Unmarshal(s.Value, &text) != nil && json.Unmarshal(s.Value, &list) == nil && len(list) == 1 {
		switch v := list[0]; s.Field {
		case "addresses":
			text = strings.Join([]string{v["address_1"], v["address_2"], v["city"], v["state"], v["zipcode"], v["country"]}, " · ")
		default:
			text = v["type"] + " " + v["email"] + v["phone"] + v["url"]
		}
	}
	return who + " " + s.Field + ": " + text + " | " + string(s.Confidence) + ", " + s.Source
}

func TestPages(t *testing.T) {
	rows := readTable(t)
	if len(rows) < 30 {
		t.Errorf("only %d pages", len(rows))
	}
	for i := range rows {
		r := &rows[i]
		got := ReadContext(collected(t, r.Page), appOrigin, r.Country)
		checkReading(t, got)
		lines := []string{}
		for _, s := range got.Suggestions {
			lines = append(lines, shown(s))
		}
		if *update {
			r.Suggestions, r.Names, r.Detail = lines, got.Names, got.Detail
			continue
		}
		if !slices.Equal(lines, r.Suggestions) {
			t.Errorf("%s: got\n\t%s\nwant\n\t%s", r.Page, strings.Join(lines, "\n\t"), strings.Join(r.Suggestions, "\n\t"))
		}
		if !slices.Equal(got.Names, r.Names) || got.Detail != r.Detail {
			t.Errorf("%s: names %q, detail %q; want %q, %q", r.Page, got.Names, got.Detail, r.Names, r.Detail)
		}
	}
	if *update {
		raw, err := marshalIndented(rows)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(pagesFolder, "table.json"), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func marshalIndented(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return out.Bytes(), err
}
