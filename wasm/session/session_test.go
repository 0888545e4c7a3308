package session

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"leadpatch/wasm/close"
	"leadpatch/wasm/host/memhost"
)

type closed struct{}

func (closed) RoundTrip(context.Context, *close.Request) (*close.Response, error) {
	return nil, errors.New("must not be asked")
}

func manager(v Vault) *Manager {
	return NewManager(v, func(a close.Authorizer) *close.Client {
		return &close.Client{Origin: "https://api.test", Transport: closed{}, Auth: a}
	})
}

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

func TestKeyIsHiddenFromText(t *testing.T) {
	s := Session{Credential: apiKey("api_secret")}
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(form, s); strings.Contains(text, "api_secret") {
			t.Errorf("%s prints the key: %s", form, text)
		}
	}
}

func TestDamagedRecordMeansSignedOut(t *testing.T) {
	for _, stored := range []string{"", "{", "null", `{"api_key":""}`, `{"api_key":"x"}`, `{"APIKEY":[]}`} {
		v := &memhost.Vault{}
		if err := v.Put(t.Context(), vaultName, []byte(stored)); err != nil {
			t.Fatal(err)
		}
		if _, err := manager(v).Current(t.Context()); !errors.Is(err, ErrSignedOut) {
			t.Errorf("%q: %v", stored, err)
		}
	}
}

func TestFailingVaultIsNotSignedOut(t *testing.T) {
	v := &memhost.Vault{Err: errors.New("locked")}
	if _, err := manager(v).Current(t.Context()); err == nil || errors.Is(err, ErrSignedOut) {
		t.Errorf("%v", err)
	}
}

func TestKeyForms(t *testing.T) {
	for _, s := range []string{"", " ", "a b", "a\nb", "a:b", "é", strings.Repeat("x", 201)} {
		var e KeyError
		if _, err := manager(&memhost.Vault{}).SignInWithKey(t.Context(), s); !errors.As(err, &e) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if k, err := parseAPIKey(" api_abc.def\n"); err != nil || k != "api_abc.def" {
		t.Errorf("%v, %v", k, err)
	}
}
