package recipe

import (
	"fmt"
	"strings"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

// issues are the issues of a recipe, one a line.
func issues(in []api.RecipeIssue) string {
	var out []string
	for _, i := range in {
		out = append(out, fmt.Sprintf("%d %s: %s", i.Step, i.Part, i.Detail))
	}
	return strings.Join(out, "\n")
}

func TestLint(t *testing.T) {
	type step = api.RecipeStep
	set := func(field, value string) step { return step{Do: "set", Field: field, Value: value} }
	for _, c := range []struct {
		name string
		step step
		want string
	}{
		{"good", set("status_id", "Qualified"), ""},
		{"a field gone", step{Do: "set", Field: "custom.cf_gone", FieldLabel: "Budget", Value: "1"}, "0 field: This organization has no lead field “Budget”. Choose another field, or take the step out."},
		{"a field gone without a label", step{Do: "set", Field: "custom.cf_gone", Value: "1"}, "0 field: This organization has no lead field “custom.cf_gone”. Choose another field, or take the step out."},
		{"a field of a contact on the lead", set("title", "CEO"), "0 field: This organization has no lead field “title”. Choose another field, or take the step out."},
		{"a field of the lead on a contact", step{Do: "clear", On: "contact", Field: "description"}, "0 field: This organization has no contact field “description”. Choose another field, or take the step out."},
		{"another id, the same label", step{Do: "set", Field: "custom.cf_else", FieldLabel: "Source", Value: "web"}, ""},
		{"another id, the label in another case", step{Do: "set", Field: "custom.cf_else", FieldLabel: "SOURCE ", Value: "web"}, ""},
		{"another id, two with the label", step{Do: "set", Field: "custom.cf_else", FieldLabel: "Twin", Value: "web"}, "0 field: Several lead fields of this organization are called “Twin”. Choose the one that is meant."},
		{"another id, a type that does not fit", step{Do: "append", Field: "custom.cf_else", FieldLabel: "Employees", Value: "1"}, "0 do: Text can be appended to text fields only, and “Employees” is none. Use “set” or “add”."},
		{"a standard field is not looked for by its label", step{Do: "set", Field: "website", FieldLabel: "URL", Value: "1"}, "0 field: This organization has no lead field “URL”. Choose another field, or take the step out."},
		{"nor is one of Close's own taken for a custom one", step{Do: "set", Field: "website", FieldLabel: "Source", Value: "1"}, "0 field: This organization has no lead field “Source”. Choose another field, or take the step out."},
		{"locked", set("custom.cf_locked", "1"), "0 field: “Score” is locked. Only admins may change this. Choose another field, or take the step out."},
		{"a type of the future", set("custom.cf_new", "1"), "0 field: “Hologram” is locked. Leadpatch does not know this type of field yet. Choose another field, or take the step out."},
		{"a status gone", set("status_id", "Dormant"), "0 value: There is no lead status “Dormant” in this organization. Choose another."},
		{"a choice gone", set("custom.cf_industry", "Wholesale"), "0 value: “Wholesale” is not among the choices of “Industry”. Choose another."},
		{"one of several choices gone", set("custom.cf_days", "Mon\nSun"), "0 value: “Sun” is not among the choices of “Days”. Choose another."},
		{"an ambiguous choice", set("custom.cf_industry", "SOFTWARE"), "0 value: “SOFTWARE” names several of “Industry”. Choose the one that is meant."},
		{"a user gone", set("custom.cf_owner", "Zoë"), "0 value: “Zoë” is not a user of this organization. Choose another."},
		{"a user who left", set("custom.cf_owner", "user_o"), "0 value: Olga Former has left the organization. Choose somebody else."},
		{"a contact is the lead's matter", set("custom.cf_who", "Somebody"), ""},
		{"no number", set("custom.cf_number", "many"), "0 value: “many” is not a number. Write digits, with a point for decimals, such as 1250.5."},
		{"no date", set("custom.cf_date", "soon"), "0 value: “soon” is not a date. Write it as year-month-day, such as 2026-03-31."},
		{"no URL", set("url", "javascript:alert(1)"), "0 value: A lead's URL begins with http:// or https://, not javascript:."},
		{"a placeholder of another type", set("custom.cf_number", "{{today}}"), "0 value: “Employees” takes a number, and {{today}} is a date. Use another placeholder."},
		{"a filter makes it fit", set("custom.cf_number", "{{selection|number}}"), ""},
		{"a filter that finds nothing there", step{Do: "note", Value: "{{today|phone}}"}, "0 value: The filter “phone” finds nothing in a date. Take it out, or use another placeholder."},
		{"a number of a number", step{Do: "note", Value: "{{selection|number|email}}"}, "0 value: The filter “email” finds nothing in a number. Take it out, or use another placeholder."},
		{"text around a date", set("custom.cf_date", "on {{today}}"), "0 value: “Renewal” takes a placeholder alone. Take the text around it out."},
		{"add to one value", step{Do: "add", Field: "custom.cf_text", Value: "x"}, "0 do: “Source” holds one value. Use “set”."},
		{"remove from one value", step{Do: "remove", Field: "url", Value: "x"}, "0 do: “URL” holds one value. Use “set”."},
		{"all addresses of a contact", step{Do: "set", On: "contact", Field: "emails", Value: "a@b.example"}, "0 do: “Emails” holds several, and “set” would replace them all. Use “add”."},
		{"no email address", step{Do: "add", On: "contact", Field: "emails", Value: "nobody"}, "0 value: “nobody” is not an email address. Write one like name@example.com."},
		{"postal addresses", step{Do: "add", Field: "addresses", Value: "Bonn"}, "0 field: A recipe cannot write addresses. Take the step out, and edit them in the panel."},
		{"append to a URL", step{Do: "append", Field: "url", Value: "x"}, "0 do: Text can be appended to text fields only, and “URL” is none. Use “set” or “add”."},
		{"clear what must be", step{Do: "clear", Field: "status_id"}, "0 do: There is always a status. Set another instead."},
		{"syntax", set("description", "x {{oops}}"), "0 value: There is no placeholder “oops”. Choose one from the list. It is at character 3."},
		{"a field of a placeholder gone", step{Do: "note", Value: "{{lead.custom.cf_gone}}"}, "0 value: The field of {{lead.custom.cf_gone}} is not in this organization. Choose another placeholder."},
		{"one question, two lists", step{Do: "task", Value: "{{ask:Who?|a,b}}", AssignedTo: "{{ask:Who?|c,d}}"}, "0 assigned_to: “Who?” is asked twice, with different choices. Give both the same, or ask something else."},
		{"a task's date", step{Do: "task", Value: "x", Date: "soon"}, "0 date: “soon” is not a date. Write it as year-month-day, such as 2026-03-31."},
		{"a task's date that is a number", step{Do: "task", Value: "x", Date: "{{selection|number}}"}, "0 date: The task's date takes a date, and {{selection|number}} is a number. Use another placeholder."},
		{"a task's user gone", step{Do: "task", Value: "x", AssignedTo: "Olga Former"}, "0 assigned_to: Olga Former has left the organization. Choose somebody else."},
		{"an opportunity status gone", step{Do: "opportunity_status", Status: "Stalled"}, "0 status: There is no opportunity status “Stalled” in this organization. Choose another."},
		{"an opportunity status of two pipelines", step{Do: "opportunity_status", Status: "won"}, "0 status: Several pipelines have an opportunity status “won”. Choose the one that is meant."},
	} {
		if got := issues(Lint(one(c.step), testSchema(1))); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	when := &api.Recipe{Name: "x", WhenStatus: []string{"Potential", "Dormant"}, Steps: []step{{Do: "note", Value: "x"}}}
	if got, want := issues(Lint(when, testSchema(1))), "-1 when_status: There is no lead status “Dormant” in this organization. Choose another."; got != want {
		t.Errorf("got %s", got)
	}
}

// TestMatch: what is written the same wins over what is written in another case.
func TestMatch(t *testing.T) {
	list := []patch.Option{{Value: "1", Label: "won"}, {Value: "2", Label: "Won"}, {Value: "won", Label: "By id"}, {Value: "3", Label: "Lost"}, {Value: "4", Label: "Lost"}}
	for _, c := range []struct {
		text, want string
		several    bool
	}{
		{"Won", "2", false}, {" Won ", "2", false}, {"won", "won", false}, {"WON", "", true}, {"Lost", "", true}, {"by ID", "won", false}, {"4", "4", false}, {"none", "", false}, {"", "", false},
	} {
		o, several := match(list, c.text)
		got := ""
		if o != nil {
			got = o.Value
		}
		if got != c.want || several != c.several {
			t.Errorf("%q: %q, %v", c.text, got, several)
		}
	}
}

// TestLintWithoutSchema: where the organization is not known, only what is wrong
// everywhere is said.
func TestLintWithoutSchema(t *testing.T) {
	r := one(api.RecipeStep{Do: "set", Field: "custom.cf_gone", Value: "{{today|phone}}"}, api.RecipeStep{Do: "task", Value: "x", AssignedTo: "Nobody"})
	if got := Lint(r, nil); len(got) != 1 || got[0].Part != "value" {
		t.Errorf("%s", issues(got))
	}
}

func TestValidate(t *testing.T) {
	type step = api.RecipeStep
	note := []step{{Do: "note", Value: "x"}}
	for _, c := range []struct {
		name   string
		recipe api.Recipe
		want   string
	}{
		{"good", api.Recipe{Name: strings.Repeat("é", 80), Slot: 4, Menu: Menus, Steps: note}, ""},
		{"no name", api.Recipe{Name: " ", Steps: note}, "-1 name"},
		{"a long name", api.Recipe{Name: strings.Repeat("é", 81), Steps: note}, "-1 name"},
		{"a name of two lines", api.Recipe{Name: "a\nb", Steps: note}, "-1 name"},
		{"white space around a name", api.Recipe{Name: "a ", Steps: note}, "-1 name"},
		{"a long description", api.Recipe{Name: "a", Description: strings.Repeat("x", 10_001), Steps: note}, "-1 description"},
		{"no such shortcut", api.Recipe{Name: "a", Slot: 5, Steps: note}, "-1 slot"},
		{"no such menu", api.Recipe{Name: "a", Menu: []string{"audio"}, Steps: note}, "-1 menu"},
		{"a menu twice", api.Recipe{Name: "a", Menu: []string{"page", "page"}, Steps: note}, "-1 menu"},
		{"a status without a name", api.Recipe{Name: "a", WhenStatus: []string{""}, Steps: note}, "-1 when_status"},
		{"no steps", api.Recipe{Name: "a"}, "-1 steps"},
		{"51 steps", api.Recipe{Name: "a", Steps: make([]step, 51)}, "-1 steps"},
		{"no such operation", api.Recipe{Name: "a", Steps: []step{{Do: "delete", Field: "name"}}}, "0 do"},
		{"an operation of undo", api.Recipe{Name: "a", Steps: []step{{Do: "delete_note"}}}, "0 do"},
		{"set without a value", api.Recipe{Name: "a", Steps: []step{{Do: "set", Field: "name", Value: " "}}}, "0 value"},
		{"set without a field", api.Recipe{Name: "a", Steps: []step{{Do: "set", Value: "x"}}}, "0 field"},
		{"clear with a value", api.Recipe{Name: "a", Steps: []step{{Do: "clear", Field: "url", Value: "x"}}}, "0 value"},
		{"on somebody else", api.Recipe{Name: "a", Steps: []step{{Do: "clear", On: "opportunity", Field: "url"}}}, "0 on"},
		{"a note with a field", api.Recipe{Name: "a", Steps: []step{{Do: "note", Value: "x", Field: "url"}}}, "0 field"},
		{"a task with a status", api.Recipe{Name: "a", Steps: []step{{Do: "task", Value: "x", Status: "Won"}}}, "0 status"},
		{"an opportunity without a status", api.Recipe{Name: "a", Steps: []step{{Do: "opportunity_status"}}}, "0 status"},
		{"a long text", api.Recipe{Name: "a", Steps: []step{{Do: "note", Value: strings.Repeat("x", 10_001)}}}, "0 value"},
		{"a null character", api.Recipe{Name: "a", Steps: []step{{Do: "note", Value: "a\x00"}}}, "0 value"},
	} {
		got := issues(Validate(&c.recipe))
		if c.want == "" && got != "" || c.want != "" && (!strings.HasPrefix(got, c.want+":") || strings.Contains(got, "\n")) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestLabelAndPortable(t *testing.T) {
	r := *one(
		api.RecipeStep{Do: "set", Field: "custom.cf_else", FieldLabel: "industry", Value: "Retail"},
		api.RecipeStep{Do: "set", Field: "status_id", Value: "stat_q"},
		api.RecipeStep{Do: "add", Field: "custom.cf_team", Value: "user_a\nuser_s1\nuser_gone"},
		api.RecipeStep{Do: "task", Value: "x", AssignedTo: "user_b"},
		api.RecipeStep{Do: "opportunity_status", Status: "stat_o3"},
		api.RecipeStep{Do: "set", On: "lead", Field: "custom.cf_gone", FieldLabel: "Gone", Value: "stat_q"},
	)
	r.WhenStatus = []string{"stat_p", "Customer"}
	schema := testSchema(1)
	Label(&r, schema)
	if r.Steps[0].Field != "custom.cf_industry" || r.Steps[0].FieldLabel != "Industry" || r.Steps[1].FieldLabel != "Status" || r.Steps[5].FieldLabel != "Gone" {
		t.Errorf("%+v", r.Steps)
	}
	if got, want := Summary(&r, schema), "Industry, Status, Team, a task, the opportunity's status, Gone"; got != want {
		t.Errorf("summary: %s", got)
	}
	p := Portable(r, schema)
	values := []string{p.Steps[1].Value, p.Steps[2].Value, p.Steps[3].AssignedTo, p.Steps[4].Status, p.Steps[5].Value, p.WhenStatus[0], p.WhenStatus[1], p.Steps[5].On}
	// A label that two have, or that somebody who left has too, does not lead back.
	want := []string{"Qualified", "Ada Held\nuser_s1\nuser_gone", "user_b", "Won (Renewals)", "stat_q", "Potential", "Customer", ""}
	if strings.Join(values, "|") != strings.Join(want, "|") {
		t.Errorf("portable: %q, want %q", values, want)
	}
	if r.Steps[1].Value != "stat_q" || r.WhenStatus[0] != "stat_p" {
		t.Error("the recipe itself was changed")
	}
}
