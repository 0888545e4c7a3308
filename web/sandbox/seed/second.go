package seed

import (
	"encoding/json"

	"leadpatch/web/sandbox/crm"
)

// secondOrganization makes another organization in which the demo user works, there
// as an administrator, with people, fields and leads of its own. Some of its names are
// those of the first one, so that a client which mixes the two up gets an id wrong.
func (s *seeder) secondOrganization() {
	o := s.organization("Juniper Coffee", "Potential", "Tasting", "Supplied", "Lost")
	o.PhoneCountry = "GB"
	ada := s.users["ada"]
	ada.Roles[o.ID] = crm.RoleAdmin
	ines := s.person(o, "ines@juniper.example", "Inês", "Carvalho", crm.RoleUser, false)
	o.Colleague = ines
	s.person(o, "tom@juniper.example", "Tom", "Gone", crm.RoleUser, true)

	own := func(f crm.Field) *crm.Field {
		f.ID = crm.MakeID("cf", o.Name+" "+f.Name)
		return &f
	}
	region := own(crm.Field{Name: "Région", Type: crm.TypeChoices, Choices: []string{"City", "Coast", "Hills"}, Associations: []crm.Association{
		{ObjectType: "lead"}, {ObjectType: "contact", Roles: []string{crm.RoleUser}},
	}})
	industry := own(crm.Field{Name: "Industry", Type: crm.TypeChoices, Choices: []string{"Café", "Hotel", "Retail"}})
	owner := own(crm.Field{Name: "Owner", Type: crm.TypeUser})
	roast := own(crm.Field{Name: "Roast", Type: crm.TypeChoices, Multiple: true, Choices: []string{"Light", "Medium", "Dark"}, Description: "What they have bought"})
	kilos := own(crm.Field{Name: "Kilos a month", Type: crm.TypeNumber})
	tasting := own(crm.Field{Name: "Next tasting", Type: crm.TypeDate})
	notes := own(crm.Field{Name: "Tasting notes", Type: crm.TypeTextarea, Roles: []string{crm.RoleAdmin}})
	language := own(crm.Field{Name: "Language", Type: crm.TypeText})
	o.LeadFields = []*crm.Field{industry, owner, roast, kilos, tasting, notes, region}
	o.ContactFields = []*crm.Field{region, language}

	lead := func(key, name string, by *crm.User, values map[*crm.Field]any) *crm.Lead {
		l := s.lead(o, o.Name+" "+key, name)
		l.CreatedBy, l.UpdatedBy = by, ada
		for f, value := range values {
			l.Props["custom."+f.ID] = value
		}
		return l
	}
	l := lead("harbour", "Harbour Hotel", ines, map[*crm.Field]any{
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
	l = lead("acme", "Acme GmbH", ada, map[*crm.Field]any{industry: "Retail", owner: ada.ID})
	l.Props["description"] = "Coffee for the staff."
	s.contact(l, "Dana Keller", "Office manager", "dana@acme.example", "")

	lead("corner", "Corner Café", ines, nil)
}
