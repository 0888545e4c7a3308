package page

import (
	"net/url"
	"slices"
	"strings"
)

// organization is one organization of a page, under its name: several items may
// describe it.
type organization struct {
	name, key string // key is the name as it is compared
	items     []*item
	score     int
	// own is true where the page says that it is from it, main where it says that it is
	// about it.
	own, main bool
	// foreign is true where its address is on another site.
	foreign bool
}

// The score of an organization is the sum of what speaks for its being meant.
const (
	scoreTop     = 1 // it stands by itself, not as a part of something else
	scoreMain    = 4 // the page says that it is about it
	scoreClaimed = 3 // the page says that it is from it
	scoreSite    = 2 // its address is on the page's site
	scorePage    = 2 // its address is the page's, which is not the site's first
)

// organizations looks for the organization that the page is about and notes it.
func (r *reader) organizations() {
	all := r.candidates()
	slices.SortStableFunc(all, func(a, b *organization) int { return b.score - a.score })
	if len(all) == 0 {
		return
	}
	owned, others := 0, 0
	sureOwner := all[0].own && all[0].score >= scoreClaimed+scoreSite
	for _, o := range all {
		switch {
		case o.own || o.main:
			owned++
		case !sureOwner || !o.foreign: // a company may name its partners on its pages
			others++
		}
	}
	// A directory, or the results of a search: it shows several, and means none.
	if owned > 3 || others > 3 || others > 1 && !(owned == 1 && others == 2 && sureOwner) || len(all) > 1 && all[0].score == all[1].score {
		r.listing = true
		for _, o := range all[:min(len(all), 5)] {
			r.name(o.name, from{source: o.items[0].source, sure: low, note: "one of several"})
		}
		return
	}
	r.org = all[0]
	sure := high
	if r.platform || owned > 1 || r.elsewhere() || !r.org.own && !r.org.main && !r.org.items[0].top {
		sure = medium
	}
	for _, t := range r.org.items {
		r.organization(t, sure)
	}
}

// maxCandidates bounds how many organizations are told apart: who has read so many
// knows that the page is a list.
const maxCandidates = 20

// candidates are the organizations that the page may be about, by name.
func (r *reader) candidates() []*organization {
	var out []*organization
	for _, t := range r.graph.all {
		if !t.is(organizationTypes) {
			continue
		}
		name := t.text("name", "legalName")
		key := fold(name)
		o := r.judge(t)
		if o.score <= 0 || key == "" || isOthersName(name, r.site) || r.ofPlatform(t) {
			continue
		}
		i := slices.IndexFunc(out, func(known *organization) bool { return known.key == key })
		if i < 0 {
			if len(out) < maxCandidates {
				o.name, o.key, o.items = name, key, []*item{t}
				out = append(out, &o)
			}
			continue
		}
		known := out[i]
		if len(known.items) < maxCandidates {
			known.items = append(known.items, t)
		}
		known.score = max(known.score, o.score)
		known.own, known.main, known.foreign = known.own || o.own, known.main || o.main, known.foreign && o.foreign
	}
	return out
}

// judge says how much speaks for an item's being the organization that is meant.
func (r *reader) judge(t *item) (o organization) {
	job := false
	switch {
	case t.claimed(mainRoles, siteTypes):
		o.score, o.main = scoreMain, true
	case t.claimed(ownRoles, siteTypes), t.claimed(ownRoles, articleTypes):
		o.score, o.own = scoreClaimed, true
	case t.top && !t.claimed(listRoles, nil):
		o.score = scoreTop
	case t.claimed(jobRoles, nil):
		o.score, job = scoreTop, true
	default:
		return o
	}
	if r.platform {
		return o
	}
	addresses := append(t.texts("url"), t.id)
	if job {
		addresses = append(addresses, t.texts("sameAs")...)
		o.foreign = true
	}
	for _, address := range addresses {
		site := Site(address)
		if site == "" || isPlatform(site) {
			continue
		}
		if o.foreign = site != r.site && !o.own; site != r.site {
			continue
		}
		if r.isThisPage(address) && !r.home {
			o.score += scorePage
		} else {
			o.own, o.score = true, o.score+scoreSite
		}
		break
	}
	return o
}

// isThisPage reports whether an address is the page's own.
func (r *reader) isThisPage(address string) bool {
	_, there := tidyURL(address)
	_, here := tidyURL(r.url)
	return there == here
}

// elsewhere reports whether the organization that the page is about is not the one whose
// site it is: on a directory, on a job board, in a review.
func (r *reader) elsewhere() bool {
	if r.org == nil || r.org.own {
		return false
	}
	if r.org.foreign {
		return true
	}
	for _, m := range r.page.Meta[:min(len(r.page.Meta), maxMarks)] {
		if m.Name != "og:site_name" {
			continue
		}
		if key := fold(line(m.Content, maxName)); key != "" && !strings.Contains(key, r.org.key) && !strings.Contains(r.org.key, key) {
			return true
		}
	}
	return false
}

var (
	mainRoles = set(`mainEntity about`)
	listRoles = set(`item itemListElement`)
	jobRoles  = set(`hiringOrganization worksFor`)
)

// ofPlatform reports whether an item is the platform itself, by its address.
func (r *reader) ofPlatform(t *item) bool {
	for _, address := range t.texts("url") {
		if u, err := url.Parse(strings.TrimSpace(address)); err == nil && r.platform && siteOfHost(u.Hostname()) == r.site && strings.Trim(u.Path, "/") == "" {
			return true
		}
	}
	return false
}

// organization notes what an item says about the lead.
func (r *reader) organization(t *item, sure sureness) {
	f := from{source: t.source, sure: sure, firm: sure < high}
	r.name(t.text("name"), f)
	if legal := t.text("legalName"); legal != "" {
		r.name(legal, from{source: t.source, sure: min(sure, medium), note: "the legal name", firm: true})
	}
	for _, also := range t.texts("alternateName") {
		if also = line(also, maxName); fold(also) != "" && !isOthersName(also, r.site) {
			r.names = append(r.names, also)
		}
	}
	for _, address := range t.texts("url") {
		if address = r.absolute(address); !r.isThisPage(address) || r.home {
			r.leadURL(address, f)
		}
	}
	if r.platform || r.elsewhere() {
		for _, address := range t.texts("sameAs") {
			r.leadURL(address, from{source: t.source, sure: min(sure, medium), firm: true})
		}
	}
	for _, text := range t.texts("description", "slogan") {
		r.description(text, f)
		break
	}
	addresses := addressesOf(t)
	for _, a := range addresses {
		r.postalAddress(a, f)
	}
	if len(addresses) > 0 {
		f.country = addresses[0].Country
	}
	r.reached(nil, t, "office", f)
	for _, point := range t.items("contactPoint", "contactPoints") {
		at := f
		at.note = line(point.text("contactType"), 50)
		r.reached(nil, point, "office", at)
	}
}

// reached notes the e-mail addresses and the telephone numbers of an item.
func (r *reader) reached(p *person, t *item, kind string, f from) {
	for _, text := range t.texts("email") {
		r.emails(p, text, f)
	}
	of := p
	if of == nil && len(t.props["telephone"])+len(t.props["faxNumber"]) > 0 {
		of = r.finds.inbox()
	}
	for _, text := range t.texts("telephone") {
		r.phone(of, kind, text, f)
	}
	for _, text := range t.texts("faxNumber") {
		r.phone(of, "fax", text, f)
	}
}

// absolute returns an address of the page's data, which may be relative to the page.
func (r *reader) absolute(address string) string {
	base, err := url.Parse(r.url)
	if err != nil {
		return address
	}
	to, err := base.Parse(Clean(cut(address, maxPageURL)))
	if err != nil {
		return ""
	}
	return to.String()
}
