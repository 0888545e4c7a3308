// Package sites remembers, for each organization, which leads were open and which lead
// the user has chosen for a site, and says what counts as one site. What it holds
// survives restarts and is forgotten with the account. It never asks Close.
package sites

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/page"
	"leadpatch/wasm/session"
)

// placesName is the vault's entry with what is remembered of leads and sites, and the
// name of the lock under which it is changed.
const placesName = "places"

// The bounds of what is remembered for each organization.
const (
	mostRecent = 50
	mostSites  = 500
)

// KnownLead is a lead as it is remembered.
type KnownLead struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	StatusID string    `json:"status_id,omitempty"`
	At       time.Time `json:"at"`
}

// choice is the lead that the user has chosen for a site.
type choice struct {
	Site string    `json:"site"`
	Lead KnownLead `json:"lead"`
}

// Remembered is what is remembered of one organization, the newest first.
type Remembered struct {
	Recent []KnownLead `json:"recent"`
	Sites  []choice    `json:"sites"`
}

// All is what is remembered of each organization, by its id.
type All map[string]Remembered

// Sites remembers, across restarts, which leads were open and which belong to which
// site. What it holds is forgotten when the account of the organization is signed out.
type Sites struct {
	vault session.Vault
	locks session.Locks
	now   func() time.Time

	mu    sync.Mutex
	known All // nil: not read from the vault yet
	// lost says why the lead that was open last is not remembered; nil when it is.
	lost error
}

// New returns what the vault remembers.
func New(vault session.Vault, locks session.Locks, now func() time.Time) *Sites {
	return &Sites{vault: vault, locks: locks, now: now}
}

// Read returns what is remembered. It must not be changed.
func (p *Sites) Read(ctx context.Context) (All, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		known, err := p.load(ctx)
		if err != nil {
			return nil, err
		}
		p.known = known
	}
	return p.known, nil
}

func (p *Sites) load(ctx context.Context) (All, error) {
	raw, err := p.vault.Get(ctx, placesName)
	if err != nil {
		return nil, fmt.Errorf("reading which leads were open: %w", err)
	}
	known := All{}
	if raw != nil && json.Unmarshal(raw, &known) != nil {
		return All{}, nil // nothing that could not be remembered again
	}
	return known, nil
}

// change replaces what is remembered of an organization by what f makes of it. Other
// instances of the backend may have changed it since it was read.
func (p *Sites) change(ctx context.Context, org string, f func(Remembered) Remembered) error {
	return p.rewrite(ctx, func(all All) { all[org] = f(all[org]) })
}

func (p *Sites) rewrite(ctx context.Context, f func(All)) error {
	unlock, err := p.locks.Lock(ctx, placesName)
	if err != nil {
		return fmt.Errorf("remembering a lead: %w", err)
	}
	defer unlock()
	all, err := p.load(ctx)
	if err != nil {
		return err
	}
	f(all)
	raw, err := json.Marshal(all)
	if err != nil {
		return err
	}
	if err := p.vault.Put(ctx, placesName, raw); err != nil {
		return fmt.Errorf("remembering a lead: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = all
	return nil
}

// Seen remembers that a lead was open or written. That it could not be remembered is
// told where the leads of before are shown: the lead itself is there all the same.
func (p *Sites) Seen(ctx context.Context, org string, lead api.Lead) {
	known, err := p.Read(ctx)
	now := p.now()
	if err == nil {
		recent := known[org].Recent
		if len(recent) > 0 && recent[0].is(lead) && now.Sub(recent[0].At) < time.Minute {
			return
		}
		fresh := KnownLead{ID: lead.ID, Name: ShortText(lead.Name), StatusID: lead.StatusID, At: now}
		err = p.change(ctx, org, func(of Remembered) Remembered {
			of.Recent = append([]KnownLead{fresh}, without(of.Recent, lead.ID)...)
			of.Recent = of.Recent[:min(len(of.Recent), mostRecent)]
			for i := range of.Sites {
				if of.Sites[i].Lead.ID == lead.ID {
					of.Sites[i].Lead = fresh
				}
			}
			return of
		})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost = err
}

// is reports whether a place is a lead as it is called now.
func (p KnownLead) is(lead api.Lead) bool {
	return p.ID == lead.ID && p.Name == ShortText(lead.Name) && p.StatusID == lead.StatusID
}

func without(list []KnownLead, id string) []KnownLead {
	return slices.DeleteFunc(slices.Clone(list), func(p KnownLead) bool { return p.ID == id })
}

// Problem returns why the lead that was open last is not remembered.
func (p *Sites) Problem() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost
}

// Choose remembers the lead of a site; nil forgets the site's.
func (p *Sites) Choose(ctx context.Context, org, site string, lead *KnownLead) error {
	return p.change(ctx, org, func(of Remembered) Remembered {
		of.Sites = slices.DeleteFunc(slices.Clone(of.Sites), func(c choice) bool { return c.Site == site })
		if lead != nil {
			of.Sites = append([]choice{{site, *lead}}, of.Sites...)
		}
		of.Sites = of.Sites[:min(len(of.Sites), mostSites)]
		return of
	})
}

// Gone forgets a lead that Close does not have any more.
func (p *Sites) Gone(ctx context.Context, org, lead string) error {
	known, err := p.Read(ctx)
	if err != nil || !known[org].has(lead) {
		return err
	}
	return p.change(ctx, org, func(of Remembered) Remembered {
		of.Recent = without(of.Recent, lead)
		of.Sites = slices.DeleteFunc(slices.Clone(of.Sites), func(c choice) bool { return c.Lead.ID == lead })
		return of
	})
}

func (o Remembered) has(lead string) bool {
	return slices.ContainsFunc(o.Recent, func(p KnownLead) bool { return p.ID == lead }) ||
		slices.ContainsFunc(o.Sites, func(c choice) bool { return c.Lead.ID == lead })
}

// Keep forgets every organization but those of the accounts.
func (p *Sites) Keep(ctx context.Context, accounts []session.Account) error {
	return p.rewrite(ctx, func(all All) {
		for org := range all {
			if !slices.ContainsFunc(accounts, func(a session.Account) bool { return a.Me.OrganizationID == org }) {
				delete(all, org)
			}
		}
	})
}

// Of returns the lead that was chosen for a site.
func (o Remembered) Of(site string) (KnownLead, bool) {
	i := slices.IndexFunc(o.Sites, func(c choice) bool { return c.Site == site })
	if site == "" || i < 0 {
		return KnownLead{}, false
	}
	return o.Sites[i].Lead, true
}

// profilePaths begin the paths of profiles on sites that many share; the name of the
// profile follows.
var profilePaths = []string{
	"in", "pub", "company", "school", "showcase", "people", "person", "profile", "organization", "companies", "pages", "p", "biz", "groups",
}

// SiteKey names what a choice is remembered for: the site of a page; on a site that many
// share, the profile or the page. It is "" for a page that is not of the web.
func SiteKey(address string) string {
	host := HostOf(address)
	if host == "" {
		return ""
	}
	site := SiteOf(host)
	switch {
	case site == "":
		return host // a machine of the user's own network
	case !page.IsShared(site):
		return site
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || len(address) > longestAddress {
		return ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) > 1 && slices.Contains(profilePaths, parts[0]) {
		return site + "/" + parts[0] + "/" + parts[1]
	}
	key := site + "/" + strings.Join(parts, "/")
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	return key
}
