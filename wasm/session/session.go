// Package session knows who is signed in: to which organizations of Close, by API
// keys or by Close's own consent page and the token broker. It refreshes access
// tokens, once for everybody who needs one, and revokes what is signed out.
//
// Secrets live in the [Vault] and in this package's memory, and leave it only as an
// Authorization header to Close and, the sealed ones, on the way to the broker.
package session

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"time"

	"leadpatch/wasm/closeapi"
)

// ErrSignedOut is returned when nobody is signed in.
var ErrSignedOut = errors.New("session: signed out")

// UnreadableError is a stored session that can no longer be opened, such as after
// the browser has lost the key that it was encrypted under.
type UnreadableError struct{ Err error }

// Error says what the storage said.
func (e *UnreadableError) Error() string {
	return "session: reading the stored sign-in: " + e.Err.Error()
}

// Unwrap returns the storage's error.
func (e *UnreadableError) Unwrap() error { return e.Err }

// EndedError is a sign-in that Close does not accept any more. Only the user can
// go on, by signing in again.
type EndedError struct {
	Account      string // its id
	Kind         Kind
	Organization string // its name
}

// Error names the organization.
func (e *EndedError) Error() string { return "session: the sign-in to " + e.Organization + " is over" }

// Kind is the way in which an account is signed in.
type Kind string

const (
	OAuth  Kind = "oauth" // by Close's consent page and the broker
	APIKey Kind = "key"   // by an API key
)

// Account is one sign-in as it may be shown: it holds no secret.
type Account struct {
	ID    string
	Kind  Kind
	Me    closeapi.Me
	Ended bool
}

// Session is one account with what signs its requests.
type Session struct {
	Account
	Credential closeapi.Authorizer
}

// Config is what a manager needs from its surroundings.
type Config struct {
	Vault    Vault
	Locks    Locks
	ProofKey ProofKey
	Consent  Consent
	Alarm    Alarm
	// Broker is the origin of the token broker, "" for none.
	Broker string
	// Transport carries requests to the broker.
	Transport closeapi.Transport
	// Client returns a client of Close that acts with the given credentials.
	Client func(closeapi.Authorizer) *closeapi.Client
	Now    func() time.Time
}

// Manager signs in and out and remembers the accounts across restarts of the
// backend. It is safe for concurrent use.
type Manager struct {
	cfg    Config
	broker broker

	mu    sync.Mutex
	known *record // nil: not read from the vault yet
	// pause is until when no refresh of an account is tried that is not yet needed.
	pause map[string]time.Time

	signing sync.Mutex // held while a consent window is open
}

// NewManager returns a manager.
func NewManager(cfg Config) *Manager {
	return &Manager{
		cfg:    cfg,
		broker: broker{origin: cfg.Broker, transport: cfg.Transport, key: cfg.ProofKey, now: cfg.Now},
		pause:  make(map[string]time.Time),
	}
}

// CanSignIn reports whether there is a broker to sign in through.
func (m *Manager) CanSignIn() bool { return m.cfg.Broker != "" }

// Accounts returns every account, the one used last first, ended ones included.
func (m *Manager) Accounts(ctx context.Context) ([]Account, error) {
	r, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Account, len(r.Accounts))
	for i := range r.Accounts {
		out[i] = r.Accounts[i].view()
	}
	return out, nil
}

// Sessions returns the accounts that can sign requests, the one used last first.
// Without any it returns an [EndedError] for the one that ended last, or
// [ErrSignedOut].
func (m *Manager) Sessions(ctx context.Context) ([]*Session, error) {
	r, err := m.read(ctx)
	if err != nil {
		return nil, err
	}
	var out []*Session
	for i := range r.Accounts {
		if a := &r.Accounts[i]; !a.ended() {
			out = append(out, m.session(a))
		}
	}
	switch {
	case len(out) > 0:
		return out, nil
	case len(r.Accounts) > 0:
		return nil, r.Accounts[0].over()
	}
	return nil, ErrSignedOut
}

// Use makes an account the one used last.
func (m *Manager) Use(ctx context.Context, id string) error {
	r, err := m.read(ctx)
	if err != nil || len(r.Accounts) > 0 && r.Accounts[0].ID == id {
		return err
	}
	return m.change(ctx, func(r *record) {
		if a := r.find(id); a != nil {
			r.first(*a)
		}
	})
}

func (a *account) view() Account {
	return Account{ID: a.ID, Kind: a.Kind, Me: a.Me, Ended: a.ended()}
}

// over is the error for an account that has ended.
func (a *account) over() error {
	return &EndedError{Account: a.ID, Kind: a.Kind, Organization: a.Me.OrganizationName}
}

func (m *Manager) session(a *account) *Session {
	if a.Kind == APIKey {
		return &Session{Account: a.view(), Credential: storedKey{apiKey: apiKey(a.APIKey), over: a.over()}}
	}
	return &Session{Account: a.view(), Credential: bearer{m: m, id: a.ID}}
}

// SignInWithKey checks an API key against Close and, when Close knows it, stores
// it. A key that Close refuses changes nothing.
func (m *Manager) SignInWithKey(ctx context.Context, key string) error {
	k, err := parseAPIKey(key)
	if err != nil {
		return err
	}
	me, err := m.cfg.Client(k).Me(ctx)
	if err != nil {
		return err
	}
	return m.add(ctx, account{Kind: APIKey, Me: *me, APIKey: string(k)})
}

// add stores an account in front of the others, in the place of one that there
// may be for the same organization.
func (m *Manager) add(ctx context.Context, a account) error {
	r, err := m.read(ctx)
	if err == nil {
		a.ID = r.of(a.Me.OrganizationID)
	}
	if a.ID == "" {
		a.ID = rand.Text()
	} else {
		// Its tokens may be on their way to be refreshed: those must be revoked that
		// it has afterwards.
		unlock, err := m.cfg.Locks.Lock(ctx, accountLock(a.ID))
		if err != nil {
			return err
		}
		defer unlock()
	}
	return m.replace(ctx, func(r *record) {
		r.remove(a.ID, m.cfg.Now())
		r.first(a)
	})
}

// of returns the id of the account of an organization, or "".
func (r *record) of(organization string) string {
	for i := range r.Accounts {
		if r.Accounts[i].Me.OrganizationID == organization {
			return r.Accounts[i].ID
		}
	}
	return ""
}

// accountLock is the name of the lock that is held while an account's tokens
// change.
func accountLock(id string) string { return "leadpatch-account-" + id }

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
