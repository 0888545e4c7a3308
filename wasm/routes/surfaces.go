package routes

import (
	"net/http"

	"leadpatch/wasm/api"
)

func (b *Backend) showMenu(r *http.Request) (any, error) {
	body, err := read[api.MenuRequest](r)
	if err != nil {
		return nil, err
	}
	return b.surface.Menu(r.Context(), body)
}

func (b *Backend) clickMenu(r *http.Request) (any, error) {
	body, err := read[api.MenuClick](r)
	if err != nil {
		return nil, err
	}
	return b.surface.Click(r.Context(), body)
}

func (b *Backend) showToolbar(r *http.Request) (any, error) {
	body, err := read[api.ToolbarRequest](r)
	if err != nil {
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
	body, err := read[api.OmniboxEntered](r)
	if err != nil {
		return nil, err
	}
	return b.surface.Enter(r.Context(), body)
}
