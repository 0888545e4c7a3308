package surface

import (
	"leadpatch/wasm/api"
	"leadpatch/wasm/page"
)

// PageAt returns what the page at an address is, with the sentence for one that shows no
// lead.
func (s *Surface) PageAt(address, contentType string) api.Page {
	at := page.At(address, contentType, s.ws.AppOrigin)
	if at.Detail == "" {
		_, kind := page.Read(address, s.ws.AppOrigin)
		at.Detail = pageSentence(kind)
	}
	return at
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
