package routes

import (
	"net/http"

	"leadpatch/wasm/api"
)

var surfaceRoutes = []route{
	{"POST /menu", (*Backend).showMenu, nothing},
	{"POST /menu/click", (*Backend).clickMenu, both},
	{"POST /toolbar", (*Backend).showToolbar, nothing},
	{"GET /omnibox", (*Backend).suggest, nothing},
	{"POST /omnibox", (*Backend).enter, both},
}

func (b *Backend) showMenu(r *http.Request) (any, error) {
	var body api.MenuRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.surface.Menu(r.Context(), body)
}

func (b *Backend) clickMenu(r *http.Request) (any, error) {
	var body api.MenuClick
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.surface.Click(r.Context(), body)
}

func (b *Backend) showToolbar(r *http.Request) (any, error) {
	var body api.ToolbarRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.surface.Toolbar(r.Context(), body)
}

// suggest answers what goes with the words in the address bar.
func (b *Backend) suggest(r *http.Request) (any, error) {
	return b.surface.Suggest(r.Context(), r.URL.Query().Get("q"))
}

// enter does what was chosen or typed in the address bar.
func (b *Backend) enter(r *http.Request) (any, error) {
	var body api.OmniboxEntered
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.surface.Enter(r.Context(), body)
}
