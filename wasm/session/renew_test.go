package session

import (
	"errors"
	"sync"
	"testing"
	"time"

	"leadpatch/wasm/closeapi"
)

func TestTokenIsRefreshedBeforeItsEnd(t *testing.T) {
	for _, c := range []struct {
		after     time.Duration
		refreshes int
	}{{0, 0}, {54 * time.Minute, 0}, {55 * time.Minute, 1}, {59 * time.Minute, 1}, {61 * time.Minute, 1}, {48 * time.Hour, 1}} {
		w, m := signedIn(t)
		w.pass(c.after)
		before := w.count("/token")
		for range 3 {
			if err := w.me(m, only(t, m)); err != nil {
				t.Errorf("after %v: %v", c.after, err)
			}
		}
		if n := w.count("/token") - before; n != c.refreshes {
			t.Errorf("after %v: %d refreshes, want %d", c.after, n, c.refreshes)
		}
	}
}

// TestNewTokensAreStoredBeforeUse looks into the vault whenever Close is asked.
func TestNewTokensAreStoredBeforeUse(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.onAPI = func(token string) {
		if !w.holds(token) {
			t.Errorf("%s is used and not stored", token)
		}
	}
	w.pass(time.Hour)
	if err := w.me(m, s); err != nil || !w.holds("access-2") || !w.holds("sealed-2") || w.holds("access-1") || w.holds("sealed-1") {
		t.Errorf("%v", err)
	}
}

// TestOneRefreshForEverybody: fifty requests in two lives of the backend that
// share a profile, and one rotation. A second one would end the sign-in.
func TestOneRefreshForEverybody(t *testing.T) {
	w, m := signedIn(t)
	other := w.manager()
	sessions := []*Session{only(t, m), only(t, other)}
	w.pass(time.Hour)
	before := w.count("/token")
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if err := w.me(m, sessions[i%2]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.count("/token") - before; n != 1 {
		t.Errorf("%d refreshes", n)
	}
}

// TestRefreshOnRefusal: Close ends a token early. Each request is made once more, and
// all of them share one refresh.
func TestRefreshOnRefusal(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.good = map[string]string{}
	before := w.count("/token")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := w.me(m, s); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.count("/token") - before; n != 1 {
		t.Errorf("%d refreshes", n)
	}
}

// TestRefusedAgain: a token that Close has just given is refused too. The request is
// made twice and no more.
func TestRefusedAgain(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.fail = func(path string) (*closeapi.Response, error) {
		if path == "/api/v1/me/" {
			return answer(401, `{}`), nil
		}
		return nil, nil
	}
	before := w.count("/api/v1/me/")
	var e *closeapi.Error
	if err := w.me(m, s); !errors.As(err, &e) || e.Kind != closeapi.Unauthorized {
		t.Errorf("%v", err)
	}
	if n := w.count("/api/v1/me/") - before; n != 2 {
		t.Errorf("asked %d times", n)
	}
}

// TestBrokerDown: a token that is still good is used on; one that is over waits for
// the broker, and nothing is forgotten.
func TestBrokerDown(t *testing.T) {
	for name, broken := range map[string]func() (*closeapi.Response, error){
		"cut off":   func() (*closeapi.Response, error) { return nil, errCut },
		"500":       func() (*closeapi.Response, error) { return answer(500, "oops"), nil },
		"busy":      func() (*closeapi.Response, error) { return answer(429, `{"error":"temporarily_unavailable"}`), nil },
		"not JSON":  func() (*closeapi.Response, error) { return answer(200, "<html>"), nil },
		"a request": func() (*closeapi.Response, error) { return refusal("invalid_request", ""), nil },
	} {
		t.Run(name, func(t *testing.T) {
			w, m := signedIn(t)
			s := only(t, m)
			w.fail = func(path string) (*closeapi.Response, error) {
				if path == "/token" {
					return broken()
				}
				return nil, nil
			}
			w.pass(57 * time.Minute)
			before := w.count("/token")
			for range 5 {
				if err := w.me(m, s); err != nil {
					t.Errorf("with a good token: %v", err)
				}
			}
			if n := w.count("/token") - before; n != 1 {
				t.Errorf("a broker that is down was asked %d times", n)
			}
			w.pass(4 * time.Minute)
			var service *ServiceError
			if err := w.me(m, s); !errors.As(err, &service) {
				t.Errorf("with a token that is over: %v", err)
			}
			w.fail = nil
			if err := w.me(m, s); err != nil {
				t.Errorf("when the broker is back: %v", err)
			}
		})
	}
}

// TestKilledInTheMiddleOfARotation: Close has given a new pair and nobody got it. The
// next life says that the sign-in is over, and asks no more.
func TestKilledInTheMiddleOfARotation(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.pass(time.Hour)
	delete(w.refresh, "sealed-1") // what Close did for the life that died
	m = w.manager()
	var over *EndedError
	if err := w.me(m, s); err == nil {
		t.Fatal("no error")
	}
	asked := w.count("/token")
	for range 3 {
		if _, err := m.Sessions(t.Context()); !errors.As(err, &over) || over.Account != s.ID || over.Organization != "Org 2" {
			t.Errorf("%v", err)
		}
		if _, err := w.manager().Sessions(t.Context()); !errors.As(err, &over) {
			t.Errorf("in another life: %v", err)
		}
		if err := w.me(m, s); !errors.As(err, &over) {
			t.Errorf("%v", err)
		}
	}
	if n := w.count("/token") - asked; n != 0 {
		t.Errorf("asked %d times more", n)
	}
	if w.holds("access-1") || w.holds("sealed-1") {
		t.Error("the dead tokens are still stored")
	}
	if err := m.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := only(t, m); again.ID != s.ID {
		t.Error("signing in again made another account")
	}
}

// TestStorageFailsInARotation: the new pair cannot be stored, so it is not used.
func TestStorageFailsInARotation(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.pass(time.Hour)
	w.fail = func(path string) (*closeapi.Response, error) {
		if path == "/token" {
			w.vault.Err = errors.New("the disk is full")
		}
		return nil, nil
	}
	before := w.count("/api/v1/me/")
	if err := w.me(m, s); err == nil || w.count("/api/v1/me/") != before {
		t.Errorf("%v", err)
	}
}

// TestLostProofKey: parts of the profile are gone. What was sealed for the key is
// worth nothing, which the broker says.
func TestLostProofKey(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.pass(time.Hour)
	if err := w.key.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.fail = func(path string) (*closeapi.Response, error) {
		if path == "/token" {
			return refusal("invalid_grant", "another key"), nil
		}
		return nil, nil
	}
	var over *EndedError
	if err := w.me(m, s); !errors.As(err, &over) {
		t.Errorf("%v", err)
	}
}

func TestRefreshWithoutANewRefreshToken(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.fail = func(path string) (*closeapi.Response, error) {
		if path == "/token" {
			w.good["access-x"] = orgA
			return answer(200, `{"access_token":"access-x","expires_in":3600}`), nil
		}
		return nil, nil
	}
	w.pass(time.Hour)
	if err := w.me(m, s); err != nil || !w.holds("sealed-1") {
		t.Errorf("%v", err)
	}
}
