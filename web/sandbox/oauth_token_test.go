package main

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"leadpatch/web/sandbox/oauth"
	"leadpatch/web/sandbox/wire"
)

// TestTokenShape holds the answer to the shape that Close documents.
func TestTokenShape(t *testing.T) {
	g := newRig(t)
	got := g.form("/oauth2/token/", client("grant_type", "authorization_code", "code", g.code(g.second())))
	access, refresh := got.json["access_token"], got.json["refresh_token"]
	want := wire.Object{
		"token_type": "Bearer", "access_token": access, "expires_in": g.value("3600"), "refresh_token": refresh,
		"scope": "all.full_access offline_access", "organization_id": g.second().ID, "user_id": g.world.Users[0].ID,
	}
	if got.status != http.StatusOK || !reflect.DeepEqual(got.json, want) || got.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", got.status, got.json)
	}
	next := g.form("/oauth2/token/", client("grant_type", "refresh_token", "refresh_token", refresh.(string)))
	want["access_token"], want["refresh_token"] = next.json["access_token"], next.json["refresh_token"]
	if next.status != http.StatusOK || !reflect.DeepEqual(next.json, want) || want["access_token"] == access || want["refresh_token"] == refresh {
		t.Errorf("after a refresh: %d %v", next.status, next.json)
	}
	info := g.ctl(http.MethodGet, "/oauth", "")
	issued := info["issued"].(wire.Object)
	if !slices.Equal(issued["access_tokens"].([]any), []any{access, want["access_token"]}) ||
		!slices.Equal(issued["refresh_tokens"].([]any), []any{refresh, want["refresh_token"]}) || len(issued["codes"].([]any)) != 1 {
		t.Errorf("issued %v", issued)
	}
}

// TestTokenErrors sends what the token and revocation endpoints refuse, and looks
// whether it left the code and the token good.
func TestTokenErrors(t *testing.T) {
	g := newRig(t)
	code, kept := g.code(g.home()), g.signIn(g.home())
	exchange := func(pairs ...string) url.Values {
		return client(append([]string{"grant_type", "authorization_code", "code", code}, pairs...)...)
	}
	without := func(form url.Values, name string) url.Values {
		form.Del(name)
		return form
	}
	double := exchange()
	double.Add("code", code)
	const tokenPath, revokePath = "/oauth2/token/", "/oauth2/revoke/"
	for _, c := range []struct {
		name, path string
		form       url.Values
		status     int
		want       string
	}{
		{"no secret", tokenPath, without(exchange(), "client_secret"), 401, "invalid_client"},
		{"wrong secret", tokenPath, exchange("client_secret", "x"), 401, "invalid_client"},
		{"no client", tokenPath, without(exchange(), "client_id"), 401, "invalid_client"},
		{"wrong client", tokenPath, exchange("client_id", "oa2client_x"), 401, "invalid_client"},
		{"nothing", tokenPath, url.Values{}, 401, "invalid_client"},
		{"refresh without a secret", tokenPath, without(client("grant_type", "refresh_token", "refresh_token", kept.refresh), "client_secret"), 401, "invalid_client"},
		{"no grant type", tokenPath, without(exchange(), "grant_type"), 400, "invalid_request"},
		{"password", tokenPath, exchange("grant_type", "password"), 400, "unsupported_grant_type"},
		{"no code", tokenPath, without(exchange(), "code"), 400, "invalid_request"},
		{"two codes", tokenPath, double, 400, "invalid_request"},
		{"wrong code", tokenPath, exchange("code", "oa2code_x"), 400, "invalid_grant"},
		{"other redirect", tokenPath, exchange("redirect_uri", "https://evil.example/"), 400, "invalid_grant"},
		{"no refresh token", tokenPath, client("grant_type", "refresh_token"), 400, "invalid_request"},
		{"wrong refresh token", tokenPath, client("grant_type", "refresh_token", "refresh_token", "x"), 400, "invalid_grant"},
		{"access token as a refresh token", tokenPath, client("grant_type", "refresh_token", "refresh_token", kept.access), 400, "invalid_grant"},
		{"revoke without a secret", revokePath, without(client("token", kept.refresh), "client_secret"), 401, "invalid_client"},
		{"revoke nothing", revokePath, client(), 400, "invalid_request"},
	} {
		got := g.form(c.path, c.form)
		if got.status != c.status || strings.TrimSpace(got.text) != `{"error":"`+c.want+`"}` || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", c.name, got.status, got.text)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"JSON":       func(r *http.Request) { r.Header.Set("Content-Type", "application/json") },
		"no type":    func(r *http.Request) { r.Header.Del("Content-Type") },
		"two forms":  func(r *http.Request) { r.Header.Set("Content-Type", "multipart/form-data; boundary=x") },
		"bad escape": func(r *http.Request) { *r = *g.request(http.MethodPost, tokenPath, "client_id=%zz") },
	} {
		if got := g.form(tokenPath, exchange(), change); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
	inAddress := g.form(tokenPath+"?"+client().Encode(), url.Values{"grant_type": {"authorization_code"}, "code": {code}}, func(r *http.Request) {
		r.SetBasicAuth(oauth.SeedClient().ID, oauth.SeedClient().Secret)
	})
	if inAddress.status != http.StatusUnauthorized {
		t.Errorf("credentials outside the body: %d", inAddress.status)
	}
	g.token("grant_type", "authorization_code", "code", code, "redirect_uri", oauth.SeedClient().Redirect)
	g.refresh(kept.refresh)
}

func TestOAuthMethods(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/oauth2/token/", 405, "POST"},
		{"PUT", "/oauth2/revoke/", 405, "POST"},
		{"DELETE", "/oauth2/authorize/", 405, "GET, POST"},
		{"POST", "/oauth2/token", 404, ""},
		{"GET", "/oauth2/", 404, ""},
	} {
		if got := g.send(g.request(c.method, c.path, "")); got.status != c.status || got.header.Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, Allow: %s", c.method, c.path, got.status, got.header.Get("Allow"))
		}
	}
}

func TestCodes(t *testing.T) {
	g := newRig(t)
	again := func(code string) []string { return []string{"grant_type", "authorization_code", "code", code} }

	code := g.code(g.home())
	first := g.token(again(code)...)
	second := g.refresh(first.refresh)
	other := g.signIn(g.home())
	g.wantInvalid("a code that comes again", again(code)...)
	g.wantLive("of the code's first use", first.access, false)
	g.wantLive("refreshed since", second.access, false)
	g.wantInvalid("the refresh token of the code's first use", "grant_type", "refresh_token", "refresh_token", second.refresh)
	g.wantLive("of another code", other.access, true)
	if info := g.ctl(http.MethodGet, "/oauth", ""); info["reuses"] != g.value("1") {
		t.Errorf("reuses: %v", info["reuses"])
	}

	early, late := g.code(g.home()), g.code(g.home())
	g.advance(time.Minute - time.Millisecond)
	g.token(again(early)...)
	g.advance(time.Millisecond)
	g.wantInvalid("a code that is too old", again(late)...)
}

func TestAccessTokenTime(t *testing.T) {
	g := newRig(t)
	hour := g.signIn(g.home())
	g.ctl(http.MethodPut, "/oauth", `{"access_ttl": 30}`)
	short := g.signIn(g.home())
	g.advance(30*time.Second - time.Millisecond)
	g.wantLive("before 30 seconds", short.access, true)
	g.advance(time.Millisecond)
	g.wantLive("after 30 seconds", short.access, false)
	g.wantLive("of the hour before", hour.access, true)
	next := g.refresh(short.refresh)
	g.wantLive("after a refresh", next.access, true)
	g.advance(time.Hour - 30*time.Second - time.Millisecond)
	g.wantLive("before the hour is over", hour.access, true)
	g.advance(time.Millisecond)
	g.wantLive("after the hour", hour.access, false)
	g.advance(1000 * time.Hour)
	g.refresh(hour.refresh)
}

func TestRotation(t *testing.T) {
	g := newRig(t)
	bystander := g.signIn(g.home())
	first := g.signIn(g.home())
	second := g.refresh(first.refresh)
	third := g.refresh(second.refresh)
	for i, pair := range []Tokens{first, second, third} {
		g.wantLive(fmt.Sprint("pair ", i+1), pair.access, true)
	}
	info := g.ctl(http.MethodGet, "/oauth", "")
	if active := info["active"].(wire.Object); active["access_tokens"] != g.value("4") || active["refresh_tokens"] != g.value("2") || info["refreshes"] != g.value("2") {
		t.Errorf("%v", info)
	}
	g.wantInvalid("the first refresh token again", "grant_type", "refresh_token", "refresh_token", first.refresh)
	g.wantInvalid("the newest one after that", "grant_type", "refresh_token", "refresh_token", third.refresh)
	for i, pair := range []Tokens{first, second, third} {
		g.wantLive(fmt.Sprint("pair ", i+1, " after the reuse"), pair.access, false)
	}
	g.wantLive("of somebody else", bystander.access, true)
	info = g.ctl(http.MethodGet, "/oauth", "")
	if active := info["active"].(wire.Object); active["access_tokens"] != g.value("1") || active["refresh_tokens"] != g.value("1") ||
		info["reuses"] != g.value("1") || info["refreshes"] != g.value("2") {
		t.Errorf("%v", info)
	}
}

func TestRevoke(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		name string
		pick func(old, now Tokens) string
		live bool
	}{
		{"the refresh token", func(_, now Tokens) string { return now.refresh }, false},
		{"a spent refresh token", func(old, _ Tokens) string { return old.refresh }, false},
		{"the access token", func(_, now Tokens) string { return now.access }, false},
		{"an unknown token", func(_, _ Tokens) string { return "x" }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			g.t = t
			g.ctl(http.MethodPost, "/reset", "")
			old := g.signIn(g.home())
			now := g.refresh(old.refresh)
			for range 2 {
				if got := g.form("/oauth2/revoke/", client("token", c.pick(old, now))); got.status != http.StatusOK || strings.TrimSpace(got.text) != "{}" {
					t.Errorf("%d %s", got.status, got.text)
				}
			}
			g.wantLive("the newest", now.access, c.live)
			g.wantLive("the one before", old.access, c.live)
			if !c.live {
				g.wantInvalid("refreshing", "grant_type", "refresh_token", "refresh_token", now.refresh)
			}
			want := g.value(map[bool]string{true: "0", false: "1"}[c.live])
			if info := g.ctl(http.MethodGet, "/oauth", ""); info["revocations"] != want || info["reuses"] != g.value("0") {
				t.Errorf("%v", info)
			}
		})
	}
}
