// Package page reads where the user is: from a page's address to a lead, and from what
// the page says about itself to suggestions for one.
//
// It is pure: what the page holds is collected by extension/page/read.js and handed to
// [ReadContext], which believes none of it. The helpers that read an address, an e-mail
// address, a telephone number or a country are used by the whole backend.
package page

import (
	"net/url"
	"strings"

	"leadpatch/wasm/closeapi"
)

// oldApp is the address of the Close app before 2019. It still stands in stored
// links and forwards to the present one.
const oldApp = "https://app.close.io"

// leadInPath finds the lead in the path of its page, at any depth: /lead/lead_…/,
// and /leads/lead_…/, which some integrations write. The page of a Smart View,
// /leads/save_…/, names none.
func leadInPath(path string) (id string, found bool) {
	parts := strings.Split(path, "/")
	for i, part := range parts[:len(parts)-1] {
		if (part == "lead" || part == "leads") && strings.HasPrefix(parts[i+1], "lead_") {
			return parts[i+1], true
		}
	}
	return "", false
}

// Kind says what a page is.
type Kind string

const (
	Lead    Kind = "lead"     // a lead's page
	InClose Kind = "in close" // another page of the Close app
	Other   Kind = "other"    // not Close
	BadID   Kind = "bad id"   // a lead's page with an id that cannot be one
)

// Read returns what the page at the address is and, for a [Lead], which.
// appOrigin is the origin of the Close app.
func Read(address, appOrigin string) (closeapi.ID, Kind) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return closeapi.ID{}, Other
	}
	origin := strings.ToLower(u.Scheme + "://" + u.Host)
	if origin != appOrigin && origin != oldApp {
		return closeapi.ID{}, Other
	}
	s, found := leadInPath(u.Path)
	if !found {
		return closeapi.ID{}, InClose
	}
	id, err := closeapi.ParseID("lead", s)
	if err != nil {
		return closeapi.ID{}, BadID
	}
	return id, Lead
}
