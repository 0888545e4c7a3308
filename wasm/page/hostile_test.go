package page

import (
	"fmt"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

// repeated is a list of as many objects as a script may hold.
func repeated(object func(i int) string) string {
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; b.Len() < maxScript-2000; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(object(i))
	}
	b.WriteByte(']')
	return b.String()
}

// TestHostile reads pages that are made to take long or to give much. Each of them
// takes some ten milliseconds; one that took minutes would end by the test's own limit.
func TestHostile(t *testing.T) {
	const organization = `{"@type":"Organization","name":"Acme",`
	tests := map[string]string{
		"one person often":   repeated(func(int) string { return `{"@type":"Person","name":"Jane Doe","jobTitle":"CEO"}` }),
		"many persons":       repeated(func(i int) string { return fmt.Sprintf(`{"@type":"Person","name":"Jane Doe %d","email":"x"}`, i) }),
		"many organizations": repeated(func(i int) string { return fmt.Sprintf(`{"@type":"Organization","name":"Acme %d"}`, i) }),
		"one organization":   repeated(func(int) string { return organization + `"email":"a@b.example,c@d.example"}` }),
		"names that go around": repeated(func(int) string {
			return organization + `"@id":"#a","department":[{"@id":"#a"},{"@id":"#a"}],"location":{"@id":"#a"}}`
		}),
		"tags that never end":   organization + `"description":"` + strings.Repeat("<a", 90_000) + `"}`,
		"entities":              organization + `"description":"` + strings.Repeat("&amp;", 38_000) + `"}`,
		"an address of parts":   organization + `"address":"` + strings.Repeat("Aa Bb, ", 27_000) + `"}`,
		"an address of words":   organization + `"address":"` + strings.Repeat("Aa Bb ", 30_000) + `"}`,
		"telephone numbers":     repeated(func(int) string { return organization + `"telephone":"` + strings.Repeat("1 ", 50) + `"}` }),
		"e-mail addresses":      organization + `"email":"` + strings.Repeat("a@b.example ", 16_000) + `"}`,
		"many properties":       organization + `"x":1` + strings.Repeat(`,"p":"v"`, 20_000) + `}`,
		"lists of lists":        strings.Repeat("[", 60) + `{"a":[[],[{}],{}]}` + strings.Repeat("]", 60),
		"nested as far as goes": strings.Repeat(`{"@type":"Organization","name":"Acme","department":`, 60) + "1" + strings.Repeat("}", 60),
		"nested too far":        strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000),
		"not closed":            strings.Repeat("[", 190_000),
	}
	for name, script := range tests {
		t.Run(name, func(t *testing.T) {
			c := api.PageContext{URL: "https://www.acme.example/", JSONLD: []string{script, script, script, script, script}}
			checkReading(t, ReadContext(c, appOrigin, "US"))
		})
	}
	text, err := marshal(strings.Repeat("(555) 123-4567 a@b.example www.acme.example/ 1 Main St\n", 20_000))
	if err != nil {
		t.Fatal(err)
	}
	c := api.PageContext{URL: "https://www.acme.example/", Title: strings.Repeat("Acme | ", 100_000), Selection: text, Around: text}
	for range 5000 {
		c.Meta = append(c.Meta, api.PageMeta{Name: "og:site_name", Content: "Acme"})
		c.Links = append(c.Links, api.PageLink{URL: "mailto:jane.doe@acme.example", Text: "Jane Doe"})
	}
	r := ReadContext(c, appOrigin, "US")
	checkReading(t, r)
	if len([]rune(r.Selection)) > maxSelection {
		t.Errorf("a selection of %d characters", len(r.Selection))
	}
}
