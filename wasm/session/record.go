package session

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"leadpatch/wasm/closeapi"
)

// vaultName is the vault entry that holds everything of this package. It is one
// entry so that each change of it is one atomic write.
const vaultName = "session"

// recordLock guards changes of the entry. Whoever holds an account's lock may take
// it; never the other way round.
const recordLock = "leadpatch-session"

// recordVersion is raised when an older version cannot read the record any more.
const recordVersion = 2

// record is what the vault keeps.
type record struct {
	Version  int       `json:"version"`
	Accounts []account `json:"accounts"` // the one used last first
	// Revoke are the sign-ins that are gone from here and still good at Close.
	Revoke []revocation `json:"revoke,omitempty"`
}

// account is one sign-in to one organization, by a key or by tokens. One that has
// ended has neither.
type account struct {
	ID     string      `json:"id"`
	Kind   Kind        `json:"kind"`
	Me     closeapi.Me `json:"me"`
	APIKey string      `json:"api_key,omitempty"`
	Tokens *tokens     `json:"tokens,omitempty"`
}

// ended says that nothing is left to sign requests with.
func (a *account) ended() bool { return a.APIKey == "" && a.Tokens == nil }

// tokens are what the broker gave for one sign-in.
type tokens struct {
	Access  string    `json:"access"`
	Expires time.Time `json:"expires"`
	// Refresh is the refresh token as the broker sealed it; Close does not know it.
	Refresh string `json:"refresh"`
}

// revocation is a refresh token, sealed, that is still to be revoked.
type revocation struct {
	Refresh string    `json:"refresh"`
	Since   time.Time `json:"since"`
}

// find returns the account with the id, or nil.
func (r *record) find(id string) *account {
	if i := slices.IndexFunc(r.Accounts, func(a account) bool { return a.ID == id }); i >= 0 {
		return &r.Accounts[i]
	}
	return nil
}

// remove takes an account out. What it could sign with is to be revoked.
func (r *record) remove(id string, now time.Time) {
	if a := r.find(id); a != nil && a.Tokens != nil && a.Tokens.Refresh != "" {
		r.Revoke = append(r.Revoke, revocation{Refresh: a.Tokens.Refresh, Since: now})
	}
	r.Accounts = slices.DeleteFunc(r.Accounts, func(a account) bool { return a.ID == id })
}

// first puts an account in front of the others.
func (r *record) first(a account) {
	rest := slices.DeleteFunc(slices.Clone(r.Accounts), func(b account) bool { return b.ID == a.ID })
	r.Accounts = append([]account{a}, rest...)
}

// clone returns a copy that can be changed without changing r.
func (r *record) clone() *record {
	c := &record{Version: recordVersion, Accounts: slices.Clone(r.Accounts), Revoke: slices.Clone(r.Revoke)}
	for i := range c.Accounts {
		if t := c.Accounts[i].Tokens; t != nil {
			copied := *t
			c.Accounts[i].Tokens = &copied
		}
	}
	return c
}

// read returns the record as it is known, from the vault at first. It must not be
// changed.
func (m *Manager) read(ctx context.Context) (*record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known != nil {
		return m.known, nil
	}
	return m.load(ctx)
}

// reread returns the record as the vault has it now: another life of the backend
// may have changed it.
func (m *Manager) reread(ctx context.Context) (*record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.load(ctx)
}

func (m *Manager) load(ctx context.Context) (*record, error) {
	raw, err := m.cfg.Vault.Get(ctx, vaultName)
	if err != nil {
		return nil, &UnreadableError{err}
	}
	r := &record{Version: recordVersion}
	if raw != nil {
		var stored record
		// What another version wrote, or what is damaged, opens nothing: the way on is
		// to sign in again, which overwrites it.
		if json.Unmarshal(raw, &stored) == nil && stored.Version == recordVersion {
			r = &stored
			r.Accounts = slices.DeleteFunc(r.Accounts, func(a account) bool { return a.ID == "" || a.Me.ID == "" })
		}
	}
	m.known = r
	return r, nil
}

// change makes one change of the record durable. When it returns an error, nothing
// has changed.
func (m *Manager) change(ctx context.Context, f func(*record)) error {
	return m.rewrite(ctx, false, f)
}

// replace is change, but gives up what cannot be read: only for what the user asks
// for, such as a new sign-in.
func (m *Manager) replace(ctx context.Context, f func(*record)) error {
	return m.rewrite(ctx, true, f)
}

func (m *Manager) rewrite(ctx context.Context, giveUp bool, f func(*record)) error {
	unlock, err := m.cfg.Locks.Lock(ctx, recordLock)
	if err != nil {
		return fmt.Errorf("session: waiting for the stored sign-in: %w", err)
	}
	defer unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	now, err := m.load(ctx)
	if err != nil && !giveUp {
		return err
	}
	if err != nil {
		now = &record{}
	}
	next := now.clone()
	f(next)
	if len(next.Accounts) == 0 && len(next.Revoke) == 0 {
		if err := m.cfg.Vault.Delete(ctx, vaultName); err != nil {
			return fmt.Errorf("session: forgetting the sign-in: %w", err)
		}
		m.known = next
		return nil
	}
	raw, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if err := m.cfg.Vault.Put(ctx, vaultName, raw); err != nil {
		return fmt.Errorf("session: storing the sign-in: %w", err)
	}
	m.known = next
	return nil
}
