package session

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"leadpatch/wasm/closeapi"
)

func TestSignOutRevokes(t *testing.T) {
	w, m := signedIn(t)
	before, err := w.key.Public(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SignOut(t.Context(), only(t, m).ID); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(w.revoked, []string{"sealed-1"}) {
		t.Errorf("revoked %v", w.revoked)
	}
	if raw, err := w.vault.Get(t.Context(), vaultName); raw != nil || err != nil {
		t.Errorf("the vault still holds %s, %v", raw, err)
	}
	if after, err := w.key.Public(t.Context()); err != nil || slices.Equal(before, after) {
		t.Errorf("the next sign-in would have the same key, %v", err)
	}
	if _, err := m.Sessions(t.Context()); !errors.Is(err, ErrSignedOut) {
		t.Errorf("%v", err)
	}
}

// TestSignOutOffline: the account is gone at once, and revoked when there is a
// network again, in whichever life.
func TestSignOutOffline(t *testing.T) {
	w, m := signedIn(t)
	w.fail = func(string) (*closeapi.Response, error) { return nil, errCut }
	if err := m.SignOut(t.Context(), only(t, m).ID); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Sessions(t.Context()); !errors.Is(err, ErrSignedOut) || w.holds("access-1") {
		t.Errorf("%v", err)
	}
	if w.alarm.Set() == 0 || len(w.revoked) != 0 {
		t.Errorf("%d alarms, revoked %v", w.alarm.Set(), w.revoked)
	}
	m = w.manager()
	if n, err := m.Settle(t.Context()); n != 1 || err != nil {
		t.Errorf("still offline: %d, %v", n, err)
	}
	w.fail = nil
	if n, err := m.Settle(t.Context()); n != 0 || err != nil || !slices.Equal(w.revoked, []string{"sealed-1"}) {
		t.Errorf("online: %d, %v, revoked %v", n, err, w.revoked)
	}
	if raw, err := w.vault.Get(t.Context(), vaultName); raw != nil || err != nil {
		t.Errorf("the vault still holds %s, %v", raw, err)
	}
	asked := w.count("/revoke")
	if n, err := m.Settle(t.Context()); n != 0 || err != nil || w.count("/revoke") != asked {
		t.Errorf("once more: %d, %v", n, err)
	}
}

func TestRevocationEndsSomeTime(t *testing.T) {
	for name, c := range map[string]struct {
		fail func() (*closeapi.Response, error)
		wait time.Duration
		left int
	}{
		"gone already":     {func() (*closeapi.Response, error) { return refusal("invalid_grant", ""), nil }, 0, 0},
		"down for a week":  {func() (*closeapi.Response, error) { return nil, errCut }, 7 * 24 * time.Hour, 1},
		"down for a month": {func() (*closeapi.Response, error) { return nil, errCut }, 31 * 24 * time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w, m := signedIn(t)
			w.fail = func(string) (*closeapi.Response, error) { return c.fail() }
			if err := m.SignOut(t.Context(), only(t, m).ID); err != nil {
				t.Fatal(err)
			}
			w.pass(c.wait)
			if n, err := m.Settle(t.Context()); n != c.left || err != nil {
				t.Errorf("%d left, %v", n, err)
			}
		})
	}
}

// TestSignOutDuringARefresh: what is revoked is the pair that the refresh brought,
// not the one that it used up.
func TestSignOutDuringARefresh(t *testing.T) {
	w, m := signedIn(t)
	s := only(t, m)
	w.pass(time.Hour)
	unlock, err := w.locks.Lock(t.Context(), accountLock(s.ID))
	if err != nil {
		t.Fatal(err)
	}
	refreshed, gone := make(chan error, 1), make(chan error, 1)
	go func() { refreshed <- w.me(m, s) }()
	go func() { gone <- m.SignOut(context.Background(), s.ID) }()
	unlock()
	<-refreshed // good or signed out, as it came
	if err := <-gone; err != nil {
		t.Fatal(err)
	}
	if len(w.refresh) != 0 {
		t.Errorf("still good at Close: %v", w.refresh)
	}
}

func TestSignOutOfAll(t *testing.T) {
	w, m := signedIn(t)
	w.org = orgB
	if err := m.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.SignOutAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Sessions(t.Context()); !errors.Is(err, ErrSignedOut) || len(w.refresh) != 0 {
		t.Errorf("%v, still good: %v", err, w.refresh)
	}
	if err := m.SignOut(t.Context(), "no such account"); err != nil {
		t.Errorf("an account that is gone already: %v", err)
	}
}
