package page

import (
	"encoding/json"
	"slices"
	"strings"

	"leadpatch/wasm/api"

	"github.com/tidwall/gjson"
)

// reader reads one page.
type reader struct {
	page     *api.PageContext
	url      string // without its hash and tracking parameters
	site     string
	platform bool
	home     bool // the page is the first of its site
	// country is where the user says that numbers without a country code are from.
	country string

	graph graph
	finds finds
	names []string
	// org is the organization that the page is about or belongs to; nil for none.
	org *organization
	// listing is true for a page that lists several organizations.
	listing bool
	// missed is true when a telephone number was left out for want of a country, left
	// when a part of the page's data was.
	missed, left bool
	tries        int // of telephone numbers
}

// At is what a page is, by its address and the content type that the browser has for
// it, which may be "". appOrigin is the origin of the Close app.
func At(address, contentType, appOrigin string) api.Page {
	switch id, kind := Read(address, appOrigin); kind {
	case Lead:
		return api.Page{Kind: api.PageLead, LeadID: id.String()}
	case InClose, BadID:
		return api.Page{Kind: api.PageClose}
	}
	if why := Unreadable(address, contentType); why != "" {
		return api.Page{Kind: api.PageUnreadable, Detail: why}
	}
	return api.Page{Kind: api.PageWeb, Site: Site(address)}
}

// ReadContext returns what a page offers for a lead and its contacts. All of it is the
// page's word: texts are cleaned, addresses and numbers are checked, and there is no
// more of it than a form can show. On a page of Close nothing is guessed. country is
// where a phone number without a country code is from, or "".
func ReadContext(c api.PageContext, appOrigin, country string) api.PageReading {
	r := api.PageReading{
		Page:        At(c.URL, c.ContentType, appOrigin),
		URL:         withoutTracking(c.URL),
		Title:       line(c.Title, 1000),
		Selection:   Clean(cut(rawText(c.Selection), maxSelection)),
		Around:      Clean(cut(rawText(c.Around), maxText)),
		Suggestions: []api.Suggestion{},
		Emails:      []string{}, Phones: []string{}, Names: []string{},
	}
	if r.Page.Kind != api.PageWeb {
		r.Detail = r.Page.Detail
		return r
	}
	p := &reader{page: &c, url: r.URL, site: r.Page.Site, country: strings.ToUpper(country)}
	p.platform = isPlatform(p.site)
	_, path, _ := strings.Cut(strings.TrimPrefix(p.url, "https://"), "/")
	p.home = path == "" || len(path) == 3 && strings.HasSuffix(path, "/") // "/", "/en/"
	p.left = p.graph.jsonLD(c.JSONLD) > 0 || c.Truncated
	p.graph.microdata(c.Microdata)

	p.selection(r.Selection)
	p.organizations()
	p.people()
	p.meta()
	p.title()
	p.links()
	p.address()

	r.Suggestions = p.finds.suggestions()
	for _, one := range r.Suggestions {
		switch one.Field {
		case "emails":
			r.Emails = appendNew(r.Emails, gjson.GetBytes(one.Value, "0.email").Str, 20)
		case "phones":
			r.Phones = appendNew(r.Phones, gjson.GetBytes(one.Value, "0.phone").Str, 20)
		}
	}
	for _, name := range p.names {
		if !slices.ContainsFunc(r.Names, func(known string) bool { return fold(known) == fold(name) }) {
			r.Names = appendNew(r.Names, name, 5)
		}
	}
	r.Detail = p.detail(len(r.Suggestions))
	return r
}

// maxSelection is how much of a selection is read, in characters.
const maxSelection = 100_000

// detail says what the user should know about a reading.
func (r *reader) detail(n int) string {
	var out []string
	if n == 0 {
		out = append(out, "This page says nothing about itself that fits a lead. Select a text on it and open Leadpatch again, or type.")
	}
	if r.missed {
		out = append(out, "A phone number without a country code was left out. Set your country to have such numbers read.")
	}
	if r.left {
		out = append(out, "A part of the page's data is broken or too large and was left out.")
	}
	return strings.Join(out, " ")
}

// rawText is the text of a JSON string that comes from a page, "" for anything else.
// Half a character becomes the sign for a missing one.
func rawText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func appendNew(list []string, s string, max int) []string {
	if s == "" || len(list) >= max || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
