package backend

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
	"leadpatch/wasm/patch"
)

// mostNamed bounds what a search for a name shows.
const mostNamed = 20

// getFound answers the leads with the words of ?q= in their names.
func (b *Backend) getFound(r *http.Request) (any, error) {
	leads, err := b.findLeads(r.Context(), r.URL.Query().Get("q"))
	return api.FoundLeads{Leads: leads}, err
}

// findLeads returns the leads whose names have words that begin like the given ones:
// those that were open lately first, then what Close finds in the organization of the
// account used last. Without words it returns those that were open lately. A lead's id
// or address finds that lead.
func (b *Backend) findLeads(ctx context.Context, q string) ([]api.Candidate, error) {
	sessions, err := b.sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	known, err := b.places.read(ctx)
	if err != nil {
		return nil, err
	}
	recent := b.recent(known, sessions)
	q = shortText(q)
	if q == "" {
		return recent[:min(len(recent), mostNamed)], nil
	}
	if id, ok := b.pasted(q); ok {
		return b.findOne(ctx, id)
	}
	out := slices.DeleteFunc(recent, func(c api.Candidate) bool { return !beginsAll(c.Lead.Name, q) })
	found, _, err := b.client(sessions[0]).SearchLeads(ctx, closeapi.NameBegins(q), mostNamed)
	if err != nil && len(out) == 0 {
		return nil, err
	}
	for _, f := range found {
		if slices.ContainsFunc(out, func(c api.Candidate) bool { return c.Lead.ID == f.ID.String() }) {
			continue
		}
		c := b.remembered(sessions[0], place{ID: f.ID.String(), Name: f.Name, StatusID: f.StatusID})
		if h, ok := b.heads.get(f.ID.String()); ok {
			c.Lead = h.lead // newer than the index
		}
		out = append(out, c)
	}
	return out[:min(len(out), mostNamed)], nil
}

// pasted reads the id of a lead or the address of its page.
func (b *Backend) pasted(q string) (closeapi.ID, bool) {
	if id, kind := page.Read(q, b.cfg.AppOrigin); kind == page.Lead {
		return id, true
	}
	id, err := closeapi.ParseID("lead", q)
	return id, err == nil
}

// findOne returns the lead of an id; nothing when no account may see it.
func (b *Backend) findOne(ctx context.Context, id closeapi.ID) ([]api.Candidate, error) {
	var e *closeapi.Error
	s, err := b.choose(ctx, id)
	if errors.As(err, &e) && e.Kind == closeapi.NotFound {
		return []api.Candidate{}, nil
	}
	if err != nil {
		return nil, err
	}
	doc, err := b.client(s).Get(ctx, patch.LeadKind, id, "id", "organization_id", "name", "display_name", "status_id")
	if errors.As(err, &e) && e.Kind == closeapi.NotFound {
		return []api.Candidate{}, nil
	}
	if err != nil {
		return nil, err
	}
	if doc.Get("organization_id").String() != s.Me.OrganizationID {
		return nil, otherOrganization(s.Me.OrganizationName)
	}
	c := api.Candidate{Lead: leadHead(doc, b.cfg.AppOrigin), Organization: organizationView(s.Me), Reasons: []api.MatchReason{}}
	return []api.Candidate{c}, nil
}

// beginsAll says whether each of the words begins a word of a name.
func beginsAll(name, words string) bool {
	have := strings.Fields(plainWords(name))
	for word := range strings.FieldsSeq(plainWords(words)) {
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, word) }) {
			return false
		}
	}
	return true
}
