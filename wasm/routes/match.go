package routes

import (
	"net/http"

	"leadpatch/wasm/api"
)

var matchRoutes = []route{
	{"POST /leads/match", (*Backend).matchPage, menus},
	{"PUT /leads/match", (*Backend).chooseForSite, menus},
	{"GET /leads", (*Backend).findLeads, nothing},
}

// matchPage answers which leads a page may be about.
func (b *Backend) matchPage(r *http.Request) (any, error) {
	var body api.MatchRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.match.Page(r.Context(), body)
}

// chooseForSite remembers which lead belongs to a site, or forgets it.
func (b *Backend) chooseForSite(r *http.Request) (any, error) {
	var body api.SiteChoice
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return body, b.match.ChooseForSite(r.Context(), body.URL, body.LeadID)
}

// findLeads answers the leads with the words of ?q= in their names.
func (b *Backend) findLeads(r *http.Request) (any, error) {
	leads, err := b.match.ByWords(r.Context(), r.URL.Query().Get("q"))
	return api.FoundLeads{Leads: leads}, err
}
