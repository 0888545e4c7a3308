package routes

import (
	"errors"
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/session"
	"leadpatch/wasm/view"
)

var sessionRoutes = []route{
	{"GET /session", (*Backend).getSession, nothing},
	{"POST /session/oauth", (*Backend).signIn, menus},
	{"PUT /session/key", (*Backend).putKey, menus},
	{"POST /session/settle", (*Backend).settleSession, nothing},
	{"DELETE /session", (*Backend).deleteSession, menus},
	{"DELETE /session/accounts/{id}", (*Backend).deleteAccount, menus},
}

// getSession says who is signed in, without asking Close.
func (b *Backend) getSession(r *http.Request) (any, error) { return b.sessionView(r) }

// signIn shows Close's consent page and answers when the user is done with it.
func (b *Backend) signIn(r *http.Request) (any, error) {
	if err := b.ws.Sessions.SignIn(r.Context()); err != nil {
		return nil, signInProblem(err)
	}
	b.ws.ForgetAccounts()
	return b.sessionView(r)
}

// putKey signs in with an API key.
func (b *Backend) putKey(r *http.Request) (any, error) {
	var body api.KeyRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	err := b.ws.Sessions.SignInWithKey(r.Context(), body.Key)
	if kind := closeapi.KindOf(err); kind == closeapi.Unauthorized || kind == closeapi.Forbidden {
		p := problem.New(api.ProblemKeyRefused, http.StatusUnprocessableEntity, "Key refused",
			"Close does not know this API key. Make a new one in Close under Settings, Developer, API Keys.", "")
		p.Field = "key"
		return nil, p
	}
	if err != nil {
		return nil, err
	}
	b.ws.ForgetAccounts()
	return b.sessionView(r)
}

// deleteSession signs every account out.
func (b *Backend) deleteSession(r *http.Request) (any, error) {
	if err := b.ws.Sessions.SignOutAll(r.Context()); err != nil {
		return nil, err
	}
	return b.signedOut(r)
}

// deleteAccount signs one account out.
func (b *Backend) deleteAccount(r *http.Request) (any, error) {
	if err := b.ws.Sessions.SignOut(r.Context(), r.PathValue("id")); err != nil {
		return nil, err
	}
	return b.signedOut(r)
}

// signedOut forgets what was known because of an account, and answers who is left.
func (b *Backend) signedOut(r *http.Request) (any, error) {
	b.ws.ForgetAccounts()
	accounts, err := b.ws.Sessions.Accounts(r.Context())
	if err != nil {
		return nil, err
	}
	if err := b.sites.Keep(r.Context(), accounts); err != nil {
		return nil, err
	}
	return b.sessionView(r)
}

// settleSession revokes what could not be revoked when it was signed out.
func (b *Backend) settleSession(r *http.Request) (any, error) {
	pending, err := b.ws.Sessions.Settle(r.Context())
	if err != nil {
		return nil, err
	}
	return api.Settled{Pending: pending}, nil
}

func (b *Backend) sessionView(r *http.Request) (api.Session, error) {
	accounts, err := b.ws.Sessions.Accounts(r.Context())
	if err != nil {
		return api.Session{}, err
	}
	out := api.Session{
		Accounts:           make([]api.Account, len(accounts)),
		CanSignInWithClose: b.ws.Sessions.CanSignIn(),
		SigningIn:          b.ws.Sessions.SigningIn(),
		Forms:              view.Forms(),
	}
	for i, a := range accounts {
		out.Accounts[i] = api.Account{
			ID: a.ID, Kind: api.AccountKind(a.Kind), Ended: a.Ended,
			User: view.User(a.Me), Organization: view.Organization(a.Me),
		}
		if !a.Ended && !out.SignedIn {
			out.SignedIn = true
			out.Kind, out.User, out.Organization = out.Accounts[i].Kind, &out.Accounts[i].User, &out.Accounts[i].Organization
		}
	}
	return out, nil
}

// signInProblem words what ended a sign-in by Close's consent page.
func signInProblem(err error) error {
	var consent *session.ConsentError
	var refused *session.GrantError
	switch {
	case errors.Is(err, session.ErrCanceled):
		return problem.New(api.ProblemCanceled, http.StatusConflict, "Not signed in",
			"You closed the sign-in window or did not allow it. Nothing has changed.", "")
	case errors.Is(err, session.ErrSignInOpen):
		return problem.New(api.ProblemSignInOpen, http.StatusConflict, "Sign-in window open",
			"A sign-in window is open already. Finish there, or close it and try again.", "")
	case errors.Is(err, session.ErrNoBroker):
		return problem.BadRequest("This build of Leadpatch signs in with an API key.")
	case errors.As(err, &refused), errors.As(err, &consent):
		return problem.New(api.ProblemSignInFailed, http.StatusBadGateway, "Not signed in",
			"The sign-in did not come through. Try again; if it stays so, sign in with an API key.", "sign_in")
	}
	return err
}
