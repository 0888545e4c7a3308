package recipe

import (
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

var (
	testStatuses = []patch.Option{{Value: "stat_p", Label: "Potential"}, {Value: "stat_q", Label: "Qualified"}, {Value: "stat_c", Label: "Customer"}}
	testUsers    = []patch.Option{
		{Value: "user_a", Label: "Ada Held"}, {Value: "user_b", Label: "Bob Held"}, {Value: "user_s1", Label: "Sam Twin"}, {Value: "user_s2", Label: "Sam Twin"},
		{Value: "user_b0", Label: "Bob Held", Note: "Former user"}, {Value: "user_o", Label: "Olga Former", Note: "Former user"},
	}
	testContacts = []patch.Option{{Value: "cont_g", Label: "Grace Hopper"}, {Value: "cont_j", Label: "Jean Bartik"}}
)

func choicesOf(labels ...string) []patch.Option {
	var out []patch.Option
	for _, l := range labels {
		out = append(out, patch.Option{Value: l, Label: l})
	}
	return out
}

// testSchema is the schema of a lead with the first n of the contacts.
func testSchema(n int) *Schema {
	contacts := testContacts[:n]
	lead := append(patch.LeadFields(testStatuses),
		patch.Field{Key: "custom.cf_industry", Label: "Industry", Type: patch.Choices, Options: choicesOf("Retail", "Software", "software", "Won, lost")},
		patch.Field{Key: "custom.cf_days", Label: "Days", Type: patch.Choices, Multiple: true, Options: choicesOf("Mon", "Tue", "Wed", "Thu, Fri")},
		patch.Field{Key: "custom.cf_owner", Label: "Owner", Type: patch.User, Options: testUsers},
		patch.Field{Key: "custom.cf_team", Label: "Team", Type: patch.User, Multiple: true, Options: testUsers},
		patch.Field{Key: "custom.cf_who", Label: "Who", Type: patch.Contact, Options: contacts},
		patch.Field{Key: "custom.cf_number", Label: "Employees", Type: patch.Number},
		patch.Field{Key: "custom.cf_date", Label: "Renewal", Type: patch.Date},
		patch.Field{Key: "custom.cf_time", Label: "Next call", Type: patch.DateTime},
		patch.Field{Key: "custom.cf_text", Label: "Source", Type: patch.Text},
		patch.Field{Key: "custom.cf_locked", Label: "Score", Type: patch.Text, Locked: "Only admins may change this."},
		patch.Field{Key: "custom.cf_new", Label: "Hologram", Type: patch.Unknown, Locked: "Leadpatch does not know this type of field yet."},
		patch.Field{Key: "custom.cf_twin1", Label: "Twin", Type: patch.Text},
		patch.Field{Key: "custom.cf_twin2", Label: "Twin", Type: patch.Text},
	)
	return &Schema{
		Lead: patch.NewSchema(patch.LeadKind, lead), Contact: patch.NewSchema(patch.ContactKind, patch.ContactFields()), Users: testUsers,
		OpportunityStatuses: []patch.Option{
			{Value: "stat_o1", Label: "Active", Note: "Sales"}, {Value: "stat_o2", Label: "Won (Sales)", Note: "Sales"}, {Value: "stat_o3", Label: "Won (Renewals)", Note: "Renewals"},
		},
	}
}

func testLead(t testing.TB, n int) *Lead {
	t.Helper()
	parse := func(s string) *patch.Document {
		doc, err := patch.ParseDocument([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	return &Lead{
		Doc: parse(`{"id":"lead_1","name":"Acme GmbH","status_id":"stat_p","url":"https://acme.example","description":"Makes widgets.",
			"custom.cf_days":["Mon","Tue"],"custom.cf_owner":"user_b","custom.cf_number":12.50,"custom.cf_team":["user_a","user_o"]}`),
		Contacts: testContacts[:n],
		Docs: map[string]*patch.Document{
			"cont_g": parse(`{"id":"cont_g","name":"Grace Hopper","title":"","emails":[{"type":"home","email":"Grace@acme.example"}]}`),
		},
	}
}

// fillText fills one template as a note does, and returns what it comes to or asks; a
// syntax error comes back as its text.
func fillText(t *testing.T, template string, answers map[string]string) (string, []api.Question) {
	t.Helper()
	parsed, err := Parse(template)
	if err != nil {
		return "error: " + err.Error(), nil
	}
	ctx := testContext()
	ctx.Me = api.User{ID: "user_a", Name: "Ada Held", Email: "ada@heldout.example"}
	lead := testLead(t, 1)
	lead.schema = testSchema(1).Lead
	f := &filler{schema: testSchema(1), lead: lead, ctx: ctx, answers: answers}
	text, _ := f.text(parsed)
	return text, f.out.Questions
}

// one is a recipe of the steps.
func one(steps ...api.RecipeStep) *api.Recipe { return &api.Recipe{Name: "Test", Steps: steps} }
