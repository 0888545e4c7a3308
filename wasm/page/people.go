package page

// people looks for the persons that the page names and notes them.
func (r *reader) people() {
	several := r.severalPersons()
	for _, t := range r.graph.all {
		if !t.is(personTypes) || t.is(organizationTypes) && !t.claimed(mainRoles, siteTypes) {
			continue
		}
		sure, note, ok := r.judgePerson(t, several)
		if !ok {
			continue
		}
		name := t.text("name")
		if name == "" {
			name = line(t.text("givenName")+" "+t.text("familyName"), maxName)
		}
		f := from{source: t.source, sure: sure, note: note, firm: sure == low}
		p := r.person(name, f)
		if p == nil {
			continue
		}
		r.describe(p, t, f)
	}
}

// judgePerson says how sure it is that a person is meant; ok is false for one that is
// not, such as the writer of a comment.
func (r *reader) judgePerson(t *item, several bool) (sure sureness, note string, ok bool) {
	reachable := len(t.props["jobTitle"])+len(t.props["email"])+len(t.props["telephone"])+len(t.props["worksFor"]) > 0
	switch {
	case t.claimed(mainRoles, siteTypes):
		return high, "", true
	case t.claimed(staffRoles, organizationTypes):
		return medium, "", true
	case t.claimed(writerRoles, articleTypes), t.claimed(writerRoles, siteTypes):
		return low, "the author", true
	case t.top && !t.claimed(listRoles, nil):
		if reachable && !several {
			return high, "", true
		}
		return medium, "", reachable || !several
	}
	return low, "", false
}

// writerRoles are the properties by which a text names who wrote it.
var writerRoles = set(`author editor`)

// severalPersons reports whether several persons stand at the top of the page's data.
func (r *reader) severalPersons() bool {
	name := ""
	for _, t := range r.graph.all {
		if !t.top || !t.is(personTypes) {
			continue
		}
		key := fold(t.text("name"))
		if name != "" && key != name {
			return true
		}
		name = key
	}
	return false
}

// describe notes what an item says about a person, and where that person works.
func (r *reader) describe(p *person, t *item, f from) {
	plain := f
	plain.note = ""
	if title := t.text("jobTitle", "hasOccupation"); title != "" {
		r.text(p, "title", title, plain)
	}
	if addresses := addressesOf(t); len(addresses) > 0 {
		plain.country = addresses[0].Country
	}
	r.reached(p, t, "direct", plain)
	for i, address := range append(t.texts("url"), t.texts("sameAs")...) {
		if i < maxOfField {
			r.personURL(p, r.absolute(address), plain)
		}
	}
	if r.org != nil || f.sure == low {
		return
	}
	for _, text := range t.texts("worksFor", "affiliation") {
		r.name(text, from{source: t.source, sure: min(f.sure, medium), note: "where " + p.name + " works", firm: true})
		break
	}
}
