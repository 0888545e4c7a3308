package match

import (
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/sites"

	"github.com/tidwall/gjson"
)

// criteria is what is known of a page by which a lead is looked for. The page's words are
// bounded: a page may say anything.
type criteria struct {
	host   string // "" for a page that is not of the web
	dns    string // the host as DNS has it, which is another in some scripts
	site   string // its registrable domain; "" for one that many share
	emails []string
	phones []string
	names  []string
}

// The bounds of what is looked for.
const (
	mostAddresses = 10
	mostNames     = 3
)

// newCriteria takes out of a request what can be compared.
func newCriteria(r api.MatchRequest) criteria {
	s := criteria{host: sites.HostOf(r.URL), dns: sites.PlainHost(r.URL)}
	s.site = sites.OwnSite(s.host)
	for _, raw := range r.Emails {
		if email, ok := page.Email(raw); ok && !slices.Contains(s.emails, email) && len(s.emails) < mostAddresses {
			s.emails = append(s.emails, email)
		}
	}
	for _, raw := range r.Phones {
		if phone, ok := page.Phone(raw, ""); ok && !slices.Contains(s.phones, phone) && len(s.phones) < mostAddresses {
			s.phones = append(s.phones, phone)
		}
	}
	for _, raw := range r.Names {
		if len(s.names) == mostNames {
			break
		}
		if name := sites.PlainName(raw); name != "" && !slices.Contains(s.names, name) {
			s.names = append(s.names, name)
		}
	}
	return s
}

// empty says that there is nothing to look for.
func (s criteria) empty() bool {
	return s.site == "" && len(s.emails)+len(s.phones)+len(s.names) == 0
}

// queries are what Close is asked for: leads that may match exactly, and those that
// are called the same. The second ones are no queries for a page without a name.
func (s criteria) queries() (exact, named []closeapi.Query) {
	if s.site != "" {
		// What the index takes for a word is not documented: where it is a whole host,
		// "www.acme.example" has not the word "acme.example" in it.
		hosts := []string{s.site, "www." + s.site}
		for _, host := range []string{s.host, s.dns, strings.TrimPrefix(s.dns, "www.")} {
			if !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
		}
		for _, host := range hosts {
			exact = append(exact, closeapi.URLHas(host), closeapi.ContactURLHas(host))
		}
		exact = append(exact, closeapi.EmailHas(s.site))
	}
	for _, email := range s.emails {
		exact = append(exact, closeapi.EmailHas(email))
	}
	for _, phone := range s.phones {
		exact = append(exact, closeapi.PhoneIs(phone))
	}
	for _, name := range s.names {
		named = append(named, closeapi.NameHas(name))
	}
	return exact, named
}

// plainQueries ask for the same as the exact ones in the way of Close's search box.
func (s criteria) plainQueries() []closeapi.Query {
	var out []closeapi.Query
	for _, words := range slices.Concat([]string{s.site}, s.emails, s.phones) {
		if words != "" {
			out = append(out, closeapi.Anywhere(words))
		}
	}
	return out
}

// The weights of the reasons: the candidate with the most comes first.
const (
	weightRemembered = 1000
	weightHost       = 40 // the very host of the page
	weightSite       = 100
	weightEmail      = 80
	weightPhone      = 60
	weightDomain     = 50 // an address at the page's domain
	weightName       = 10
)

// compared is what a lead has in common with a page.
type compared struct {
	reasons []api.MatchReason // one of each kind
	exact   bool
	weight  int
}

func (c *compared) add(kind api.MatchKind, weight int, exact bool, text string) {
	if slices.ContainsFunc(c.reasons, func(r api.MatchReason) bool { return r.Kind == kind }) {
		return
	}
	c.reasons = append(c.reasons, api.MatchReason{Kind: kind, Text: text})
	c.weight += weight
	c.exact = c.exact || exact
}

// compare says what a lead, as Close has it now, has in common with the page.
func (s criteria) compare(lead *patch.Document) compared {
	var c compared
	s.compareURL(&c, lead.Get("url").String(), "Its URL is on ")
	contacts := lead.Get("contacts").Array()
	for _, person := range contacts {
		for _, item := range person.Get("urls").Array() {
			s.compareURL(&c, item.Get("url").String(), "The web address of "+personName(person)+" is on ")
		}
	}
	// An address that stands on the page says more than one at its domain.
	for _, person := range contacts {
		for _, item := range person.Get("emails").Array() {
			if email, ok := page.Email(item.Get("email").String()); ok && slices.Contains(s.emails, email) {
				c.add(api.MatchEmail, weightEmail, true, "The address of "+personName(person)+", "+email+", is on the page")
			}
		}
	}
	for _, person := range contacts {
		for _, item := range person.Get("emails").Array() {
			if site := sites.SiteOfEmail(item.Get("email").String()); site != "" && site == s.site {
				c.add(api.MatchEmail, weightDomain, true, personName(person)+" has an address at "+site)
			}
		}
		for _, item := range person.Get("phones").Array() {
			if phone, ok := page.Phone(item.Get("phone").String(), ""); ok && slices.Contains(s.phones, phone) {
				c.add(api.MatchPhone, weightPhone, true, "The number of "+personName(person)+", "+phone+", is on the page")
			}
		}
	}
	if name := sites.PlainName(lead.Get("name").String()); name != "" && slices.Contains(s.names, name) {
		c.add(api.MatchName, weightName, false, "The page has the same name on it")
	}
	return c
}

func (s criteria) compareURL(c *compared, address, sentence string) {
	host := sites.HostOf(address)
	if s.site == "" || sites.OwnSite(host) != s.site {
		return
	}
	weight := weightSite
	if strings.TrimPrefix(host, "www.") == strings.TrimPrefix(s.host, "www.") {
		weight += weightHost
	}
	c.add(api.MatchURL, weight, true, sentence+s.site)
}

// personName is what a contact is called in a sentence.
func personName(person gjson.Result) string {
	for _, key := range []string{"display_name", "name"} {
		if name := sites.ShortText(person.Get(key).String()); name != "" {
			return name
		}
	}
	return "a contact"
}
