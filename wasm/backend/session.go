package backend

import (
	"errors"
	"net/http"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/close"
	"leadpatch/wasm/session"
)

// getSession says who is signed in, without asking Close.
func (b *Backend) getSession(r *http.Request) (any, error) {
	s, err := b.sessions.Current(r.Context())
	if errors.Is(err, session.ErrSignedOut) {
		return api.Session{}, nil
	}
	if err != nil {
		return nil, err
	}
	return sessionView(s), nil
}

// putKey signs in with an API key.
func (b *Backend) putKey(r *http.Request) (any, error) {
	var body api.KeyRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	s, err := b.sessions.SignInWithKey(r.Context(), body.Key)
	var e *close.Error
	if errors.As(err, &e) && (e.Kind == close.Unauthorized || e.Kind == close.Forbidden) {
		p := problem(api.ProblemKeyRefused, http.StatusUnprocessableEntity, "Key refused",
			"Close does not know this API key. Make a new one in Close under Settings, Developer, API Keys.", "")
		p.Field = "key"
		return nil, p
	}
	if err != nil {
		return nil, err
	}
	b.meta.forget()
	return sessionView(s), nil
}

// deleteSession signs out and forgets the key.
func (b *Backend) deleteSession(r *http.Request) (any, error) {
	if err := b.sessions.SignOut(r.Context()); err != nil {
		return nil, err
	}
	b.meta.forget()
	return api.Session{}, nil
}

func sessionView(s *session.Session) api.Session {
	return api.Session{SignedIn: true, User: userView(s), Organization: organizationView(s)}
}

func userView(s *session.Session) *api.User {
	return &api.User{ID: s.Me.ID, Name: s.Me.Name, Email: s.Me.Email}
}

func organizationView(s *session.Session) *api.Organization {
	return &api.Organization{ID: s.Me.OrganizationID, Name: s.Me.OrganizationName}
}
