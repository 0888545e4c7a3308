package match

import (
	"context"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/sites"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// LeadOfPage returns the lead that a page's address means, without reading the page:
// that of a lead's page in Close; else the one that was chosen for the site; else the
// only one that matches exactly. The id is the zero value when there is none. The lead
// is nil where its name is not known.
func (f *Finder) LeadOfPage(ctx context.Context, pageURL string) (closeapi.ID, *api.Lead, error) {
	if _, err := f.ws.Sessions.Sessions(ctx); err != nil {
		return closeapi.ID{}, nil, err
	}
	lead, named := f.KnownLeadOfPage(ctx, pageURL)
	if lead.ID == "" {
		matches, missed, err := f.match(ctx, api.MatchRequest{URL: pageURL})
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
		return closeapi.ID{}, nil, problem.NotALead()
	}
	if !named {
		return id, nil, nil
	}
	return id, &lead, nil
}

// KnownLeadOfPage is LeadOfPage from what is remembered alone: nothing is asked of
// Close. It reports whether the lead's name is known too; the lead of a page of Close
// has its id in any case.
func (f *Finder) KnownLeadOfPage(ctx context.Context, pageURL string) (api.Lead, bool) {
	sessions, err := f.ws.Sessions.Sessions(ctx)
	if err != nil {
		return api.Lead{}, false
	}
	known, err := f.sites.Read(ctx)
	if err != nil {
		known = nil // what was open in this run of the backend is known all the same
	}
	id, kind := page.Read(pageURL, f.ws.AppOrigin)
	if kind != page.Lead {
		p, ok := known[sessions[0].Me.OrganizationID].Of(f.siteOf(pageURL))
		if !ok {
			return api.Lead{}, false
		}
		return f.leadOf(p), true
	}
	if h, ok := f.ws.Leads.Get(id.String()); ok {
		return h.Lead, true
	}
	for _, s := range sessions {
		for _, p := range known[s.Me.OrganizationID].Recent {
			if p.ID == id.String() {
				return f.leadOf(p), true
			}
		}
	}
	return f.leadOf(sites.KnownLead{ID: id.String()}), false
}

// siteOf returns what a choice is remembered for on a page: see [sites.SiteKey]. The
// pages of Close itself have no site.
func (f *Finder) siteOf(pageURL string) string {
	if _, kind := page.Read(pageURL, f.ws.AppOrigin); kind != page.Other {
		return ""
	}
	return sites.SiteKey(pageURL)
}

// ChooseForSite remembers which lead belongs to the site of a page. Without a lead it
// forgets the one that does.
func (f *Finder) ChooseForSite(ctx context.Context, pageURL, leadID string) error {
	site := f.siteOf(pageURL)
	if site == "" {
		return problem.BadRequest("This page has no site that a lead could be remembered for.")
	}
	if leadID == "" {
		return f.forgetSite(ctx, site)
	}
	id, err := closeapi.ParseID("lead", leadID)
	if err != nil {
		return problem.NotALead()
	}
	s, err := f.ws.SessionFor(ctx, id)
	if err != nil {
		return err
	}
	doc, err := f.ws.ReadLead(ctx, s, id, workspace.SummaryFields...)
	if err != nil {
		return err
	}
	lead := view.Lead(doc, f.ws.AppOrigin)
	return f.sites.Choose(ctx, s.Me.OrganizationID, site, &sites.KnownLead{
		ID: lead.ID, Name: sites.ShortText(lead.Name), StatusID: lead.StatusID, At: f.ws.Now(),
	})
}

// forgetSite forgets the lead of a site in every organization that is signed in.
func (f *Finder) forgetSite(ctx context.Context, site string) error {
	sessions, err := f.ws.Sessions.Sessions(ctx)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if err := f.sites.Choose(ctx, s.Me.OrganizationID, site, nil); err != nil {
			return err
		}
	}
	return nil
}

// LeadShown returns the id of the lead that a page is known to show; "" for none.
func (f *Finder) LeadShown(ctx context.Context, pageURL string) string {
	if id, kind := page.Read(pageURL, f.ws.AppOrigin); kind == page.Lead {
		return id.String()
	}
	lead, _ := f.KnownLeadOfPage(ctx, pageURL)
	return lead.ID
}
