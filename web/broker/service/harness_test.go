package service_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"leadpatch/web/broker/service"
)

const (
	origin   = "https://auth.example.com"
	chromeID = "abcdefghijklmnopabcdefghijklmnop"
	geckoID  = "leadpatch@example.com"
	redirect = "https://" + chromeID + ".chromiumapp.org/"
	verifier = "a-verifier-of-forty-three-characters-or-more"
	ownState = "the-extensions-own-state"

	clientID     = "oa2client_test"
	clientSecret = "secret-of-the-client"
	closeCode    = "code-of-close"
	closeAccess  = "access-token-of-close"
	closeRefresh = "refresh-token-of-close"
)

var (
	keyA = strings.Repeat("A", 43)
	keyB = strings.Repeat("B", 42) + "A"
	keyC = strings.Repeat("C", 42) + "A"
)

// bench is a broker with everything around it under the test's control.
type bench struct {
	t       testing.TB
	config  service.Config
	handler http.Handler
	now     time.Time

	replay  *fakeReplay
	limiter *fakeLimiter
	answers func(path string, form url.Values) (*service.Answer, error)
	posts   []url.Values
}

// newBench starts a broker whose Close answers with tokens.
func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), replay: &fakeReplay{}, limiter: &fakeLimiter{}}
	b.answers = func(path string, form url.Values) (*service.Answer, error) {
		if path == "https://api.close.com/oauth2/revoke/" {
			return &service.Answer{Status: 200}, nil
		}
		return answer(200, tokensOfClose), nil
	}
	b.config = service.Config{
		Origin: origin, ClientID: clientID, ClientSecret: clientSecret, SealingKey: keyA,
		Extensions: "chrome:" + chromeID + ", firefox:" + geckoID,
		Now:        func() time.Time { return b.now },
		Upstream:   b, Replay: b.replay, Limiter: b.limiter,
	}
	b.restart()
	return b
}

const tokensOfClose = `{"token_type":"Bearer","access_token":"` + closeAccess + `","expires_in":3600,"refresh_token":"` + closeRefresh +
	`","scope":"all.full_access offline_access","organization_id":"orga_abc","user_id":"user_def"}`

func answer(status int, body string) *service.Answer {
	return &service.Answer{Status: status, Body: []byte(body)}
}

// restart starts the broker again, with the config as it is now.
func (b *bench) restart() {
	b.t.Helper()
	handler, err := service.New(b.config)
	if err != nil {
		b.t.Fatal(err)
	}
	b.handler = handler
}

// PostForm is Close.
func (b *bench) PostForm(_ context.Context, address string, form url.Values) (*service.Answer, error) {
	b.posts = append(b.posts, form)
	return b.answers(address, form)
}

// fakeReplay remembers the pairs that it was asked for.
type fakeReplay struct {
	err  error
	seen []string
	// until is what the last call said.
	until time.Time
}

func (f *fakeReplay) First(_ context.Context, thumbprint, jti string, until time.Time) (bool, error) {
	if f.err != nil {
		return false, f.err
	}
	f.until = until
	pair := thumbprint + " " + jti
	for _, s := range f.seen {
		if s == pair {
			return false, nil
		}
	}
	f.seen = append(f.seen, pair)
	return true, nil
}

// fakeLimiter refuses the keys that begin with one text.
type fakeLimiter struct {
	err     error
	refused string
	asked   []string
	mu      sync.Mutex
}

func (f *fakeLimiter) Allow(_ context.Context, key string) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, key)
	return f.refused == "" || !strings.HasPrefix(key, f.refused), f.err
}

// holder is an extension: it has a key and makes proofs with it.
type holder struct {
	t   testing.TB
	key *ecdsa.PrivateKey
	n   int
}

func newHolder(t testing.TB) *holder {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &holder{t: t, key: key}
}

func (h *holder) thumbprint() string {
	public := jose.JSONWebKey{Key: h.key.Public()}
	sum, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		h.t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// proof makes a new proof for a POST to one of the broker's paths.
func (h *holder) proof(path string, at time.Time) string {
	h.n++
	return h.claims(map[string]any{"jti": fmt.Sprintf("proof-number-%06d", h.n), "htm": "POST", "htu": origin + path, "iat": at.Unix()})
}

func (h *holder) claims(claims map[string]any) string {
	h.t.Helper()
	options := (&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: h.key}, options)
	if err != nil {
		h.t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		h.t.Fatal(err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		h.t.Fatal(err)
	}
	text, err := jws.CompactSerialize()
	if err != nil {
		h.t.Fatal(err)
	}
	return text
}

// do sends a request and checks what holds for every answer.
func (b *bench) do(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	checkEvery(b.t, r, w)
	return w
}

// checkEvery holds every answer to what all of them promise: the headers, and
// that no secret is in an answer that is not the one it belongs to.
func checkEvery(t testing.TB, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	where := r.Method + " " + r.URL.Path
	for name, want := range map[string]string{
		"Cache-Control":             "no-store",
		"Referrer-Policy":           "no-referrer",
		"Strict-Transport-Security": "max-age=63072000",
		"X-Content-Type-Options":    "nosniff",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", where, name, got, want)
		}
	}
	if _, err := http.ParseTime(w.Header().Get("Date")); err != nil {
		t.Errorf("%s: the date is %q", where, w.Header().Get("Date"))
	}
	csp := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("%s: the policy %q lacks %s", where, csp, want)
		}
	}
	var dump bytes.Buffer
	if err := w.Header().Write(&dump); err != nil {
		t.Fatal(err)
	}
	dump.Write(w.Body.Bytes())
	secrets := []string{clientSecret, keyA, keyB, closeRefresh, closeCode, verifier, r.Header.Get("DPoP")}
	if r.URL.Path != "/token" || w.Code != 200 {
		secrets = append(secrets, closeAccess)
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(dump.String(), secret) {
			t.Errorf("%s: %q is in the answer:\n%s", where, secret, dump.String())
		}
	}
}

func (b *bench) get(path string, query url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(httptest.NewRequest(http.MethodGet, path+"?"+query.Encode(), nil))
}

// post sends a form with a proof. An empty proof sends no header.
func (b *bench) post(path, proof string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(newPost(path, proof, form))
}

func newPost(path, proof string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if proof != "" {
		r.Header.Set("DPoP", proof)
	}
	return r
}

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// beginning is the query of a good /authorize.
func (h *holder) beginning() url.Values {
	return url.Values{
		"redirect_uri": {redirect}, "code_challenge": {challenge()}, "code_challenge_method": {"S256"},
		"dpop_jkt": {h.thumbprint()}, "state": {ownState},
	}
}

// location returns where a 302 leads.
func location(t testing.TB, w *httptest.ResponseRecorder) *url.URL {
	t.Helper()
	u, err := url.Parse(w.Header().Get("Location"))
	if w.Code != http.StatusFound || err != nil || u.Host == "" || w.Body.Len() > 0 {
		t.Fatalf("no redirect: %d to %q, %v\n%s", w.Code, w.Header().Get("Location"), err, w.Body)
	}
	return u
}

// state begins a sign-in and returns the sealed state.
func (b *bench) state(h *holder) string {
	b.t.Helper()
	return location(b.t, b.get("/authorize", h.beginning())).Query().Get("state")
}

// code signs in as far as the sealed code.
func (b *bench) code(h *holder) string {
	b.t.Helper()
	w := b.get("/callback", url.Values{"code": {closeCode}, "state": {b.state(h)}})
	return location(b.t, w).Query().Get("code")
}

// redeeming is the form of a good code grant.
func redeeming(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}, "redirect_uri": {redirect}}
}

func refreshing(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
}

// signIn goes all the way and returns the sealed refresh token.
func (b *bench) signIn(h *holder) string {
	b.t.Helper()
	w := b.post("/token", h.proof("/token", b.now), redeeming(b.code(h)))
	token, _ := object(b.t, w)["refresh_token"].(string)
	if w.Code != 200 || token == "" {
		b.t.Fatalf("not signed in: %d %s", w.Code, w.Body)
	}
	return token
}

func object(t testing.TB, w *httptest.ResponseRecorder) (o map[string]any) {
	t.Helper()
	if w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("the content type is %q", w.Header().Get("Content-Type"))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &o); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return o
}

// refused checks that an answer is an error of RFC 6749 and nothing else.
func refused(t testing.TB, name string, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	o := object(t, w)
	description, _ := o["error_description"].(string)
	if w.Code != status || o["error"] != code || description == "" || len(o) != 2 {
		t.Errorf("%s: got %d %s, want %d %s", name, w.Code, w.Body, status, code)
	}
}
