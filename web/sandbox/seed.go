package main

import (
	"fmt"
	"strings"
	"time"
)

// seedTime is when the organization of the seed was made.
var seedTime = time.Date(2026, time.January, 2, 3, 4, 5, 678_000_000, time.UTC)

// The roles of the seed's users. admin and user are Close's own, the third one is
// made by the organization.
const (
	roleAdmin = "admin"
	roleUser  = "user"
)

var roleManager = makeShortID("role", "account manager")

// seedLeads is how many leads the organization of the demo key has: so many up to the
// plain ones, and those of siteLeads.
const (
	plainLeadsEnd = 60
	seedLeads     = plainLeadsEnd + 13
)

// seeder makes the world. Everything it makes depends on its code alone.
type seeder struct {
	world  *Data
	home   *org
	users  map[string]*user  // by the name that the code of the seed calls them
	fields map[string]*field // likewise
}

// seed returns a fresh world: the same one each time.
func seed() *Data {
	s := &seeder{world: &Data{}, users: map[string]*user{}, fields: map[string]*field{}}
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

func (s *seeder) organization(name string, labels ...string) *org {
	o := &org{ID: makeID("orga", name), Name: name, Pipelines: defaultPipelines(name), PhoneCountry: "DE"}
	for _, label := range labels {
		o.Statuses = append(o.Statuses, status{ID: makeID("stat", name+" "+label), Label: label})
	}
	s.world.Orgs = append(s.world.Orgs, o)
	return o
}

// people makes the six users of the first organization, two of whom have left. The
// first one is the demo user, who is no administrator there, so that locked fields are
// locked. One works in the other organization too.
func (s *seeder) people(other *org) {
	add := func(name, first, last, role string, former bool) *user {
		u := s.person(s.home, name+"@heldout.example", first, last, role, former)
		s.users[name] = u
		return u
	}
	add("ada", "Ada", "Held", roleUser, false)
	s.home.Colleague = add("bob", "Bob", "Held", roleUser, false)
	add("grace", "Grace", "Okafor", roleAdmin, false)
	other.Colleague = add("zoe", "Zoë", "Müller-Łukasik", roleManager, false)
	other.Colleague.Roles[other.ID] = roleUser
	add("minjun", "민준", "김", roleUser, true)
	add("olga", "Olga", "Former", roleAdmin, true)
}

// person adds a user who works in one organization.
func (s *seeder) person(o *org, email, first, last, role string, former bool) *user {
	name, _, _ := strings.Cut(email, "@")
	u := &user{
		ID: makeID("user", name), First: first, Last: last, Email: email,
		Former: former, Roles: map[string]string{o.ID: role},
	}
	s.world.Users = append(s.world.Users, u)
	return u
}

// keys makes the keys, that of the demo user in the first organization first.
func (s *seeder) keys() {
	second := s.world.Orgs[2]
	for _, k := range []apiKey{
		{Name: "demo", User: s.users["ada"], Org: s.home},
		{Name: "admin", User: s.users["grace"], Org: s.home},
		{Name: "both", User: s.users["zoe"], Org: s.home, Wide: true},
		{Name: "second", User: s.users["ada"], Org: second},
	} {
		k.Secret = fmt.Sprintf("api_%s.%s", demoDigits("sandbox"+k.Name), demoDigits("notarealkey"))
		s.world.Keys = append(s.world.Keys, &k)
	}
}

// demoDigits pads a text with zeros to the length of half a key. A reader sees at
// once that it is no real one.
func demoDigits(text string) string {
	return (text + "0000000000000000000000")[:shortID]
}

// lead makes a lead with nothing but a name. key is what its id is made of.
func (s *seeder) lead(o *org, key, name string) *lead {
	n := len(s.world.Leads)
	created := seedTime.Add(time.Duration(n)*26*time.Hour + time.Duration(n)*137*time.Millisecond)
	l := &lead{
		ID: makeID("lead", key), Org: o, CreatedBy: s.world.Users[n%4], UpdatedBy: s.world.Users[(n+1)%4],
		Created: created, Updated: created.Add(90 * time.Minute),
		Props: object{
			"name": name, "description": "", "url": "", "status_id": o.Statuses[n%len(o.Statuses)].ID, "addresses": []any{},
		},
	}
	for _, kind := range []string{"subscription", "site one", "site two"} {
		l.CustomObjects = append(l.CustomObjects, makeShortID("cobj", key+" "+kind))
	}
	s.world.addLead(l)
	return l
}

// set gives a custom field of a lead a value, in the form in which it is kept.
func (s *seeder) set(l *lead, fieldName string, value any) {
	l.Props["custom."+s.fields[fieldName].ID] = value
}

// setOn is set for a contact.
func (s *seeder) setOn(c *contact, fieldName string, value any) {
	c.Props["custom."+s.fields[fieldName].ID] = value
}

// contact adds a person to a lead.
func (s *seeder) contact(l *lead, name, title, email, phone string) *contact {
	c := &contact{
		ID: makeID("cont", fmt.Sprintf("%s %d", l.ID, len(l.Contacts))), LeadID: l.ID,
		CreatedBy: l.CreatedBy, UpdatedBy: l.CreatedBy, Created: l.Created, Updated: l.Created,
		Props: object{"name": name, "title": title, "timezone": nil, "emails": []any{}, "phones": []any{}, "urls": []any{}},
	}
	if email != "" {
		c.Props["emails"] = []any{object{"email": email, "type": "office"}}
	}
	if phone != "" {
		c.Props["phones"] = []any{object{"phone": phone, "type": "office"}}
	}
	l.Contacts = append(l.Contacts, c)
	return c
}

// address is a complete address; empty parts are "", as in an address that a person
// typed into a form.
func address(label, street, more, city, state, zipcode, country string) object {
	return object{
		"label": label, "address_1": street, "address_2": more, "city": city, "state": state, "zipcode": zipcode, "country": country,
	}
}
