//go:build !js

package routes_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/routes"
	"leadpatch/wasm/session"
)

// leadOf asks which lead a page is about, as menus and shortcuts do.
func (w *world) leadOf(url string) (id, name string, err error) {
	found, lead, err := routes.LeadOfPage(w.backend.(*routes.Backend), context.Background(), url)
	if lead != nil {
		name = lead.Name
	}
	return found.String(), name, err
}

// knownLeadOf does the same without asking Close.
func (w *world) knownLeadOf(url string) (id, name string, named bool) {
	w.noRequests()
	lead, named := routes.KnownLeadOfPage(w.backend.(*routes.Backend), context.Background(), url)
	if sent := w.requests(); len(sent) != 0 {
		w.t.Errorf("Close was asked: %v", sent)
	}
	return lead.ID, lead.Name, named
}

func TestLeadOfPage(t *testing.T) {
	w := signedIn(t)
	acme, bikes := sandboxURL+"/lead/"+w.lead(0)+"/", w.named("Pedal Works Ltd")
	for _, c := range []struct{ name, url, id, lead string }{
		{"a lead's page, whose name is not known yet", acme, w.lead(0), ""},
		{"the only one on the domain", "https://pedalworks.co.uk/x", bikes, "Pedal Works Ltd"},
		{"two on the domain", "https://hopfen-brewery.com", "", ""},
		{"a page of Close that shows none", sandboxURL + "/leads/", "", ""},
		{"nothing known of the site", "https://nobody.invalid", "", ""},
		{"a page of the browser", "about:blank", "", ""},
	} {
		if id, name, err := w.leadOf(c.url); id != c.id || name != c.lead || err != nil {
			t.Errorf("%s: %q %q %v", c.name, id, name, err)
		}
	}
	// What only a request could tell is not known without one.
	if id, _, named := w.knownLeadOf("https://pedalworks.co.uk/x"); id != "" || named {
		t.Errorf("known without a request: %q", id)
	}
	if id, name, named := w.knownLeadOf(acme); id != w.lead(0) || name != "" || named {
		t.Errorf("a page of Close that nobody has opened: %q %q", id, name)
	}
	w.do("GET", "/leads/"+w.lead(0), "")
	w.remember("https://hopfen-brewery.com", w.named("Hopfen Brewery Tours"))
	w.backend = w.fresh(memhost.Transport{})
	for _, c := range []struct{ url, id, name string }{
		{acme, w.lead(0), "Acme GmbH"},
		{"https://www.hopfen-brewery.com/", w.named("Hopfen Brewery Tours"), "Hopfen Brewery Tours"},
	} {
		if id, name, named := w.knownLeadOf(c.url); id != c.id || name != c.name || !named {
			t.Errorf("%s is known as %q %q", c.url, id, name)
		}
		w.noRequests()
		if id, name, err := w.leadOf(c.url); id != c.id || name != c.name || err != nil || len(w.requests()) != 0 {
			t.Errorf("%s: %q %q %v after %v", c.url, id, name, err, w.requests())
		}
	}
	// A search that failed is told, and not taken for one that found nothing.
	w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/data/search/","times":2,"status":403}`)
	var refused *closeapi.Error
	if id, _, err := w.leadOf("https://pedalworks.co.uk"); id != "" || !errors.As(err, &refused) || refused.Kind != closeapi.Forbidden {
		t.Errorf("a refused search: %q %v", id, err)
	}
	// Nothing is known to somebody who is signed out.
	w.do("DELETE", "/session", "")
	for _, url := range []string{acme, "https://www.hopfen-brewery.com/"} {
		if id, _, named := w.knownLeadOf(url); id != "" || named {
			t.Errorf("signed out, %s is %q", url, id)
		}
		if _, _, err := w.leadOf(url); !errors.Is(err, session.ErrSignedOut) {
			t.Errorf("signed out: %v", err)
		}
	}
}

// TestPlacesThatCannotBeKept opens leads in a browser without room: they open, and what
// was not remembered is told where it is missed.
func TestPlacesThatCannotBeKept(t *testing.T) {
	w := signedIn(t)
	w.do("GET", "/session", "")
	w.vault.Err = errors.New("no room")
	w.body("GET", "/leads/"+w.lead(0), "")
	w.vault.Err = nil
	status, raw := w.do("POST", "/leads/match", `{"url":"https://nobody.invalid"}`)
	if want := `"detail":"This browser could not keep which leads were open: `; status != 200 || !strings.Contains(raw, want) {
		t.Errorf("%d %s", status, raw)
	}
	w.body("GET", "/leads/"+w.lead(1), "")
	if status, raw := w.do("POST", "/leads/match", `{"url":"https://nobody.invalid"}`); status != 200 || strings.Contains(raw, `"detail":`) {
		t.Errorf("after there was room again: %d %s", status, raw)
	}
}
