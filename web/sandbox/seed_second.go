package main

import "encoding/json"

// secondOrganization makes another organization in which the demo user works, there
// as an administrator, with people, fields and leads of its own. Some of its names are
// those of the first one, so that a client which mixes the two up gets an id wrong.
func (s *seeder) secondOrganization() {
	o := s.organization("Juniper Coffee", "Potential", "Tasting", "Supplied", "Lost")
	o.PhoneCountry = "GB"
	ada := s.users["ada"]
	ada.Roles[o.ID] = roleAdmin
	ines := s.person(o, "ines@juniper.example", "Inês", "Carvalho", roleUser, false)
	o.Colleague = ines
	s.person(o, "tom@juniper.example", "Tom", "Gone", roleUser, true)

	own := func(f field) *field {
		f.ID = makeID("cf", o.Name+" "+f.Name)
		return &f
	}
	region := own(field{Name: "Région", Type: typeChoices, Choices: []string{"City", "Coast", "Hills"}, Associations: []association{
		{ObjectType: "lead"}, {ObjectType: "contact", Roles: []string{roleUser}},
	}})
	industry := own(field{Name: "Industry", Type: typeChoices, Choices: []string{"Café", "Hotel", "Retail"}})
	owner := own(field{Name: "Owner", Type: typeUser})
	roast := own(field{Name: "Roast", Type: typeChoices, Multiple: true, Choices: []string{"Light", "Medium", "Dark"}, Description: "What they have bought"})
	kilos := own(field{Name: "Kilos a month", Type: typeNumber})
	tasting := own(field{Name: "Next tasting", Type: typeDate})
	notes := own(field{Name: "Tasting notes", Type: typeTextarea, Roles: []string{roleAdmin}})
	language := own(field{Name: "Language", Type: typeText})
	o.LeadFields = []*field{industry, owner, roast, kilos, tasting, notes, region}
	o.ContactFields = []*field{region, language}

	lead := func(key, name string, by *user, values map[*field]any) *lead {
		l := s.lead(o, o.Name+" "+key, name)
		l.CreatedBy, l.UpdatedBy = by, ada
		for f, value := range values {
			l.Props["custom."+f.ID] = value
		}
		return l
	}
	l := lead("harbour", "Harbour Hotel", ines, map[*field]any{
		industry: "Hotel", owner: ines.ID, roast: []any{"Medium", "Dark"}, kilos: json.Number("42.5"), tasting: "2026-12-09",
		notes: "Likes it strong.", region: "Coast",
	})
	l.Props["description"] = "Breakfast for two hundred."
	l.Props["url"] = "https://harbour-hotel.example"
	l.Props["addresses"] = []any{address("business", "3 Quay Road", "", "Whitby", "", "YO21 1AA", "GB")}
	chef := s.contact(l, "Maeve Doyle", "Head chef", "maeve@harbour-hotel.example", "+441947123456")
	chef.Props["custom."+language.ID] = "English"
	s.opportunity(l, 480_000, "A year of beans")
	s.task(l, "Bring samples", "2026-12-09")

	// The same name as the first lead of the first organization.
	l = lead("acme", "Acme GmbH", ada, map[*field]any{industry: "Retail", owner: ada.ID})
	l.Props["description"] = "Coffee for the staff."
	s.contact(l, "Dana Keller", "Office manager", "dana@acme.example", "")

	lead("corner", "Corner Café", ines, nil)
}
