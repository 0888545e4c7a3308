// Package oauth is the OAuth server: the consent page, authorization codes, access and
// refresh tokens. It never looks at leads, and what it does not issue it does not
// accept.
package oauth

import (
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// Server answers what stands below /oauth2/. It is guarded by the lock of its
// world.
type Server struct {
	world *crm.World
	store store
}

// NewServer returns a server with one registered client, which has given out
// nothing.
func NewServer(w *crm.World) *Server {
	return &Server{world: w, store: newStore(SeedClient())}
}

// Reset forgets everything but the registration of the client.
func (s *Server) Reset() { s.store = newStore(s.store.client) }

// Client is the registration of the one client.
func (s *Server) Client() Client { return s.store.client }

// Register replaces the redirect of the client.
func (s *Server) Register(redirect string) { s.store.client.Redirect = redirect }

// SetAccessTTL sets for how long the access tokens are good that are issued from now on.
func (s *Server) SetAccessTTL(ttl time.Duration) { s.store.accessTTL = ttl }

// Expire ends every access token; refresh tokens stay.
func (s *Server) Expire() { s.store.expire(s.world.Clock()) }

// Kill ends every code and token.
func (s *Server) Kill() { s.store.kill() }

// Report is what the server knows, has given out and counted, for tests.
func (s *Server) Report() wire.Object {
	o := &s.store
	access, refresh := o.active(s.world.Clock())
	return wire.Object{
		"client_id":     o.client.ID,
		"client_secret": o.client.Secret,
		"redirect_uri":  o.client.Redirect,
		"access_ttl":    int(o.accessTTL.Seconds()),
		"issued":        o.issued,
		"active":        wire.Object{"access_tokens": access, "refresh_tokens": refresh},
		"refreshes":     o.refreshes,
		"reuses":        o.reuses,
		"revocations":   o.revoked,
	}
}

// Bearer finds out who an access token speaks for, nil when it is unknown or over, and
// what the journal calls it.
func (s *Server) Bearer(token string) (*crm.Caller, string) {
	found := s.store.access[token]
	if found == nil {
		return nil, "bearer"
	}
	name := "oauth:" + found.grant.org.Name
	if !found.live(s.world.Clock()) {
		return nil, name
	}
	return &crm.Caller{Owner: "token " + token, User: found.grant.user, Org: found.grant.org}, name
}
