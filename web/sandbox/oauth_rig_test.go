package main

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/oauth"
	"leadpatch/web/sandbox/wire"
)

// form posts a form and does not follow where it leads.
func (g *rig) form(path string, values url.Values, change ...func(*http.Request)) answer {
	g.t.Helper()
	r := g.request(http.MethodPost, path, values.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, f := range change {
		f(r)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		g.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	out := answer{status: response.StatusCode, header: response.Header, text: string(body)}
	if response.Header.Get("Content-Type") == "application/json" {
		out.json = g.value(out.text).(wire.Object)
	}
	return out
}

// client is a form with the credentials of the registered client and more.
func client(pairs ...string) url.Values {
	c := oauth.SeedClient()
	out := url.Values{"client_id": {c.ID}, "client_secret": {c.Secret}}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// authorizePath is the address of the consent page.
func authorizePath(pairs ...string) string {
	query := url.Values{"client_id": {oauth.SeedClient().ID}, "response_type": {"code"}}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return "/oauth2/authorize/?" + query.Encode()
}

var consentField = regexp.MustCompile(`name="consent" value="([^"]+)"`)

// ask opens the consent page and returns its name.
func (g *rig) ask(pairs ...string) string {
	g.t.Helper()
	page := g.send(g.request(http.MethodGet, authorizePath(pairs...), ""))
	found := consentField.FindStringSubmatch(page.text)
	if page.status != http.StatusOK || found == nil {
		g.t.Fatalf("the consent page is %d %s", page.status, page.text)
	}
	return html.UnescapeString(found[1])
}

// answerConsent answers a consent page and returns where the browser is sent.
func (g *rig) answerConsent(consent, organization, decision string) *url.URL {
	g.t.Helper()
	got := g.form("/oauth2/authorize/", url.Values{"consent": {consent}, "organization_id": {organization}, "decision": {decision}})
	next, err := url.Parse(got.header.Get("Location"))
	if err != nil || got.status != http.StatusFound {
		g.t.Fatalf("%d %s %v", got.status, got.text, err)
	}
	return next
}

// code allows the client to act in an organization and returns the code.
func (g *rig) code(o *crm.Org) string {
	g.t.Helper()
	return g.answerConsent(g.ask(), o.ID, "allow").Query().Get("code")
}

// Tokens are what the token endpoint hands over.
type Tokens struct{ access, refresh string }

// token makes a request of the token endpoint that must succeed.
func (g *rig) token(pairs ...string) Tokens {
	g.t.Helper()
	got := g.form("/oauth2/token/", client(pairs...))
	if got.status != http.StatusOK {
		g.t.Fatalf("%v: %d %s", pairs, got.status, got.text)
	}
	return Tokens{got.json["access_token"].(string), got.json["refresh_token"].(string)}
}

// signIn goes through all of it.
func (g *rig) signIn(o *crm.Org) Tokens {
	g.t.Helper()
	return g.token("grant_type", "authorization_code", "code", g.code(o))
}

func (g *rig) refresh(token string) Tokens {
	g.t.Helper()
	return g.token("grant_type", "refresh_token", "refresh_token", token)
}

// wantInvalid fails the test unless a request of the token endpoint is refused as
// invalid_grant.
func (g *rig) wantInvalid(what string, pairs ...string) {
	g.t.Helper()
	if got := g.form("/oauth2/token/", client(pairs...)); got.status != http.StatusBadRequest || strings.TrimSpace(got.text) != `{"error":"invalid_grant"}` {
		g.t.Errorf("%s: %d %s", what, got.status, got.text)
	}
}

// bearer makes a request of the API with an access token.
func (g *rig) bearer(token, method, path, body string) answer {
	g.t.Helper()
	r := g.request(method, "/api/v1"+path, body)
	r.Header.Set("Authorization", "Bearer "+token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return g.send(r)
}

// wantLive fails the test unless an access token works, or is refused.
func (g *rig) wantLive(what, token string, live bool) {
	g.t.Helper()
	got := g.bearer(token, http.MethodGet, "/me/", "")
	if want := map[bool]int{true: http.StatusOK, false: http.StatusUnauthorized}[live]; got.status != want {
		g.t.Errorf("%s: the access token gives %d, want %d", what, got.status, want)
	}
}

// home and second are the organizations of the demo user.
func (g *rig) home() *crm.Org { return g.world.Orgs[0] }

func (g *rig) second() *crm.Org { return g.world.Orgs[2] }
