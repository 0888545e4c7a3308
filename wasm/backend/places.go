package backend

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

// place is a lead as it is remembered.
type place struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	StatusID string    `json:"status_id,omitempty"`
	At       time.Time `json:"at"`
}

// choice is the lead that the user has chosen for a site.
type choice struct {
	Site string `json:"site"`
	Lead place  `json:"lead"`
}

// placesOf are those of one organization, the newest first.
type placesOf struct {
	Recent []place  `json:"recent"`
	Sites  []choice `json:"sites"`
}

// allPlaces are those of each organization, by its id.
type allPlaces map[string]placesOf

// places remembers, across restarts, which leads were open and which belong to which
// site. What it holds is forgotten when the account of the organization is signed out.
type places struct {
	vault session.Vault
	locks session.Locks
	now   func() time.Time

	mu    sync.Mutex
	known allPlaces // nil: not read from the vault yet
	// lost says why the lead that was open last is not remembered; nil when it is.
	lost error
}

// read returns what is remembered. It must not be changed.
func (p *places) read(ctx context.Context) (allPlaces, error) {
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

func (p *places) load(ctx context.Context) (allPlaces, error) {
	raw, err := p.vault.Get(ctx, placesName)
	if err != nil {
		return nil, fmt.Errorf("reading which leads were open: %w", err)
	}
	known := allPlaces{}
	if raw != nil && json.Unmarshal(raw, &known) != nil {
		return allPlaces{}, nil // nothing that could not be remembered anew
	}
	return known, nil
}

// change replaces what is remembered of an organization by what f makes of it. Other
// instances of the backend may have changed it since it was read.
func (p *places) change(ctx context.Context, org string, f func(placesOf) placesOf) error {
	return p.rewrite(ctx, func(all allPlaces) { all[org] = f(all[org]) })
}

func (p *places) rewrite(ctx context.Context, f func(allPlaces)) error {
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

// seen remembers that a lead was open or written. That it could not be remembered is
// told where the leads of before are shown: the lead itself is there all the same.
func (p *places) seen(ctx context.Context, org string, lead api.Lead) {
	known, err := p.read(ctx)
	now := p.now()
	if err == nil {
		recent := known[org].Recent
		if len(recent) > 0 && recent[0].is(lead) && now.Sub(recent[0].At) < time.Minute {
			return
		}
		fresh := place{ID: lead.ID, Name: shortText(lead.Name), StatusID: lead.StatusID, At: now}
		err = p.change(ctx, org, func(of placesOf) placesOf {
			of.Recent = append([]place{fresh}, without(of.Recent, lead.ID)...)
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

// is says whether a place is a lead as it is called now.
func (p place) is(lead api.Lead) bool {
	return p.ID == lead.ID && p.Name == shortText(lead.Name) && p.StatusID == lead.StatusID
}

func without(list []place, id string) []place {
	return slices.DeleteFunc(slices.Clone(list), func(p place) bool { return p.ID == id })
}

// problem is why the lead that was open last is not remembered.
func (p *places) problem() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lost
}

// choose remembers the lead of a site; nil forgets the site's.
func (p *places) choose(ctx context.Context, org, site string, lead *place) error {
	return p.change(ctx, org, func(of placesOf) placesOf {
		of.Sites = slices.DeleteFunc(slices.Clone(of.Sites), func(c choice) bool { return c.Site == site })
		if lead != nil {
			of.Sites = append([]choice{{site, *lead}}, of.Sites...)
		}
		of.Sites = of.Sites[:min(len(of.Sites), mostSites)]
		return of
	})
}

// gone forgets a lead that Close does not have any more.
func (p *places) gone(ctx context.Context, org, lead string) error {
	known, err := p.read(ctx)
	if err != nil || !known[org].has(lead) {
		return err
	}
	return p.change(ctx, org, func(of placesOf) placesOf {
		of.Recent = without(of.Recent, lead)
		of.Sites = slices.DeleteFunc(slices.Clone(of.Sites), func(c choice) bool { return c.Lead.ID == lead })
		return of
	})
}

func (o placesOf) has(lead string) bool {
	return slices.ContainsFunc(o.Recent, func(p place) bool { return p.ID == lead }) ||
		slices.ContainsFunc(o.Sites, func(c choice) bool { return c.Lead.ID == lead })
}

// keep forgets every organization but those of the accounts.
func (p *places) keep(ctx context.Context, accounts []session.Account) error {
	return p.rewrite(ctx, func(all allPlaces) {
		for org := range all {
			if !slices.ContainsFunc(accounts, func(a session.Account) bool { return a.Me.OrganizationID == org }) {
				delete(all, org)
			}
		}
	})
}

// of returns the lead that was chosen for a site.
func (o placesOf) of(site string) (place, bool) {
	i := slices.IndexFunc(o.Sites, func(c choice) bool { return c.Site == site })
	if site == "" || i < 0 {
		return place{}, false
	}
	return o.Sites[i].Lead, true
}

// profilePaths begin the paths of profiles on sites that many share; the name of the
// profile follows.
var profilePaths = []string{
	"in", "pub", "company", "school", "showcase", "people", "person", "profile", "organization", "companies", "pages", "p", "biz", "groups",
}

// placeKey names what a choice is remembered for: the site of a page; on a site that many
// share, the profile or the page. It is "" for a page that is not of the web.
func placeKey(address string) string {
	host := hostOf(address)
	if host == "" {
		return ""
	}
	site := siteOf(host)
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

// seen remembers what a lead is called that was just read for the user, and that it
// was open.
func (b *Backend) seen(ctx context.Context, h head) {
	b.heads.set(h)
	b.places.seen(ctx, h.organization.ID, h.lead)
}

// forgetPlaces forgets what is remembered of organizations that nobody is signed in to
// any more.
func (b *Backend) forgetPlaces(ctx context.Context) error {
	accounts, err := b.sessions.Accounts(ctx)
	if err != nil {
		return err
	}
	return b.places.keep(ctx, accounts)
}
