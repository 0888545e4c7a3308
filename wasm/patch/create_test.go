package patch_test

import (
	"slices"
	"strings"
	"testing"

	"leadpatch/wasm/patch"
)

const someLead = "lead_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54"

func textEdit(field, json string) patch.Edit {
	return patch.Edit{Field: field, Op: patch.Set, Value: []byte(json)}
}

// TestCreate: what is new is sent as plain values, however it was asked for.
func TestCreate(t *testing.T) {
	people := patch.NewSchema(patch.ContactKind, append(patch.ContactFields(),
		patch.Field{Key: "custom.cf_Tags", Label: "Tags", Type: patch.Text, Multiple: true},
		patch.Field{Key: "custom.cf_Size", Label: "Size", Type: patch.Number},
	))
	tests := []struct {
		name  string
		edits []patch.Edit
		want  string // "" for nothing to make
	}{
		{"plain fields", []patch.Edit{textEdit("name", `"Nora"`), textEdit("custom.cf_Size", `"7.50"`)}, `{"name":"Nora","custom.cf_Size":7.50,"lead_id":"` + someLead + `"}`},
		{"values one by one", []patch.Edit{
			{Field: "custom.cf_Tags", Op: patch.Add, Value: []byte(`"a"`)}, {Field: "custom.cf_Tags", Op: patch.Add, Value: []byte(`"b"`)}, {Field: "custom.cf_Tags", Op: patch.Remove, Value: []byte(`"a"`)},
		}, `{"custom.cf_Tags":["b"],"lead_id":"` + someLead + `"}`},
		{"records", []patch.Edit{{Field: "emails", Op: patch.Add, Value: []byte(`{"type":"office","email":"n@neu.example"}`)}}, `{"emails":[{"type":"office","email":"n@neu.example"}],"lead_id":"` + someLead + `"}`},
		{"appended", []patch.Edit{{Field: "title", Op: patch.Append, Value: []byte(`"CEO"`)}}, `{"title":"CEO","lead_id":"` + someLead + `"}`},
		{"cleared", []patch.Edit{textEdit("title", `"x"`), {Field: "title", Op: patch.Clear}}, ``},
		{"nothing", nil, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plan, err := patch.Create(people, test.edits)
			if err != nil || len(plan.Errors) > 0 || len(plan.Unchanged) > 0 {
				t.Fatalf("%+v, %v", plan, err)
			}
			body, err := patch.NewContact(plan, someLead)
			if string(body) != test.want || (err == nil) != (test.want != "") {
				t.Errorf("%s, %v", body, err)
			}
			if test.want == "" {
				return
			}
			made, err := patch.ParseDocument(body)
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(plan.Verify(made), func(v patch.Verified) bool { return !v.Accepted }) {
				t.Error("what was made does not show what was planned")
			}
		})
	}
}

// TestCreateKeepsToOneLead: what is not an id gets into no body.
func TestCreateKeepsToOneLead(t *testing.T) {
	plan, err := patch.Create(patch.NewSchema(patch.ContactKind, patch.ContactFields()), []patch.Edit{textEdit("name", `"Nora"`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "lead_", "cont_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54", "lead_x/../y", "lead_é"} {
		if body, err := patch.NewContact(plan, id); err == nil {
			t.Errorf("%q: %s", id, body)
		}
	}
}

// TestCreateRefusals: the rules of a field hold for something new too.
func TestCreateRefusals(t *testing.T) {
	leads := patch.NewSchema(patch.LeadKind, append(patch.LeadFields([]patch.Option{{Value: "stat_1", Label: "Potential"}}),
		patch.Field{Key: "custom.cf_Locked", Label: "Rating", Type: patch.Text, Locked: "Only admins may change this."}))
	for field, value := range map[string]string{
		"contacts": `[]`, "custom": `{}`, "lead_id": `"` + someLead + `"`, "organization_id": `"orga_1"`, "emails": `[]`, "name": `""`,
		"status_id": `"Dreamt of"`, "custom.cf_Locked": `"A"`, "custom.cf_Gone": `"A"`, "contacts.-1": `"x"`,
	} {
		plan, err := patch.Create(leads, []patch.Edit{textEdit(field, value), textEdit("url", `"https://n.example"`)})
		if err != nil || len(plan.Errors) != 1 || plan.Errors[0].Field != field || len(plan.Bodies) != 0 {
			t.Errorf("%s: %+v, %v", field, plan, err)
			continue
		}
		if body, err := patch.NewLead(plan, nil); err == nil {
			t.Errorf("%s: %s", field, body)
		}
	}
}

func TestNewLead(t *testing.T) {
	create := func(kind patch.Kind, fields []patch.Field, edits ...patch.Edit) *patch.Plan {
		t.Helper()
		plan, err := patch.Create(patch.NewSchema(kind, fields), edits)
		if err != nil || len(plan.Errors) > 0 {
			t.Fatalf("%+v, %v", plan, err)
		}
		return plan
	}
	lead := create(patch.LeadKind, patch.LeadFields(nil), textEdit("name", `"N \"& <Co>\""`), textEdit("addresses", `[{"city":"Ulm"}]`))
	one := create(patch.ContactKind, patch.ContactFields(), textEdit("name", `"Nora"`))
	two := create(patch.ContactKind, patch.ContactFields(), textEdit("emails", `[{"email":"b@neu.example"}]`))
	nobody := create(patch.ContactKind, patch.ContactFields())
	head := strings.NewReplacer("&", `\u0026`, "<", `\u003c`, ">", `\u003e`).Replace(`{"name":"N \"& <Co>\"","addresses":[{"city":"Ulm"}]`)
	for _, test := range []struct {
		contacts []*patch.Plan
		want     string
	}{
		{nil, head + `}`},
		{[]*patch.Plan{one}, head + `,"contacts":[{"name":"Nora"}]}`},
		{[]*patch.Plan{one, two}, head + `,"contacts":[{"name":"Nora"},{"emails":[{"email":"b@neu.example"}]}]}`},
		{[]*patch.Plan{nobody}, ``},
	} {
		body, err := patch.NewLead(lead, test.contacts)
		if string(body) != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s, %v\nwant %s", body, err, test.want)
		}
	}
}
