package routes

import (
	"net/http"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/page"
	"leadpatch/wasm/problem"
)

var pageRoutes = []route{
	{"POST /page", (*Backend).readPage, nothing},
	{"POST /page/read", (*Backend).readContext, nothing},
	{"GET /page/settings", (*Backend).getPageSettings, nothing},
	{"PUT /page/settings", (*Backend).putPageSettings, nothing},
}

// readPage says what a page is, by its address, and which lead it shows.
func (b *Backend) readPage(r *http.Request) (any, error) {
	var body api.PageRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.surface.PageAt(body.URL, ""), nil
}

// readContext answers what a page offers for a lead. It asks nobody.
func (b *Backend) readContext(r *http.Request) (any, error) {
	var body api.PageContext
	if err := read(r, &body); err != nil {
		return nil, err
	}
	settings, err := b.settings.Page.Get(r.Context())
	if err != nil {
		return nil, err
	}
	reading := page.ReadContext(body, b.ws.AppOrigin, settings.Country)
	reading.Page = b.surface.PageAt(body.URL, body.ContentType)
	return reading, nil
}

func (b *Backend) getPageSettings(r *http.Request) (any, error) {
	return b.settings.Page.Get(r.Context())
}

// putPageSettings stores how pages are read.
func (b *Backend) putPageSettings(r *http.Request) (any, error) {
	var s api.PageSettings
	if err := read(r, &s); err != nil {
		return nil, err
	}
	s.Country = strings.ToUpper(s.Country)
	if s.Country != "" && !page.IsCountry(s.Country) {
		return nil, problem.BadRequest("There is no country with this code. Choose one from the list.")
	}
	return s, b.settings.Page.Put(r.Context(), s)
}
