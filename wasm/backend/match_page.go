package backend

import (
	"context"
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
)

// leadOfPage returns the lead that a page's address means, without reading the page:
// that of a lead's page in Close; else the one that was chosen for the site; else the
// only one that matches exactly. The id is the zero value when there is none. The lead
// is nil where its name is not known.
func (b *Backend) leadOfPage(ctx context.Context, pageURL string) (closeapi.ID, *api.Lead, error) {
	if _, err := b.sessions.Sessions(ctx); err != nil {
		return closeapi.ID{}, nil, err
	}
	lead, named := b.knownLeadOfPage(ctx, pageURL)
	if lead.ID == "" {
		matches, missed, err := b.match(ctx, api.MatchRequest{URL: pageURL})
		if err != nil {
			return closeapi.ID{}, nil, err
		}
		if matches.LeadID == "" {
			return closeapi.ID{}, nil, missed
		}
		for _, c := range matches.Candidates {
			if c.Lead.ID == matches.LeadID {
				lead, named = c.Lead, true
			}
		}
	}
	id, err := closeapi.ParseID("lead", lead.ID)
	if err != nil {
		return closeapi.ID{}, nil, badLeadID()
	}
	if !named {
		return id, nil, nil
	}
	return id, &lead, nil
}

// knownLeadOfPage is leadOfPage from what is remembered alone: nothing is asked of
// Close. It reports whether the lead's name is known too; the lead of a page of Close
// has its id in any case.
func (b *Backend) knownLeadOfPage(ctx context.Context, pageURL string) (api.Lead, bool) {
	sessions, err := b.sessions.Sessions(ctx)
	if err != nil {
		return api.Lead{}, false
	}
	known, err := b.places.read(ctx)
	if err != nil {
		known = nil // what was open in this run of the backend is known all the same
	}
	id, kind := page.Read(pageURL, b.cfg.AppOrigin)
	if kind != page.Lead {
		p, ok := known[sessions[0].Me.OrganizationID].of(b.placeOf(pageURL))
		if !ok {
			return api.Lead{}, false
		}
		return b.leadOf(p), true
	}
	if h, ok := b.heads.get(id.String()); ok {
		return h.lead, true
	}
	for _, s := range sessions {
		for _, p := range known[s.Me.OrganizationID].Recent {
			if p.ID == id.String() {
				return b.leadOf(p), true
			}
		}
	}
	return b.leadOf(place{ID: id.String()}), false
}

// placeOf is what a choice is remembered for on a page: see placeKey. The pages of Close
// itself have no place.
func (b *Backend) placeOf(pageURL string) string {
	if _, kind := page.Read(pageURL, b.cfg.AppOrigin); kind != page.Other {
		return ""
	}
	return placeKey(pageURL)
}

// putMatch remembers which lead belongs to a site, or forgets it.
func (b *Backend) putMatch(r *http.Request) (any, error) {
	var body api.SiteChoice
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	site := b.placeOf(body.URL)
	if site == "" {
		return nil, badRequest("This page has no site that a lead could be remembered for.")
	}
	ctx := r.Context()
	if body.LeadID == "" {
		return body, b.forgetSite(ctx, site)
	}
	id, err := closeapi.ParseID("lead", body.LeadID)
	if err != nil {
		return nil, badLeadID()
	}
	s, err := b.choose(ctx, id)
	if err != nil {
		return nil, err
	}
	t := target{kind: "lead", id: id, client: b.client(s), org: s.Me.OrganizationID}
	doc, err := t.client.Get(ctx, t.kind, id, "id", "organization_id", "name", "display_name", "status_id")
	if err == nil {
		err = t.check(doc, s.Me.OrganizationName)
	}
	if err != nil {
		return nil, err
	}
	lead := leadHead(doc, b.cfg.AppOrigin)
	return body, b.places.choose(ctx, s.Me.OrganizationID, site, &place{ID: lead.ID, Name: shortText(lead.Name), StatusID: lead.StatusID, At: b.cfg.Now()})
}

// forgetSite forgets the lead of a site in every organization that is signed in.
func (b *Backend) forgetSite(ctx context.Context, site string) error {
	sessions, err := b.sessions.Sessions(ctx)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if err := b.places.choose(ctx, s.Me.OrganizationID, site, nil); err != nil {
			return err
		}
	}
	return nil
}
