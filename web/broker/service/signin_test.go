package service_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const firefoxRedirect = "https://59dc127f209732f10283b2eab41a9139518c7087.extensions.allizom.org/"

func TestAuthorize(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	for _, back := range []string{redirect, firefoxRedirect} {
		q := h.beginning()
		q.Set("redirect_uri", back)
		q.Set("an_unknown_one", "is ignored")
		u := location(t, b.get("/authorize", q))
		got := u.Query()
		if u.Scheme+"://"+u.Host+u.Path != "https://app.close.com/oauth2/authorize/" || len(got) != 4 ||
			got.Get("client_id") != clientID || got.Get("response_type") != "code" || got.Get("redirect_uri") != origin+"/callback" {
			t.Errorf("leads to %s", u)
		}
		for _, open := range []string{ownState, challenge(), h.thumbprint(), "allizom", "chromiumapp"} {
			if strings.Contains(got.Get("state"), open) {
				t.Errorf("%s can be read in the state", open)
			}
		}
	}
}

func TestAuthorizeRefuses(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	for _, c := range []struct{ name, parameter, value string }{
		{"no redirect", "redirect_uri", ""},
		{"a foreign redirect", "redirect_uri", "https://evil.example/"},
		{"another extension", "redirect_uri", "https://" + strings.Repeat("a", 32) + ".chromiumapp.org/"},
		{"a redirect with a path", "redirect_uri", redirect + "x"},
		{"a redirect with a query", "redirect_uri", redirect + "?a=b"},
		{"a redirect without its slash", "redirect_uri", strings.TrimSuffix(redirect, "/")},
		{"a redirect over http", "redirect_uri", strings.Replace(redirect, "https", "http", 1)},
		{"a redirect with a user", "redirect_uri", strings.Replace(redirect, "https://", "https://a@", 1)},
		{"a redirect in capitals", "redirect_uri", strings.ToUpper(redirect)},
		{"no method", "code_challenge_method", ""},
		{"the plain method", "code_challenge_method", "plain"},
		{"no challenge", "code_challenge", ""},
		{"a short challenge", "code_challenge", challenge()[1:]},
		{"a long challenge", "code_challenge", challenge() + "A"},
		{"a challenge of other characters", "code_challenge", "+" + challenge()[1:]},
		{"no key", "dpop_jkt", ""},
		{"a short key", "dpop_jkt", challenge()[1:]},
		{"no state", "state", ""},
		{"a short state", "state", "fifteen-letters"},
		{"a long state", "state", strings.Repeat("x", 129)},
		{"a state of other characters", "state", "0123456789abcdef<"},
	} {
		q := h.beginning()
		q.Set(c.parameter, c.value)
		page(t, c.name, b.get("/authorize", q), 400)
	}
	for name := range h.beginning() {
		q := h.beginning()
		q.Add(name, q.Get(name))
		page(t, name+" twice", b.get("/authorize", q), 400)
	}
	for _, raw := range []string{"", "%zz", "a;b"} {
		page(t, raw, b.do(httptest.NewRequest(http.MethodGet, "/authorize?"+raw, nil)), 400)
	}
}

// page checks that an answer is a page for people, and leads nowhere.
func page(t *testing.T, name string, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	body := w.Body.String()
	if w.Code != status || w.Header().Get("Location") != "" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" ||
		!strings.Contains(body, "<h1>") || strings.Contains(body, "<script") {
		t.Errorf("%s: got %d to %q\n%s", name, w.Code, w.Header().Get("Location"), body)
	}
}

func TestCallback(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	state := b.state(h)
	for _, c := range []struct {
		name  string
		query url.Values
		want  string
	}{
		{"refused by the user", url.Values{"error": {"access_denied"}}, "access_denied"},
		{"with words of Close", url.Values{"error": {"access_denied"}, "error_description": {"no"}}, "access_denied"},
		{"another error", url.Values{"error": {"invalid_scope"}}, "invalid_scope"},
		{"an unknown error", url.Values{"error": {"<script>"}}, "server_error"},
	} {
		c.query.Set("state", state)
		u := location(t, b.get("/callback", c.query))
		q := u.Query()
		if u.Scheme+"://"+u.Host+u.Path != redirect || q.Get("error") != c.want || q.Get("state") != ownState || len(q) != 2 {
			t.Errorf("%s: leads to %s", c.name, u)
		}
	}
	u := location(t, b.get("/callback", url.Values{"code": {closeCode}, "state": {state}}))
	if q := u.Query(); u.Scheme+"://"+u.Host+u.Path != redirect || q.Get("code") == "" || q.Get("state") != ownState || len(q) != 2 {
		t.Errorf("leads to %s", u)
	}
}

// TestCallbackWithoutAnEcho: should Close not give the state back, the cookie of the
// browser that began the sign-in says which one this is.
func TestCallbackWithoutAnEcho(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	cookies := b.get("/authorize", h.beginning()).Result().Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies", len(cookies))
	}
	c := cookies[0]
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/callback" || c.MaxAge != 600 {
		t.Errorf("the cookie is %v", c)
	}
	back := func(query url.Values, cookie string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/callback?"+query.Encode(), nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: c.Name, Value: cookie})
		}
		return b.do(r)
	}
	for _, query := range []url.Values{{"code": {closeCode}}, {"error": {"access_denied"}}} {
		w := back(query, c.Value)
		if q := location(t, w).Query(); q.Get("state") != ownState {
			t.Errorf("leads on with %v", q)
		}
		if gone := w.Result().Cookies(); len(gone) != 1 || gone[0].MaxAge >= 0 {
			t.Errorf("the cookie stays: %v", gone)
		}
	}
	page(t, "a changed cookie", back(url.Values{"code": {closeCode}}, flipped(c.Value, 20)), 400)
	page(t, "a wrong state beside a good cookie", back(url.Values{"code": {closeCode}, "state": {ownState}}, c.Value), 400)
	b.config.Origin = "http://127.0.0.1:8788"
	b.restart()
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/authorize?"+h.beginning().Encode(), nil))
	if w.Result().Cookies()[0].Secure {
		t.Error("on this machine, without https, the cookie would be lost")
	}
}

func TestCallbackRefuses(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	state, code := b.state(h), b.code(h)
	for _, c := range []struct {
		name  string
		query url.Values
	}{
		{"nothing", url.Values{}},
		{"no state", url.Values{"code": {closeCode}}},
		{"an error without a state", url.Values{"error": {"access_denied"}}},
		{"the extension's own state", url.Values{"code": {closeCode}, "state": {ownState}}},
		{"a code for a state", url.Values{"code": {closeCode}, "state": {code}}},
		{"a refresh token for a state", url.Values{"code": {closeCode}, "state": {b.signIn(h)}}},
		{"neither code nor error", url.Values{"state": {state}}},
		{"both code and error", url.Values{"code": {closeCode}, "error": {"access_denied"}, "state": {state}}},
		{"two codes", url.Values{"code": {closeCode, "b"}, "state": {state}}},
		{"two states", url.Values{"code": {closeCode}, "state": {state, state}}},
		{"a code with a line break", url.Values{"code": {"a\r\nb"}, "state": {state}}},
		{"a code that is too long", url.Values{"code": {strings.Repeat("a", 1025)}, "state": {state}}},
	} {
		page(t, c.name, b.get("/callback", c.query), 400)
	}
	for i := range state {
		page(t, "a changed state", b.get("/callback", url.Values{"code": {closeCode}, "state": {flipped(state, i)}}), 400)
	}
}

// flipped changes one character to another one of base64url.
func flipped(text string, i int) string {
	c := byte('A')
	if text[i] == c {
		c = 'B'
	}
	return text[:i] + string(c) + text[i+1:]
}

func TestStateExpires(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	state := b.state(h)
	query := url.Values{"code": {closeCode}, "state": {state}}
	b.now = b.now.Add(10*time.Minute - time.Second)
	location(t, b.get("/callback", query))
	b.now = b.now.Add(time.Second)
	page(t, "after ten minutes", b.get("/callback", query), 400)
}

func TestStateOfAnExtensionThatWasTakenOffTheList(t *testing.T) {
	b, h := newBench(t), newHolder(t)
	state := b.state(h)
	b.config.Extensions = "firefox:" + geckoID
	b.restart()
	page(t, "a redirect that is no longer listed", b.get("/callback", url.Values{"code": {closeCode}, "state": {state}}), 400)
}

// FuzzState looks for a query that leads a browser to where no extension waits.
func FuzzState(f *testing.F) {
	// The states are texts of the key and the clock below, so that every process
	// of the fuzzer knows them; see TestFuzzedStatesAreGood.
	for _, seed := range fuzzedQueries() {
		f.Add(seed)
	}
	f.Add("code=a&state=" + strings.Repeat("A", 400))
	f.Add("code=a&code=b&state=c")
	f.Add("error=access_denied&state=%00")
	f.Add("code=a;state=b")
	b := newBench(f)
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/callback", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, r)
		to := w.Header().Get("Location")
		switch {
		case w.Code == http.StatusBadRequest && to == "":
		case w.Code == http.StatusFound && (strings.HasPrefix(to, redirect+"?") || strings.HasPrefix(to, firefoxRedirect+"?")):
			if q, err := url.ParseQuery(to[strings.IndexByte(to, '?')+1:]); err != nil || q.Get("state") != ownState {
				t.Errorf("%q leads to %q", query, to)
			}
		default:
			t.Errorf("%q: %d to %q", query, w.Code, to)
		}
	})
}

// fuzzedState was sealed with keyA for Chrome's redirect, and lasts.
const fuzzedState = "UrXZ8jKvFz3_QHHYtXXcIBJuCKLEms5xudNGbiVF4dUBY6fJ_4UDe9CppfGG5CEnfI0KsVmGSlntfx51iZcRdaD4ImdOKk-sWoRuvfFX42EViw5-0gYN7hAsVre9WVuPbjUOu2yws41ZKReNsdVqUZW7jvR-rgTfqYyZdc4vvpcNaV0whVlvOsYptAQ7Szn48waO09qRXzmKUaTiU3u38zIVH_pyTotZcGmwFJIrOYgDUV9sDyYw7WsvoZHQGLa4F3WeeEFqiQLhGDUPD8hPRn6VCSn6OhcEJRygRfZDVccRu8lUReYe5h3Ql9-D4lH45rO-34qBR89fzqaAroWLxzopjGRy1zNZj5y6QNVB"

func fuzzedQueries() []string {
	return []string{
		"code=" + closeCode + "&state=" + fuzzedState,
		"error=access_denied&state=" + fuzzedState,
		"error=%3Cscript%3E&error_description=x&state=" + fuzzedState,
	}
}

func TestFuzzedStatesAreGood(t *testing.T) {
	b := newBench(t)
	for _, query := range fuzzedQueries() {
		location(t, b.do(httptest.NewRequest(http.MethodGet, "/callback?"+query, nil)))
	}
}
