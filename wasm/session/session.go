// Package session knows who is signed in. Today that is an API key of Close;
// a [Credential] is the seam where other ways to sign in join.
//
// The secret lives in the [Vault] and in this package's memory, and leaves it
// only as an Authorization header.
package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"leadpatch/wasm/close"
)

// ErrSignedOut is returned when nobody is signed in.
var ErrSignedOut = errors.New("session: signed out")

// UnreadableError is a stored session that can no longer be opened, such as after
// the browser has lost the key that it was encrypted under.
type UnreadableError struct{ Err error }

// Error says what the storage said.
func (e *UnreadableError) Error() string { return "session: reading the stored key: " + e.Err.Error() }

// Unwrap returns the storage's error.
func (e *UnreadableError) Unwrap() error { return e.Err }

// Credential authorises requests to Close.
type Credential interface {
	close.Authorizer
}

// Session is one user signed in to one organisation of Close.
type Session struct {
	Credential Credential
	Me         close.Me
}

// Manager signs in and out and remembers the session across restarts of the
// backend. It is safe for concurrent use.
type Manager struct {
	vault  Vault
	client func(close.Authorizer) *close.Client

	mu      sync.Mutex
	current *Session // nil: not read from the vault yet, or signed out
}

// NewManager returns a manager that keeps its secrets in the vault and checks
// them with clients made by client.
func NewManager(vault Vault, client func(close.Authorizer) *close.Client) *Manager {
	return &Manager{vault: vault, client: client}
}

// vaultName is the vault entry that holds the session.
const vaultName = "session"

// record is the session as the vault keeps it.
type record struct {
	APIKey string   `json:"api_key"`
	Me     close.Me `json:"me"`
}

// Current returns the session, or [ErrSignedOut].
func (m *Manager) Current(ctx context.Context) (*Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.current != nil {
		return m.current, nil
	}
	raw, err := m.vault.Get(ctx, vaultName)
	if err != nil {
		return nil, &UnreadableError{err}
	}
	if raw == nil {
		return nil, ErrSignedOut
	}
	var r record
	if err := json.Unmarshal(raw, &r); err != nil || r.APIKey == "" || r.Me.ID == "" {
		// Written by another version, or damaged: it opens nothing, so the way on is
		// to sign in again, which overwrites it.
		return nil, ErrSignedOut
	}
	m.current = &Session{Credential: apiKey(r.APIKey), Me: r.Me}
	return m.current, nil
}

// SignInWithKey checks an API key against Close and, when Close knows it, stores
// it. A key that Close refuses changes nothing.
func (m *Manager) SignInWithKey(ctx context.Context, key string) (*Session, error) {
	k, err := parseAPIKey(key)
	if err != nil {
		return nil, err
	}
	me, err := m.client(k).Me(ctx)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(record{APIKey: string(k), Me: *me})
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.vault.Put(ctx, vaultName, raw); err != nil {
		return nil, fmt.Errorf("session: storing the key: %w", err)
	}
	m.current = &Session{Credential: k, Me: *me}
	return m.current, nil
}

// SignOut forgets the session, in storage first.
func (m *Manager) SignOut(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.vault.Delete(ctx, vaultName); err != nil {
		return fmt.Errorf("session: forgetting the key: %w", err)
	}
	m.current = nil
	return nil
}

// KeyError is an API key that cannot be one. Its text is a sentence for the user.
type KeyError string

// Error returns the sentence.
func (e KeyError) Error() string { return string(e) }

// parseAPIKey checks the form of a key, loosely: Close documents none. What would
// break the header, or is plainly something else, is refused.
func parseAPIKey(s string) (apiKey, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", KeyError("Paste your API key here.")
	case len(s) > 200:
		return "", KeyError("This is too long for an API key. Copy the key alone.")
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == ':' }):
		return "", KeyError("An API key has no spaces, colons or special letters. Copy the key alone.")
	}
	return apiKey(s), nil
}
