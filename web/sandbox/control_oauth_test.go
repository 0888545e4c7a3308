package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"leadpatch/web/sandbox/oauth"
	"leadpatch/web/sandbox/wire"
)

func TestRedirectRules(t *testing.T) {
	g := newRig(t)
	for text, status := range map[string]int{
		"https://auth.example.com/callback":      200,
		"https://auth.example.com":               200,
		"http://127.0.0.1:8788/callback":         200,
		"http://127.8.8.8/callback":              200,
		"http://localhost:1/callback":            200,
		"http://[::1]:8788/callback":             200,
		"http://auth.example.com/callback":       400,
		"http://127.0.0.1.example.com/callback":  400,
		"http://localhost.example.com/callback":  400,
		"http://127.0.0.1@evil.example/callback": 400,
		"http://0.0.0.0/callback":                400,
		"http://192.168.1.1/callback":            400,
		"https://auth.example.com/#x":            400,
		"https://user@auth.example.com/":         400,
		"https:///callback":                      400,
		"https://:443/callback":                  400,
		"chrome-extension://abc/callback":        400,
		"/callback":                              400,
		"":                                       400,
		"https://%zz/":                           400,
	} {
		body, err := json.Marshal(wire.Object{"redirect_uri": text})
		if err != nil {
			t.Fatal(err)
		}
		before := g.ctl(http.MethodGet, "/oauth", "")["redirect_uri"]
		got := g.send(g.request(http.MethodPut, "/_sandbox/oauth", string(body)))
		if got.status != status {
			t.Errorf("%q: %d %s", text, got.status, got.text)
		}
		want := any(text)
		if status != http.StatusOK {
			want = before
		}
		if after := g.ctl(http.MethodGet, "/oauth", "")["redirect_uri"]; after != want {
			t.Errorf("%q: registered is %v", text, after)
		}
	}
}

func TestOAuthControlRefuses(t *testing.T) {
	g := newRig(t)
	for _, body := range []string{`{"access_ttl": 0}`, `{"access_ttl": -1}`, `{"access_ttl": 99999999}`, `{"access_ttl": 1.5}`, `{"redirect": "https://x.example"}`,
		`{"redirect_uri": "https://new.example/", "access_ttl": 0}`, `[]`} {
		if got := g.send(g.request(http.MethodPut, "/_sandbox/oauth", body)); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", body, got.status)
		}
	}
	if info := g.ctl(http.MethodGet, "/oauth", ""); info["redirect_uri"] != oauth.SeedClient().Redirect || info["access_ttl"] != g.value("3600") {
		t.Errorf("a refused change took effect: %v", info)
	}
}

func TestExpireAndKill(t *testing.T) {
	g := newRig(t)
	first, second := g.signIn(g.home()), g.signIn(g.second())
	unused, asked := g.code(g.home()), g.ask()
	info := g.ctl(http.MethodPost, "/oauth/expire", "")
	if active := info["active"].(wire.Object); active["access_tokens"] != g.value("0") || active["refresh_tokens"] != g.value("2") {
		t.Errorf("after expire: %v", active)
	}
	g.wantLive("after expire", first.access, false)
	first = g.refresh(first.refresh)
	g.wantLive("refreshed after expire", first.access, true)

	info = g.ctl(http.MethodPost, "/oauth/kill", "")
	if active := info["active"].(wire.Object); active["access_tokens"] != g.value("0") || active["refresh_tokens"] != g.value("0") {
		t.Errorf("after kill: %v", active)
	}
	g.wantLive("after kill", first.access, false)
	g.wantInvalid("refreshing after kill", "grant_type", "refresh_token", "refresh_token", second.refresh)
	g.wantInvalid("a code from before", "grant_type", "authorization_code", "code", unused)
	if got := g.form("/oauth2/authorize/", url.Values{"consent": {asked}, "organization_id": {g.home().ID}, "decision": {"allow"}}); got.status != http.StatusBadRequest {
		t.Errorf("a consent page from before: %d", got.status)
	}
	if info = g.ctl(http.MethodGet, "/oauth", ""); info["reuses"] != g.value("0") || info["revocations"] != g.value("0") {
		t.Errorf("counted: %v", info)
	}
	g.wantLive("of a new sign-in", g.signIn(g.home()).access, true)
}

func TestResetOAuth(t *testing.T) {
	g := newRig(t)
	pair := g.signIn(g.home())
	g.ctl(http.MethodPut, "/oauth", `{"redirect_uri": "https://auth.example.com/callback", "access_ttl": 5}`)
	g.ctl(http.MethodPut, "/options", `{"oauth_state": false}`)
	g.ctl(http.MethodPost, "/reset", "")
	want := wire.Object{
		"client_id": oauth.SeedClient().ID, "client_secret": oauth.SeedClient().Secret, "redirect_uri": "https://auth.example.com/callback", "access_ttl": g.value("3600"),
		"issued":    wire.Object{"codes": []any{}, "access_tokens": []any{}, "refresh_tokens": []any{}},
		"active":    wire.Object{"access_tokens": g.value("0"), "refresh_tokens": g.value("0")},
		"refreshes": g.value("0"), "reuses": g.value("0"), "revocations": g.value("0"),
	}
	if info := g.ctl(http.MethodGet, "/oauth", ""); !reflect.DeepEqual(info, want) {
		t.Errorf("%v", info)
	}
	g.wantLive("from before", pair.access, false)
	g.wantInvalid("from before", "grant_type", "refresh_token", "refresh_token", pair.refresh)
	if options := g.ctl(http.MethodGet, "/options", ""); options["oauth_state"] != true {
		t.Errorf("options %v", options)
	}
}

// TestOAuthJournal finds every request of OAuth in the journal, bodies as they came.
func TestOAuthJournal(t *testing.T) {
	g := newRig(t)
	pair := g.signIn(g.home())
	g.form("/oauth2/revoke/", client("token", pair.refresh))
	var paths []string
	list := g.entries(0)
	for _, entry := range list {
		paths = append(paths, entry["method"].(string)+" "+entry["path"].(string))
	}
	if want := []string{"GET /oauth2/authorize/", "POST /oauth2/authorize/", "POST /oauth2/token/", "POST /oauth2/revoke/"}; !slices.Equal(paths, want) {
		t.Fatalf("%v", paths)
	}
	if body := list[3]["body"].(string); !strings.Contains(body, pair.refresh) || !strings.Contains(body, oauth.SeedClient().Secret) {
		t.Errorf("the body is %s", body)
	}
}

func TestOAuthFaults(t *testing.T) {
	g := newRig(t)
	pair := g.signIn(g.home())
	refresh := client("grant_type", "refresh_token", "refresh_token", pair.refresh)
	g.ctl(http.MethodPost, "/faults", `[
		{"path_prefix": "/oauth2/token/", "status": 503, "body": {"error": "temporarily_unavailable"}, "headers": {"Retry-After": "7"}, "delay_ms": 20},
		{"path_prefix": "/oauth2/revoke/", "status": 502, "body": "<html>no</html>"}
	]`)
	got := g.form("/oauth2/token/", refresh)
	if got.status != 503 || got.header.Get("Retry-After") != "7" || got.json["error"] != "temporarily_unavailable" || !slices.Equal(g.waited, []time.Duration{20 * time.Millisecond}) {
		t.Errorf("%d %s, waited %v", got.status, got.text, g.waited)
	}
	if got := g.form("/oauth2/revoke/", client("token", pair.refresh)); got.status != 502 {
		t.Errorf("revoke: %d", got.status)
	}
	g.wantLive("after faults that did nothing", pair.access, true)

	// The answer is lost, the rotation is not: the client cannot know.
	g.ctl(http.MethodPost, "/faults", `{"path_prefix": "/oauth2/token/", "drop": "after"}`)
	r := g.request(http.MethodPost, "/oauth2/token/", refresh.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if response, err := g.server.Client().Do(r); err == nil {
		response.Body.Close()
		t.Errorf("an answer came: %d", response.StatusCode)
	}
	if info := g.ctl(http.MethodGet, "/oauth", ""); info["refreshes"] != g.value("1") {
		t.Errorf("refreshes: %v", info["refreshes"])
	}
	g.wantInvalid("the same refresh token again", "grant_type", "refresh_token", "refresh_token", pair.refresh)
	g.wantLive("after that", pair.access, false)
}

// TestOneRotationWins is for the race detector: of many who refresh at the same time,
// one is served, and the others end the family.
func TestOneRotationWins(t *testing.T) {
	g := newRig(t)
	pair := g.signIn(g.home())
	var group sync.WaitGroup
	var mu sync.Mutex
	served := 0
	for range 8 {
		group.Go(func() {
			got := g.form("/oauth2/token/", client("grant_type", "refresh_token", "refresh_token", pair.refresh))
			mu.Lock()
			defer mu.Unlock()
			if got.status == http.StatusOK {
				served++
			}
		})
	}
	group.Wait()
	if info := g.ctl(http.MethodGet, "/oauth", ""); served != 1 || info["reuses"] != g.value("7") || info["active"].(wire.Object)["refresh_tokens"] != g.value("0") {
		t.Errorf("%d served, %v", served, info)
	}
}
