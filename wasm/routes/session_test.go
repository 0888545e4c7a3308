//go:build !js

package routes_test

import (
	"errors"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

func TestSessionLife(t *testing.T) {
	w := newWorld(t)
	if _, raw := w.do("GET", "/session", ""); decode[api.Session](t, raw).SignedIn {
		t.Error("signed in at first")
	}
	if p := w.problem("GET", "/leads/"+w.lead(0), ""); p.Type != "urn:leadpatch:signed-out" || p.Action != "sign_in" {
		t.Errorf("%+v", p)
	}
	w.signIn("demo")
	w.backend = w.fresh(plainTransport) // a restart
	_, raw := w.do("GET", "/session", "")
	s := decode[api.Session](t, raw)
	if !s.SignedIn || s.User.Name != "Ada Held" || s.Organization.Name != "Held-out Inc" {
		t.Errorf("after a restart: %s", raw)
	}
	key := w.seed.Get("keys.demo").String()
	if strings.Contains(raw, key) {
		t.Error("the session answers with the key")
	}
	if status, _ := w.do("DELETE", "/session", ""); status != 200 {
		t.Error("sign out failed")
	}
	if p := w.problem("GET", "/leads/"+w.lead(0), ""); p.Type != "urn:leadpatch:signed-out" {
		t.Errorf("after signing out: %+v", p)
	}
	stored, err := w.vault.Get(t.Context(), "session")
	if err != nil || stored != nil {
		t.Errorf("the vault still holds %q, %v", stored, err)
	}
}

// TestKeyRevoked: the user is told to sign in, and a new key goes on where the
// old one ended.
func TestKeyRevoked(t *testing.T) {
	w := signedIn(t)
	w.control("POST", "/keys/demo/revoke", "")
	p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", set("name", "x"))
	if p.Type != "urn:leadpatch:session-ended" || p.Action != "sign_in" || len(w.puts()) != 0 {
		t.Errorf("%+v", p)
	}
	w.signIn("admin")
	if applied := w.apply(w.lead(0), set("name", "x")); len(applied.Changes) != 1 {
		t.Errorf("%+v", applied)
	}
}

func TestKeyOfAUserOfTwoOrganizations(t *testing.T) {
	w := newWorld(t)
	w.signIn("both")
	_, raw := w.do("GET", "/session", "")
	if s := decode[api.Session](t, raw); s.Organization.ID != w.seed.Get("organization_id").String() {
		t.Errorf("%s", raw)
	}
}

func TestStorageFails(t *testing.T) {
	w := newWorld(t)
	w.vault.Err = errors.New("the disk is full")
	p := w.problem("PUT", "/session/key", `{"key":"`+w.seed.Get("keys.demo").String()+`"}`)
	if p.Type != "urn:leadpatch:backend" || !strings.Contains(p.Detail, "the disk is full") {
		t.Errorf("%+v", p)
	}
	if p := w.problem("GET", "/leads/"+w.lead(0), ""); p.Type != "urn:leadpatch:session-ended" || p.Action != "sign_in" {
		t.Errorf("%+v", p)
	}
	w.vault.Err = nil
	if _, raw := w.do("GET", "/session", ""); decode[api.Session](t, raw).SignedIn {
		t.Error("signed in without a stored key")
	}
}

// TestKeyNeverLeaves looks for the key in every answer, good and bad.
func TestKeyNeverLeaves(t *testing.T) {
	w := signedIn(t)
	key := w.seed.Get("keys.demo").String()
	for _, request := range [][3]string{
		{"GET", "/session", ""},
		{"GET", "/leads/" + w.lead(0), ""},
		{"POST", "/leads/" + w.lead(0) + "/preview", set("name", "x")},
		{"POST", "/leads/" + w.lead(0) + "/apply", set("name", "y")},
		{"GET", "/leads/lead_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54", ""},
		{"PUT", "/session/key", `{"key":"` + key + `x"}`},
		{"GET", "/instance", ""},
	} {
		if _, raw := w.do(request[0], request[1], request[2]); strings.Contains(raw, key) || strings.Contains(raw, "Basic ") {
			t.Errorf("%s %s answers with the key: %s", request[0], request[1], raw)
		}
	}
}
