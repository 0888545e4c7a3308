package recipe

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

// result is what kind of text a placeholder or a filter gives.
type result string

const (
	anyText result = "a text"
	aURL    result = "a web address"
	aDate   result = "a date"
	aTime   result = "a time"
	aNumber result = "a number"
	aPhone  result = "a phone number"
	anEmail result = "an email address"
	anID    result = "an id"
)

// customHead begins the placeholders for custom fields.
const customHead = "lead.custom."

// source is what a placeholder can stand for.
type source struct {
	name string
	// label is what a question for it is called.
	label string
	help  string
	gives result
	// empty says why there is nothing, where there is nothing.
	empty string
	read  func(*Context, *Lead) string
}

var sources = []source{
	{"selection", "The selected text", "what is selected on the page", anyText, "Nothing is selected on the page.", func(c *Context, _ *Lead) string { return c.Selection }},
	{"page.url", "The address of the page", "the address of the page", aURL, "There is no page, or Leadpatch may not see its address.", func(c *Context, _ *Lead) string { return c.PageURL }},
	{"page.title", "The title of the page", "the title of the page", anyText, "The page has no title.", func(c *Context, _ *Lead) string { return c.PageTitle }},
	{"page.domain", "The site of the page", "the site of the page, such as acme.com", anyText, "The page is not on the web.", func(c *Context, _ *Lead) string { return c.PageDomain }},
	{"link.url", "The address of the link", "where the link leads that was clicked", aURL, "No link was clicked.", func(c *Context, _ *Lead) string { return c.LinkURL }},
	{"link.text", "The text of the link", "the words of the link that was clicked", anyText, "No link was clicked, or it has no words.", func(c *Context, _ *Lead) string { return c.LinkText }},
	{"image.url", "The address of the image", "where the image is that was clicked", aURL, "No image was clicked.", func(c *Context, _ *Lead) string { return c.ImageURL }},
	{"clipboard", "What you copied", "what you copied last", anyText, "Leadpatch cannot read the clipboard here, or it is empty.", func(c *Context, _ *Lead) string { return c.Clipboard }},
	{"today", "Today's date", "today's date; {{today+3d}}, {{today-1w}}, {{today+2m}} for others", aDate, "", nil},
	{"now", "The time", "the time now; {{now+2h}}, {{now+1d}} for others", aTime, "", nil},
	{"me.name", "Your name", "your name", anyText, "Close has no name of yours.", func(c *Context, _ *Lead) string { return c.Me.Name }},
	{"me.id", "Your id", "your id in Close, for fields that hold a user", anID, "Close has no id of yours.", func(c *Context, _ *Lead) string { return c.Me.ID }},
	{"me.email", "Your email address", "your email address", anEmail, "Close has no email address of yours.", func(c *Context, _ *Lead) string { return c.Me.Email }},
	{"lead.name", "The lead's name", "the lead's name", anyText, "The lead has no name.", func(_ *Context, l *Lead) string { return l.show("name") }},
	{"lead.id", "The lead's id", "the lead's id in Close", anID, "The lead has no id.", func(_ *Context, l *Lead) string { return l.Doc.Get("id").String() }},
	{"lead.status", "The lead's status", "the lead's status", anyText, "The lead has no status.", func(_ *Context, l *Lead) string { return l.show("status_id") }},
	{"lead.url", "The lead's URL", "the lead's website", aURL, "The lead has no URL.", func(_ *Context, l *Lead) string { return l.show("url") }},
	{"contact.name", "The contact's name", "the name of the contact that is meant", anyText, "The lead has no contact, or none with a name.", nil},
}

// findSource returns the source with the name; nil for none. Every custom field of a
// lead is one.
func findSource(name string) *source {
	if id, ok := strings.CutPrefix(name, customHead); ok && patch.IsCustomFieldID(id) {
		return &source{
			name: name, label: "The lead's field", gives: anyText, empty: "The lead has nothing in this field.",
			read: func(_ *Context, l *Lead) string { return l.show("custom." + id) },
		}
	}
	for i := range sources {
		if sources[i].name == name {
			return &sources[i]
		}
	}
	return nil
}

// unknownSource is the error for a name that is not in the table, with the one that was probably
// meant.
func unknownSource(s string) error {
	if strings.HasPrefix(s, customHead) {
		return fmt.Errorf("“%s” does not end with the id of a custom field. Choose the field from the list of placeholders.", shorten(s))
	}
	for i := range sources {
		if plain(sources[i].name) == plain(s) {
			return fmt.Errorf("There is no placeholder “%s”. Write {{%s}}.", shorten(s), sources[i].name)
		}
	}
	if head, _, ok := strings.Cut(s, ":"); ok && plain(head) == "ask" {
		return errors.New("Write “ask:” in small letters and without a space before the colon.")
	}
	return fmt.Errorf("There is no placeholder “%s”. Choose one from the list.", shorten(s))
}

// plain is a name without what people mistype.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ._-", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// Sources describes the placeholders, for editors and documentation.
func Sources() []api.RecipePlaceholder {
	var out []api.RecipePlaceholder
	for _, s := range sources {
		out = append(out, api.RecipePlaceholder{Text: "{{" + s.name + "}}", Help: s.help})
	}
	return append(out,
		api.RecipePlaceholder{Text: "{{ask:Question}}", Help: "asks you for a text"},
		api.RecipePlaceholder{Text: "{{ask:Question|one,two}}", Help: "asks you to choose"},
	)
}

// Context is where a recipe is run.
type Context struct {
	Selection, PageURL, PageTitle, PageDomain string
	LinkURL, LinkText, ImageURL, Clipboard    string
	// Why says of a source that is empty why it is, where there is more to say than
	// usual.
	Why map[string]string
	// Now is the user's time in the user's zone.
	Now time.Time
	Me  api.User
	// Email returns the email address that a text is, Phone the phone number, in
	// international form. They report whether it is one.
	Email, Phone func(string) (string, bool)
}
