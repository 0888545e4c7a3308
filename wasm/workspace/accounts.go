package workspace

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/session"
)

// maxAccounts bounds what is remembered of leads; beyond it everything is forgotten,
// which costs one reading a lead.
const maxAccounts = 1000

// leadAccounts remembers which account a lead is read and written with. The zero value is
// ready.
type leadAccounts struct {
	mu sync.Mutex
	m  map[string]string // lead id -> account id
}

func (a *leadAccounts) get(lead closeapi.ID) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.m[lead.String()]
}

func (a *leadAccounts) set(lead closeapi.ID, account string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.m == nil || len(a.m) >= maxAccounts {
		a.m = make(map[string]string)
	}
	a.m[lead.String()] = account
}

func (a *leadAccounts) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.m = nil
}

// SessionFor returns the session for a lead: that of the lead's own organization. An id
// does not tell which that is, so with several accounts Close is asked with each of
// them, the one used last first, until one may see the lead.
func (w *Workspace) SessionFor(ctx context.Context, lead closeapi.ID) (*session.Session, error) {
	all, err := w.Sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	over, err := w.endedAccount(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 1 && over == nil {
		return all[0], nil
	}
	known := w.accounts.get(lead)
	for _, s := range all {
		if s.ID == known {
			return s, w.Sessions.Use(ctx, s.ID)
		}
	}
	foreign := false
	for _, s := range all {
		_, err := w.ReadLead(ctx, s, lead)
		if closeapi.IsNotFound(err) {
			continue
		}
		if problem.Is(err, api.ProblemOtherOrg) {
			foreign = true // a key may see more than its organization
			continue
		}
		var ended *session.EndedError
		if errors.As(err, &ended) {
			over = ended // it may be this one's lead, or that of an account further on
			continue
		}
		if err != nil {
			return nil, err
		}
		w.accounts.set(lead, s.ID)
		return s, w.Sessions.Use(ctx, s.ID)
	}
	if over != nil {
		return nil, over
	}
	if foreign {
		return nil, problem.OtherOrganization(names(all))
	}
	return nil, &closeapi.Error{Kind: closeapi.NotFound, Status: 404}
}

// endedAccount returns the error of an account that has ended, or nil: a lead that
// the other accounts cannot see may be one of its organization's.
func (w *Workspace) endedAccount(ctx context.Context) (over, err error) {
	accounts, err := w.Sessions.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Ended {
			return &session.EndedError{Account: a.ID, Kind: a.Kind, Organization: a.Me.OrganizationName}, nil
		}
	}
	return nil, nil
}

// names lists the organizations of the sessions as a sentence needs them.
func names(all []*session.Session) string {
	var list []string
	for _, s := range all {
		list = append(list, s.Me.OrganizationName)
	}
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
	return list[0]
}

// Account returns the session of the first account that fits, the one used last first.
func (w *Workspace) Account(ctx context.Context, fits func(session.Account) bool) (*session.Session, error) {
	all, err := w.Sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if fits(s.Account) {
			return s, nil
		}
	}
	accounts, err := w.Sessions.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Ended && fits(a) {
			return nil, &session.EndedError{Account: a.ID, Kind: a.Kind, Organization: a.Me.OrganizationName}
		}
	}
	return nil, problem.New(api.ProblemSignedOut, http.StatusUnauthorized, "Signed out",
		"You are not signed in there any more. Sign in to the organization again.", "sign_in")
}

// AccountOf returns the session of a user in an organization.
func (w *Workspace) AccountOf(ctx context.Context, organization, user string) (*session.Session, error) {
	return w.Account(ctx, func(a session.Account) bool {
		return a.Me.OrganizationID == organization && a.Me.ID == user
	})
}
