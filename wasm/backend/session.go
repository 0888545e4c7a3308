package backend

import (
	"errors"
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/session"
)

// getSession says who is signed in, without asking Close.
func (b *Backend) getSession(r *http.Request) (any, error) { return b.sessionView(r) }

// signIn shows Close's consent page and answers when the user is done with it.
func (b *Backend) signIn(r *http.Request) (any, error) {
	if err := b.sessions.SignIn(r.Context()); err != nil {
		return nil, signInProblem(err)
	}
	b.forgetAccounts()
	return b.sessionView(r)
}

// putKey signs in with an API key.
func (b *Backend) putKey(r *http.Request) (any, error) {
	var body api.KeyRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	err := b.sessions.SignInWithKey(r.Context(), body.Key)
	var e *closeapi.Error
	if errors.As(err, &e) && (e.Kind == closeapi.Unauthorized || e.Kind == closeapi.Forbidden) {
		p := problem(api.ProblemKeyRefused, http.StatusUnprocessableEntity, "Key refused",
			"Close does not know this API key. Make a new one in Close under Settings, Developer, API Keys.", "")
		p.Field = "key"
		return nil, p
	}
	if err != nil {
		return nil, err
	}
	b.forgetAccounts()
	return b.sessionView(r)
}

// deleteSession signs every account out.
func (b *Backend) deleteSession(r *http.Request) (any, error) {
	if err := b.sessions.SignOutAll(r.Context()); err != nil {
		return nil, err
	}
	b.forgetAccounts()
	if err := b.forgetPlaces(r.Context()); err != nil {
		return nil, err
	}
	return b.sessionView(r)
}

// deleteAccount signs one account out.
func (b *Backend) deleteAccount(r *http.Request) (any, error) {
	if err := b.sessions.SignOut(r.Context(), r.PathValue("id")); err != nil {
		return nil, err
	}
	b.forgetAccounts()
	if err := b.forgetPlaces(r.Context()); err != nil {
		return nil, err
	}
	return b.sessionView(r)
}

// settleSession revokes what could not be revoked when it was signed out.
func (b *Backend) settleSession(r *http.Request) (any, error) {
	pending, err := b.sessions.Settle(r.Context())
	if err != nil {
		return nil, err
	}
	return api.Settled{Pending: pending}, nil
}

// forgetAccounts forgets what is known only because of who was signed in.
func (b *Backend) forgetAccounts() {
	b.meta.forget()
	b.owners.forget()
	b.heads.forget()
}

func (b *Backend) sessionView(r *http.Request) (api.Session, error) {
	accounts, err := b.sessions.Accounts(r.Context())
	if err != nil {
		return api.Session{}, err
	}
	view := api.Session{
		Accounts:           make([]api.Account, len(accounts)),
		CanSignInWithClose: b.sessions.CanSignIn(),
		SigningIn:          b.sessions.SigningIn(),
	}
	for i, a := range accounts {
		view.Accounts[i] = api.Account{
			ID: a.ID, Kind: api.AccountKind(a.Kind), Ended: a.Ended,
			User: userView(a.Me), Organization: organizationView(a.Me),
		}
		if !a.Ended && !view.SignedIn {
			view.SignedIn = true
			view.Kind, view.User, view.Organization = view.Accounts[i].Kind, &view.Accounts[i].User, &view.Accounts[i].Organization
		}
	}
	return view, nil
}

func userView(me closeapi.Me) api.User {
	return api.User{ID: me.ID, Name: me.Name, Email: me.Email}
}

func organizationView(me closeapi.Me) api.Organization {
	return api.Organization{ID: me.OrganizationID, Name: me.OrganizationName}
}

// signInProblem words what ended a sign-in by Close's consent page.
func signInProblem(err error) error {
	var consent *session.ConsentError
	var refused *session.GrantError
	switch {
	case errors.Is(err, session.ErrCancelled):
		return problem(api.ProblemCancelled, http.StatusConflict, "Not signed in",
			"You closed the sign-in window or did not allow it. Nothing has changed.", "")
	case errors.Is(err, session.ErrSignInOpen):
		return problem(api.ProblemSignInOpen, http.StatusConflict, "Sign-in window open",
			"A sign-in window is open already. Finish there, or close it and try again.", "")
	case errors.Is(err, session.ErrNoBroker):
		return badRequest("This build of Leadpatch signs in with an API key.")
	case errors.As(err, &refused), errors.As(err, &consent):
		return problem(api.ProblemSignInFailed, http.StatusBadGateway, "Not signed in",
			"The sign-in did not come through. Try again; if it stays so, sign in with an API key.", "sign_in")
	}
	return err
}
