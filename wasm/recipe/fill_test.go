package recipe

import (
	"encoding/json"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

// filled is a result in one line: what is done, or else what stands in the way.
func filled(r *Result) string {
	var out []string
	for _, q := range r.Questions {
		out = append(out, "ask "+q.ID+" ("+q.Text+") "+q.Note)
	}
	for _, i := range r.Issues {
		out = append(out, "issue "+i.Part+": "+i.Detail)
	}
	if r.Blocked != "" {
		out = append(out, "blocked: "+r.Blocked)
	}
	for _, e := range r.Edits {
		out = append(out, strings.TrimSpace(strings.Join([]string{string(e.Op), e.Target, e.Field, string(e.Value)}, " ")))
	}
	for _, s := range r.Steps {
		raw, err := json.Marshal(s)
		if err != nil {
			panic(err)
		}
		out = append(out, string(raw))
	}
	return strings.Join(out, "; ")
}

func TestFill(t *testing.T) {
	type step = api.RecipeStep
	set := func(field, value string) step { return step{Do: "set", Field: field, Value: value} }
	for _, c := range []struct {
		name     string
		recipe   *api.Recipe
		contacts int
		answers  map[string]string
		want     string
	}{
		{"a status by its label", one(set("status_id", "Qualified")), 1, nil, `set  status_id "stat_q"`},
		{"a status in any case", one(set("status_id", " qualified ")), 1, nil, `set  status_id "stat_q"`},
		{"a status by its id", one(set("status_id", "stat_q")), 1, nil, `set  status_id "stat_q"`},
		{"a choice is matched exactly first", one(set("custom.cf_industry", "software")), 1, nil, `set  custom.cf_industry "software"`},
		{"a choice that could be two", one(set("custom.cf_industry", "{{ask:Which?}}")), 1, map[string]string{"ask:Which?": "SOFTWARE"},
			`ask value:0 (Value for “Industry”) “SOFTWARE” names several of “Industry”. Choose the one that is meant.`},
		{"a text that is no choice, then answered", one(set("custom.cf_industry", "{{page.title}}")), 1, map[string]string{"value:0": "retail"}, `set  custom.cf_industry "Retail"`},
		{"several values, one a line", one(set("custom.cf_days", "Mon\nThu, Fri\n")), 1, nil, `set  custom.cf_days ["Mon","Thu, Fri"]`},
		{"several values with commas", one(set("custom.cf_days", "mon, Tue,")), 1, nil, `set  custom.cf_days ["Mon","Tue"]`},
		{"values are added one by one", one(step{Do: "add", Field: "custom.cf_days", Value: "Tue, Wed"}), 1, nil, `add  custom.cf_days "Tue"; add  custom.cf_days "Wed"`},
		{"a former user is taken away", one(step{Do: "remove", Field: "custom.cf_team", Value: "Olga Former"}), 1, nil, `remove  custom.cf_team "user_o"`},
		{"me", one(set("custom.cf_owner", "{{me.id}}")), 1, nil, `set  custom.cf_owner "user_a"`},
		{"somebody with the name of one who left", one(set("custom.cf_owner", "Bob Held")), 1, nil, `set  custom.cf_owner "user_b"`},
		{"somebody who left", one(set("custom.cf_owner", "{{ask:Who?}}")), 1, map[string]string{"ask:Who?": "olga former"},
			"ask value:0 (Value for “Owner”) Olga Former has left the organization. Choose somebody else."},
		{"a contact by name", one(set("custom.cf_who", "grace hopper")), 1, nil, `set  custom.cf_who "cont_g"`},
		{"a number", one(set("custom.cf_number", "{{ask:How many?|number}}")), 1, map[string]string{"ask:How many?": "1.250,5"}, `set  custom.cf_number "1250.5"`},
		{"what is no number", one(set("custom.cf_number", "{{page.title}}")), 1, nil,
			"ask value:0 (Value for “Employees”) “Our team” is not a number. Write it without separators, such as 1250000.5."},
		{"a date", one(set("custom.cf_date", "{{today+1w}}")), 1, nil, `set  custom.cf_date "2026-11-30"`},
		{"the date of a time", one(set("custom.cf_date", "{{now}}")), 1, nil, `set  custom.cf_date "2026-11-23"`},
		{"a date as people write it", one(set("custom.cf_date", "31 March 2027")), 1, nil, `set  custom.cf_date "2027-03-31"`},
		{"the beginning of a day", one(set("custom.cf_time", "{{today}}")), 1, nil, `set  custom.cf_time "2026-11-23T00:00:00-05:00"`},
		{"a time", one(set("custom.cf_time", "{{now+1d}}")), 1, nil, `set  custom.cf_time "2026-11-24T17:30:00-05:00"`},
		{"a URL without a scheme", one(set("url", "{{page.domain}}")), 1, nil, `set  url "acme.example"`},
		{"text keeps its white space", one(step{Do: "append", Field: "description", Value: "{{selection|first_line}}\n "}), 1, nil, `append  description "Ada Lovelace\n "`},
		{"clear", one(step{Do: "clear", Field: "custom.cf_text"}), 1, nil, `clear  custom.cf_text`},
		{"a field by its label", one(step{Do: "set", Field: "custom.cf_elsewhere", FieldLabel: "source", Value: "web"}), 1, nil, `set  custom.cf_text "web"`},

		{"the only contact", one(step{Do: "set", On: "contact", Field: "title", Value: "{{page.title}}"}), 1, nil, `set cont_g title "Our team"`},
		{"an address is added to a contact", one(step{Do: "add", On: "contact", Field: "emails", Value: "{{selection|email}}"}), 1, nil,
			`add cont_g emails {"type":"office","email":"ada@acme.example"}`},
		{"an address that is there keeps its type", one(step{Do: "remove", On: "contact", Field: "emails", Value: "grace@acme.example"}), 1, nil,
			`remove cont_g emails {"type":"home","email":"Grace@acme.example"}`},
		{"no contact", one(step{Do: "set", On: "contact", Field: "title", Value: "CEO"}), 0, nil, "issue on: The lead has no contact. Add one in Close, or take the step out."},
		{"several contacts are asked for once", one(step{Do: "set", On: "contact", Field: "title", Value: "{{ask:Title?}}"}, step{Do: "note", Value: "{{contact.name}}"}), 2, nil,
			"ask contact (Which contact?) The lead has 2 contacts.; ask ask:Title? (Title?) "},
		{"and answered once", one(step{Do: "set", On: "contact", Field: "title", Value: "CEO"}, step{Do: "note", Value: "{{contact.name}}"}), 2,
			map[string]string{"contact": "jean bartik"}, `set cont_j title "CEO"; {"do":"note","text":"Jean Bartik"}`},
		{"no such contact", one(step{Do: "note", Value: "{{contact.name}}"}), 2, map[string]string{"contact": "cont_x"},
			"ask contact (Which contact?) “cont_x” is not a contact of this lead."},

		{"the same question is asked once", one(step{Do: "note", Value: "{{ask:Why?}} {{ask:Why?|upper}}"}, set("custom.cf_text", "{{ask: Why? }}")), 1, nil, "ask ask:Why? (Why?) "},
		{"and answers all", one(step{Do: "note", Value: "{{ask:Why?}} {{ask:Why?|upper}}"}, set("custom.cf_text", "{{ask:Why?}}")), 1, map[string]string{"ask:Why?": "so"},
			`set  custom.cf_text "so"; {"do":"note","text":"so SO"}`},
		{"an empty answer is no answer", one(step{Do: "note", Value: "{{ask:Why?}}"}), 1, map[string]string{"ask:Why?": " "}, "ask ask:Why? (Why?) An answer is needed."},
		{"an answer that is no choice", one(step{Do: "note", Value: "{{ask:Why?|a,b}}"}), 1, map[string]string{"ask:Why?": "c"}, "ask ask:Why? (Why?) “c” is not among the choices."},

		{"an empty placeholder is asked for once", one(set("custom.cf_text", "{{clipboard}}"), step{Do: "note", Value: "{{clipboard|upper}}"}), 1, nil,
			"ask fill:clipboard (What you copied) Leadpatch cannot read the clipboard here, or it is empty."},
		{"and its answer is filtered", one(step{Do: "note", Value: "{{clipboard|upper}}"}), 1, map[string]string{"fill:clipboard": "x"}, `{"do":"note","text":"X"}`},
		{"a filter that finds nothing", one(step{Do: "note", Value: "{{page.title|email}}"}), 1, nil,
			"ask fill:{{page.title|email}} (The title of the page) “Our team” holds no email address. Write one such as ada@example.com."},
		{"and its answer", one(step{Do: "note", Value: "{{page.title|email}}"}), 1, map[string]string{"fill:{{page.title|email}}": "a@b.example"}, `{"do":"note","text":"a@b.example"}`},
		{"an empty field is named", one(step{Do: "note", Value: "{{lead.custom.cf_text}}"}), 1, nil, "ask fill:lead.custom.cf_text (The lead's “Source”) The lead has nothing in “Source”."},
		{"nothing is ever overwritten with nothing", one(set("custom.cf_text", "{{clipboard|default:}}")), 1, nil, "ask value:0 (Value for “Source”) The text came out empty."},
		{"nor a note made of it", one(step{Do: "note", Value: " {{clipboard|default:}} "}), 1, nil, "ask value:0 (What does the note say?) The text came out empty."},

		{"a task", one(step{Do: "task", Value: "Call {{contact.name}}", Date: "{{today+3d}}", AssignedTo: "Ada Held"}), 1, nil,
			`{"do":"task","text":"Call Grace Hopper","date":"2026-11-26","assigned_to":"user_a"}`},
		{"a task without a date", one(step{Do: "task", Value: "Call", Date: "{{clipboard|default:}}"}), 1, nil, `{"do":"task","text":"Call"}`},
		{"a task at a time", one(step{Do: "task", Value: "Call", Date: "{{now+2h}}"}), 1, nil, `{"do":"task","text":"Call","date":"2026-11-23T19:30:00-05:00"}`},
		{"not a date", one(step{Do: "task", Value: "Call", Date: "{{ask:When?}}"}), 1, map[string]string{"ask:When?": "soon"},
			"ask date:0 (When is the task due?) “soon” is not a date. Write it as year-month-day, such as 2026-03-31."},
		{"two of that name", one(step{Do: "task", Value: "Call", AssignedTo: "{{ask:Who?}}"}), 1, map[string]string{"ask:Who?": "Sam Twin"},
			"ask assigned_to:0 (Whose task is it?) Several users are called “Sam Twin”. Choose the one that is meant."},
		{"an opportunity", one(step{Do: "opportunity_status", Status: "won (renewals)"}), 1, nil, `{"do":"opportunity_status","status":"stat_o3"}`},
		{"an opportunity status that several pipelines have", one(step{Do: "opportunity_status", Status: "{{ask:Which?}}"}), 1, map[string]string{"ask:Which?": "Won"},
			"ask status:0 (Which status does the opportunity get?) Several pipelines have an opportunity status “Won”. Choose the one that is meant."},

		{"blocked", &api.Recipe{Name: "Test", WhenStatus: []string{"qualified", "stat_c"}, Steps: []step{{Do: "note", Value: "x"}}}, 1, nil,
			"blocked: This recipe runs only while the status is Qualified or Customer. The status of this lead is Potential."},
		{"not blocked", &api.Recipe{Name: "Test", WhenStatus: []string{"Customer", "Potential"}, Steps: []step{{Do: "note", Value: "x"}}}, 1, nil, `{"do":"note","text":"x"}`},
	} {
		ctx := testContext()
		ctx.Me = api.User{ID: "user_a", Name: "Ada Held"}
		got := filled(Fill(c.recipe, testSchema(c.contacts), testLead(t, c.contacts), ctx, c.answers))
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestWhy: the surroundings know better why a placeholder is empty.
func TestWhy(t *testing.T) {
	ctx := testContext()
	ctx.LinkURL, ctx.Why = "", map[string]string{"link.url": "The link does not lead to a page."}
	got := Fill(one(api.RecipeStep{Do: "note", Value: "{{link.url}}"}), testSchema(1), testLead(t, 1), ctx, nil)
	if len(got.Questions) != 1 || got.Questions[0].Note != "The link does not lead to a page." {
		t.Errorf("%+v", got)
	}
}

// TestHugeSelection: a megabyte becomes no note by accident, and costs no time.
func TestHugeSelection(t *testing.T) {
	ctx := testContext()
	ctx.Selection = strings.Repeat("x@ 12 ", 200_000)
	got := filled(Fill(one(api.RecipeStep{Do: "note", Value: "{{selection}}"}), testSchema(1), testLead(t, 1), ctx, nil))
	if !strings.Contains(got, "max:2000") {
		t.Errorf("%.200s", got)
	}
	got = filled(Fill(one(api.RecipeStep{Do: "note", Value: "{{selection|max:10}} {{selection|email|default:-}} {{selection|phone|default:-}} {{selection|number|default:-}}"}),
		testSchema(1), testLead(t, 1), ctx, nil))
	if got != `{"do":"note","text":"x@ 12 x@… - - -"}` {
		t.Errorf("%.200s", got)
	}
}
