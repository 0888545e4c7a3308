package session

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"leadpatch/wasm/closeapi"
)

func TestSignIn(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	if s.Kind != OAuth || s.Me.OrganizationID != orgA || s.Me.ID != userID {
		t.Errorf("%+v", s.Account)
	}
	if err := w.me(w.manager(), only(t, w.manager())); err != nil {
		t.Errorf("in another life: %v", err)
	}
	if w.holds(w.lastCode) {
		t.Error("the code is stored")
	}
}

// TestSignInFails lists the ways in which a consent can come back: none may sign in,
// change what was there, or leave a grant behind that nobody revokes.
func TestSignInFails(t *testing.T) {
	back := func(values url.Values) func(*url.URL) (string, error) {
		return func(page *url.URL) (string, error) {
			if values["state"] == nil {
				values.Set("state", page.Query().Get("state"))
			}
			return redirectURL + "?" + values.Encode(), nil
		}
	}
	for name, c := range map[string]struct {
		consent func(*url.URL) (string, error)
		is      error
		as      any
	}{
		"window closed":    {func(*url.URL) (string, error) { return "", ErrCanceled }, ErrCanceled, nil},
		"page not loaded":  {func(*url.URL) (string, error) { return "", errCut }, nil, new(*ServiceError)},
		"refused":          {back(url.Values{"error": {"access_denied"}}), ErrCanceled, nil},
		"another error":    {back(url.Values{"error": {"server_error"}}), nil, new(*ConsentError)},
		"no code":          {back(url.Values{}), nil, new(*ConsentError)},
		"empty code":       {back(url.Values{"code": {""}}), nil, new(*ConsentError)},
		"two codes":        {back(url.Values{"code": {"a", "b"}}), nil, new(*ConsentError)},
		"another's state":  {back(url.Values{"code": {"x"}, "state": {"mine"}}), nil, new(*ConsentError)},
		"two states":       {back(url.Values{"code": {"x"}, "state": {"a", "b"}}), nil, new(*ConsentError)},
		"another's code":   {back(url.Values{"code": {"code-of-someone-else"}}), nil, new(*GrantError)},
		"another address":  {func(*url.URL) (string, error) { return "https://evil.test/?code=x", nil }, nil, new(*ConsentError)},
		"a longer address": {func(*url.URL) (string, error) { return redirectURL + "more?code=x", nil }, nil, new(*ConsentError)},
		"a broken query":   {func(*url.URL) (string, error) { return redirectURL + "?%zz", nil }, nil, new(*ConsentError)},
		"nothing at all":   {func(*url.URL) (string, error) { return "", nil }, nil, new(*ConsentError)},
	} {
		t.Run(name, func(t *testing.T) {
			w, m := signedIn(t)
			w.org, w.consent = orgB, c.consent
			err := m.SignIn(t.Context())
			if c.is != nil && !errors.Is(err, c.is) || c.as != nil && !errors.As(err, c.as) {
				t.Errorf("%v", err)
			}
			if s := only(t, m); s.Me.OrganizationID != orgA {
				t.Errorf("the account has become one of %s", s.Me.OrganizationID)
			}
			if m.SigningIn() || len(w.refresh) != 1 {
				t.Errorf("still signing in, or %d grants", len(w.refresh))
			}
		})
	}
}

// TestGrantThatCannotBeUsedIsRevoked: Close has granted, and then its API fails.
func TestGrantThatCannotBeUsedIsRevoked(t *testing.T) {
	for name, fail := range map[string]func(path string) (*closeapi.Response, error){
		"/me/ fails": func(path string) (*closeapi.Response, error) {
			if path == "/api/v1/me/" {
				return answer(500, ""), nil
			}
			return nil, nil
		},
		"/me/ is cut off": func(path string) (*closeapi.Response, error) {
			if path == "/api/v1/me/" {
				return nil, errCut
			}
			return nil, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			m := w.manager()
			w.fail = fail
			if err := m.SignIn(t.Context()); err == nil {
				t.Fatal("signed in")
			}
			if len(w.refresh) != 0 || len(w.revoked) != 1 {
				t.Errorf("granted %v, revoked %v", w.refresh, w.revoked)
			}
		})
	}
	w := newWorld(t)
	m := w.manager()
	w.onAPI = func(token string) { w.good[token] = orgB } // /me/ and the token disagree
	var consent *ConsentError
	if err := m.SignIn(t.Context()); !errors.As(err, &consent) || len(w.refresh) != 0 {
		t.Errorf("%v, granted %v", err, w.refresh)
	}
}

func TestAnswersWithoutATokenAreRefused(t *testing.T) {
	for _, body := range []string{
		`{}`, `[]`, ``, `<html>`, `{"access_token":""}`, `{"access_token":1,"expires_in":1}`, `{"access_token":"a"}`,
		`{"access_token":"a b","expires_in":3600}`, `{"access_token":"a\r\nX: y","expires_in":3600}`, `{"access_token":"a","expires_in":-1}`,
	} {
		w := newWorld(t)
		m := w.manager()
		w.fail = func(path string) (*closeapi.Response, error) {
			if path == "/token" {
				return answer(200, body), nil
			}
			return nil, nil
		}
		var service *ServiceError
		if err := m.SignIn(t.Context()); !errors.As(err, &service) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestOneConsentWindowAtATime(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	open := w.consent
	w.consent = func(page *url.URL) (string, error) {
		if !m.SigningIn() {
			t.Error("not signing in while the window is open")
		}
		if err := m.SignIn(t.Context()); !errors.Is(err, ErrSignInOpen) {
			t.Errorf("the second window: %v", err)
		}
		return open(page)
	}
	if err := m.SignIn(t.Context()); err != nil || m.SigningIn() {
		t.Errorf("%v", err)
	}
}

func TestSignInNeedsABroker(t *testing.T) {
	m := newWorld(t).manager()
	m.cfg.Broker = ""
	if err := m.SignIn(t.Context()); !errors.Is(err, ErrNoBroker) || m.CanSignIn() {
		t.Errorf("%v", err)
	}
}

// TestWrongClock: many computers' clocks are off by more than a proof allows. The
// broker's time is taken over, once.
func TestWrongClock(t *testing.T) {
	for _, ahead := range []time.Duration{-26 * time.Hour, 3 * time.Hour, 2 * time.Minute, 20 * time.Second} {
		w := newWorld(t)
		w.ahead = ahead
		m := w.manager()
		if err := m.SignIn(t.Context()); err != nil {
			t.Errorf("%v ahead: %v", ahead, err)
			continue
		}
		before := w.count("/token")
		w.pass(58 * time.Minute)
		if err := w.me(m, only(t, m)); err != nil || w.count("/token") != before+1 {
			t.Errorf("%v ahead: %v after %d requests", ahead, err, w.count("/token")-before)
		}
	}
}

// TestRefusedProofIsNotTriedForEver: the clock is right and the proof refused.
func TestRefusedProofIsNotTriedForEver(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	w.fail = func(path string) (*closeapi.Response, error) {
		if path != "/token" {
			return nil, nil
		}
		res := refusal("invalid_dpop_proof", "no")
		res.Header.Set("Date", w.now.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"))
		return res, nil
	}
	var service *ServiceError
	if err := m.SignIn(t.Context()); !errors.As(err, &service) || w.count("/token") != 1 {
		t.Errorf("%v after %d requests", err, w.count("/token"))
	}
}

// FuzzCodeOf feeds addresses that a consent window might lead back to. Whatever they
// are, no code comes out of one that does not answer this sign-in.
func FuzzCodeOf(f *testing.F) {
	const state = "STATESTATESTATESTATESTATE1"
	for _, seed := range []string{
		redirectURL + "?code=abc&state=" + state, redirectURL + "?state=" + state + "&error=access_denied",
		redirectURL + "?code=a&code=b&state=" + state, redirectURL + "?code=a;state=" + state, redirectURL + "#code=a&state=" + state,
		redirectURL + "?code=a%00&state=" + state, "https://extension.test.evil/?code=a&state=" + state, "", "?", redirectURL,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, back string) {
		code, err := codeOf(back, redirectURL, state)
		if err != nil {
			if code != "" {
				t.Errorf("a code and an error for %q", back)
			}
			return
		}
		u, parseErr := url.Parse(back)
		if parseErr != nil || u.Host != "extension.test" || u.Query().Get("state") != state || u.Query().Get("code") != code || code == "" {
			t.Errorf("%q gave the code %q", back, code)
		}
	})
}
