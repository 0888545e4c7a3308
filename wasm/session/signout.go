package session

import (
	"context"
	"errors"
	"slices"
	"time"
)

const (
	// settleEvery is how long the next attempt to revoke waits.
	settleEvery = 15 * time.Minute
	// revokeTimeout bounds one attempt to revoke: a user waits for it.
	revokeTimeout = 5 * time.Second
	// revokeFor is how long it is tried. By then the token has not been used for so
	// long that whoever cares has revoked it in Close's own settings.
	revokeFor = 30 * 24 * time.Hour
)

// SignOut forgets an account, in storage first, and revokes its tokens at Close:
// now, or later when Close or the broker cannot be reached.
func (m *Manager) SignOut(ctx context.Context, id string) error {
	unlock, err := m.cfg.Locks.Lock(ctx, accountLock(id))
	if err != nil {
		return err
	}
	defer unlock()
	if err := m.change(ctx, func(r *record) { r.remove(id, m.cfg.Now()) }); err != nil {
		return err
	}
	return m.settleSoon(ctx)
}

// SignOutAll forgets every account, also when the stored ones cannot be read.
func (m *Manager) SignOutAll(ctx context.Context) error {
	accounts, err := m.Accounts(ctx)
	var unreadable *UnreadableError
	if errors.As(err, &unreadable) {
		return m.replace(ctx, func(r *record) { *r = record{} })
	}
	for _, a := range accounts {
		if err == nil {
			err = m.SignOut(ctx, a.ID)
		}
	}
	return err
}

// revokeLater notes a token that nobody will use.
func (m *Manager) revokeLater(ctx context.Context, refresh string) error {
	if refresh == "" {
		return nil
	}
	if err := m.change(ctx, func(r *record) {
		r.Revoke = append(r.Revoke, revocation{Refresh: refresh, Since: m.cfg.Now()})
	}); err != nil {
		return err
	}
	return m.settleSoon(ctx)
}

// settleSoon settles what there is, after the alarm for the next time has been
// set: the backend may be stopped at any moment.
func (m *Manager) settleSoon(ctx context.Context) error {
	_, err := m.Settle(ctx)
	return err
}

// Settle revokes at Close what was signed out here, and returns how many sign-ins
// are still to be revoked. While there are any, an alarm asks for the next attempt.
func (m *Manager) Settle(ctx context.Context) (pending int, err error) {
	r, err := m.read(ctx)
	if err != nil {
		return 0, err
	}
	if len(r.Revoke) > 0 {
		if err := m.cfg.Alarm.Settle(ctx, settleEvery); err != nil {
			return len(r.Revoke), err
		}
	}
	var done []string
	for _, v := range r.Revoke {
		if m.revoked(ctx, v) {
			done = append(done, v.Refresh)
		}
	}
	if len(done) > 0 {
		if err := m.change(ctx, func(r *record) {
			r.Revoke = slices.DeleteFunc(r.Revoke, func(v revocation) bool { return slices.Contains(done, v.Refresh) })
		}); err != nil {
			return len(r.Revoke), err
		}
	}
	r, err = m.read(ctx)
	if err != nil {
		return 0, err
	}
	if len(r.Accounts)+len(r.Revoke) == 0 && m.signing.TryLock() {
		// The next sign-in gets a key of its own: nothing ties it to this one.
		defer m.signing.Unlock()
		return 0, m.cfg.ProofKey.Forget(ctx)
	}
	return len(r.Revoke), nil
}

// revoked tries to revoke one token, and reports whether nothing is left to do about
// it: it is revoked, was not good any more, or has been tried for long enough.
func (m *Manager) revoked(ctx context.Context, v revocation) bool {
	if m.cfg.Now().Sub(v.Since) > revokeFor {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, revokeTimeout)
	defer cancel()
	err := m.broker.revoke(ctx, v.Refresh)
	var refused *GrantError
	return err == nil || errors.As(err, &refused)
}
