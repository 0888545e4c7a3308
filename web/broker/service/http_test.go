package service_test

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	chromeOrigin  = "chrome-extension://" + chromeID
	firefoxOrigin = "moz-extension://01234567-89ab-cdef-0123-456789abcdef"
)

func TestOrigins(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	send := func(method, path string, origins ...string) *httptest.ResponseRecorder {
		r := newPost(path, h.proof(path, b.now), refreshing(token))
		r.Method = method
		r.Header["Origin"] = origins
		return b.do(r)
	}
	for _, from := range []string{chromeOrigin, firefoxOrigin} {
		w := send("OPTIONS", "/token", from)
		for name, want := range map[string]string{
			"Access-Control-Allow-Origin":  from,
			"Access-Control-Allow-Methods": "POST",
			"Access-Control-Allow-Headers": "content-type, dpop",
			"Access-Control-Max-Age":       "86400",
			"Vary":                         "Origin",
		} {
			if got := w.Header().Get(name); got != want || w.Code != 204 {
				t.Errorf("preflight of %s: %d, %s is %q, want %q", from, w.Code, name, got, want)
			}
		}
		w = send("POST", "/token", from)
		if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != from || w.Header().Get("Access-Control-Expose-Headers") != "Date, Retry-After" {
			t.Errorf("%s: %d, %v", from, w.Code, w.Header())
		}
		// A page can only read what went wrong if the refusal says so too.
		if w = send("POST", "/revoke", from); w.Code != 400 || w.Header().Get("Access-Control-Allow-Origin") != from {
			t.Errorf("a refusal to %s: %d, %v", from, w.Code, w.Header())
		}
	}
	if w := send("POST", "/token"); w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("without an origin: %d, %v", w.Code, w.Header())
	}
	b.posts = nil
	for _, from := range [][]string{
		{"null"}, {""}, {"https://evil.example"}, {origin}, {"https://app.close.com"},
		{"chrome-extension://" + strings.Repeat("a", 32)}, {chromeOrigin + "/"}, {chromeOrigin + ".evil.example"}, {"moz-extension://" + chromeID},
		{"moz-extension://01234567-89AB-cdef-0123-456789abcdef"}, {firefoxOrigin + "x"}, {chromeOrigin, chromeOrigin},
	} {
		for _, method := range []string{"OPTIONS", "POST"} {
			w := send(method, "/token", from...)
			refused(t, strings.Join(from, ","), w, 403, "invalid_request")
			if w.Header().Get("Access-Control-Allow-Origin") != "" || w.Header().Get("Vary") != "Origin" {
				t.Errorf("%v: %v", from, w.Header())
			}
		}
	}
	if len(b.posts) > 0 {
		t.Error("Close was asked for a foreign origin")
	}
	b.config.Extensions = "chrome:" + chromeID
	b.restart()
	refused(t, "Firefox is not listed", send("POST", "/token", firefoxOrigin), 403, "invalid_request")
}

func TestMethods(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	for _, c := range []struct{ path, allow, methods string }{
		{"/token", "POST, OPTIONS", "GET HEAD PUT DELETE PATCH"},
		{"/revoke", "POST, OPTIONS", "GET HEAD PUT DELETE PATCH"},
		{"/authorize", "GET", "HEAD POST PUT OPTIONS"},
		{"/callback", "GET", "HEAD POST PUT OPTIONS"},
		{"/health", "GET, HEAD", "POST PUT OPTIONS"},
		{"/privacy", "GET, HEAD", "POST PUT OPTIONS"},
	} {
		for _, method := range strings.Fields(c.methods) {
			r := newPost(c.path, h.proof(c.path, b.now), nil)
			r.Method = method
			w := b.do(r)
			if w.Code != 405 || w.Header().Get("Allow") != c.allow {
				t.Errorf("%s %s: %d, Allow %q", method, c.path, w.Code, w.Header().Get("Allow"))
			}
			if strings.HasPrefix(c.allow, "POST") {
				refused(t, method, w, 405, "invalid_request")
			}
		}
	}
}

func TestBodies(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	token := b.signIn(h)
	form := refreshing(token).Encode()
	const kind = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		name, path, kind, body string
		length                 int64
		status                 int
	}{
		{"good", "/token", kind, form, -1, 200},
		{"with a charset", "/token", kind + ";charset=UTF-8", form, -1, 200},
		{"as large as can be", "/token", kind, form + "&pad=" + strings.Repeat("x", 8192-len(form)-5), -1, 200},
		{"too large", "/token", kind, form + "&pad=" + strings.Repeat("x", 8192-len(form)-4), -1, 413},
		{"said to be too large", "/token", kind, form, 8193, 413},
		{"no content type", "/token", "", form, -1, 415},
		{"JSON", "/token", "application/json", `{"grant_type":"refresh_token"}`, -1, 415},
		{"multipart", "/token", "multipart/form-data; boundary=a", form, -1, 415},
		{"a broken content type", "/token", kind + "; =", form, -1, 415},
		{"parameters in the address", "/token?" + form, kind, form, -1, 400},
		{"not a form", "/token", kind, "%zz", -1, 400},
		{"semicolons", "/token", kind, form + ";a=b", -1, 400},
		{"an unknown parameter twice", "/token", kind, form + "&a=b&a=b", -1, 400},
		{"nothing", "/token", kind, "", -1, 400},
	} {
		r := httptest.NewRequest("POST", c.path, strings.NewReader(c.body))
		r.ContentLength = c.length
		r.Header.Set("DPoP", h.proof("/token", b.now))
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		w := b.do(r)
		if w.Code != c.status {
			t.Errorf("%s: got %d %s, want %d", c.name, w.Code, w.Body, c.status)
		}
		if c.status != 200 {
			refused(t, c.name, w, c.status, "invalid_request")
		}
	}
	r := newPost("/token", h.proof("/token", b.now), nil)
	r.Body = io.NopCloser(io.MultiReader(strings.NewReader(form[:20]), broken{}))
	refused(t, "a body that breaks off", b.do(r), 400, "invalid_request")
}

// broken is a body whose sender went away.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestPages(t *testing.T) {
	b := newBench(t)
	w := b.get("/health", nil)
	if o := object(t, w); w.Code != 200 || o["ok"] != true || len(o) != 1 {
		t.Errorf("health: %d %s", w.Code, w.Body)
	}
	w = b.get("/privacy", nil)
	page(t, "privacy", w, 200)
	// The page's style runs only if the policy names its hash.
	_, rest, _ := strings.Cut(w.Body.String(), "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.HasSuffix(w.Header().Get("Content-Security-Policy"), want) {
		t.Errorf("the policy is %q, want %s", w.Header().Get("Content-Security-Policy"), want)
	}
	for _, path := range []string{"/", "/token/", "/Token", "/favicon.ico", "/callback/x", "//authorize"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = path
		page(t, path, b.do(r), 404)
	}
}

func TestNoHSTSWithoutTLS(t *testing.T) {
	b := newBench(t)
	b.config.Origin = "http://127.0.0.1:8788"
	b.restart()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/health", nil))
	if got := w.Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("HSTS over http: %q", got)
	}
}
