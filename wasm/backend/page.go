package backend

import (
	"net/http"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/page"
)

// readPage says which lead a page shows.
func (b *Backend) readPage(r *http.Request) (any, error) {
	var body api.PageRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	id, kind := page.Read(body.URL, b.cfg.AppOrigin)
	return api.Page{LeadID: id.String(), Detail: pageSentence(kind)}, nil
}

// pageSentence says why a page shows no lead and what to do; "" for one that does.
func pageSentence(kind page.Kind) string {
	switch kind {
	case page.Lead:
		return ""
	case page.InClose:
		return "This page of Close shows no single lead. Open a lead and try again."
	case page.BadID:
		return "The address of this page does not hold the id of a lead. Open the lead in Close again."
	}
	return "This page is not in Close. Open a lead in Close and try again."
}
