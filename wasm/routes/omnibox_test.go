//go:build !js

package routes_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/host/memhost"
)

// suggested returns what is suggested for the words in the address bar.
func (w *world) suggested(q string) []api.OmniboxSuggestion {
	w.t.Helper()
	status, raw := w.do("GET", "/omnibox?q="+url.QueryEscape(q), "")
	if status != 200 {
		w.t.Fatalf("omnibox %q: %d %s", q, status, raw)
	}
	return decode[api.Omnibox](w.t, raw).Suggestions
}

// entered does what was entered in the address bar, over the page of the lead at 0.
func (w *world) entered(content string) api.OmniboxOutcome {
	w.t.Helper()
	body, err := json.Marshal(map[string]string{"content": content, "page_url": w.page(0), "page_title": "Acme"})
	if err != nil {
		w.t.Fatal(err)
	}
	status, raw := w.do("POST", "/omnibox", string(body))
	if status != 200 {
		w.t.Fatalf("omnibox %q: %d %s", content, status, raw)
	}
	return decode[api.OmniboxOutcome](w.t, raw)
}

// storeRecipe stores a recipe that sets the description, and returns its id.
func (w *world) storeRecipe(name, description string) string {
	w.t.Helper()
	body := fmt.Sprintf(`{"id":"","name":%q,"steps":[{"do":"set","field":"description","value":%q}]}`, name, description)
	status, raw := w.do("PUT", "/recipes/new", body)
	if status != 200 {
		w.t.Fatalf("storing a recipe: %d %s", status, raw)
	}
	return decode[api.Recipes](w.t, raw).Stored
}

// TestOmniboxSuggests: leads that were open lately come first and need no request; from
// two characters on Close is searched; recipes stand among them.
func TestOmniboxSuggests(t *testing.T) {
	w := signedIn(t)
	if status, raw := w.do("GET", "/leads/"+w.lead(0), ""); status != 200 {
		t.Fatal(raw)
	}
	recipe := w.storeRecipe("Ac 1 & more", "x")
	searches := func() (n int) {
		for _, e := range w.control("GET", "/journal", "").Get("entries").Array() {
			if strings.Contains(e.Get("path").String(), "/data/search/") {
				n++
			}
		}
		return n
	}
	one := w.suggested("a")
	if searches() != 0 {
		t.Error("Close was searched for one character")
	}
	if len(one) != 2 || one[0].Content != "Acme GmbH "+w.lead(0) || one[1].Content != "Ac 1 & more recipe:"+recipe {
		t.Errorf("%+v", one)
	}
	if d := one[0].Description; !strings.HasPrefix(d, "Acme GmbH · ") {
		t.Errorf("description %q", d)
	}
	found := w.suggested("many lines")
	if searches() == 0 || len(found) == 0 || !strings.HasPrefix(found[0].Content, "Many Lines Ltd lead_") {
		t.Errorf("%+v", found)
	}
	if none := w.suggested("no such thing"); len(none) != 0 {
		t.Errorf("%+v", none)
	}
	for i := range 10 {
		w.storeRecipe(fmt.Sprintf("Ac again %d", i), "y")
	}
	if many := w.suggested("ac"); len(many) > 8 || !strings.HasPrefix(many[0].Content, "Acme GmbH lead_") {
		t.Errorf("%d: %+v", len(many), many)
	}
}

// TestOmniboxOffline: what is known is suggested without Close.
func TestOmniboxOffline(t *testing.T) {
	w := signedIn(t)
	recipe := w.storeRecipe("Acquire", "x")
	w.backend = w.fresh(brokenTransport{match: offline})
	if status, raw := w.do("GET", "/omnibox?q=acq", ""); status == 200 {
		if got := decode[api.Omnibox](t, raw).Suggestions; len(got) != 1 || got[0].Content != "Acquire recipe:"+recipe {
			t.Errorf("%+v", got)
		}
	} else {
		t.Errorf("%d %s", status, raw)
	}
}

// TestOmniboxEnter: a lead is opened, a recipe is run only when it was chosen or its
// whole name was typed.
func TestOmniboxEnter(t *testing.T) {
	w := signedIn(t)
	recipe := w.storeRecipe("Qualify", "Qualified by hand")
	if got := w.entered("Acme GmbH " + w.lead(0)); got.Open != w.page(0) || got.Notice != nil {
		t.Errorf("a lead that was chosen: %+v", got)
	}
	if got := w.entered("many lines"); got.Open != sandboxURL+"/lead/"+w.seedLead("Many Lines Ltd")+"/" {
		t.Errorf("words of a lead: %+v", got)
	}
	for _, words := range []string{"quali", "qualify now", "", "  ", "recipe:none-0123456789abcdef", "\u200b"} {
		got := w.entered(words)
		if got.Open != "" || got.Notice == nil || got.Notice.Kind != "error" || got.Notice.Text == "" {
			t.Errorf("%q: %+v", words, got)
		}
	}
	if n := len(w.puts()); n != 0 {
		t.Fatalf("%d writes before a recipe was chosen", n)
	}
	for i, words := range []string{"Qualify recipe:" + recipe, "QUALIFY"} {
		got := w.entered(words)
		if got.Notice == nil || got.Open != "" || got.Notice.Kind != []string{"saved", "unchanged"}[i] {
			t.Errorf("%q: %+v %+v", words, got, got.Notice)
		}
	}
	if got := w.text(0, "description"); got != "Qualified by hand" {
		t.Errorf("description %q", got)
	}
	if e := w.entries("")[0]; e.Surface != api.SurfaceOmnibox {
		t.Errorf("surface %q", e.Surface)
	}
}

// TestOmniboxSignedOut: it says so, and asks nothing of Close.
func TestOmniboxSignedOut(t *testing.T) {
	w := newWorld(t)
	w.backend = w.fresh(memhost.Transport{})
	if p := w.problem("GET", "/omnibox?q=acme", ""); p.Status != 401 {
		t.Errorf("%+v", p)
	}
	if got := w.entered("acme"); got.Notice == nil || got.Notice.Kind != "error" || !strings.HasPrefix(got.Notice.Text, "You are signed out.") {
		t.Errorf("%+v", got)
	}
	if n := len(w.control("GET", "/journal", "").Get("entries").Array()); n != 0 {
		t.Errorf("%d requests to Close", n)
	}
}

// seedLead returns the id of the lead with the name.
func (w *world) seedLead(name string) string {
	w.t.Helper()
	for _, l := range w.seed.Get("leads").Array() {
		if l.Get("name").String() == name {
			return l.Get("id").String()
		}
	}
	w.t.Fatalf("no lead %q in the seed", name)
	return ""
}
