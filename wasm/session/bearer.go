package session

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// renewBefore is how long before its end an access token is replaced, so that a
	// job that begins now does not lose it half way.
	renewBefore = 5 * time.Minute
	// renewPause is how long a refresh that has failed is not tried again while the
	// token is still good: a broker that hangs must not hold up every request.
	renewPause = 30 * time.Second
)

// bearer signs requests with an account's access token, whichever it has by then.
type bearer struct {
	m  *Manager
	id string
}

// Authorization returns the header's value, after a refresh when little of the
// token's time is left. A refresh that fails for now is no hindrance while the
// token is still good.
func (b bearer) Authorization(ctx context.Context) (string, error) {
	r, err := b.m.read(ctx)
	if err != nil {
		return "", err
	}
	a := r.find(b.id)
	switch {
	case a == nil:
		return "", ErrSignedOut
	case a.ended():
		return "", a.over()
	case a.Tokens == nil: // the account has become one with an API key
		return apiKey(a.APIKey).Authorization(ctx)
	}
	left := a.Tokens.Expires.Sub(b.m.cfg.Now())
	if left > renewBefore || left > 0 && b.m.paused(b.id) {
		return a.Tokens.header(), nil
	}
	fresh, err := b.m.renew(ctx, b.id, a.Tokens.Access)
	var over *EndedError
	if err != nil && left > 0 && !errors.As(err, &over) {
		b.m.pauseRenewal(b.id)
		return a.Tokens.header(), nil
	}
	return fresh, err
}

func (m *Manager) paused(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cfg.Now().Before(m.pause[id])
}

func (m *Manager) pauseRenewal(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pause[id] = m.cfg.Now().Add(renewPause)
}

// Renew replaces the token whose header Close refused.
func (b bearer) Renew(ctx context.Context, refused string) error {
	_, err := b.m.renew(ctx, b.id, bearerToken(refused))
	return err
}

func (t *tokens) header() string { return "Bearer " + t.Access }

// renew replaces an account's access token, unless somebody else has replaced the
// used one already, and returns the header of the new one. Only one rotation of an
// account runs at a time in the browser profile: two would end the sign-in,
// because Close takes a refresh token that comes twice for a stolen one.
//
// The new pair is in the vault before anybody uses it. When the backend dies
// between Close's answer and that, the next rotation presents the old refresh token, Close
// refuses it, and the account has ended: the user signs in again.
func (m *Manager) renew(ctx context.Context, id, used string) (string, error) {
	unlock, err := m.cfg.Locks.Lock(ctx, accountLock(id))
	if err != nil {
		return "", fmt.Errorf("session: waiting for another refresh: %w", err)
	}
	defer unlock()
	r, err := m.reread(ctx)
	if err != nil {
		return "", err
	}
	a := r.find(id)
	switch {
	case a == nil:
		return "", ErrSignedOut
	case a.ended():
		return "", a.over()
	case a.Tokens == nil:
		return apiKey(a.APIKey).Authorization(ctx)
	case a.Tokens.Access != used && a.Tokens.Expires.After(m.cfg.Now()):
		return a.Tokens.header(), nil
	}
	if a.Tokens.Refresh == "" {
		return "", m.end(ctx, a)
	}
	grant, err := m.broker.refresh(ctx, a.Tokens.Refresh)
	var refused *GrantError
	if errors.As(err, &refused) {
		return "", m.end(ctx, a)
	}
	if err != nil {
		return "", err
	}
	if grant.tokens.Refresh == "" {
		grant.tokens.Refresh = a.Tokens.Refresh
	}
	err = m.change(ctx, func(r *record) {
		if a := r.find(id); a != nil {
			a.Tokens = &grant.tokens
		}
	})
	if err != nil {
		return "", err
	}
	return grant.tokens.header(), nil
}

// end forgets what an account could sign with and keeps its name, so that the user
// sees where to sign in again.
func (m *Manager) end(ctx context.Context, a *account) error {
	over := a.over()
	if err := m.change(ctx, func(r *record) {
		if a := r.find(a.ID); a != nil {
			a.Tokens, a.APIKey = nil, ""
		}
	}); err != nil {
		return errors.Join(over, err)
	}
	return over
}
