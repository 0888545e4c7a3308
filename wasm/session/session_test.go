package session

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"leadpatch/wasm/closeapi"
)

func TestAuthorizationHasAnEmptyPassword(t *testing.T) {
	h, err := apiKey("api_x").Authorization(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(h, "Basic "))
	if err != nil || string(raw) != "api_x:" {
		t.Errorf("%q, %v", raw, err)
	}
}

func TestSecretsAreHiddenFromText(t *testing.T) {
	_, m := signedIn(t)
	for name, v := range map[string]any{
		"a key":            Session{Credential: storedKey{apiKey: "api_secret"}},
		"a bearer session": only(t, m),
		"a first token":    accessToken("api_secret"),
		"an ended session": &EndedError{Account: "a", Organization: "b"},
		"a session's list": []*Session{only(t, m)},
	} {
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(form, v)
			for _, secret := range []string{"api_secret", "6170695f736563726574", "access-1", "sealed-1"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s prints its secret by %s: %s", name, form, text)
				}
			}
		}
	}
}

func TestDamagedRecordMeansSignedOut(t *testing.T) {
	for _, stored := range []string{"", "{", "null", `{"version":1}`, `{"api_key":"x"}`, `{"version":2,"accounts":[{}]}`, `{"version":2,"accounts":3}`} {
		w := newWorld(t)
		if err := w.vault.Put(t.Context(), vaultName, []byte(stored)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.manager().Sessions(t.Context()); !errors.Is(err, ErrSignedOut) {
			t.Errorf("%q: %v", stored, err)
		}
	}
}

func TestFailingVaultIsNotSignedOut(t *testing.T) {
	w, _ := signedIn(t)
	w.vault.Err = errors.New("locked")
	m := w.manager()
	var unreadable *UnreadableError
	if _, err := m.Sessions(t.Context()); !errors.As(err, &unreadable) {
		t.Errorf("%v", err)
	}
	// And nothing that happens of itself may erase what could not be read.
	w.vault.Err = nil
	m = w.manager()
	s := only(t, m)
	w.pass(3600e9)
	w.vault.Err = errors.New("locked")
	if err := w.me(m, s); err == nil {
		t.Error("a refresh that could not be stored was used")
	}
	w.vault.Err = nil
	if !w.holds(orgA) {
		t.Error("the record is gone")
	}
}

func TestKeyForms(t *testing.T) {
	for _, s := range []string{"", " ", "a b", "a\nb", "a:b", "é", strings.Repeat("x", 201)} {
		var e KeyError
		if err := newWorld(t).manager().SignInWithKey(t.Context(), s); !errors.As(err, &e) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if k, err := parseAPIKey(" api_abc.def\n"); err != nil || k != "api_abc.def" {
		t.Errorf("%s, %v", string(k), err)
	}
}

func TestAccountsStandSideBySide(t *testing.T) {
	w, m := signedIn(t)
	first := only(t, m)
	w.org = orgB
	if err := m.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	organizations := func(m *Manager) (out []string) {
		all, err := m.Sessions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			out = append(out, s.Me.OrganizationID)
			if err := w.me(m, s); err != nil {
				t.Errorf("%s: %v", s.Me.OrganizationID, err)
			}
		}
		return out
	}
	if got := organizations(m); !slices.Equal(got, []string{orgB, orgA}) {
		t.Errorf("the one used last is not first: %v", got)
	}
	if err := m.Use(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	if got := organizations(w.manager()); !slices.Equal(got, []string{orgA, orgB}) {
		t.Errorf("in another life: %v", got)
	}
	// The same organization again takes the place of the first, whose tokens are
	// revoked: nobody has them any more.
	w.org = orgA
	if err := m.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := organizations(m); !slices.Equal(got, []string{orgA, orgB}) || !slices.Equal(w.revoked, []string{"sealed-1"}) {
		t.Errorf("%v, revoked %v", got, w.revoked)
	}
	if all, err := m.Sessions(t.Context()); err != nil || all[0].ID != first.ID {
		t.Errorf("the account got another id: %v", err)
	}
	if err := m.SignInWithKey(t.Context(), "api_key"); err != nil {
		t.Fatal(err)
	}
	if all, err := m.Sessions(t.Context()); err != nil || len(all) != 2 || all[0].Kind != APIKey {
		t.Errorf("a key for the same organization: %v", err)
	}
}

func TestKeyThatIsGoneHasEnded(t *testing.T) {
	w := newWorld(t)
	m := w.manager()
	if err := m.SignInWithKey(t.Context(), "api_key"); err != nil {
		t.Fatal(err)
	}
	s := only(t, m)
	w.fail = func(string) (*closeapi.Response, error) { return answer(401, `{}`), nil }
	var over *EndedError
	if err := w.me(m, s); !errors.As(err, &over) || over.Account != s.ID || over.Kind != APIKey {
		t.Errorf("%v", err)
	}
}
