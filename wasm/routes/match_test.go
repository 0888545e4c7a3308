//go:build !js

package routes_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

// match asks which leads a page may be about.
func (w *world) match(r api.MatchRequest) api.Matches {
	w.t.Helper()
	body, err := json.Marshal(r)
	if err != nil {
		w.t.Fatal(err)
	}
	status, raw := w.do("POST", "/leads/match", string(body))
	if status != http.StatusOK {
		w.t.Fatalf("match: %d %s", status, raw)
	}
	return decode[api.Matches](w.t, raw)
}

// remember chooses a lead for a page's site.
func (w *world) remember(url, lead string) {
	w.t.Helper()
	if status, raw := w.do("PUT", "/leads/match", fmt.Sprintf(`{"url":%q,"lead_id":%q}`, url, lead)); status != http.StatusOK {
		w.t.Fatalf("remember: %d %s", status, raw)
	}
}

// named returns the id of the lead with the URL or, without one, the name in the seed.
func (w *world) named(name string) string {
	w.t.Helper()
	for _, l := range w.seed.Get("leads").Array() {
		if l.Get("name").String() == name || l.Get("url").String() == name {
			return l.Get("id").String()
		}
	}
	w.t.Fatalf("no lead %q in the seed", name)
	return ""
}

// said is a candidate with its reasons, for comparison.
func said(list []api.Candidate) string {
	var out []string
	for _, c := range list {
		text := c.Lead.Name
		if c.Exact {
			text += "!"
		}
		for _, r := range c.Reasons {
			text += " (" + string(r.Kind) + ": " + r.Text + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, " | ")
}

// requests returns the methods and paths of the requests that reached the sandbox.
func (w *world) requests() []string {
	w.t.Helper()
	var out []string
	for _, e := range w.control("GET", "/journal", "").Get("entries").Array() {
		out = append(out, e.Get("method").String()+" "+e.Get("path").String())
	}
	return out
}

func (w *world) noRequests() { w.control("DELETE", "/journal", "") }

func TestMatch(t *testing.T) {
	w := signedIn(t)
	for _, c := range []struct {
		name string
		ask  api.MatchRequest
		lead string // the one to show; by its URL or name
		want string
	}{
		{"the only one on the domain, written without a scheme", api.MatchRequest{URL: "https://www.pedalworks.co.uk/shop?x=1#top"}, "Pedal Works Ltd",
			"Pedal Works Ltd! (url: Its URL is on pedalworks.co.uk) (email: Polly Pedal has an address at pedalworks.co.uk)"},
		{"the words of a domain in another order are another domain", api.MatchRequest{URL: "https://pedal.co.uk/"}, "Pedal Co Works",
			"Pedal Co Works! (url: Its URL is on pedal.co.uk)"},
		{"two on one domain: the page's own host first", api.MatchRequest{URL: "https://tours.hopfen-brewery.com/book"}, "",
			"Hopfen Brewery Tours! (url: Its URL is on hopfen-brewery.com) (email: Toni Tour has an address at hopfen-brewery.com)" +
				" | Hopfen Brewery! (url: Its URL is on hopfen-brewery.com) (email: Hanna Hopf has an address at hopfen-brewery.com)"},
		{"the same two from the bare domain", api.MatchRequest{URL: "http://hopfen-brewery.com"}, "",
			"Hopfen Brewery! (url: Its URL is on hopfen-brewery.com) (email: Hanna Hopf has an address at hopfen-brewery.com)" +
				" | Hopfen Brewery Tours! (url: Its URL is on hopfen-brewery.com) (email: Toni Tour has an address at hopfen-brewery.com)"},
		{"a contact's address is at the domain", api.MatchRequest{URL: "https://shop.studiolumen.net"}, "Studio Lumen",
			"Studio Lumen! (email: Lena Lumen has an address at studiolumen.net)"},
		{"a contact's web address", api.MatchRequest{URL: "https://kornblume-berlin.de/"}, "Bäckerei Kornblume",
			"Bäckerei Kornblume! (url: The web address of Klara Korn is on kornblume-berlin.de)"},
		{"a provider of mailboxes is nobody's domain", api.MatchRequest{URL: "https://mail.gmail.com/"}, "", ""},
		{"a platform is nobody's domain", api.MatchRequest{URL: "https://www.linkedin.com/company/gwens-gardens/"}, "", ""},
		{"an address at a provider matches as a whole", api.MatchRequest{URL: "https://www.facebook.com/pimpaints", Emails: []string{"Pim.Paints@GMAIL.com"}}, "Pim Paints",
			"Pim Paints! (email: The address of Pim Pastel, pim.paints@gmail.com, is on the page)"},
		{"an address like one of a contact's", api.MatchRequest{URL: "https://x.invalid", Emails: []string{"paints@gmail.com", "pim@paints.gmail.com"}}, "", ""},
		{"a phone number", api.MatchRequest{URL: "https://www.gelbeseiten.de/x", Phones: []string{"+49 30 555001122"}}, "Rohrfrei Notdienst",
			"Rohrfrei Notdienst! (phone: The number of Rolf Rohr, +4930555001122, is on the page)"},
		{"a name alone is not enough to choose", api.MatchRequest{URL: "https://nowhere.invalid/", Names: []string{"ZIMTSTERN Confectionery GmbH"}}, "",
			"Zimtstern Confectionery (name: The page has the same name on it)"},
		{"a name in another's longer name", api.MatchRequest{URL: "https://nowhere.invalid/", Names: []string{"Confectionery", "Zimt"}}, "", ""},
		{"the name of one, the domain of another", api.MatchRequest{URL: "https://hopfen-brewery.example.org/", Names: []string{"Hopfen Brewery"}}, "https://hopfen-brewery.example.org",
			"Hopfen Brewery! (url: Its URL is on example.org) (name: The page has the same name on it)" +
				" | Hopfen Brewery (name: The page has the same name on it)"},
		{"an international domain as browsers have it", api.MatchRequest{URL: "https://xn--blumen-mller-klb.de/x"}, "Blumen Müller",
			"Blumen Müller! (url: Its URL is on blumen-müller.de)"},
		{"a port and a subdomain", api.MatchRequest{URL: "https://harbour-logistics.com/"}, "Harbour Logistics",
			"Harbour Logistics! (url: Its URL is on harbour-logistics.com)"},
		{"a public suffix is no domain", api.MatchRequest{URL: "https://co.uk/"}, "", ""},
		{"an address of a machine", api.MatchRequest{URL: "http://192.168.1.1/admin"}, "", ""},
		{"no page of the web", api.MatchRequest{URL: "chrome://extensions"}, "", ""},
		{"nothing at all", api.MatchRequest{}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			got := w.match(c.ask)
			want := ""
			if c.lead != "" {
				want = w.named(c.lead)
			}
			if got.LeadID != want {
				t.Errorf("the lead is %q, want %q", got.LeadID, want)
			}
			if text := said(got.Candidates); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
			if got.Detail != "" {
				t.Errorf("detail %q", got.Detail)
			}
		})
	}
	t.Run("on a lead's page", func(t *testing.T) {
		w.t = t
		w.noRequests()
		if got := w.match(api.MatchRequest{URL: sandboxURL + "/lead/" + w.lead(3) + "/x"}); got.LeadID != w.lead(3) || len(w.requests()) != 0 {
			t.Errorf("the lead is %q after %v", got.LeadID, w.requests())
		}
	})
}

func TestMatchSignedOut(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/leads/match", `{"url":"https://pedalworks.co.uk"}`},
		{"PUT", "/leads/match", `{"url":"https://pedalworks.co.uk","lead_id":"` + w.lead(0) + `"}`},
		{"PUT", "/leads/match", `{"url":"https://pedalworks.co.uk","lead_id":""}`},
		{"GET", "/leads?q=acme", ""},
		{"GET", "/leads?q=", ""},
		{"GET", "/leads?q=" + w.lead(0), ""},
	} {
		if p := w.problem(c.method, c.path, c.body); p.Type != "urn:leadpatch:"+api.ProblemSignedOut {
			t.Errorf("%s %s: %s", c.method, c.path, p.Type)
		}
	}
	if sent := w.requests(); len(sent) != 0 {
		t.Errorf("Close was asked: %v", sent)
	}
}

// TestMatchWholeHosts searches an index that takes a host for one word.
func TestMatchWholeHosts(t *testing.T) {
	w := signedIn(t)
	w.control("PUT", "/options", `{"search_words":"hosts"}`)
	for url, lead := range map[string]string{
		"https://pedalworks.co.uk/":                 "Pedal Works Ltd",
		"https://kornblume-berlin.de/":              "Bäckerei Kornblume",
		"https://studiolumen.net/":                  "Studio Lumen",
		"https://portal.harbour-logistics.com:8443": "Harbour Logistics",
	} {
		if got := w.match(api.MatchRequest{URL: url}); got.LeadID != w.named(lead) {
			t.Errorf("%s: %q %s", url, got.LeadID, said(got.Candidates))
		}
	}
}

// TestMatchOtherSearch has Close refuse the fields that are not documented.
func TestMatchOtherSearch(t *testing.T) {
	w := signedIn(t)
	w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/data/search/","status":400,"body":{"error":"Unknown field."}}`)
	got := w.match(api.MatchRequest{URL: "https://studiolumen.net/"})
	if got.LeadID != w.named("Studio Lumen") || got.Detail != "" {
		t.Errorf("%q, %s, %s", got.LeadID, said(got.Candidates), got.Detail)
	}
}

// TestSearchLags changes leads behind the back of the index.
func TestSearchLags(t *testing.T) {
	w := signedIn(t)
	w.control("PUT", "/options", `{"search_lag_ms":3600000}`)
	bikes, studio, bakery := w.named("Pedal Works Ltd"), w.named("Studio Lumen"), w.named("Bäckerei Kornblume")

	// It has moved away: the index does not know, but the lead says so.
	w.control("PUT", "/leads/"+bikes, `{"url":"https://elsewhere.example"}`)
	w.control("PUT", "/contacts/"+w.contactOf(bikes), `{"emails":[]}`)
	if got := w.match(api.MatchRequest{URL: "https://pedalworks.co.uk"}); len(got.Candidates) != 0 || got.LeadID != "" {
		t.Errorf("a lead that has moved away: %s", said(got.Candidates))
	}
	// It has just been given the URL, in the panel: no search finds it.
	w.apply(studio, set("url", "https://new-lumen.dev"))
	if got := w.match(api.MatchRequest{URL: "https://www.new-lumen.dev/about"}); got.LeadID != studio {
		t.Errorf("a lead that was changed a moment ago: %s", said(got.Candidates))
	}
	// It has just been made, in the panel.
	made := decode[api.Applied](t, w.body("POST", "/leads/apply", `{"edits":[{"field":"name","op":"set","value":"Brand New"},{"field":"url","op":"set","value":"https://brand-new.dev"}]}`))
	if got := w.match(api.MatchRequest{URL: "https://brand-new.dev/"}); got.LeadID == "" || got.LeadID != made.View.Lead.ID {
		t.Errorf("a lead that was made a moment ago: %q, %s", got.LeadID, said(got.Candidates))
	}
	// Renamed: the present name is shown.
	w.apply(bakery, set("name", "Bäckerei Rittersporn"))
	if got := w.match(api.MatchRequest{URL: "https://kornblume-berlin.de"}); said(got.Candidates[:1]) != "Bäckerei Rittersporn! (url: The web address of Klara Korn is on kornblume-berlin.de)" {
		t.Errorf("a lead that was renamed: %s", said(got.Candidates))
	}
	if got := w.find("rittersp"); said(got) != "Bäckerei Rittersporn (recent: Open lately)" {
		t.Errorf("found by its new name: %s", said(got))
	}
	if got := w.find("kornbl"); said(got) != "Bäckerei Rittersporn" {
		t.Errorf("found by the name in the index: %s", said(got))
	}
	// Deleted: the index still finds it.
	w.control("DELETE", "/leads/"+bakery, "")
	if got := w.match(api.MatchRequest{URL: "https://kornblume-berlin.de"}); len(got.Candidates) != 0 || strings.Contains(said(got.Recent), "Rittersporn") {
		t.Errorf("a lead that is gone: %s, recent %s", said(got.Candidates), said(got.Recent))
	}
}

// contactOf returns the id of a lead's first contact.
func (w *world) contactOf(lead string) string {
	return w.control("GET", "/leads/"+lead, "").Get("contact_ids.0").String()
}

func (w *world) find(q string) []api.Candidate {
	w.t.Helper()
	r := "/leads?q=" + strings.NewReplacer(" ", "%20", "&", "%26", "#", "%23", "/", "%2F").Replace(q)
	status, raw := w.do("GET", r, "")
	if status != http.StatusOK {
		w.t.Fatalf("find: %d %s", status, raw)
	}
	return decode[api.FoundLeads](w.t, raw).Leads
}

// TestMatchFaults has Close refuse to search or to be read.
func TestMatchFaults(t *testing.T) {
	for _, c := range []struct {
		name, fault, detail string
		lead                bool // the remembered lead is still the one
	}{
		{"a role that may not search", `{"method":"POST","path_prefix":"/api/v1/data/search/","times":9,"status":403,"body":"Forbidden"}`, "Your role in Close does not allow this", true},
		{"too many searches", `{"method":"POST","path_prefix":"/api/v1/data/search/","times":9,"rate_limited":{"reset_s":30}}`, "Close asks to wait a moment", true},
		{"a search that fails", `{"method":"POST","path_prefix":"/api/v1/data/search/","times":9,"status":500}`, "Close has a fault of its own", true},
		{"a search that is cut", `{"method":"POST","path_prefix":"/api/v1/data/search/","times":9,"drop":"before"}`, "Close cannot be reached", true},
		{"an answer that is none", `{"method":"POST","path_prefix":"/api/v1/data/search/","times":9,"status":200,"body":"<html>"}`, "Close has a fault of its own", true},
		{"leads that cannot be read", `{"method":"GET","path_prefix":"/api/v1/lead/","times":99,"status":502}`, "Close has a fault of its own", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := signedIn(t)
			tours := w.named("Hopfen Brewery Tours")
			w.remember("https://hopfen-brewery.com", tours)
			w.control("POST", "/faults", c.fault)
			got := w.match(api.MatchRequest{URL: "https://hopfen-brewery.com", Names: []string{"Hopfen"}})
			if got.LeadID != tours || !strings.HasPrefix(said(got.Candidates), "Hopfen Brewery Tours") || !strings.HasPrefix(got.Detail, "Not all of Close could be searched. "+c.detail) {
				t.Errorf("%q, %s, %s", got.LeadID, said(got.Candidates), got.Detail)
			}
			// Without what is remembered nobody is chosen: there may be others.
			if got := w.match(api.MatchRequest{URL: "https://pedalworks.co.uk"}); got.LeadID != "" && strings.Contains(c.fault, "99") {
				t.Errorf("%q was chosen: %s", got.LeadID, got.Detail)
			}
		})
	}
}

// TestMatchHostile asks with what a page could say to do harm.
func TestMatchHostile(t *testing.T) {
	w := signedIn(t)
	huge := strings.Repeat(`"}],"type":"or" `, 60_000)
	many := make([]string, 5000)
	for i := range many {
		many[i] = fmt.Sprintf("person%d@pedalworks.co.uk", i)
	}
	got := w.match(api.MatchRequest{
		URL: "https://pedalworks.co.uk/" + strings.Repeat("a", 100_000), Names: []string{huge, "\u202e\u200b\x00", `Hopfen" } , {`, "Pedal Works", "x"},
		Emails: many, Phones: []string{huge, "+49", "++++", "+4930555001122"},
	})
	if len(got.Candidates) > 3 {
		t.Errorf("candidates %s", said(got.Candidates))
	}
	for _, e := range w.control("GET", "/journal", "").Get("entries").Array() {
		if e.Get("path").String() == "/api/v1/data/search/" && (e.Get("status").Int() != 200 || len(e.Get("body").String()) > 20_000) {
			t.Errorf("a search of %d bytes was answered with %d", len(e.Get("body").String()), e.Get("status").Int())
		}
	}
}

// body makes a request that must succeed and returns the body of its answer.
func (w *world) body(method, path, body string) string {
	w.t.Helper()
	status, raw := w.do(method, path, body)
	if status != http.StatusOK {
		w.t.Fatalf("%s %s: %d %s", method, path, status, raw)
	}
	return raw
}
