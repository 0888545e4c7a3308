// Package pages shows the leads to people: one page on every path at which Close has a
// page about leads, and what it shows, in words. It never changes anything.
package pages

import (
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

//go:embed assets
var assets embed.FS

// pagePolicy is the content security policy of the pages. It is as strict as a page
// that reads its data from its own server can have it, so that notices injected by
// an extension are proved against it.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"

// Pages shows the data of a world as it is now.
type Pages struct{ world *crm.World }

// New returns the pages of a world.
func New(w *crm.World) *Pages { return &Pages{w} }

// ServeHTTP serves the one page that shows everything, on every path at which Close
// has a page about leads, and the two files that it loads. The page itself
// reads from its address what to show.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
		return
	}
	switch path := r.URL.Path; {
	case path == "/":
		http.Redirect(w, r, "/leads/", http.StatusFound)
	case path == "/favicon.ico":
		w.WriteHeader(http.StatusNoContent)
	case path == "/assets/page.js" || path == "/assets/page.css":
		http.ServeFileFS(w, r, assets, strings.TrimPrefix(path, "/"))
	case path == "/lead" || strings.HasPrefix(path, "/lead/") || path == "/leads" || strings.HasPrefix(path, "/leads/"):
		w.Header().Set("Content-Security-Policy", pagePolicy)
		w.Header().Set("Cache-Control", "no-store")
		http.ServeFileFS(w, r, assets, "assets/page.html")
	default:
		http.NotFound(w, r)
	}
}

// row is one labeled group of values on the page of a lead.
type row struct {
	Label  string   `json:"label"`
	Type   string   `json:"type"`
	Values []string `json:"values"`
}

// person is a contact on the page of a lead.
type person struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Ways  []string `json:"ways"` // e-mail addresses and phone numbers
}

// leadView is what the page of a lead shows, in words.
type leadView struct {
	ID           string   `json:"id"`
	Revision     int      `json:"revision"`
	Organization string   `json:"organization"`
	Name         string   `json:"name"`
	Status       string   `json:"status"`
	URL          string   `json:"url"`
	Description  string   `json:"description"`
	Addresses    []string `json:"addresses"`
	Custom       []row    `json:"custom"`
	Contacts     []person `json:"contacts"`
	Opportunity  []string `json:"opportunities"`
	Tasks        []string `json:"tasks"`
	Updated      string   `json:"updated"`
	UpdatedBy    string   `json:"updated_by"`
	Position     int      `json:"position"` // from 1
	Count        int      `json:"count"`
	Previous     string   `json:"previous"` // the ids of the neighbours, "" at an end
	Next         string   `json:"next"`
}

// LeadIndex lists the leads of the first organization, and under "others" those of
// the other organizations of the demo user.
func (p *Pages) LeadIndex(*http.Request) (any, error) {
	others := []wire.Object{}
	for _, o := range p.world.Orgs[1:] {
		if p.world.SignedIn().MemberOf(o) {
			others = append(others, p.leadIndex(o))
		}
	}
	out := p.leadIndex(p.world.Orgs[0])
	out["others"] = others
	return out, nil
}

func (p *Pages) leadIndex(o *crm.Org) wire.Object {
	rows := []wire.Object{}
	for _, l := range p.world.LeadsOf(o) {
		id, _ := l.Props["status_id"].(string)
		found, _ := o.StatusByID(id)
		rows = append(rows, wire.Object{"id": l.ID, "name": l.DisplayName(), "status": found.Label})
	}
	return wire.Object{"organization": o.Name, "leads": rows}
}

// LeadView is what the page of the lead in the path shows.
func (p *Pages) LeadView(r *http.Request) (any, error) {
	l := p.world.Lead(r.PathValue("id"))
	if l == nil {
		return nil, fmt.Errorf("%w lead %q", wire.ErrUnknown, r.PathValue("id"))
	}
	all := p.world.LeadsOf(l.Org)
	at := slices.Index(all, l)
	view := leadView{
		ID:           l.ID,
		Revision:     l.Revision,
		Organization: l.Org.Name,
		Name:         l.DisplayName(),
		URL:          wire.Words(l.Props["url"]),
		Description:  wire.Words(l.Props["description"]),
		Addresses:    addressLines(l.Props["addresses"]),
		Custom:       p.customRows(l),
		Contacts:     []person{},
		Opportunity:  []string{},
		Tasks:        []string{},
		Updated:      wire.ISOTime(l.Updated),
		UpdatedBy:    l.UpdatedBy.Name(),
		Position:     at + 1,
		Count:        len(all),
	}
	if found, ok := l.Org.StatusByID(wire.Words(l.Props["status_id"])); ok {
		view.Status = found.Label
	}
	for _, c := range l.Contacts {
		shown := person{Name: c.Name(), Title: wire.Words(c.Props["title"]), Ways: []string{}}
		for _, e := range crm.RenderItems("emails", c.Props["emails"]) {
			shown.Ways = append(shown.Ways, wire.Words(e["email"]))
		}
		for _, phone := range crm.RenderItems("phones", c.Props["phones"]) {
			shown.Ways = append(shown.Ways, wire.Words(phone["phone_formatted"]))
		}
		view.Contacts = append(view.Contacts, shown)
	}
	for _, o := range l.Opportunities {
		o = crm.OpportunityKind.Render(p.world, o, l)
		view.Opportunity = append(view.Opportunity, wire.Words(o["value_formatted"])+" · "+wire.Words(o["status_label"])+" · "+wire.Words(o["note"]))
	}
	for _, t := range l.Tasks {
		if t["is_complete"] == true {
			continue
		}
		view.Tasks = append(view.Tasks, wire.Words(t["text"])+" · "+wire.Words(t["date"]))
	}
	if at > 0 {
		view.Previous = all[at-1].ID
	}
	if at+1 < len(all) {
		view.Next = all[at+1].ID
	}
	return view, nil
}

// customRows are the custom fields with a value, in the order of the interface,
// with names instead of ids. Hidden fields are not shown.
func (p *Pages) customRows(l *crm.Lead) []row {
	rows := []row{}
	for _, f := range l.Org.LeadFields {
		value, has := l.Props["custom."+f.ID]
		if !has || f.Type == crm.TypeHidden {
			continue
		}
		values, isList := value.([]any)
		if !isList {
			values = []any{value}
		}
		r := row{Label: f.Name, Type: f.Type, Values: []string{}}
		for _, v := range values {
			r.Values = append(r.Values, p.nameOf(f, l, wire.Words(v)))
		}
		rows = append(rows, r)
	}
	return rows
}

// nameOf turns the id of a user or contact into a name and leaves all else alone.
func (p *Pages) nameOf(f *crm.Field, l *crm.Lead, value string) string {
	switch f.Type {
	case crm.TypeUser:
		for _, u := range p.world.Users {
			if u.ID == value {
				return u.Name()
			}
		}
	case crm.TypeContact:
		for _, c := range l.Contacts {
			if c.ID == value {
				return c.Name()
			}
		}
	}
	return value
}

// addressLines writes each address in one line, its label before it.
func addressLines(value any) []string {
	lines := []string{}
	list, _ := value.([]any)
	for _, item := range list {
		address, _ := item.(wire.Object)
		var parts []string
		for _, key := range crm.AddressKeys[1:] {
			if part := wire.Words(address[key]); part != "" {
				parts = append(parts, part)
			}
		}
		line := strings.Join(parts, ", ")
		if label := wire.Words(address["label"]); label != "" {
			line = label + ": " + line
		}
		lines = append(lines, line)
	}
	return lines
}
