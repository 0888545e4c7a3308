package main

import (
	"net/http"
	"strings"
)

// caller is whoever a request of the API speaks for: a key or an access token, each
// of one user in one organization.
type caller struct {
	// Owner is what the requests are counted under: the key's name or the token.
	Owner string
	// KeyID is the id of the key, by which the event log names it; empty for a token.
	KeyID string
	User  *user
	Org   *org
	// Wide callers reach every organization of their user.
	Wide bool
}

// visible reports whether the caller may see what belongs to an organization.
func (c *caller) visible(o *org) bool {
	return c.User.memberOf(o) && (c.Wide || o == c.Org)
}

// credentials returns the secret of a request's authorization: a bearer token, or a
// key as the name of Basic authorization, which must come with an empty password.
func credentials(r *http.Request) (secret string, basic, bearer bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "bearer") {
		return strings.TrimSpace(token), false, true
	}
	name, password, ok := r.BasicAuth()
	return name, ok && password == "", false
}

// callerOf finds out who a request speaks for, nil when its credentials are missing,
// unknown or over, and what the journal calls these.
func (s *apiServer) callerOf(r *http.Request) (*caller, string) {
	secret, basic, bearer := credentials(r)
	switch {
	case bearer:
		return s.tokens.bearer(secret)
	case !basic && r.Header.Get("Authorization") == "":
		return nil, "none"
	case !basic:
		return nil, "unknown"
	}
	for _, k := range s.world.Keys {
		if k.Secret != secret {
			continue
		}
		if k.Revoked {
			return nil, k.Name
		}
		return &caller{Owner: k.Name, KeyID: makeShortID("api", k.Name), User: k.User, Org: k.Org, Wide: k.Wide}, k.Name
	}
	return nil, "unknown"
}
