// Package match finds the lead that a page or words are about: what a page offers to
// compare, the search in Close, and the comparison, which is exact and done here. It
// changes nothing in Close, and takes no lead for certain that could be another.
package match

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/session"
	"leadpatch/wasm/sites"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// This file finds out which lead a page is about. Close's search compares words and
// lags behind, so it only says where to look: each lead is read and compared here.
// Only the organization of the account used last is searched, so that one question is
// one organization's limit; what is remembered counts for all accounts.

// The bounds of one matching: how many leads a search may find, how many are read, and
// how many of those that were open lately are shown.
const (
	mostFound       = 20
	mostRead        = 16
	mostShownRecent = 10
)

// searchLag is how old a change may be that the search does not show yet. Leads that
// were open in this time are compared too.
const searchLag = 10 * time.Minute

// Finder finds leads. Make one with [New].
type Finder struct {
	ws    *workspace.Workspace
	sites *sites.Sites
}

// New returns a Finder.
func New(ws *workspace.Workspace, sites *sites.Sites) *Finder { return &Finder{ws, sites} }

// Page returns the leads that a page may be about. What cannot be searched is told
// in the answer; it fails only when nobody is signed in.
func (f *Finder) Page(ctx context.Context, r api.MatchRequest) (*api.Matches, error) {
	matches, _, err := f.match(ctx, r)
	return matches, err
}

// matcher is one search for the lead of a page.
type matcher struct {
	f        *Finder
	session  *session.Session // whose organization is searched
	criteria criteria
	kept     sites.Remembered // of its organization
	chosen   string           // the lead that was chosen for the page's site, "" for none
	mu       sync.Mutex
	found    []scored
	notFound []error // what could not be searched or read
	more     bool    // there are more leads than were looked at
	// moreExact says that there may be more of those that match exactly.
	moreExact bool
}

// scored is a candidate with what it is ordered by.
type scored struct {
	api.Candidate
	weight int
}

// match is [Finder.Page] that also returns why something could not be searched, in missed.
func (f *Finder) match(ctx context.Context, r api.MatchRequest) (out *api.Matches, missed, err error) {
	sessions, err := f.ws.Sessions.Sessions(ctx)
	if err != nil {
		return nil, nil, err
	}
	out = &api.Matches{Candidates: []api.Candidate{}, Recent: []api.Candidate{}}
	site := f.siteOf(r.URL)
	switch id, kind := page.Read(r.URL, f.ws.AppOrigin); kind {
	case page.Lead:
		out.LeadID = id.String()
		return out, nil, nil
	case page.InClose, page.BadID:
		r = api.MatchRequest{} // Close's own pages are about no other lead
	}
	known, err := f.sites.Read(ctx)
	if err != nil {
		return nil, nil, err
	}
	m := &matcher{f: f, session: sessions[0], criteria: newCriteria(r), kept: known[sessions[0].Me.OrganizationID]}
	if lead, ok := m.kept.Of(site); ok {
		m.chosen = lead.ID
	}
	if err := m.run(ctx); err != nil {
		return nil, nil, err
	}
	out.LeadID = m.winner()
	for _, s := range sessions[1:] {
		if lead, ok := known[s.Me.OrganizationID].Of(site); ok {
			m.found = append(m.found, scored{f.remembered(s, lead, chosenReason), weightName})
		}
	}
	slices.SortFunc(m.found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.Lead.Name, b.Lead.Name), cmp.Compare(a.Lead.ID, b.Lead.ID))
	})
	for _, f := range m.found {
		out.Candidates = append(out.Candidates, f.Candidate)
	}
	if known, err = f.sites.Read(ctx); err != nil {
		return nil, nil, err // without those that were found to be gone
	}
	for _, c := range f.recent(known, sessions) {
		shown := slices.ContainsFunc(out.Candidates, func(o api.Candidate) bool { return o.Lead.ID == c.Lead.ID })
		if !shown && len(out.Recent) < mostShownRecent {
			out.Recent = append(out.Recent, c)
		}
	}
	out.Detail = m.detail(sessions)
	return out, errors.Join(m.notFound...), nil
}

// run searches, reads what was found and compares it.
func (m *matcher) run(ctx context.Context) error {
	ids, named := m.search(ctx)
	m.moreExact = m.moreExact || len(ids) > mostRead
	ids = append(ids, named...)
	add := func(lead string) {
		if id, err := closeapi.ParseID("lead", lead); err == nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) > mostRead {
		ids, m.more = ids[:mostRead], true
	}
	for _, p := range m.kept.Recent {
		if !m.criteria.empty() && m.f.ws.Now().Sub(p.At) < searchLag && len(ids) < mostRead+5 {
			add(p.ID)
		}
	}
	if m.chosen != "" {
		add(m.chosen)
	}
	readings := make([]func() error, len(ids))
	for i, id := range ids {
		readings[i] = func() error { return m.read(ctx, id) }
	}
	return closeapi.Together(readings...)
}

// search asks Close where to look: for leads that may match exactly, and for those that
// are called like the page.
func (m *matcher) search(ctx context.Context) (exact, named []closeapi.ID) {
	client := m.f.ws.Client(m.session)
	ofPage, ofName := m.criteria.queries()
	ask := func(into *[]closeapi.ID, more *bool, queries, plain []closeapi.Query) func() error {
		return func() error {
			if len(queries) == 0 {
				return nil
			}
			found, rest, err := client.SearchLeads(ctx, closeapi.AnyOf(queries...), mostFound)
			if closeapi.KindOf(err) == closeapi.Invalid && len(plain) > 0 {
				// Not every field that can be searched is documented.
				found, rest, err = client.SearchLeads(ctx, closeapi.AnyOf(plain...), mostFound)
			}
			for _, f := range found {
				*into = append(*into, f.ID)
			}
			*more = rest
			m.mu.Lock()
			defer m.mu.Unlock()
			if err != nil {
				m.notFound = append(m.notFound, err)
			}
			return nil
		}
	}
	var moreNamed bool
	// Both only note their errors.
	_ = closeapi.Together(ask(&exact, &m.moreExact, ofPage, m.criteria.plainQueries()), ask(&named, &moreNamed, ofName, nil))
	m.more = m.moreExact || moreNamed
	named = slices.DeleteFunc(named, func(id closeapi.ID) bool { return slices.Contains(exact, id) })
	return exact, named
}

// read reads one lead and takes it among the candidates when it matches. It fails only
// when what is remembered cannot be changed.
func (m *matcher) read(ctx context.Context, id closeapi.ID) error {
	lead, err := m.f.ws.ReadLead(ctx, m.session, id, append(workspace.SummaryFields, "url", "contacts")...)
	switch {
	case closeapi.IsNotFound(err):
		return m.f.sites.Gone(ctx, m.session.Me.OrganizationID, id.String())
	case problem.Is(err, api.ProblemOtherOrg):
		return nil // a key may see more than its organization
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.notFound = append(m.notFound, err)
		if p, ok := m.rememberedPlace(id.String()); ok && id.String() == m.chosen {
			// It is shown as it was when it was seen last.
			m.found = append(m.found, scored{m.f.remembered(m.session, p, chosenReason), weightRemembered})
		}
		return nil
	}
	if lead.Get("id").String() != id.String() {
		return nil
	}
	m.f.ws.SetAccount(id, m.session.ID)
	c := m.criteria.compare(lead)
	if id.String() == m.chosen {
		c.reasons = slices.Insert(c.reasons, 0, chosenReason)
		c.weight += weightRemembered
	}
	if len(c.reasons) == 0 {
		return nil
	}
	m.found = append(m.found, scored{
		api.Candidate{Lead: view.Lead(lead, m.f.ws.AppOrigin), Organization: view.Organization(m.session.Me), Reasons: c.reasons, Exact: c.exact}, c.weight,
	})
	return nil
}

// chosenReason is that of a lead that the user has chosen.
var chosenReason = api.MatchReason{Kind: api.MatchRemembered, Text: "You chose it for this site"}

func (m *matcher) rememberedPlace(lead string) (sites.KnownLead, bool) {
	for _, c := range m.kept.Sites {
		if c.Lead.ID == lead {
			return c.Lead, true
		}
	}
	return sites.KnownLead{}, false
}

// winner is the one lead to show without asking: the one that was chosen for the site;
// else the only one that matches exactly. There is none when there may be others that
// were not looked at.
func (m *matcher) winner() string {
	exact := []string{}
	for _, f := range m.found {
		if f.Lead.ID == m.chosen {
			return m.chosen
		}
		if f.Exact {
			exact = append(exact, f.Lead.ID)
		}
	}
	if len(exact) == 1 && !m.moreExact && len(m.notFound) == 0 {
		return exact[0]
	}
	return ""
}

// detail says what could not be searched.
func (m *matcher) detail(sessions []*session.Session) string {
	switch {
	case len(m.notFound) > 0:
		return "Not all of Close could be searched. " + problem.Of(m.notFound[0]).Detail
	case m.f.sites.Problem() != nil:
		return "This browser could not keep which leads were open: " + m.f.sites.Problem().Error() + "."
	case m.more:
		return "More leads than these may fit. Search for the right one by its name."
	case len(sessions) > 1 && !slices.ContainsFunc(m.found, func(f scored) bool { return f.Exact }):
		return "Only " + m.session.Me.OrganizationName + " was searched, the organization that you used last."
	}
	return ""
}

// remembered is a candidate as it is remembered.
func (f *Finder) remembered(s *session.Session, p sites.KnownLead, reasons ...api.MatchReason) api.Candidate {
	if reasons == nil {
		reasons = []api.MatchReason{}
	}
	return api.Candidate{Lead: f.leadOf(p), Organization: view.Organization(s.Me), Reasons: reasons}
}

// leadOf is a lead as it is remembered.
func (f *Finder) leadOf(p sites.KnownLead) api.Lead { return f.ws.LeadOf(p.ID, p.Name, p.StatusID) }

// recent returns the leads that were open lately, of all accounts, the last one first.
func (f *Finder) recent(known sites.All, sessions []*session.Session) []api.Candidate {
	type opened struct {
		api.Candidate
		at time.Time
	}
	var all []opened
	for _, s := range sessions {
		for _, p := range known[s.Me.OrganizationID].Recent {
			all = append(all, opened{f.remembered(s, p, api.MatchReason{Kind: api.MatchRecent, Text: "Open lately"}), p.At})
		}
	}
	slices.SortStableFunc(all, func(x, y opened) int { return y.at.Compare(x.at) })
	out := []api.Candidate{}
	for _, o := range all {
		out = append(out, o.Candidate)
	}
	return out
}
