package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"leadpatch/web/sandbox/oauth"
	"leadpatch/web/sandbox/wire"
)

func TestConsentPage(t *testing.T) {
	g := newRig(t)
	got := g.send(g.request(http.MethodGet, authorizePath("redirect_uri", oauth.SeedClient().Redirect, "state", "s", "scope", "all.full_access offline_access"), ""))
	for _, text := range []string{
		"Leadpatch", "Ada Held", "Held-out Inc", "Juniper Coffee", `id="allow"`, `id="deny"`, "127.0.0.1:8788",
		`name="organization_id" value="` + g.home().ID + `" required checked>`, `name="organization_id" value="` + g.second().ID + `" required>`,
	} {
		if !strings.Contains(got.text, text) {
			t.Errorf("the page has no %s", text)
		}
	}
	for _, text := range []string{"Other Ltd", "<script", "<style", "style=", oauth.SeedClient().Secret} {
		if strings.Contains(got.text, text) {
			t.Errorf("the page has %s", text)
		}
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
		"X-Frame-Options":         "DENY", "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "Content-Type": "text/html; charset=utf-8",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q", name, got.header.Get(name))
		}
	}
	if css := g.send(g.request(http.MethodGet, "/assets/oauth.css", "")); css.status != http.StatusOK {
		t.Errorf("the style sheet: %d", css.status)
	}
}

// TestConsentRefusals are requests after which the browser is sent nowhere.
func TestConsentRefusals(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct{ name, path, want string }{
		{"no client", "/oauth2/authorize/?response_type=code", "There is no application"},
		{"unknown client", authorizePath("client_id", "oa2client_x"), "There is no application"},
		{"no type", "/oauth2/authorize/?client_id=" + oauth.SeedClient().ID, "other than a code"},
		{"implicit", authorizePath("response_type", "token"), "other than a code"},
		{"foreign redirect", authorizePath("redirect_uri", "https://evil.example/"), "redirect_uri"},
		{"longer redirect", authorizePath("redirect_uri", oauth.SeedClient().Redirect+"/x"), "redirect_uri"},
		{"empty redirect", authorizePath("redirect_uri", ""), "redirect_uri"},
		{"two clients", authorizePath() + "&client_id=" + oauth.SeedClient().ID, "damaged"},
		{"bad escape", authorizePath() + "&x=%zz", "damaged"},
		{"markup", authorizePath("redirect_uri", "<script>"), "redirect_uri"},
	} {
		got := g.send(g.request(http.MethodGet, c.path, ""))
		if got.status != http.StatusBadRequest || !strings.Contains(got.text, c.want) || strings.Contains(got.text, "<script>") || got.header.Get("Location") != "" {
			t.Errorf("%s: %d %s %s", c.name, got.status, got.header.Get("Location"), got.text)
		}
	}
}

func TestConsentAnswers(t *testing.T) {
	g := newRig(t)
	odd := "a b&c=d#é+/%"
	for _, c := range []struct {
		name, options, redirect, decision string
		ask                               []string
		want                              url.Values // the code is left out
	}{
		{"allowed", `{}`, "", "allow", nil, url.Values{}},
		{"denied", `{}`, "", "deny", nil, url.Values{"error": {"access_denied"}}},
		{"state", `{}`, "", "allow", []string{"state", odd}, url.Values{"state": {odd}}},
		{"denied with state", `{}`, "", "deny", []string{"state", odd}, url.Values{"error": {"access_denied"}, "state": {odd}}},
		{"empty state", `{}`, "", "deny", []string{"state", ""}, url.Values{"error": {"access_denied"}, "state": {""}}},
		{"state not echoed", `{"oauth_state": false}`, "", "allow", []string{"state", odd}, url.Values{}},
		{"a redirect with a query", `{}`, "https://auth.example/cb?tenant=1", "deny", nil, url.Values{"error": {"access_denied"}, "tenant": {"1"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g.t = t
			g.ctl(http.MethodPost, "/reset", "")
			g.ctl(http.MethodPut, "/options", c.options)
			redirect := oauth.SeedClient().Redirect
			if c.redirect != "" {
				redirect = c.redirect
			}
			g.ctl(http.MethodPut, "/oauth", `{"redirect_uri": "`+redirect+`"}`)
			next := g.answerConsent(g.ask(c.ask...), g.home().ID, c.decision)
			query := next.Query()
			if query.Has("code") != (c.decision == "allow") {
				t.Errorf("sent to %s", next)
			}
			query.Del("code")
			if query.Encode() != c.want.Encode() {
				t.Errorf("the query is %v, want %v", query, c.want)
			}
			before, _, _ := strings.Cut(redirect, "?")
			if next.RawQuery = ""; next.String() != before {
				t.Errorf("sent to %s", next)
			}
		})
	}
}

// TestConsentForms are answers that count for nothing.
func TestConsentForms(t *testing.T) {
	g := newRig(t)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	allow := func(consent string) url.Values {
		return url.Values{"consent": {consent}, "organization_id": {g.home().ID}, "decision": {"allow"}}
	}
	late := g.ask()
	g.advance(10 * time.Minute)
	used := g.ask()
	g.answerConsent(used, g.home().ID, "deny")
	other := allow(g.ask())
	other.Set("organization_id", g.world.Orgs[1].ID)
	nowhere := allow(g.ask())
	nowhere.Del("organization_id")
	undecided := allow(g.ask())
	undecided.Set("decision", "maybe")
	twice := allow(g.ask())
	twice.Add("organization_id", g.second().ID)
	for _, c := range []struct {
		name string
		form url.Values
		set  func(*http.Request)
	}{
		{"no page", allow(""), header("X", "")},
		{"a page that never was", allow("NOPE"), header("X", "")},
		{"a page that was answered", allow(used), header("X", "")},
		{"a page that is too old", allow(late), header("X", "")},
		{"an organization of others", other, header("X", "")},
		{"no organization", nowhere, header("X", "")},
		{"neither yes nor no", undecided, header("X", "")},
		{"two organizations", twice, header("X", "")},
		{"another site", allow(g.ask()), header("Sec-Fetch-Site", "cross-site")},
		{"another origin", allow(g.ask()), header("Origin", "https://evil.example")},
		{"no form", allow(g.ask()), header("Content-Type", "text/plain")},
	} {
		got := g.form("/oauth2/authorize/", c.form, c.set)
		if got.status != http.StatusBadRequest || got.header.Get("Location") != "" || !strings.Contains(got.text, `id="problem"`) {
			t.Errorf("%s: %d to %q", c.name, got.status, got.header.Get("Location"))
		}
	}
	if codes := g.ctl(http.MethodGet, "/oauth", "")["issued"].(wire.Object)["codes"].([]any); len(codes) != 0 {
		t.Errorf("codes were given out: %v", codes)
	}
	if got := g.form("/oauth2/authorize/", allow(g.ask()), header("Origin", g.server.URL)); got.status != http.StatusFound {
		t.Errorf("the page's own form: %d", got.status)
	}
}

func TestConsentOfNobody(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/users/"+g.world.Users[0].ID, `{"former": true}`)
	if got := g.send(g.request(http.MethodGet, authorizePath(), "")); got.status != http.StatusBadRequest || !strings.Contains(got.text, "no organization") {
		t.Errorf("%d %s", got.status, got.text)
	}
}
