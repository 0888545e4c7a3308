package main

import (
	"time"
)

// oauthServer answers what stands below /oauth2/. It is guarded by the lock of its
// world.
type oauthServer struct {
	world *World
	store store
}

// newOAuthServer returns a server with one registered client, which has given out
// nothing.
func newOAuthServer(w *World) *oauthServer {
	return &oauthServer{world: w, store: newStore(seedClient())}
}

// reset forgets everything but the registration of the client.
func (s *oauthServer) reset() { s.store = newStore(s.store.client) }

// client is the registration of the one client.
func (s *oauthServer) client() oauthClient { return s.store.client }

// register gives the client another redirect.
func (s *oauthServer) register(redirect string) { s.store.client.Redirect = redirect }

// setAccessTTL sets for how long the access tokens are good that are given out from now
// on.
func (s *oauthServer) setAccessTTL(ttl time.Duration) { s.store.accessTTL = ttl }

// expire ends every access token; refresh tokens stay.
func (s *oauthServer) expire() { s.store.expire(s.world.clock()) }

// kill ends every code and token.
func (s *oauthServer) kill() { s.store.kill() }

// report is what the server knows, has given out and counted, for tests.
func (s *oauthServer) report() object {
	o := &s.store
	access, refresh := o.active(s.world.clock())
	return object{
		"client_id":     o.client.ID,
		"client_secret": o.client.Secret,
		"redirect_uri":  o.client.Redirect,
		"access_ttl":    int(o.accessTTL.Seconds()),
		"issued":        o.issued,
		"active":        object{"access_tokens": access, "refresh_tokens": refresh},
		"refreshes":     o.refreshes,
		"reuses":        o.reuses,
		"revocations":   o.revoked,
	}
}

// bearer finds out who an access token speaks for, nil when it is unknown or over, and
// what the journal calls it.
func (s *oauthServer) bearer(token string) (*caller, string) {
	found := s.store.access[token]
	if found == nil {
		return nil, "bearer"
	}
	name := "oauth:" + found.grant.org.Name
	if !found.live(s.world.clock()) {
		return nil, name
	}
	return &caller{Owner: "token " + token, User: found.grant.user, Org: found.grant.org}, name
}
