package page

import (
	"net/url"
	"strings"
	"unicode"

	"leadpatch/wasm/api"
)

// This file reads what is not data of schema.org: meta elements, the title, the links,
// the page's own address and the selection.

// maxMarks bounds how many meta elements and links are read.
const maxMarks = 400

// meta notes what the page's meta elements say.
func (r *reader) meta() {
	first := map[string]string{}
	for i, m := range r.page.Meta {
		name := strings.ToLower(strings.TrimSpace(m.Name))
		if i < maxMarks && first[name] == "" {
			first[name] = m.Content
		}
	}
	one := func(names ...string) (string, from) {
		for _, name := range names {
			if text := line(first[name], maxText); text != "" {
				return text, from{source: fromMeta, sure: medium, note: name}
			}
		}
		return "", from{}
	}
	if text, f := one("og:site_name"); text != "" && !r.platform && siteOfHost(text) == "" {
		r.name(text, f)
	}
	if text, f := one("application-name", "apple-mobile-web-app-title"); text != "" && !r.platform {
		f.sure = low
		r.name(text, f)
	}
	kind := strings.ToLower(strings.TrimSpace(first["og:type"]))
	if text, f := one("og:title"); text != "" && !r.platform && businessKinds[kind] {
		r.name(text, f)
	}
	if _, f := one("og:description", "description", "twitter:description"); f.note != "" && r.describesSite(kind) {
		if !r.home || r.platform {
			f.sure = low
		}
		r.description(first[f.note], f)
	}
	if text, f := one("business:contact_data:website"); text != "" {
		r.leadURL(text, f)
	}
	r.metaAddress(one)
	if text, f := one("business:contact_data:email", "og:email"); text != "" {
		r.emails(nil, text, f)
	}
	if text, f := one("business:contact_data:phone_number", "og:phone_number"); text != "" {
		r.phone(r.finds.inbox(), "office", text, f)
	}
	if given, f := one("profile:first_name"); given != "" {
		family, _ := one("profile:last_name")
		f.note = ""
		r.person(given+" "+family, f)
	}
	if text, f := one("author", "article:author"); text != "" && !strings.Contains(text, "/") && r.org.differs(text) {
		f.sure, f.note, f.firm = low, "the author", true
		r.person(text, f)
	}
}

// businessKinds are the values of og:type for a page about a business.
var businessKinds = set("business.business company restaurant.restaurant hotel bar cafe restaurant place")

// describesSite reports whether a description can be that of a site: on a platform it
// describes one entry, and a product or an article has its own.
func (r *reader) describesSite(kind string) bool {
	switch {
	case kind == "product" || kind == "product.item" || kind == "article" || r.listing:
		return false
	case r.platform:
		return profileKind(r.url) == "organization"
	}
	return !r.elsewhere()
}

// differs reports whether a name is another than the organization's.
func (o *organization) differs(name string) bool { return o == nil || fold(o.name) != fold(name) }

// metaAddress notes the address that some pages write into meta elements.
func (r *reader) metaAddress(one func(...string) (string, from)) {
	var a api.Address
	var f from
	a.Label = "business"
	a.Address1, f = one("business:contact_data:street_address", "og:street-address")
	a.City, _ = one("business:contact_data:locality", "og:locality")
	a.State, _ = one("business:contact_data:region", "og:region")
	a.Zipcode, _ = one("business:contact_data:postal_code", "og:postal-code")
	country, _ := one("business:contact_data:country_name", "og:country-name")
	a.Country = Country(country)
	if a.Address1 != "" && (a.City != "" || a.Zipcode != "") {
		f.note = ""
		r.postalAddress(limited(a), f)
		return
	}
	// "geo.region" is a country, or with a dash a part of it.
	place, f := one("geo.placename")
	region, _ := one("geo.region")
	code, part, _ := strings.Cut(region, "-")
	if place == "" || Country(code) == "" || r.finds.has("addresses") {
		return
	}
	if strings.ContainsFunc(part, unicode.IsDigit) {
		part = "" // the number of a department is nothing that one writes
	}
	city, _, _ := strings.Cut(place, ",")
	f.sure = low
	r.postalAddress(limited(api.Address{Label: "business", City: strings.TrimSpace(city), State: part, Country: Country(code)}), f)
}

// limited cuts the parts of an address.
func limited(a api.Address) api.Address {
	for _, part := range []*string{&a.Address1, &a.Address2, &a.City, &a.State, &a.Zipcode} {
		*part = cut(*part, maxName)
	}
	return a
}

// separators stand between the parts of a title.
var separators = lazily(`\s+[-–—|·•:»«]+\s+|\s*[|»•]\s*`)

// unread begins the title of a tab with unread messages, such as "(3) ".
var unread = lazily(`^\(\d+\+?\)\s*`)

// title notes a name from the page's title: the part of it that the site's domain is
// made of or, on a profile, the first one.
func (r *reader) title() {
	parts := separators().Split(unread().ReplaceAllString(line(r.page.Title, 1000), ""), 20)
	switch profileKind(r.url) {
	case "person":
		if len(parts) > 1 {
			if p := r.person(parts[0], from{source: fromTitle, sure: low}); p != nil {
				r.personURL(p, canonicalOf(r.url), from{source: fromAddress, sure: medium})
			}
		}
		return
	case "organization":
		if len(parts) > 1 {
			name, _, _ := strings.Cut(parts[0], ":")
			r.name(name, from{source: fromTitle, sure: low})
		}
		return
	}
	if r.platform && len(parts) > 1 && isOthersName(parts[len(parts)-1], r.site) && firstLevel(r.url) {
		r.name(parts[0], from{source: fromTitle, sure: low})
		return
	}
	label := plainLetters(strings.SplitN(r.site, ".", 2)[0])
	if r.platform || len(label) < 3 {
		return
	}
	for _, part := range parts {
		letters := plainLetters(part)
		if len([]rune(part)) <= 60 && len(letters) > 2 && (strings.Contains(letters, label) || strings.HasPrefix(label, letters)) {
			r.name(part, from{source: fromTitle, sure: low})
			return
		}
	}
}

// firstLevel reports whether a page stands right below its site's first one, where
// platforms put those who present themselves.
func firstLevel(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	name := strings.ToLower(strings.Trim(u.Path, "/"))
	return name != "" && !strings.ContainsAny(name, "/.") && !platformPages[name]
}

// platformPages are pages of platforms themselves.
var platformPages = set("login signup signin register home search explore about help settings notifications messages feed watch jobs pricing terms privacy")

// canonicalOf returns the address of a profile without its query, which says only how
// the visitor came to it.
func canonicalOf(address string) string {
	base, _, _ := strings.Cut(address, "?")
	return base
}

// links notes the mailto: and tel: links.
func (r *reader) links() {
	for i, l := range r.page.Links {
		if i == maxMarks {
			break
		}
		scheme, rest, _ := strings.Cut(strings.TrimSpace(l.URL), ":")
		switch strings.ToLower(scheme) {
		case "mailto":
			for _, email := range recipients(rest) {
				r.mailLink(email, line(l.Text, maxName))
			}
		case "tel", "callto", "sms":
			text, err := url.PathUnescape(rest)
			if err != nil {
				text = rest
			}
			text, _, _ = strings.Cut(text, "?")
			r.phone(r.finds.inbox(), "office", strings.TrimPrefix(text, "//"), from{source: fromLink, sure: medium})
		}
	}
}

// recipients are the addresses of a mailto: link.
func recipients(rest string) []string {
	to, query, _ := strings.Cut(rest, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, also, _ := strings.Cut(pair, "="); strings.EqualFold(name, "to") {
			to += "," + also
		}
	}
	var out []string
	for part := range strings.FieldsFuncSeq(to, func(r rune) bool { return r == ',' || r == ';' }) {
		text, err := url.PathUnescape(part)
		if err != nil {
			text = part
		}
		if email, ok := Email(text); ok && len(out) < maxOfField {
			out = append(out, email)
		}
	}
	return out
}

// mailLink notes the address of a link. A link whose text is the name that the address
// is made of names a person.
func (r *reader) mailLink(email, text string) {
	_, domain, _ := strings.Cut(email, "@")
	f := from{source: fromLink, sure: low}
	if site := siteOfHost(domain); site != "" && !r.platform && (site == r.site || r.org != nil && site == r.orgSite()) {
		f.sure = medium
	}
	var p *person
	if _, fully := namedIn(text, email); fully && len(strings.Fields(text)) <= 4 && !strings.ContainsFunc(text, unicode.IsDigit) {
		p = r.person(text, f)
	}
	r.emails(p, email, f)
}

// orgSite is the site that the organization of the page says to have.
func (r *reader) orgSite() string {
	for _, t := range r.org.items {
		for _, address := range t.texts("url", "sameAs") {
			if site := Site(address); site != "" && !isPlatform(site) {
				return site
			}
		}
	}
	return ""
}

// address notes the site's first page as the lead's URL, unless the page is about
// somebody whose site is another.
func (r *reader) address() {
	if r.site == "" || r.platform || r.listing || r.elsewhere() {
		return
	}
	for _, address := range []string{r.page.Canonical, r.url} {
		if u, err := url.Parse(address); err == nil && siteOfHost(u.Hostname()) == r.site && (u.Scheme == "https" || u.Scheme == "http") {
			r.leadURL(u.Scheme+"://"+u.Host+"/", from{source: fromAddress, sure: medium})
			return
		}
	}
}

var (
	emailIn = lazily(`[\pL\pN._%+'-]+@[\pL\pN.-]+\.\pL{2,}`)
	phoneIn = lazily(`[+(＋]?[\p{Nd}][\p{Nd}  ()./\-–‑]{5,}\p{Nd}`)
	// phoneLabel is what stands before a number, in the languages of most addresses.
	phoneLabel  = lazily(`(?i)(?:\b(?:tele?fo?n[eo]?|tel|phone|ph|fon|t|m|f|(?:tele)?fax|mobil\pL*|m[oó]vil|cell?\pL*|handy|portable|whatsapp)|电话|電話|☎|📞)\.?\s*:?\s*$`)
	faxLabel    = lazily(`(?i)^(?:tele)?fax|^f\b`)
	mobileLabel = lazily(`(?i)^mobil|^m[oó]vil|^cell?|^handy|^portable|^m\b`)
	// legalForm ends, or in Japanese also begins, what is the name of a company.
	legalForm = lazily(`(?i)^[^,;:]{2,}[ ,]\(?(?:gmbh(?: & co\.? kg)?|ag|kg|ohg|e\.?k\.?|ug|ltd|limited|plc|llp|llc|inc|corp(?:oration)?|pty ltd|s\.?a\.?r\.?l|s\.?a\.?s|s\.?r\.?l|s\.?p\.?a|s\.?a|s\.?l|b\.?v|n\.?v|ab|oy|as|aps|a/s|sp\. z o\.o|s\.r\.o|ltda|eireli|k\.?k)\.?\)?$|^(?:株式会社|有限会社|合同会社)|(?:株式会社|有限会社|合同会社)$`)
	urlIn     = lazily(`(?i)\b(?:https?://|www\.)[^\s<>"'“”„»«]+`)
)

// maxSearched is how much of a selection is searched, in characters: nobody selects an
// address by selecting a book.
const maxSearched = 2000

// selection notes what the selected text is or holds. What is selected alone is surely
// meant.
func (r *reader) selection(text string) {
	text = cut(text, maxSearched)
	sure := func(match string) from {
		if strings.TrimSpace(text) == strings.TrimSpace(match) {
			return from{source: fromSelection, sure: high}
		}
		return from{source: fromSelection, sure: medium}
	}
	rest := text
	for _, match := range emailIn().FindAllString(text, maxOfField) {
		r.emails(nil, match, sure(match))
		rest = strings.ReplaceAll(rest, match, " ")
	}
	for _, match := range urlIn().FindAllString(rest, maxOfField) {
		address := strings.TrimRight(match, ".,;:!?)]}")
		if !strings.Contains(address, "://") {
			address = "https://" + address
		}
		if safe, ok := WebURL(address); ok {
			r.leadURL(safe, sure(match))
		}
		rest = strings.ReplaceAll(rest, match, " ")
	}
	for l := range strings.Lines(rest) {
		if l = line(l, maxName+1); len([]rune(l)) <= 100 && legalForm().MatchString(l) {
			r.name(l, sure(l))
			break
		}
	}
	a, isAddress := addressInSelection(rest)
	if isAddress && len(rest) < 500 {
		r.postalAddress(a, from{source: fromSelection, sure: medium, firm: true})
	}
	for _, at := range phoneIn().FindAllStringIndex(rest, maxOfField) {
		match := rest[at[0]:at[1]]
		f := sure(match)
		f.country = a.Country
		label := labelOf(rest[:at[0]])
		if f.sure < high && !strings.HasPrefix(match, "+") && label == "" && f.country == "" {
			f.sure = low // any number of some digits is a telephone number somewhere
		}
		kind := "office"
		switch {
		case faxLabel().MatchString(label):
			kind = "fax"
		case mobileLabel().MatchString(label):
			kind = "mobile"
		}
		r.phone(r.finds.inbox(), kind, match, f)
	}
}

// labelOf returns the words right before a number that say what it is.
func labelOf(before string) string {
	before = before[strings.LastIndexByte(before, '\n')+1:]
	if len(before) > 30 {
		before = before[len(before)-30:]
	}
	return phoneLabel().FindString(before)
}
