package backend

import (
	"context"
	"errors"
	"strings"
	"sync"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// maxOwners bounds what is remembered of leads; beyond it everything is forgotten,
// which costs one reading a lead.
const maxOwners = 1000

// owners remembers which account a lead is read and written with. The zero value is
// ready.
type owners struct {
	mu sync.Mutex
	m  map[string]string // lead id -> account id
}

func (o *owners) get(lead closeapi.ID) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.m[lead.String()]
}

func (o *owners) set(lead closeapi.ID, account string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.m == nil || len(o.m) >= maxOwners {
		o.m = make(map[string]string)
	}
	o.m[lead.String()] = account
}

func (o *owners) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.m = nil
}

// choose returns the session for a lead: that of the lead's own organisation. An id
// does not tell which that is, so with several accounts Close is asked with each of
// them, the one used last first, until one may see the lead.
func (b *Backend) choose(ctx context.Context, lead closeapi.ID) (*session.Session, error) {
	all, err := b.sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	over, err := b.endedAccount(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 1 && over == nil {
		return all[0], nil
	}
	known := b.owners.get(lead)
	for _, s := range all {
		if s.ID == known {
			return s, b.sessions.Use(ctx, s.ID)
		}
	}
	foreign := false
	for _, s := range all {
		organization, err := b.organizationOf(ctx, s, lead)
		var e *closeapi.Error
		if errors.As(err, &e) && e.Kind == closeapi.NotFound {
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
		if organization == s.Me.OrganizationID {
			b.owners.set(lead, s.ID)
			return s, b.sessions.Use(ctx, s.ID)
		}
		foreign = true
	}
	if over != nil {
		return nil, over
	}
	if foreign {
		return nil, otherOrganization(names(all))
	}
	return nil, &closeapi.Error{Kind: closeapi.NotFound, Status: 404}
}

// organizationOf returns the id of the organisation that a lead belongs to, as far as
// the session may see the lead.
func (b *Backend) organizationOf(ctx context.Context, s *session.Session, lead closeapi.ID) (string, error) {
	doc, err := b.client(s).Get(ctx, patch.LeadKind, lead, "id", "organization_id")
	if err != nil {
		return "", err
	}
	return doc.Get("organization_id").String(), nil
}

// endedAccount returns the error of an account that has ended, or nil: a lead that
// the other accounts cannot see may be one of its organisation's.
func (b *Backend) endedAccount(ctx context.Context) (over, err error) {
	accounts, err := b.sessions.Accounts(ctx)
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

// names lists the organisations of the sessions as a sentence needs them.
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
