package session

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
)

const (
	brokerOrigin = "https://broker.test"
	redirectURL  = "https://extension.test/"
	userID       = "user_4kVuLEhGFFnFOShAcWLYsRrJ8zm2nlKaHyZM0iqqqQ6"
	orgA         = "orga_2KZQvpGwZ8ABoKlCRaJO7nUnPnDrNTYPhgTBYdGHDxo"
	orgB         = "orga_9vQvZQ8iD2YFQ0Q5yZ8qXoVq3mXr6JtUvPqKpYg1aBc"
)

// world is a browser profile and what lies outside of it: the broker with Close
// behind it, written again for these tests.
type world struct {
	t     *testing.T
	vault memhost.Vault
	locks memhost.Locks
	key   memhost.ProofKey
	alarm memhost.Alarm

	mu       sync.Mutex
	now      time.Time
	ahead    time.Duration // the broker's clock
	org      string        // which the user chooses at Close
	n        int           // numbers the tokens
	good     map[string]string
	refresh  map[string]string // sealed token -> organization
	revoked  []string
	counts   map[string]int // requests by path
	used     map[string]bool
	fail     func(path string) (*closeapi.Response, error) // nil answers: none
	consent  func(page *url.URL) (string, error)
	lastCode string
	onAPI    func(token string)
}

func newWorld(t *testing.T) *world {
	w := &world{
		t: t, now: time.Unix(1_800_000_000, 0), org: orgA,
		good: map[string]string{}, refresh: map[string]string{}, counts: map[string]int{}, used: map[string]bool{},
	}
	w.consent = func(page *url.URL) (string, error) {
		w.lastCode = fmt.Sprintf("code-%s-%s", page.Query().Get("code_challenge"), page.Query().Get("dpop_jkt"))
		return redirectURL + "?" + url.Values{"code": {w.lastCode}, "state": {page.Query().Get("state")}}.Encode(), nil
	}
	return w
}

// manager is one life of the backend in the profile.
func (w *world) manager() *Manager {
	return NewManager(Config{
		Vault: &w.vault, Locks: &w.locks, ProofKey: &w.key, Alarm: &w.alarm, Transport: w, Broker: brokerOrigin,
		Consent: &memhost.Consent{Redirect: redirectURL, Visit: func(_ context.Context, page string) (string, error) {
			u, err := url.Parse(page)
			if err != nil || !strings.HasPrefix(page, brokerOrigin+"/authorize?") {
				w.t.Errorf("the consent page is %s, %v", page, err)
			}
			return w.consent(u)
		}},
		Client: func(a closeapi.Authorizer) *closeapi.Client {
			return &closeapi.Client{Origin: "https://api.test", Transport: w, Auth: a}
		},
		Now: w.clock,
	})
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) count(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.counts[path]
}

// RoundTrip is the broker and Close.
func (w *world) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[u.Path]++
	if w.fail != nil {
		if res, err := w.fail(u.Path); res != nil || err != nil {
			return res, err
		}
	}
	if u.Host == "api.test" {
		return w.api(u.Path, r.Header.Get("Authorization")), nil
	}
	return w.broker(r)
}

func (w *world) api(path, auth string) *closeapi.Response {
	token := strings.TrimPrefix(auth, "Bearer ")
	if w.onAPI != nil {
		w.onAPI(token)
	}
	org := w.good[token]
	if auth == "Basic "+base64.StdEncoding.EncodeToString([]byte("api_key:")) {
		org = orgA
	}
	if org == "" {
		return answer(401, `{}`)
	}
	if path == "/api/v1/me/" {
		return answer(200, fmt.Sprintf(`{"id":%q,"first_name":"Ada","organizations":[{"id":%q,"name":"Org %s"}]}`, userID, org, org[5:6]))
	}
	return answer(200, `{}`)
}

func (w *world) broker(r *closeapi.Request) (*closeapi.Response, error) {
	form, err := url.ParseQuery(string(r.Body))
	if err != nil {
		return nil, err
	}
	key, problem := w.checkProof(r)
	if problem != "" {
		res := refusal("invalid_dpop_proof", problem)
		res.Header.Set("Date", w.now.Add(w.ahead).UTC().Format(http.TimeFormat))
		return res, nil
	}
	switch {
	case strings.HasSuffix(r.URL, "/revoke"):
		if _, ok := w.refresh[form.Get("token")]; !ok {
			return refusal("invalid_grant", "unknown"), nil
		}
		delete(w.refresh, form.Get("token"))
		w.revoked = append(w.revoked, form.Get("token"))
		return answer(200, `{}`), nil
	case form.Get("grant_type") == "refresh_token":
		org, ok := w.refresh[form.Get("refresh_token")]
		if !ok {
			return refusal("invalid_grant", "unknown"), nil
		}
		delete(w.refresh, form.Get("refresh_token"))
		return w.issue(org), nil
	case form.Get("grant_type") == "authorization_code":
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		want := fmt.Sprintf("code-%s-%s", base64url(sum[:]), key)
		if form.Get("code") != want || len(form.Get("code_verifier")) < 43 || form.Get("redirect_uri") != redirectURL {
			return refusal("invalid_grant", "code, verifier, key or redirect"), nil
		}
		return w.issue(w.org), nil
	}
	return refusal("unsupported_grant_type", ""), nil
}

func (w *world) issue(org string) *closeapi.Response {
	w.n++
	access, refresh := fmt.Sprintf("access-%d", w.n), fmt.Sprintf("sealed-%d", w.n)
	w.good[access], w.refresh[refresh] = org, org
	return answer(200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":3600,"refresh_token":%q,"organization_id":%q}`, access, refresh, org))
}

// checkProof checks a proof as RFC 9449 wants it, and returns the key's thumbprint
// or what is wrong.
func (w *world) checkProof(r *closeapi.Request) (thumbprint, problem string) {
	parts := strings.Split(r.Header.Get("DPoP"), ".")
	if len(parts) != 3 {
		return "", "no proof"
	}
	var header struct {
		Typ, Alg string
		JWK      struct{ Kty, Crv, X, Y string }
	}
	var claims struct {
		JTI, HTM, HTU string
		IAT           int64
	}
	for i, into := range []any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || json.Unmarshal(raw, into) != nil {
			return "", "not readable"
		}
	}
	point := []byte{4}
	for _, coordinate := range []string{header.JWK.X, header.JWK.Y} {
		raw, err := base64.RawURLEncoding.DecodeString(coordinate)
		if err != nil || len(raw) != 32 {
			return "", "not a coordinate"
		}
		point = append(point, raw...)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return "", "no key"
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return "", "no signature"
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	at := time.Unix(claims.IAT, 0)
	switch {
	case header.Typ != "dpop+jwt" || header.Alg != "ES256" || header.JWK.Kty != "EC" || header.JWK.Crv != "P-256":
		return "", "wrong header"
	case !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])):
		return "", "wrong signature"
	case claims.HTM != r.Method || claims.HTU != r.URL:
		return "", "for another request"
	case w.used[claims.JTI] || len(claims.JTI) < 16:
		return "", "used"
	case at.Sub(w.now.Add(w.ahead)).Abs() > time.Minute:
		return "", "stale"
	}
	w.used[claims.JTI] = true
	print := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":%q,"y":%q}`, header.JWK.X, header.JWK.Y))
	return base64url(print[:]), ""
}

func answer(status int, body string) *closeapi.Response {
	return &closeapi.Response{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}
}

func refusal(word, description string) *closeapi.Response {
	return answer(400, fmt.Sprintf(`{"error":%q,"error_description":%q}`, word, description))
}

// errCut is a connection that broke.
var errCut = errors.New("connection reset")

// signedIn is a world with a manager signed in to the first organization.
func signedIn(t *testing.T) (*world, *Manager) {
	t.Helper()
	w := newWorld(t)
	m := w.manager()
	if err := m.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w, m
}

// only returns the one session that there must be.
func only(t *testing.T, m *Manager) *Session {
	t.Helper()
	all, err := m.Sessions(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%d sessions, %v", len(all), err)
	}
	return all[0]
}

// holds reports whether the stored record has a text in it.
func (w *world) holds(text string) bool {
	w.t.Helper()
	raw, err := w.vault.Get(context.Background(), vaultName)
	if err != nil {
		w.t.Fatal(err)
	}
	return bytes.Contains(raw, []byte(text))
}

// me makes one request to Close as the session.
func (w *world) me(m *Manager, s *Session) error {
	_, err := m.cfg.Client(s.Credential).Me(w.t.Context())
	return err
}
