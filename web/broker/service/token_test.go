package service_test

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestSignInRefreshRevoke(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	w := b.post("/token", h.proof("/token", b.now), redeeming(b.code(h)))
	o := object(t, w)
	sealed, _ := o["refresh_token"].(string)
	want := map[string]any{
		"access_token": closeAccess, "token_type": "Bearer", "expires_in": 3600.0, "refresh_token": sealed,
		"scope": "all.full_access offline_access", "organization_id": "orga_abc", "user_id": "user_def",
	}
	if w.Code != 200 || sealed == "" || len(o) != len(want) {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	for name, value := range want {
		if o[name] != value {
			t.Errorf("%s is %v, want %v", name, o[name], value)
		}
	}
	if w := b.post("/token", h.proof("/token", b.now), refreshing(sealed)); w.Code != 200 {
		t.Fatalf("refresh: %d %s", w.Code, w.Body)
	}
	w = b.post("/revoke", h.proof("/revoke", b.now), url.Values{"token": {sealed}})
	if w.Code != 200 || strings.TrimSpace(w.Body.String()) != "{}" {
		t.Fatalf("revoke: %d %s", w.Code, w.Body)
	}
	sent := []url.Values{
		{"grant_type": {"authorization_code"}, "code": {closeCode}},
		{"grant_type": {"refresh_token"}, "refresh_token": {closeRefresh}},
		{"token": {closeRefresh}},
	}
	if len(b.posts) != len(sent) {
		t.Fatalf("Close was asked %d times", len(b.posts))
	}
	for i, form := range sent {
		form.Set("client_id", clientID)
		form.Set("client_secret", clientSecret)
		if got := b.posts[i].Encode(); got != form.Encode() {
			t.Errorf("Close got %s, want %s", got, form.Encode())
		}
	}
}

// Whatever is wrong with a code or a token, Close is not asked.
func TestTokenRefuses(t *testing.T) {
	b, h, other := newBench(t), newHolder(t), newHolder(t)
	code, token, state := b.code(h), b.signIn(h), b.state(h)
	b.posts = nil
	with := func(form url.Values, name, value string) url.Values {
		form.Set(name, value)
		return form
	}
	for _, c := range []struct {
		name string
		by   *holder
		form url.Values
		code string
	}{
		{"no grant_type", h, url.Values{"code": {code}}, "invalid_request"},
		{"another grant_type", h, url.Values{"grant_type": {"password"}}, "unsupported_grant_type"},
		{"no code", h, redeeming(""), "invalid_request"},
		{"no verifier", h, with(redeeming(code), "code_verifier", ""), "invalid_request"},
		{"a short verifier", h, with(redeeming(code), "code_verifier", strings.Repeat("x", 42)), "invalid_request"},
		{"a long verifier", h, with(redeeming(code), "code_verifier", strings.Repeat("x", 129)), "invalid_request"},
		{"a verifier of other characters", h, with(redeeming(code), "code_verifier", strings.Repeat("+", 43)), "invalid_request"},
		{"the wrong verifier", h, with(redeeming(code), "code_verifier", strings.Repeat("x", 43)), "invalid_grant"},
		{"the challenge as verifier", h, with(redeeming(code), "code_verifier", challenge()), "invalid_grant"},
		{"no redirect", h, with(redeeming(code), "redirect_uri", ""), "invalid_request"},
		{"the redirect of another extension", h, with(redeeming(code), "redirect_uri", firefoxRedirect), "invalid_grant"},
		{"a foreign redirect", h, with(redeeming(code), "redirect_uri", "https://evil.example/"), "invalid_grant"},
		{"somebody else's code", other, redeeming(code), "invalid_grant"},
		{"Close's own code", h, redeeming(closeCode), "invalid_grant"},
		{"a state for a code", h, redeeming(state), "invalid_grant"},
		{"a refresh token for a code", h, redeeming(token), "invalid_grant"},
		{"no refresh token", h, refreshing(""), "invalid_request"},
		{"somebody else's refresh token", other, refreshing(token), "invalid_grant"},
		{"Close's own refresh token", h, refreshing(closeRefresh), "invalid_grant"},
		{"a code for a refresh token", h, refreshing(code), "invalid_grant"},
		{"a state for a refresh token", h, refreshing(state), "invalid_grant"},
	} {
		refused(t, c.name, b.post("/token", c.by.proof("/token", b.now), c.form), 400, c.code)
	}
	for name := range redeeming(code) {
		form := redeeming(code)
		form.Add(name, form.Get(name))
		refused(t, name+" twice", b.post("/token", h.proof("/token", b.now), form), 400, "invalid_request")
	}
	for i := range code {
		refused(t, "a changed code", b.post("/token", h.proof("/token", b.now), redeeming(flipped(code, i))), 400, "invalid_grant")
	}
	for i := range token {
		refused(t, "a changed token", b.post("/token", h.proof("/token", b.now), refreshing(flipped(token, i))), 400, "invalid_grant")
	}
	for _, c := range []struct {
		name, token, code string
		by                *holder
	}{
		{"no token to revoke", "", "invalid_request", h},
		{"somebody else's token to revoke", token, "invalid_grant", other},
		{"a code to revoke", code, "invalid_grant", h},
		{"a changed token to revoke", flipped(token, 60), "invalid_grant", h},
	} {
		refused(t, c.name, b.post("/revoke", c.by.proof("/revoke", b.now), url.Values{"token": {c.token}}), 400, c.code)
	}
	if len(b.posts) > 0 {
		t.Errorf("Close was asked: %v", b.posts)
	}
	if w := b.post("/token", h.proof("/token", b.now), redeeming(code)); w.Code != 200 {
		t.Errorf("the code itself is good, but: %d %s", w.Code, w.Body)
	}
}

func TestCodeExpires(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	code := b.code(h)
	b.now = b.now.Add(5*time.Minute - time.Second)
	if w := b.post("/token", h.proof("/token", b.now), redeeming(code)); w.Code != 200 {
		t.Errorf("in time: %d %s", w.Code, w.Body)
	}
	b.now = b.now.Add(time.Second)
	refused(t, "after five minutes", b.post("/token", h.proof("/token", b.now), redeeming(code)), 400, "invalid_grant")
}

func TestCodeOfAnExtensionThatWasTakenOffTheList(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	code := b.code(h)
	b.config.Extensions = "firefox:" + geckoID
	b.restart()
	refused(t, "a redirect that is no longer listed", b.post("/token", h.proof("/token", b.now), redeeming(code)), 400, "invalid_grant")
}

func TestProofs(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	b.posts, b.replay.seen = nil, nil
	claims := func(name string, value any) string {
		c := map[string]any{"jti": "0123456789abcdef", "htm": "POST", "htu": origin + "/token", "iat": b.now.Unix()}
		c[name] = value
		return h.claims(c)
	}
	for _, c := range []struct{ name, proof string }{
		{"none", ""},
		{"not one", "abc"},
		{"stale", claims("iat", b.now.Unix()-61)},
		{"from the future", claims("iat", b.now.Unix()+61)},
		{"for another path", claims("htu", origin+"/revoke")},
		{"for another host", claims("htu", "https://auth.example.org/token")},
		{"with a query", claims("htu", origin+"/token?a=b")},
		{"for another method", claims("htm", "GET")},
		{"without a jti", claims("jti", "")},
		{"too long", strings.Repeat("A", 2049)},
	} {
		refused(t, c.name, b.post("/token", c.proof, refreshing(token)), 400, "invalid_dpop_proof")
	}
	two := newPost("/token", h.proof("/token", b.now), refreshing(token))
	two.Header.Add("DPoP", h.proof("/token", b.now))
	refused(t, "two proofs", b.do(two), 400, "invalid_dpop_proof")
	if len(b.posts) > 0 || len(b.replay.seen) > 0 {
		t.Errorf("a bad proof came as far as Close (%d) or the memory (%d)", len(b.posts), len(b.replay.seen))
	}
}

func TestProofIsGoodOnce(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	b.posts = nil
	proof := h.proof("/token", b.now.Add(time.Minute))
	if w := b.post("/token", proof, refreshing(token)); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if want := b.now.Add(2 * time.Minute); !b.replay.until.Equal(want) {
		t.Errorf("remembered until %v, and the proof is good until %v", b.replay.until, want)
	}
	refused(t, "the same again", b.post("/token", proof, refreshing(token)), 400, "invalid_dpop_proof")
	if len(b.posts) != 1 {
		t.Errorf("Close was asked %d times", len(b.posts))
	}
	if last := b.replay.seen[len(b.replay.seen)-1]; !strings.HasPrefix(last, h.thumbprint()+" ") || len(last) != 43+1+43 || strings.Contains(last, "proof-number") {
		t.Errorf("remembered as %q", last)
	}
}

// Neither a stranger nor a thief of the sealed token alone fills the memory.
func TestOnlyTheHolderIsRemembered(t *testing.T) {
	b, h, other := newBench(t), newHolder(t), newHolder(t)
	token := b.signIn(h)
	b.replay.seen = nil
	for _, text := range []string{token, flipped(token, 50), "nonsense"} {
		refused(t, text, b.post("/token", other.proof("/token", b.now), refreshing(text)), 400, "invalid_grant")
	}
	if len(b.replay.seen) > 0 {
		t.Errorf("remembered: %v", b.replay.seen)
	}
}

func TestNoMemoryNoToken(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	b.posts = nil
	b.replay.err = errors.New("out of order")
	refused(t, "refresh", b.post("/token", h.proof("/token", b.now), refreshing(token)), 503, "temporarily_unavailable")
	refused(t, "revoke", b.post("/revoke", h.proof("/revoke", b.now), url.Values{"token": {token}}), 503, "temporarily_unavailable")
	if len(b.posts) > 0 {
		t.Error("Close was asked all the same")
	}
}

func TestKeysRotate(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	old := b.signIn(h)
	b.config.SealingKey, b.config.PreviousSealingKey = keyB, keyA
	b.restart()
	w := b.post("/token", h.proof("/token", b.now), refreshing(old))
	if w.Code != 200 {
		t.Fatalf("a token of the previous key: %d %s", w.Code, w.Body)
	}
	renewed := object(t, w)["refresh_token"].(string)
	b.config.SealingKey, b.config.PreviousSealingKey = keyC, keyB
	b.restart()
	refused(t, "a token of a dropped key", b.post("/token", h.proof("/token", b.now), refreshing(old)), 400, "invalid_grant")
	if w := b.post("/token", h.proof("/token", b.now), refreshing(renewed)); w.Code != 200 {
		t.Errorf("the renewed token was not sealed with the new key: %d %s", w.Code, w.Body)
	}
}

func TestLimits(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	send := func() *httptest.ResponseRecorder {
		r := newPost("/token", h.proof("/token", b.now), refreshing(token))
		r.Header.Set("CF-Connecting-IP", "203.0.113.7")
		return b.do(r)
	}
	b.limiter.asked = nil
	if w := send(); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if got, want := strings.Join(b.limiter.asked, " "), "ip:203.0.113.7 key:"+h.thumbprint(); got != want {
		t.Errorf("counted %s, want %s", got, want)
	}
	for _, prefix := range []string{"ip:", "key:"} {
		b.limiter.refused = prefix
		w := send()
		refused(t, prefix, w, 429, "temporarily_unavailable")
		if w.Header().Get("Retry-After") != "60" {
			t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
		}
	}
	page(t, "a limit of keys is none of pages", b.get("/authorize", nil), 400)
	b.limiter.refused = "ip:"
	page(t, "authorize", b.get("/authorize", h.beginning()), 429)
	page(t, "callback", b.get("/callback", nil), 429)
	b.limiter.refused, b.limiter.err = "", errors.New("out of order")
	refused(t, "no limiter", send(), 503, "temporarily_unavailable")
	page(t, "authorize without a limiter", b.get("/authorize", h.beginning()), 503)
	if w := b.get("/health", nil); w.Code != 200 {
		t.Errorf("health is limited too: %d", w.Code)
	}
}

func TestAddresses(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct{ header, connection, want string }{
		{"203.0.113.7", "10.0.0.1:80", "ip:203.0.113.7"},
		{"2001:db8:1:2:3:4:5:6", "", "ip:2001:db8:1:2::/64"},
		{"::ffff:203.0.113.7", "", "ip:203.0.113.7"},
		{"", "127.0.0.1:5000", "ip:127.0.0.1"},
		{"", "[fe80::1%eth0]:5000", "ip:fe80::/64"},
		{"nonsense", "127.0.0.1:5000", "ip:127.0.0.1"},
		{"", "nonsense", "ip:unknown"},
	} {
		b.limiter.asked = nil
		r := httptest.NewRequest("GET", "/authorize", nil)
		r.RemoteAddr = c.connection
		if c.header != "" {
			r.Header.Set("CF-Connecting-IP", c.header)
		}
		b.do(r)
		if len(b.limiter.asked) != 1 || b.limiter.asked[0] != c.want {
			t.Errorf("%q, %q: counted %v, want %s", c.header, c.connection, b.limiter.asked, c.want)
		}
	}
}
