package main

import "strings"

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
	siteType := makeShortID("cotype", "site")
	list := []struct {
		name string
		field
	}{
		{"industry", field{Name: "Industry", Type: typeChoices, Choices: industries, Description: "What the company mainly does"}},
		{"owner", field{Name: "Owner", Type: typeUser, Description: "Who looks after this lead", Associations: []association{
			{ObjectType: "lead"}, {ObjectType: "contact"},
		}}},
		{"days", field{Name: "Days", Type: typeChoices, Multiple: true, Choices: weekdays, Description: "When they like to be called"}},
		{"next call", field{Name: "Next call", Type: typeDateTime, Description: "In your own time zone"}},
		{"founded", field{Name: "Founded", Type: typeDate}},
		{"employees", field{Name: "Employees", Type: typeNumber}},
		{"revenue", field{Name: "Annual revenue", Type: typeNumber, Description: "In euros, excluding VAT"}},
		{"source", field{ID: makeID("lcf", "Lead source"), Name: "Lead source", Type: typeText, Description: "Where we heard of each other"}},
		{"background", field{Name: "Background", Type: typeTextarea, Description: "What to know before a call"}},
		{"interests", field{Name: `Interests & "extras" <all>`, Type: typeChoices, Multiple: true, Choices: interests}},
		{"team", field{Name: "Account team", Type: typeUser, Multiple: true}},
		{"main contact", field{Name: "Main contact", Type: typeContact}},
		{"deciders", field{Name: "Decision makers", Type: typeContact, Multiple: true}},
		{"subscription", field{Name: "Subscription", Type: typeCustomObject, ReferencedType: makeShortID("cotype", "subscription")}},
		{"sites", field{Name: "Sites", Type: typeCustomObject, Multiple: true, ReferencedType: siteType}},
		{"rating", field{Name: "Credit rating", Type: typeText, Roles: []string{roleAdmin}, Description: "Set by finance"}},
		{"region", field{Name: "Région", Type: typeChoices, Choices: []string{"DACH", "Nordics", "Ibérica", "日本", "Rest of the world"}, Associations: []association{
			{ObjectType: "lead", Roles: []string{roleAdmin, roleManager}}, {ObjectType: "contact"},
		}}},
		{"score", field{Name: "Score", Type: typeNumber, ConvertingTo: typeText, Description: "Being turned into a text"}},
		{"sync", field{Name: "ERP sync token", Type: typeHidden, Description: "Written by the ERP connector"}},
	}
	for _, item := range list {
		f := item.field
		if f.ID == "" {
			f.ID = makeID("cf", f.Name)
		}
		s.fields[item.name] = &f
		s.home.LeadFields = append(s.home.LeadFields, &f)
		if f.sharedOn("contact") {
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
		field
	}{
		{"language", field{Name: "Language", Type: typeText}},
		{"influence", field{Name: "Influence", Type: typeChoices, Choices: []string{"Decides", "Advises", "Uses", "Blocks"}}},
		{"channels", field{Name: "Channels", Type: typeChoices, Multiple: true, Choices: channels, Description: "How they like to be reached"}},
		{"introduced by", field{Name: "Introduced by", Type: typeUser}},
		{"vetting", field{Name: "Vetting", Type: typeText, Roles: []string{roleAdmin}, Description: "Set by compliance"}},
	} {
		f := item.field
		f.ID = makeID("cf", "contact "+strings.ToLower(f.Name))
		s.fields[item.name] = &f
		s.home.ContactFields = append(s.home.ContactFields, &f)
	}
}
