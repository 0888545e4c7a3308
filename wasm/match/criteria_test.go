//go:build !js

package match

import (
	"encoding/json"
	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/sites"
	"testing"
)

func TestCompareTakesOneReasonOfAKind(t *testing.T) {
	lead, err := patch.ParseDocument([]byte(`{"id":"lead_x","name":"Acme","url":"acme.example","contacts":[
		{"display_name":"Ann","emails":[{"email":"ann@acme.example"},{"email":"ann@gmail.com"}],"urls":[{"url":"https://acme.example"}],"phones":[{"phone":"+1 202-555-0123"}]},
		{"emails":[{"email":"BOB@mail.acme.example"},{"email":7},"x"],"phones":null,"urls":{}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	c := newCriteria(api.MatchRequest{
		URL: "https://www.acme.example", Emails: []string{"bob@mail.acme.example"}, Phones: []string{"+12025550123"}, Names: []string{"ACME Ltd"},
	}).compare(lead)
	want := []string{"Its URL is on acme.example", "The address of a contact, bob@mail.acme.example, is on the page",
		"The number of Ann, +12025550123, is on the page", "The page has the same name on it"}
	if len(c.reasons) != len(want) || !c.exact || c.weight != weightSite+weightHost+weightEmail+weightPhone+weightName {
		t.Fatalf("%+v", c)
	}
	for i, r := range c.reasons {
		if r.Text != want[i] {
			t.Errorf("%q, want %q", r.Text, want[i])
		}
	}
}

// FuzzCompareURL holds that a lead matches a page by its URL exactly where both are on
// one company's own site.
func FuzzCompareURL(f *testing.F) {
	for _, seed := range [][2]string{
		{"https://www.acme.co.uk/", "acme.co.uk"}, {"https://xn--mller-kva.de", "MÜLLER.de"}, {"https://evil-acme.example", "acme.example"},
		{"http://acme.example.evil.example/", "https://acme.example"}, {"https://[::1]", "xn--a"}, {"\x00://", "https://%41.example"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		hostA, hostB := sites.HostOf(a), sites.HostOf(b)
		siteA, siteB := sites.OwnSite(hostA), sites.OwnSite(hostB)
		doc, err := patch.ParseDocument(append(append([]byte(`{"url":`), mustJSON(b)...), '}'))
		if err != nil {
			return
		}
		if c := (criteria{host: hostA, site: siteA}).compare(doc); c.exact != (siteA != "" && siteA == siteB) {
			t.Errorf("%q and %q: exact is %v", a, b, c.exact)
		}
	})
}

func mustJSON(s string) []byte {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return raw
}
