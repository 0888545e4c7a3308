package seed

import (
	"strings"

	"leadpatch/web/sandbox/crm"
)

var industries = []string{
	"Software", "Retail", "Manufacturing", "Health care", "Finance", "Education",
	"Logistics", "Energy", "Hospitality", "Construction", "Media", "Public sector",
}

var weekdays = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

// interests are choices with everything in them that a careless program breaks.
var interests = []string{
	`Widgets & gadgets`, `"Premium" support`, `Größe <XL>`, `日本語サポート`, `It's complicated`, `R&D, pilot; phase 2`, `Émojis 🎯`, `50% / 50%`, `C:\path`,
}

// customFields makes the fields of the leads, in the order of the interface, and
// those of the contacts, which begin with the shared ones.
func (s *seeder) customFields() {
	siteType := crm.MakeShortID("cotype", "site")
	list := []struct {
		name string
		crm.Field
	}{
		{"industry", crm.Field{Name: "Industry", Type: crm.TypeChoices, Choices: industries, Description: "What the company mainly does"}},
		{"owner", crm.Field{Name: "Owner", Type: crm.TypeUser, Description: "Who looks after this lead", Associations: []crm.Association{
			{ObjectType: "lead"}, {ObjectType: "contact"},
		}}},
		{"days", crm.Field{Name: "Days", Type: crm.TypeChoices, Multiple: true, Choices: weekdays, Description: "When they like to be called"}},
		{"next call", crm.Field{Name: "Next call", Type: crm.TypeDateTime, Description: "In your own time zone"}},
		{"founded", crm.Field{Name: "Founded", Type: crm.TypeDate}},
		{"employees", crm.Field{Name: "Employees", Type: crm.TypeNumber}},
		{"revenue", crm.Field{Name: "Annual revenue", Type: crm.TypeNumber, Description: "In euros, excluding VAT"}},
		{"source", crm.Field{ID: crm.MakeID("lcf", "Lead source"), Name: "Lead source", Type: crm.TypeText, Description: "Where we heard of each other"}},
		{"background", crm.Field{Name: "Background", Type: crm.TypeTextarea, Description: "What to know before a call"}},
		{"interests", crm.Field{Name: `Interests & "extras" <all>`, Type: crm.TypeChoices, Multiple: true, Choices: interests}},
		{"team", crm.Field{Name: "Account team", Type: crm.TypeUser, Multiple: true}},
		{"main contact", crm.Field{Name: "Main contact", Type: crm.TypeContact}},
		{"deciders", crm.Field{Name: "Decision makers", Type: crm.TypeContact, Multiple: true}},
		{"subscription", crm.Field{Name: "Subscription", Type: crm.TypeCustomObject, ReferencedType: crm.MakeShortID("cotype", "subscription")}},
		{"sites", crm.Field{Name: "Sites", Type: crm.TypeCustomObject, Multiple: true, ReferencedType: siteType}},
		{"rating", crm.Field{Name: "Credit rating", Type: crm.TypeText, Roles: []string{crm.RoleAdmin}, Description: "Set by finance"}},
		{"region", crm.Field{Name: "Région", Type: crm.TypeChoices, Choices: []string{"DACH", "Nordics", "Ibérica", "日本", "Rest of the world"}, Associations: []crm.Association{
			{ObjectType: "lead", Roles: []string{crm.RoleAdmin, roleManager}}, {ObjectType: "contact"},
		}}},
		{"score", crm.Field{Name: "Score", Type: crm.TypeNumber, ConvertingTo: crm.TypeText, Description: "Being turned into a text"}},
		{"sync", crm.Field{Name: "ERP sync token", Type: crm.TypeHidden, Description: "Written by the ERP connector"}},
	}
	for _, item := range list {
		f := item.Field
		if f.ID == "" {
			f.ID = crm.MakeID("cf", f.Name)
		}
		s.fields[item.name] = &f
		s.home.LeadFields = append(s.home.LeadFields, &f)
		if f.SharedOn("contact") {
			s.home.ContactFields = append(s.home.ContactFields, &f)
		}
	}
	s.contactFields()
}

// channels are choices that need care, like the interests of a lead.
var channels = []string{"E-mail", "Téléphone <soir>", `Letter & "fax"`, "Carrier pigeon"}

// contactFields makes the regular fields of the contacts, which come after the
// shared ones.
func (s *seeder) contactFields() {
	for _, item := range []struct {
		name string
		crm.Field
	}{
		{"language", crm.Field{Name: "Language", Type: crm.TypeText}},
		{"influence", crm.Field{Name: "Influence", Type: crm.TypeChoices, Choices: []string{"Decides", "Advises", "Uses", "Blocks"}}},
		{"channels", crm.Field{Name: "Channels", Type: crm.TypeChoices, Multiple: true, Choices: channels, Description: "How they like to be reached"}},
		{"introduced by", crm.Field{Name: "Introduced by", Type: crm.TypeUser}},
		{"vetting", crm.Field{Name: "Vetting", Type: crm.TypeText, Roles: []string{crm.RoleAdmin}, Description: "Set by compliance"}},
	} {
		f := item.Field
		f.ID = crm.MakeID("cf", "contact "+strings.ToLower(f.Name))
		s.fields[item.name] = &f
		s.home.ContactFields = append(s.home.ContactFields, &f)
	}
}
