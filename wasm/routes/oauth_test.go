//go:build !js

package routes_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/session"
)

// consenting returns a world whose user agrees at Close's consent page to one
// organization of the sandbox, by its place in the seed.
func consenting(t *testing.T, organization int) *world {
	w := newWorld(t)
	w.broker = brokerURL
	w.control("PUT", "/oauth", fmt.Sprintf(`{"redirect_uri":%q}`, brokerURL+"/callback"))
	w.consent.Redirect = extensionRedirect
	w.choose(organization)
	w.backend = w.fresh(memhost.Transport{})
	return w
}

// choose makes the user agree to another organization from now on.
func (w *world) choose(organization int) {
	id := w.organization(organization, "id")
	w.consent.Visit = func(ctx context.Context, page string) (string, error) {
		return visit(page, url.Values{"organization_id": {id}, "decision": {"allow"}})
	}
}

// organization returns a text of one of the seed's organizations.
func (w *world) organization(i int, key string) string {
	return w.seed.Get(fmt.Sprintf("organizations.%d.%s", i, key)).String()
}

var hidden = regexp.MustCompile(`name="consent" value="([^"]+)"`)

// visit goes where a browser would: to the broker, to Close's consent page, whose
// form it fills in, and back to the extension.
func visit(page string, form url.Values) (string, error) {
	client := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), extensionRedirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := client.Get(page)
	if err != nil {
		return "", err
	}
	raw := make([]byte, 1<<16)
	n, _ := res.Body.Read(raw)
	res.Body.Close()
	found := hidden.FindSubmatch(raw[:n])
	if found == nil {
		return "", fmt.Errorf("%s is not the consent page: %d %s", res.Request.URL, res.StatusCode, raw[:n])
	}
	form.Set("consent", string(found[1]))
	res, err = client.PostForm(sandboxURL+"/oauth2/authorize/", form)
	if err != nil {
		return "", err
	}
	res.Body.Close()
	return res.Header.Get("Location"), nil
}

func (w *world) signInWithClose() api.Session {
	w.t.Helper()
	status, raw := w.do("POST", "/session/oauth", "")
	if status != 200 {
		w.t.Fatalf("sign in: %d %s", status, raw)
	}
	return decode[api.Session](w.t, raw)
}

// TestSignInWithClose is the whole way: sign in, patch, the token ends, patch again,
// the tokens are stolen and used, sign out.
func TestSignInWithClose(t *testing.T) {
	w := consenting(t, 0)
	s := w.signInWithClose()
	if !s.SignedIn || s.Kind != api.AccountOAuth || s.Organization.ID != w.organization(0, "id") || s.User.Name == "" || !s.CanSignInWithClose || s.SigningIn {
		t.Errorf("%+v", s)
	}
	lead := w.lead(0)
	if a := w.apply(lead, set("name", "one")); len(a.Changes) != 1 || a.View.Organization != *s.Organization {
		t.Errorf("%+v", a)
	}
	w.control("POST", "/oauth/expire", "")
	if a := w.apply(lead, set("name", "two")); len(a.Changes) != 1 {
		t.Errorf("after the token's end: %+v", a)
	}
	if n := w.control("GET", "/oauth", "").Get("refreshes").Int(); n != 1 {
		t.Errorf("%d refreshes", n)
	}
	w.backend = w.fresh(plainTransport) // a restart
	w.now.Add(3600)
	if a := w.apply(lead, set("name", "three")); len(a.Changes) != 1 {
		t.Errorf("in another life: %+v", a)
	}
	if got := w.puts(); len(got) != 3 {
		t.Errorf("%d PUTs: %v", len(got), got)
	}
	status, raw := w.do("DELETE", "/session/accounts/"+s.Accounts[0].ID, "")
	if status != 200 || decode[api.Session](t, raw).SignedIn {
		t.Errorf("sign out: %d %s", status, raw)
	}
	if n := w.control("GET", "/oauth", "").Get("active.refresh_tokens").Int(); n != 0 {
		t.Errorf("%d refresh tokens are still good", n)
	}
	if p := w.problem("GET", "/leads/"+lead, ""); p.Type != "urn:leadpatch:signed-out" {
		t.Errorf("%+v", p)
	}
}

// TestReusedRefreshToken: somebody used a copy of the refresh token, so Close has
// ended the sign-in. The user is told, once more signed in, and goes on.
func TestReusedRefreshToken(t *testing.T) {
	w := consenting(t, 0)
	account := w.signInWithClose().Accounts[0].ID
	w.control("POST", "/oauth/kill", "")
	for range 3 {
		p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", set("name", "x"))
		if p.Type != "urn:leadpatch:session-ended" || p.Account != account || p.Action != "sign_in" || !strings.Contains(p.Detail, "what you typed stays") {
			t.Errorf("%+v", p)
		}
	}
	if len(w.puts()) != 0 {
		t.Errorf("PUTs: %v", w.puts())
	}
	_, raw := w.do("GET", "/session", "")
	if s := decode[api.Session](t, raw); s.SignedIn || len(s.Accounts) != 1 || !s.Accounts[0].Ended {
		t.Errorf("%s", raw)
	}
	w.signInWithClose()
	if a := w.apply(w.lead(0), set("name", "x")); len(a.Changes) != 1 {
		t.Errorf("%+v", a)
	}
}

func TestSignInRefused(t *testing.T) {
	w := consenting(t, 0)
	w.consent.Visit = func(_ context.Context, page string) (string, error) {
		return visit(page, url.Values{"decision": {"deny"}})
	}
	if p := w.problem("POST", "/session/oauth", ""); p.Type != "urn:leadpatch:sign-in-cancelled" || p.Status != 409 {
		t.Errorf("denied: %+v", p)
	}
	w.consent.Visit = func(context.Context, string) (string, error) { return "", session.ErrCanceled }
	if p := w.problem("POST", "/session/oauth", ""); p.Type != "urn:leadpatch:sign-in-cancelled" {
		t.Errorf("closed: %+v", p)
	}
	w.consent.Visit = func(context.Context, string) (string, error) { return extensionRedirect + "?code=x&state=y", nil }
	if p := w.problem("POST", "/session/oauth", ""); p.Type != "urn:leadpatch:sign-in-failed" || p.Action != "sign_in" {
		t.Errorf("another's answer: %+v", p)
	}
	w.consent.Visit = func(_ context.Context, page string) (string, error) {
		p := w.problem("POST", "/session/oauth", "")
		if p.Type != "urn:leadpatch:sign-in-open" {
			t.Errorf("a second window: %+v", p)
		}
		if _, raw := w.do("GET", "/session", ""); !decode[api.Session](t, raw).SigningIn {
			t.Error("not signing in while the window is open")
		}
		return "", session.ErrCanceled
	}
	w.problem("POST", "/session/oauth", "")
	w.broker = "http://127.0.0.1:9" // nobody is there
	w.backend = w.fresh(plainTransport)
	w.consent.Visit = func(_ context.Context, page string) (string, error) {
		u, err := url.Parse(page)
		return extensionRedirect + "?code=x&state=" + u.Query().Get("state"), err
	}
	if p := w.problem("POST", "/session/oauth", ""); p.Type != "urn:leadpatch:offline" || p.Action != "retry" {
		t.Errorf("the broker is down: %+v", p)
	}
	w.broker = ""
	w.backend = w.fresh(plainTransport)
	if p := w.problem("POST", "/session/oauth", ""); p.Type != "urn:leadpatch:bad-request" {
		t.Errorf("a build without a broker: %+v", p)
	}
}

// TestRightOrganization: two sign-ins side by side; each lead is read and written
// with the one of its own organization, and a lead of a third with none.
func TestRightOrganization(t *testing.T) {
	w := consenting(t, 0)
	w.signInWithClose()
	w.choose(1)
	s := w.signInWithClose()
	if len(s.Accounts) != 2 || s.Organization.ID != w.organization(1, "id") {
		t.Fatalf("%+v", s)
	}
	first, second := w.lead(0), w.organization(1, "lead_id")
	for i, lead := range []string{first, second, first, second} {
		a := w.apply(lead, set("description", fmt.Sprint("round ", i)))
		if want := w.organization(i%2, "id"); len(a.Changes) != 1 || a.View.Organization.ID != want {
			t.Errorf("round %d went to %s", i, a.View.Organization.Name)
		}
		_, raw := w.do("GET", "/session", "")
		if s := decode[api.Session](t, raw); s.Organization.ID != w.organization(i%2, "id") {
			t.Errorf("the one used last is %s", s.Organization.Name)
		}
	}
	puts := len(w.puts())
	foreign := w.seed.Get("other_lead_id").String()
	if p := w.problem("POST", "/leads/"+foreign+"/apply", set("name", "mine now")); p.Status != 404 && p.Status != 403 {
		t.Errorf("%+v", p)
	}
	// Signed out of one: its leads are out of reach, the others are not.
	status, raw := w.do("DELETE", "/session/accounts/"+s.Accounts[0].ID, "")
	if status != 200 || len(decode[api.Session](t, raw).Accounts) != 1 {
		t.Errorf("%d %s", status, raw)
	}
	if p := w.problem("POST", "/leads/"+second+"/apply", set("name", "x")); p.Status != 404 && p.Status != 403 {
		t.Errorf("%+v", p)
	}
	if len(w.puts()) != puts {
		t.Errorf("something was sent: %v", w.puts()[puts:])
	}
	if a := w.apply(first, set("name", "still here")); len(a.Changes) != 1 {
		t.Errorf("%+v", a)
	}
}

// TestEndedAccountIsNamed: of two sign-ins one has ended. Its leads say so instead of
// "no such lead"; those of the other are as ever.
func TestEndedAccountIsNamed(t *testing.T) {
	w := consenting(t, 1)
	w.signInWithClose()
	w.control("POST", "/oauth/kill", "")
	w.signIn("demo")
	second := w.organization(1, "lead_id")
	for range 2 {
		if p := w.problem("GET", "/leads/"+second, ""); p.Type != "urn:leadpatch:session-ended" || !strings.Contains(p.Detail, w.organization(1, "name")) {
			t.Errorf("%+v", p)
		}
	}
	if a := w.apply(w.lead(0), set("name", "x")); len(a.Changes) != 1 {
		t.Errorf("%+v", a)
	}
}

// TestRevokedKeyBlocksNobodyElse: of two sign-ins one's key is gone at Close. The
// leads of the other are read and written as ever.
func TestRevokedKeyBlocksNobodyElse(t *testing.T) {
	w := consenting(t, 1)
	w.signInWithClose()
	w.signIn("demo")
	w.control("POST", "/keys/demo/revoke", "")
	second := w.organization(1, "lead_id")
	if a := w.apply(second, set("name", "x")); len(a.Changes) != 1 {
		t.Errorf("%+v", a)
	}
	if p := w.problem("GET", "/leads/"+w.lead(0), ""); p.Type != "urn:leadpatch:session-ended" || !strings.Contains(p.Detail, w.organization(0, "name")) {
		t.Errorf("%+v", p)
	}
}

// TestSignOutLater: there is no network when the user signs out.
func TestSignOutLater(t *testing.T) {
	w := consenting(t, 0)
	w.signInWithClose()
	w.backend = w.fresh(brokenTransport{match: func(*closeapi.Request) bool { return true }})
	if status, raw := w.do("DELETE", "/session", ""); status != 200 || decode[api.Session](t, raw).SignedIn {
		t.Errorf("%d %s", status, raw)
	}
	if w.alarm.Set() == 0 || w.control("GET", "/oauth", "").Get("active.refresh_tokens").Int() != 1 {
		t.Error("revoked without a network, or nobody will do it later")
	}
	w.backend = w.fresh(plainTransport)
	if status, raw := w.do("POST", "/session/settle", ""); status != 200 || decode[api.Settled](t, raw).Pending != 0 {
		t.Errorf("%d %s", status, raw)
	}
	if n := w.control("GET", "/oauth", "").Get("active.refresh_tokens").Int(); n != 0 {
		t.Errorf("%d refresh tokens are still good", n)
	}
}

// TestTokensNeverLeave looks for every code and token that Close has ever given in
// every answer, good and bad.
func TestTokensNeverLeave(t *testing.T) {
	w := consenting(t, 0)
	var answers []string
	note := func(method, path, body string) {
		_, raw := w.do(method, path, body)
		answers = append(answers, raw)
	}
	note("POST", "/session/oauth", "")
	note("GET", "/session", "")
	note("GET", "/leads/"+w.lead(0), "")
	w.control("POST", "/oauth/expire", "")
	note("POST", "/leads/"+w.lead(0)+"/apply", set("name", "y"))
	w.control("POST", "/faults", `{"method":"PUT","status":500}`)
	note("POST", "/leads/"+w.lead(0)+"/apply", set("name", "z"))
	w.control("POST", "/oauth/kill", "")
	note("POST", "/leads/"+w.lead(0)+"/apply", set("name", "z"))
	note("DELETE", "/session", "")
	issued := w.control("GET", "/oauth", "").Get("issued")
	secrets := append(issued.Get("access_tokens").Array(), append(issued.Get("refresh_tokens").Array(), issued.Get("codes").Array()...)...)
	if len(secrets) < 5 {
		t.Fatalf("only %d secrets to look for", len(secrets))
	}
	for _, secret := range secrets {
		for _, raw := range answers {
			if strings.Contains(raw, secret.String()) || strings.Contains(raw, "Bearer ") {
				t.Errorf("an answer holds a token: %s", raw)
			}
		}
	}
}
