package api

import "encoding/json"

// PageRequest is the body of POST /page: where the user is.
type PageRequest struct {
	URL string `json:"url"`
}

// PageKind says what a page is.
type PageKind string

const (
	PageLead       PageKind = "lead"       // a lead's page in Close
	PageClose      PageKind = "close"      // another page of Close
	PageWeb        PageKind = "web"        // a page of the web, which can be read when the user asks
	PageUnreadable PageKind = "unreadable" // a page of the browser or of its store, a file: nothing can be read there
)

// Page answers POST /page.
type Page struct {
	Kind PageKind `json:"kind"`
	// LeadID is the lead that the page shows; empty when it shows none.
	LeadID string `json:"lead_id"`
	// Site is the registrable domain of a page of the web, such as "acme.co.uk".
	Site string `json:"site,omitempty"`
	// Detail says why there is no lead and what to do; empty when there is one.
	Detail string `json:"detail"`
}

// PageContext is the body of POST /page/read: what a function of ours has collected
// in a page, after a gesture of the user. All of it is the page's word, and bounded.
type PageContext struct {
	URL      string `json:"url"`
	Title    string `json:"title"`
	Language string `json:"language,omitempty"`
	// Canonical is the href of link rel=canonical, made absolute.
	Canonical   string `json:"canonical,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	// Selection is the selected text, Around the text of the block that it stands in.
	// They stay JSON until they are checked: a text can end in the middle of a character.
	Selection json.RawMessage `json:"selection,omitempty" tstype:"string"`
	Around    json.RawMessage `json:"around,omitempty" tstype:"string"`
	Meta      []PageMeta      `json:"meta,omitempty"`
	// JSONLD are the texts of script type=application/ld+json.
	JSONLD    []string        `json:"jsonld,omitempty"`
	Microdata []MicrodataItem `json:"microdata,omitempty"`
	// Links are the mailto: and tel: links.
	Links []PageLink `json:"links,omitempty"`
	// Truncated is true where the page held more than is read.
	Truncated bool `json:"truncated,omitempty"`
}

// PageMeta is one meta element: its name or property, and its content.
type PageMeta struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

// PageLink is one link with its text.
type PageLink struct {
	URL  string `json:"url"`
	Text string `json:"text"`
}

// MicrodataItem is one element with itemscope.
type MicrodataItem struct {
	Type  string              `json:"type"`
	Props []MicrodataProperty `json:"props"`
}

// MicrodataProperty is one property of an item: a text, or an item of its own.
type MicrodataProperty struct {
	Name  string         `json:"name"`
	Value string         `json:"value,omitempty"`
	Item  *MicrodataItem `json:"item,omitempty"`
}

// Confidence says how sure a suggestion is.
type Confidence string

const (
	ConfidenceHigh   Confidence = "high"   // the page says so in a form made for machines, about itself; or just this is selected
	ConfidenceMedium Confidence = "medium" // the page says so, perhaps about something else
	ConfidenceLow    Confidence = "low"    // a guess
)

// Suggestion is a value that the page offers for a field.
type Suggestion struct {
	ID string `json:"id"` // within this reading
	// Person is empty for a field of the lead; else it names a contact ("p1", …): the
	// suggestions with the same Person are about the same one.
	Person string `json:"person,omitempty"`
	// Field is as in [Edit]: of a lead "name", "url", "description", "addresses"; of a
	// contact "name", "title", "emails", "phones", "urls".
	Field string `json:"field"`
	// Value is text, or a list with one object (Address, Email, Phone, Link).
	Value json.RawMessage `json:"value" tstype:"Value"`
	// Source says where it is from, for the user: "from the page's JSON-LD".
	Source     string     `json:"source"`
	Confidence Confidence `json:"confidence"`
}

// PageReading answers POST /page/read.
type PageReading struct {
	Page Page `json:"page"`
	// URL is the page's address without its hash and tracking parameters, Title its
	// title, Selection the selected text: all cleaned of what cannot be seen.
	URL       string `json:"url"`
	Title     string `json:"title"`
	Selection string `json:"selection"`
	Around    string `json:"around"`
	// Suggestions are ordered as a form shows them; of one field the best first.
	Suggestions []Suggestion `json:"suggestions"`
	// Emails, Phones (E.164) and Names (of organizations) are what a lead is looked up by.
	Emails []string `json:"emails"`
	Phones []string `json:"phones"`
	Names  []string `json:"names"`
	// Detail says why nothing was found, or what was left out; usually empty.
	Detail string `json:"detail,omitempty"`
}

// PageSettings are GET and PUT /page/settings.
type PageSettings struct {
	// Country is where a phone number without a country is from: ISO 3166-1 alpha-2.
	Country string `json:"country"`
}

// MatchRequest is the body of POST /leads/match: what is known of the page.
type MatchRequest struct {
	URL    string   `json:"url"`
	Emails []string `json:"emails,omitempty"`
	Phones []string `json:"phones,omitempty"`
	Names  []string `json:"names,omitempty"`
}

// MatchKind is why a lead is taken for that of a page.
type MatchKind string

const (
	MatchRemembered MatchKind = "remembered" // chosen on this site before
	MatchURL        MatchKind = "url"        // its URL, or that of a contact, is on the page's domain
	MatchEmail      MatchKind = "email"      // a contact has an address that stands on the page, or one at its domain
	MatchPhone      MatchKind = "phone"      // a contact has a number that stands on the page
	MatchName       MatchKind = "name"       // it is called what the page is called
	MatchRecent     MatchKind = "recent"     // it was open lately
)

// MatchReason is one reason, with a sentence such as "Its URL is on acme.example".
type MatchReason struct {
	Kind MatchKind `json:"kind"`
	Text string    `json:"text"`
}

// Candidate is a lead that may be meant.
type Candidate struct {
	Lead         Lead          `json:"lead"`
	Organization Organization  `json:"organization"`
	Reasons      []MatchReason `json:"reasons"`
	// Exact is true where a domain, an address or a number was compared and is the same.
	Exact bool `json:"exact"`
}

// Matches answers POST /leads/match.
type Matches struct {
	// LeadID is the one to show without asking: the remembered one, or the only exact
	// one. Empty where the user has to choose.
	LeadID     string      `json:"lead_id"`
	Candidates []Candidate `json:"candidates"` // the best first
	Recent     []Candidate `json:"recent"`     // those open lately and not among the candidates
	// Detail says what could not be searched, and why; usually empty.
	Detail string `json:"detail,omitempty"`
}

// FoundLeads answers GET /leads?q=words: leads by name, and those open lately when q
// is empty.
type FoundLeads struct {
	Leads []Candidate `json:"leads"`
}

// SiteChoice is the body of PUT /leads/match: the lead that belongs to a site, kept
// for the organization of the lead. An empty LeadID forgets the site.
type SiteChoice struct {
	URL    string `json:"url"`
	LeadID string `json:"lead_id"`
}
