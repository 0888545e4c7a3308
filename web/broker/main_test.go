//go:build !js

package main

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
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	chromeID  = "abcdefghijklmnopabcdefghijklmnop"
	redirect  = "https://" + chromeID + ".chromiumapp.org/"
	verifier  = "a-verifier-of-forty-three-characters-or-more"
	ownState  = "the-extensions-own-state"
	theSecret = "secret-of-the-client"
)

var sealingKey = strings.Repeat("A", 43)

// fakeClose is the little of Close's OAuth server that a sign-in needs: codes and
// refresh tokens that are good once.
type fakeClose struct {
	mu   sync.Mutex
	n    int
	good map[string]bool
	// all are the secrets that it ever issued.
	all []string
}

// issue makes a new secret that is good once.
func (f *fakeClose) issue(kind string) string {
	f.n++
	secret := fmt.Sprintf("close-%s-%d", kind, f.n)
	f.good[secret] = true
	f.all = append(f.all, secret)
	return secret
}

func (f *fakeClose) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.URL.Path == "/oauth2/authorize/" {
		q := r.URL.Query()
		back := url.Values{"code": {f.issue("code")}, "state": {q.Get("state")}}
		http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
		return
	}
	shown := r.PostFormValue("code") + r.PostFormValue("refresh_token") + r.PostFormValue("token")
	if r.PostFormValue("client_secret") != theSecret || !f.good[shown] {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	delete(f.good, shown)
	if r.URL.Path == "/oauth2/revoke/" {
		return
	}
	fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","refresh_token":%q,"user_id":"user_a"}`, f.issue("access"), f.issue("refresh"))
}

// started runs the broker until the test ends or stop is called, and returns its
// origin. What stop returns is all that the broker printed.
func started(t *testing.T, args ...string) (base string, stop func() string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	printed, into := io.Pipe()
	var errs bytes.Buffer
	done := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), secrets, into, &errs)
		done <- err
		_ = into.CloseWithError(err)
	}()
	line := make([]byte, 200)
	n, err := printed.Read(line)
	if err != nil {
		t.Fatalf("not started: %v %s", err, &errs)
	}
	base, ok := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "broker listening on ")
	if !ok {
		t.Fatalf("printed %q", line[:n])
	}
	stopped := sync.OnceValue(func() string {
		cancel()
		rest, _ := io.ReadAll(printed)
		if err := <-done; err != nil {
			t.Errorf("ended with %v", err)
		}
		return string(line[:n]) + string(rest) + errs.String()
	})
	t.Cleanup(func() { stopped() })
	return base, stopped
}

func secrets(name string) string {
	return map[string]string{"CLOSE_CLIENT_ID": "client", "CLOSE_CLIENT_SECRET": theSecret, "SEALING_KEY": sealingKey}[name]
}

// client is an extension.
type client struct {
	t    *testing.T
	base string
	key  *ecdsa.PrivateKey
	n    int
}

func (c *client) post(path string, form url.Values) (int, map[string]string) {
	c.t.Helper()
	c.n++
	options := (&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: c.key}, options)
	if err != nil {
		c.t.Fatal(err)
	}
	jws, err := signer.Sign(fmt.Appendf(nil, `{"jti":"proof-number-%04d","htm":"POST","htu":%q,"iat":%d}`, c.n, c.base+path, time.Now().Unix()))
	if err != nil {
		c.t.Fatal(err)
	}
	proof, err := jws.CompactSerialize()
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("DPoP", proof)
	r.Header.Set("Origin", "chrome-extension://"+chromeID)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	// Numbers are of no interest here.
	var raw map[string]any
	if err := json.NewDecoder(response.Body).Decode(&raw); err != nil {
		c.t.Fatal(err)
	}
	texts := map[string]string{}
	for name, value := range raw {
		texts[name], _ = value.(string)
	}
	return response.StatusCode, texts
}

// browse follows redirects like a browser, until they lead to the extension.
func (c *client) browse(from string) url.Values {
	c.t.Helper()
	var end *url.URL
	browser := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasSuffix(r.URL.Host, ".chromiumapp.org") {
			end = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	response, err := browser.Get(from)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		c.t.Fatal(err)
	}
	if end == nil || !strings.HasPrefix(end.String(), redirect+"?") {
		c.t.Fatalf("the sign-in ended with %d at %v", response.StatusCode, end)
	}
	return end.Query()
}

func TestWholeSession(t *testing.T) {
	theirs := &fakeClose{good: map[string]bool{}}
	server := httptest.NewServer(theirs)
	defer server.Close()
	base, stop := started(t, "-api", server.URL, "-app", server.URL, "-extensions", "chrome:"+chromeID)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, base: base, key: key}
	public := jose.JSONWebKey{Key: key.Public()}
	thumbprint, err := public.Thumbprint(crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	challenge := sha256.Sum256([]byte(verifier))
	back := c.browse(base + "/authorize?" + url.Values{
		"redirect_uri": {redirect}, "code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
		"dpop_jkt": {base64.RawURLEncoding.EncodeToString(thumbprint)}, "state": {ownState},
	}.Encode())
	if back.Get("state") != ownState {
		t.Fatalf("came back with %v", back)
	}
	seen := []string{back.Encode()}
	redeem := url.Values{"grant_type": {"authorization_code"}, "code": {back.Get("code")}, "code_verifier": {verifier}, "redirect_uri": {redirect}}
	status, first := c.post("/token", redeem)
	if status != 200 || first["access_token"] != "close-access-2" || first["refresh_token"] == "" || first["user_id"] != "user_a" {
		t.Fatalf("sign-in: %d %v", status, first)
	}
	if status, no := c.post("/token", redeem); status != 400 || no["error"] != "invalid_grant" {
		t.Errorf("the code a second time: %d %v", status, no)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {first["refresh_token"]}}
	status, second := c.post("/token", refresh)
	if status != 200 || second["access_token"] != "close-access-4" || second["refresh_token"] == first["refresh_token"] {
		t.Fatalf("refresh: %d %v", status, second)
	}
	if status, no := c.post("/token", refresh); status != 400 || no["error"] != "invalid_grant" {
		t.Errorf("a refresh token that was rotated away: %d %v", status, no)
	}
	revoke := url.Values{"token": {second["refresh_token"]}}
	if status, done := c.post("/revoke", revoke); status != 200 || len(done) > 0 {
		t.Fatalf("revoke: %d %v", status, done)
	}
	if status, no := c.post("/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": revoke["token"]}); status != 400 || no["error"] != "invalid_grant" {
		t.Errorf("after the revocation: %d %v", status, no)
	}
	// What the browser holds are Close's access tokens and nothing else of Close's;
	// what the broker printed is its address.
	seen = append(seen, first["refresh_token"], second["refresh_token"])
	printed := stop()
	for _, secret := range append(theirs.all, theSecret, sealingKey) {
		if strings.Contains(strings.Join(seen, " "), secret) || strings.Contains(printed, secret) {
			t.Errorf("%s got out", secret)
		}
	}
	if printed != "broker listening on "+base+"\n" {
		t.Errorf("printed %q", printed)
	}
}

func TestRunRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"every address", []string{"-addr", "0.0.0.0:0"}, "not a loopback address"},
		{"an address that is none", []string{"-addr", "nonsense"}, "listening"},
		{"no extension", []string{"-addr", "127.0.0.1:0"}, "EXTENSIONS"},
		{"an unknown flag", []string{"-secret", "x"}, "flag provided but not defined"},
	} {
		err := run(t.Context(), c.args, secrets, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
