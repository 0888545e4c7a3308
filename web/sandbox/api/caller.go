package api

import (
	"net/http"
	"strings"

	"leadpatch/web/sandbox/crm"
)

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

// CallerOf finds out who a request speaks for, nil when its credentials are missing,
// unknown or over, and what the journal calls these.
func (s *Server) CallerOf(r *http.Request) (*crm.Caller, string) {
	secret, basic, bearer := credentials(r)
	switch {
	case bearer:
		return s.tokens.Bearer(secret)
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
		return &crm.Caller{Owner: k.Name, KeyID: crm.MakeShortID("api", k.Name), User: k.User, Org: k.Org, Wide: k.Wide}, k.Name
	}
	return nil, "unknown"
}
