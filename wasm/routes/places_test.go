//go:build !js

package routes_test

import (
	"fmt"
	"strings"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/host/memhost"
)

func TestRemembered(t *testing.T) {
	w := signedIn(t)
	tours, brewery := w.named("Hopfen Brewery Tours"), w.named("https://www.hopfen-brewery.com/")
	const site = "https://www.hopfen-brewery.com/"
	w.remember("https://blog.hopfen-brewery.com/a/b?c", tours)
	got := w.match(api.MatchRequest{URL: site})
	if got.LeadID != tours || !strings.HasPrefix(said(got.Candidates), "Hopfen Brewery Tours! (remembered: You chose it for this site) (url: ") || len(got.Candidates) != 2 {
		t.Errorf("after a choice: %q %s", got.LeadID, said(got.Candidates))
	}
	// Another life knows it too; the last choice counts, and it can be taken back.
	w.backend = w.fresh(memhost.Transport{})
	w.remember(site, brewery)
	if got := w.match(api.MatchRequest{URL: site}); got.LeadID != brewery {
		t.Errorf("after another choice: %s", said(got.Candidates))
	}
	w.remember(site, "")
	if got := w.match(api.MatchRequest{URL: site}); got.LeadID != "" || strings.Contains(said(got.Candidates), "remembered") {
		t.Errorf("after it was forgotten: %s", said(got.Candidates))
	}
	// A lead that matches in nothing else, and one that is gone.
	w.remember(site, w.lead(0))
	if got := w.match(api.MatchRequest{URL: site}); got.LeadID != w.lead(0) {
		t.Errorf("a lead of another site: %s", said(got.Candidates))
	}
	w.control("DELETE", "/leads/"+w.lead(0), "")
	for range 2 {
		if got := w.match(api.MatchRequest{URL: site}); got.LeadID != "" || len(got.Candidates) != 2 {
			t.Errorf("after the lead was deleted: %q %s", got.LeadID, said(got.Candidates))
		}
	}
	// Sites that many share are remembered by the profile.
	w.remember("https://www.linkedin.com/company/pedal-works/about/?trk=x", w.named("Pedal Works Ltd"))
	for url, want := range map[string]string{
		"https://linkedin.com/company/pedal-works":  w.named("Pedal Works Ltd"),
		"https://linkedin.com/company/others/about": "",
		"https://linkedin.com/feed/":                "",
	} {
		if got := w.match(api.MatchRequest{URL: url}); got.LeadID != want {
			t.Errorf("%s: %q", url, got.LeadID)
		}
	}
	for _, url := range []string{"", "chrome://newtab/", "file:///etc/hosts", "javascript:alert(1)", sandboxURL + "/leads/", sandboxURL + "/lead/" + tours + "/"} {
		w.problem("PUT", "/leads/match", fmt.Sprintf(`{"url":%q,"lead_id":%q}`, url, tours))
	}
	w.problem("PUT", "/leads/match", `{"url":"https://a.example","lead_id":"lead_nope"}`)
	w.problem("PUT", "/leads/match", fmt.Sprintf(`{"url":"https://a.example","lead_id":%q}`, w.seed.Get("other_lead_id").String()))
}

func TestRecent(t *testing.T) {
	w := signedIn(t)
	for _, i := range []int{4, 5, 4, 0} {
		w.do("GET", "/leads/"+w.lead(i), "")
		w.now.Add(3600)
	}
	w.apply(w.lead(0), set("name", "Acme Renamed"))
	want := "Acme Renamed (recent: Open lately) | שלום תוכנה בע״מ (recent: Open lately) | شركة النور للتجارة (recent: Open lately)"
	if got := said(w.find("")); got != want {
		t.Errorf("got %s", got)
	}
	w.backend = w.fresh(memhost.Transport{})
	w.noRequests()
	if got := said(w.find("  ")); got != want || len(w.requests()) != 0 {
		t.Errorf("another life: %s after %v", got, w.requests())
	}
	// What matches is not shown twice, and an old lead is not read again.
	w.now.Add(3600)
	w.noRequests()
	got := w.match(api.MatchRequest{URL: "https://acme.example/"})
	if said(got.Candidates) == "" || len(got.Recent) != 2 || got.LeadID != w.lead(0) {
		t.Errorf("candidates %s, recent %s", said(got.Candidates), said(got.Recent))
	}
	reads := 0
	for _, r := range w.requests() {
		if strings.HasPrefix(r, "GET /api/v1/lead/") {
			reads++
		}
	}
	if reads != 1 {
		t.Errorf("requests %v", w.requests())
	}
	for i := range 55 {
		w.do("GET", "/leads/"+w.lead(i), "")
	}
	if n := len(w.find("")); n != 20 {
		t.Errorf("%d recent leads are shown", n)
	}
	w.do("DELETE", "/session", "")
	w.signIn("demo")
	if got := w.find(""); len(got) != 0 {
		t.Errorf("after the sign-out: %s", said(got))
	}
}

func TestFind(t *testing.T) {
	w := signedIn(t)
	for q, want := range map[string]string{
		"brew hopf":                             "Hopfen Brewery | Hopfen Brewery Tours | Hopfen Brewery",
		"TOURS":                                 "Hopfen Brewery Tours",
		w.lead(7):                               "Untitled",
		"lead_" + strings.Repeat("x", 43):       "",
		sandboxURL + "/lead/" + w.lead(0) + "/": "Acme GmbH",
		"\"}]}":                                 "",
		"!?":                                    "",
		w.seed.Get("other_lead_id").String():    "",
	} {
		if got := said(w.find(q)); got != want {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
	if got := w.find(strings.Repeat("ä", 100_000)); len(got) != 0 {
		t.Errorf("a hundred thousand letters find %s", said(got))
	}
	w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/data/search/","status":403}`)
	if p := w.problem("GET", "/leads?q=acme", ""); p.Type != "urn:leadpatch:"+api.ProblemForbidden {
		t.Errorf("a role that may not search: %v", p)
	}
	if writes := w.puts(); len(writes) != 0 {
		t.Errorf("something was written: %v", writes)
	}
}

func TestMatchAccounts(t *testing.T) {
	w := newWorld(t)
	w.signIn("second")
	second := w.seed.Get("organizations.1")
	harbour := second.Get("leads.0.id").String()
	w.do("GET", "/leads/"+harbour, "")
	w.remember("https://quay.example", harbour)
	w.signIn("demo")
	got := w.match(api.MatchRequest{URL: "https://quay.example"})
	if got.LeadID != "" || said(got.Candidates) != "Harbour Hotel (remembered: You chose it for this site)" || got.Candidates[0].Organization.Name != "Juniper Coffee" {
		t.Errorf("a choice in the other organization: %q %s", got.LeadID, said(got.Candidates))
	}
	if got.Detail != "Only Held-out Inc was searched, the organization that you used last." {
		t.Errorf("detail %q", got.Detail)
	}
	if got := w.find(""); said(got) != "Harbour Hotel (recent: Open lately)" {
		t.Errorf("recent %s", said(got))
	}
	// Signed out of one, the other's stay.
	w.do("GET", "/leads/"+w.lead(0), "")
	session := decode[api.Session](t, w.body("GET", "/session", ""))
	for _, a := range session.Accounts {
		if a.Organization.Name == "Juniper Coffee" {
			w.do("DELETE", "/session/accounts/"+a.ID, "")
		}
	}
	if got := w.find(""); said(got) != "Acme GmbH (recent: Open lately)" {
		t.Errorf("recent after the sign-out of one: %s", said(got))
	}
	w.signIn("second")
	if got := w.match(api.MatchRequest{URL: "https://quay.example"}); len(got.Candidates) != 0 {
		t.Errorf("the choice was not forgotten: %s", said(got.Candidates))
	}
}
