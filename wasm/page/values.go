package page

import (
	"net/url"
	"strings"

	"leadpatch/wasm/api"
)

// This file notes values, each checked as its field wants it.

// from is where a value is from and how sure it is.
type from struct {
	source source
	sure   sureness
	note   string
	// country is that of the address beside a phone number, or "".
	country string
	// firm keeps a second source from making it surer.
	firm bool
}

func (r *reader) note(p *person, field, key string, value any, f from) {
	if r.listing && f.source != fromSelection {
		f.sure, f.firm = low, true
	}
	if r.platform && f.source != fromSelection {
		f.sure, f.firm = min(f.sure, medium), f.firm || f.sure >= medium
	}
	r.finds.add(found{person: p, field: field, key: key, value: value, source: f.source, note: f.note, sure: f.sure, firm: f.firm})
}

// name notes what the lead is called.
func (r *reader) name(name string, f from) {
	name = line(name, maxName)
	if f.source >= fromMeta && r.elsewhere() && r.org.differs(name) {
		f.sure, f.firm = low, true // whose site it is, not whom the page is about
	}
	if fold(name) == "" || isOthersName(name, r.site) {
		return
	}
	r.names = append(r.names, name)
	r.note(nil, "name", fold(name), name, f)
}

// text notes a text on one line about a person.
func (r *reader) text(p *person, field, text string, f from) {
	if text = line(text, maxName); fold(text) != "" {
		r.note(p, field, fold(text), text, f)
	}
}

// description notes what the lead is.
func (r *reader) description(text string, f from) {
	if text = paragraph(text, maxText); len(fold(text)) > 10 {
		r.note(nil, "description", fold(text), text, f)
	}
}

// leadURL notes where the lead is on the web. A platform's page is no lead's URL.
func (r *reader) leadURL(address string, f from) {
	address, key := tidyURL(address)
	if address == "" || isPlatform(Site(address)) {
		return
	}
	r.note(nil, "url", key, address, f)
}

// tidyURL returns an address as it is to be stored, and what two are compared by:
// without the protocol, "www." and a slash at the end.
func tidyURL(address string) (tidy, key string) {
	address = withoutTracking(Clean(cut(address, maxPageURL)))
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || len(address) > maxURL {
		return "", ""
	}
	if u.Path == "/" && u.RawQuery == "" {
		address = strings.TrimSuffix(address, "/")
	}
	return address, strings.TrimPrefix(u.Host, "www.") + strings.TrimSuffix(u.Path, "/") + "?" + u.RawQuery
}

// postalAddress notes an address of the lead.
func (r *reader) postalAddress(a api.Address, f from) {
	if useful(a) {
		r.note(nil, "addresses", fold(a.Address1+a.Zipcode+a.City), []api.Address{a}, f)
	}
}

// emails notes the e-mail addresses of a text, for a person or whoever is called so.
func (r *reader) emails(p *person, text string, f from) {
	parts := strings.FieldsFunc(Clean(cut(text, maxText)), func(c rune) bool { return strings.ContainsRune(",;| \n", c) })
	for _, part := range parts[:min(len(parts), maxOfField)] {
		email, ok := Email(part)
		if !ok || r.ofVendor(email) {
			continue
		}
		r.note(r.whose(p, email), "emails", email, []api.Email{{Type: "office", Email: email}}, f)
	}
}

// ofVendor reports whether an address is that of a platform on its own pages, or of
// nobody: what stands in templates that were never filled in.
func (r *reader) ofVendor(email string) bool {
	local, domain, _ := strings.Cut(email, "@")
	if r.platform && siteOfHost(domain) == r.site && !freeMail[domain] {
		return true
	}
	return templateNames[local] && templateDomains[domain]
}

var (
	templateNames   = set(`name email your you user yourname youremail someone info test example mail beispiel nom votre john.doe`)
	templateDomains = set(`example.com example.org domain.com email.com yourdomain.com mydomain.com mysite.com company.com yoursite.com beispiel.de`)
)

// maxTries is how many texts of a page are tried as telephone numbers.
const maxTries = 200

// phone notes a telephone number. Without a country code it is read as one of the
// country beside it, of the site's, of the language's or of the user's.
func (r *reader) phone(p *person, kind, text string, f from) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if r.tries++; r.tries > maxTries {
		return
	}
	number, ok := Phone(text, f.country)
	if !ok {
		for _, country := range []string{countryOfSite(r.site), countryOfLanguage(r.page.Language), r.country} {
			if country == "" {
				continue
			}
			if number, ok = Phone(text, country); ok {
				f.sure, f.note = min(f.sure, medium), joinNotes(f.note, "read as a number of "+country)
				break
			}
		}
	}
	if !ok {
		digits, plus, ok := dialed(text)
		r.missed = r.missed || f.source != fromSelection && ok && !plus && len(digits) > 6 && len(digits) < 14 && r.country == ""
		return
	}
	r.note(p, "phones", number, []api.Phone{{Type: kind, Phone: number}}, f)
}

func joinNotes(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

// personURL notes where a contact is on the web; a platform's page may be that.
func (r *reader) personURL(p *person, address string, f from) {
	if address, key := tidyURL(address); address != "" {
		r.note(p, "urls", key, []api.Link{{Type: "url", URL: address}}, f)
	}
}

// person notes a contact by name; nil when there are enough of them.
func (r *reader) person(name string, f from) *person {
	name = line(name, maxName)
	key := fold(name)
	if key == "" || len(key) < 3 || notAName[key] || isOthersName(name, r.site) || strings.Contains(name, "@") {
		return nil
	}
	for _, known := range r.finds.persons {
		if fold(known.name) == key {
			known.sure = max(known.sure, f.sure)
			r.text(known, "name", name, f)
			return known
		}
	}
	if len(r.finds.persons) >= maxPersons {
		return nil
	}
	p := &person{name: name, sure: f.sure}
	r.finds.persons = append(r.finds.persons, p)
	r.text(p, "name", name, f)
	return p
}

// notAName are authors that are no person.
var notAName = set(`admin administrator editor redaktion redaction webmaster author team staff root user guest anonymous unknown`)

// whose returns the person whose name stands in an e-mail address, else p, else the
// organization's own mail box.
func (r *reader) whose(p *person, email string) *person {
	if p != nil {
		return p
	}
	for _, known := range r.finds.persons {
		if named, _ := namedIn(known.name, email); named {
			return known
		}
	}
	return r.finds.inbox()
}

// namedIn reports whether an e-mail address is made of a person's name: "jane.doe",
// "jdoe", "j.doe", and "doe" and "jane", which are less sure, of "Jane Doe".
func namedIn(name, email string) (named, fully bool) {
	local, _, _ := strings.Cut(email, "@")
	local = plainLetters(local)
	words := strings.Fields(name)
	if len(words) < 2 || local == "" {
		return false, false
	}
	first, last := plainLetters(words[0]), plainLetters(words[len(words)-1])
	if len(first) < 2 || len(last) < 2 {
		return false, false
	}
	switch local {
	case first + last, last + first, first[:1] + last, last + first[:1], first + last[:1]:
		return true, true
	}
	return local == first || local == last, false
}

// plainLetters lowers a name to the letters that e-mail addresses write it with.
func plainLetters(s string) string {
	return latin.Replace(fold(s))
}

var latin = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a",
	"â", "a", "ã", "a", "å", "a", "ç", "c", "í", "i", "î", "i", "ï", "i", "ñ", "n", "ó", "o", "ô", "o", "õ", "o", "ø", "o", "ú", "u",
	"ù", "u", "û", "u", "ý", "y", "ł", "l", "ś", "s", "š", "s", "ž", "z", "ż", "z", "č", "c", "ć", "c", "ń", "n", "ř", "r", "ě", "e")
