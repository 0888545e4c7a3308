// Package seed makes the data that every sandbox begins with: invented organizations,
// people, keys and leads, among them those at which programs stumble. It makes the same
// each time, and knows no clock and no request.
package seed

import (
	"fmt"
	"strings"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// defaultPipelines are those of an organization of the seed: one that everybody
// starts with, and one with names of its own.
func defaultPipelines(org string) []crm.Pipeline {
	status := func(label, name, kind string) crm.OpportunityStatus {
		return crm.OpportunityStatus{ID: crm.MakeID("stat", org+" "+name), Label: label, Type: kind}
	}
	return []crm.Pipeline{
		{ID: crm.MakeShortID("pipe", org), Name: "Sales", Statuses: []crm.OpportunityStatus{
			status("Active", "active", crm.OpportunityActive), status("Offer & terms", "offer", crm.OpportunityActive),
			status("Won", "won", crm.OpportunityWon), status("Lost", "lost", crm.OpportunityLost),
		}},
		{ID: crm.MakeShortID("pipe", org+" renewals"), Name: "Renewals", Statuses: []crm.OpportunityStatus{
			status("Up for renewal", "renewal", crm.OpportunityActive), status("Renewed", "renewed", crm.OpportunityWon), status("Cancelled", "cancelled", crm.OpportunityLost),
		}},
	}
}

var roleManager = crm.MakeShortID("role", "account manager")

// HomeLeads is how many leads the organization of the demo key has: so many up to the
// plain ones, and those of siteLeads.
const (
	plainLeadsEnd = 60
	HomeLeads     = plainLeadsEnd + 13
)

// seeder makes the world. Everything it makes depends on its code alone.
type seeder struct {
	world  *crm.Data
	home   *crm.Org
	users  map[string]*crm.User  // by the name that the code of the seed calls them
	fields map[string]*crm.Field // likewise
}

// Data returns a fresh world: the same one each time.
func Data() *crm.Data {
	s := &seeder{world: &crm.Data{}, users: map[string]*crm.User{}, fields: map[string]*crm.Field{}}
	s.home = s.organization("Held-out Inc", "Potential", "Contacted", "Qualified", "Customer", "Bad Fit")
	other := s.organization("Other Ltd", "New", "Won")
	s.people(other)
	s.customFields()
	s.demoLead()
	s.oddLeads()
	for i := len(s.world.Leads); i < plainLeadsEnd; i++ {
		s.plainLead(i)
	}
	s.secondOrganization()
	s.keys()
	s.siteLeads()
	s.notes()
	far := s.lead(other, "other", "Elsewhere AG")
	far.Props["description"] = "A lead of another organization."
	return s.world
}

func (s *seeder) organization(name string, labels ...string) *crm.Org {
	o := &crm.Org{ID: crm.MakeID("orga", name), Name: name, Pipelines: defaultPipelines(name), PhoneCountry: "DE"}
	for _, label := range labels {
		o.Statuses = append(o.Statuses, crm.Status{ID: crm.MakeID("stat", name+" "+label), Label: label})
	}
	s.world.Orgs = append(s.world.Orgs, o)
	return o
}

// people makes the six users of the first organization, two of whom have left. The
// first one is the demo user, who is no administrator there, so that locked fields are
// locked. One works in the other organization too.
func (s *seeder) people(other *crm.Org) {
	add := func(name, first, last, role string, former bool) *crm.User {
		u := s.person(s.home, name+"@heldout.example", first, last, role, former)
		s.users[name] = u
		return u
	}
	add("ada", "Ada", "Held", crm.RoleUser, false)
	s.home.Colleague = add("bob", "Bob", "Held", crm.RoleUser, false)
	add("grace", "Grace", "Okafor", crm.RoleAdmin, false)
	other.Colleague = add("zoe", "Zoë", "Müller-Łukasik", roleManager, false)
	other.Colleague.Roles[other.ID] = crm.RoleUser
	add("minjun", "민준", "김", crm.RoleUser, true)
	add("olga", "Olga", "Former", crm.RoleAdmin, true)
}

// person adds a user who works in one organization.
func (s *seeder) person(o *crm.Org, email, first, last, role string, former bool) *crm.User {
	name, _, _ := strings.Cut(email, "@")
	u := &crm.User{
		ID: crm.MakeID("user", name), First: first, Last: last, Email: email,
		Former: former, Roles: map[string]string{o.ID: role},
	}
	s.world.Users = append(s.world.Users, u)
	return u
}

// keys makes the keys, that of the demo user in the first organization first.
func (s *seeder) keys() {
	second := s.world.Orgs[2]
	for _, k := range []crm.Key{
		{Name: "demo", User: s.users["ada"], Org: s.home},
		{Name: "admin", User: s.users["grace"], Org: s.home},
		{Name: "both", User: s.users["zoe"], Org: s.home, Wide: true},
		{Name: "second", User: s.users["ada"], Org: second},
	} {
		k.Secret = fmt.Sprintf("api_%s.%s", crm.DemoDigits("sandbox"+k.Name), crm.DemoDigits("notarealkey"))
		s.world.Keys = append(s.world.Keys, &k)
	}
}

// lead makes a lead with nothing but a name. key is what its id is made of.
func (s *seeder) lead(o *crm.Org, key, name string) *crm.Lead {
	n := len(s.world.Leads)
	created := crm.SeedTime.Add(time.Duration(n)*26*time.Hour + time.Duration(n)*137*time.Millisecond)
	l := &crm.Lead{
		ID: crm.MakeID("lead", key), Org: o, CreatedBy: s.world.Users[n%4], UpdatedBy: s.world.Users[(n+1)%4],
		Created: created, Updated: created.Add(90 * time.Minute),
		Props: wire.Object{
			"name": name, "description": "", "url": "", "status_id": o.Statuses[n%len(o.Statuses)].ID, "addresses": []any{},
		},
	}
	for _, kind := range []string{"subscription", "site one", "site two"} {
		l.CustomObjects = append(l.CustomObjects, crm.MakeShortID("cobj", key+" "+kind))
	}
	s.world.AddLead(l)
	return l
}

// set puts a value into a custom field of a lead, in the form in which it is kept.
func (s *seeder) set(l *crm.Lead, fieldName string, value any) {
	l.Props["custom."+s.fields[fieldName].ID] = value
}

// setOn is set for a contact.
func (s *seeder) setOn(c *crm.Contact, fieldName string, value any) {
	c.Props["custom."+s.fields[fieldName].ID] = value
}

// contact adds a person to a lead.
func (s *seeder) contact(l *crm.Lead, name, title, email, phone string) *crm.Contact {
	c := &crm.Contact{
		ID: crm.MakeID("cont", fmt.Sprintf("%s %d", l.ID, len(l.Contacts))), LeadID: l.ID,
		CreatedBy: l.CreatedBy, UpdatedBy: l.CreatedBy, Created: l.Created, Updated: l.Created,
		Props: wire.Object{"name": name, "title": title, "timezone": nil, "emails": []any{}, "phones": []any{}, "urls": []any{}},
	}
	if email != "" {
		c.Props["emails"] = []any{wire.Object{"email": email, "type": "office"}}
	}
	if phone != "" {
		c.Props["phones"] = []any{wire.Object{"phone": phone, "type": "office"}}
	}
	l.Contacts = append(l.Contacts, c)
	return c
}

// address is a complete address; empty parts are "", as in an address that a person
// typed into a form.
func address(label, street, more, city, state, zipcode, country string) wire.Object {
	return wire.Object{
		"label": label, "address_1": street, "address_2": more, "city": city, "state": state, "zipcode": zipcode, "country": country,
	}
}
