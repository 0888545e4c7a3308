package match

import (
	"context"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
	"leadpatch/wasm/sites"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// mostNamed bounds what a search for a name shows.
const mostNamed = 20

// ByWords returns the leads whose names have words that begin like the given ones:
// those that were open lately first, then what Close finds in the organization of the
// account used last. Without words it returns those that were open lately. A lead's id
// or address finds that lead.
func (f *Finder) ByWords(ctx context.Context, q string) ([]api.Candidate, error) {
	sessions, err := f.ws.Sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	known, err := f.sites.Read(ctx)
	if err != nil {
		return nil, err
	}
	recent := f.recent(known, sessions)
	q = sites.ShortText(q)
	if q == "" {
		return recent[:min(len(recent), mostNamed)], nil
	}
	if id, ok := f.pasted(q); ok {
		return f.findOne(ctx, id)
	}
	out := slices.DeleteFunc(recent, func(c api.Candidate) bool { return !beginsAll(c.Lead.Name, q) })
	found, _, err := f.ws.Client(sessions[0]).SearchLeads(ctx, closeapi.NameBegins(q), mostNamed)
	if err != nil && len(out) == 0 {
		return nil, err
	}
	for _, one := range found {
		if slices.ContainsFunc(out, func(c api.Candidate) bool { return c.Lead.ID == one.ID.String() }) {
			continue
		}
		c := f.remembered(sessions[0], sites.KnownLead{ID: one.ID.String(), Name: one.Name, StatusID: one.StatusID})
		if h, ok := f.ws.Leads.Get(one.ID.String()); ok {
			c.Lead = h.Lead // newer than the index
		}
		out = append(out, c)
	}
	return out[:min(len(out), mostNamed)], nil
}

// pasted reads the id of a lead or the address of its page.
func (f *Finder) pasted(q string) (closeapi.ID, bool) {
	if id, kind := page.Read(q, f.ws.AppOrigin); kind == page.Lead {
		return id, true
	}
	id, err := closeapi.ParseID("lead", q)
	return id, err == nil
}

// findOne returns the lead of an id; nothing when no account may see it.
func (f *Finder) findOne(ctx context.Context, id closeapi.ID) ([]api.Candidate, error) {
	s, err := f.ws.SessionFor(ctx, id)
	if closeapi.IsNotFound(err) {
		return []api.Candidate{}, nil
	}
	if err != nil {
		return nil, err
	}
	doc, err := f.ws.ReadLead(ctx, s, id, workspace.SummaryFields...)
	if closeapi.IsNotFound(err) {
		return []api.Candidate{}, nil
	}
	if err != nil {
		return nil, err
	}
	c := api.Candidate{Lead: view.Lead(doc, f.ws.AppOrigin), Organization: view.Organization(s.Me), Reasons: []api.MatchReason{}}
	return []api.Candidate{c}, nil
}

// beginsAll reports whether each of the words begins a word of a name.
func beginsAll(name, words string) bool {
	have := strings.Fields(sites.PlainWords(name))
	for word := range strings.FieldsSeq(sites.PlainWords(words)) {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, word) }) {
			return false
		}
	}
	return true
}
