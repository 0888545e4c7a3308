//go:build !js

package routes_test

import (
	"fmt"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

// fill makes a dry run of a recipe with the given steps and the rest of the request.
func (w *world) fill(steps, rest string) api.Filled {
	w.t.Helper()
	status, raw := w.do("POST", "/recipes/fill", fmt.Sprintf(`{"recipe":{"id":"","name":"Test","steps":[%s]},%s}`, steps, rest))
	if status != 200 {
		w.t.Fatalf("fill: %d %s", status, raw)
	}
	return decode[api.Filled](w.t, raw)
}

// where is a lead and the page that it is filled from.
func (w *world) where(lead int, more string) string {
	return fmt.Sprintf(`"lead_id":%q,"context":{"page_url":"https://acme.example/team","today":"2026-01-31","now":"2026-01-31T09:30:00+01:00"%s}`, w.lead(lead), more)
}

func TestFillRecipe(t *testing.T) {
	w := signedIn(t)
	steps := `{"do":"set","field":"status_id","value":"customer"},{"do":"append","field":"description","value":"{{page.title}} {{page.domain}}"},
		{"do":"note","value":"{{ask:Why?|Price,Timing}}: {{selection}}"},{"do":"task","value":"Call","date":"{{today+1m}}"}`
	context := w.where(0, `,"page_title":"Our\u200b team","selection":"so\u202e it is"`)
	first := w.fill(steps, context)
	if len(first.Questions) != 1 || first.Questions[0].Text != "Why?" || len(first.Questions[0].Options) != 2 || first.Request != nil || first.Preview != nil {
		t.Fatalf("%+v", first)
	}
	done := w.fill(steps, context+fmt.Sprintf(`,"answers":{%q:"Price"}`, first.Questions[0].ID))
	if done.Request == nil || done.Preview == nil || len(done.Questions)+len(done.Issues) > 0 || done.Blocked != "" {
		t.Fatalf("%+v", done)
	}
	if got := mustJSON(t, done.Request.Steps); got != `[{"do":"note","text":"Price: so it is"},{"do":"task","text":"Call","date":"2026-02-28"}]` {
		t.Errorf("steps %s", got)
	}
	if done.Request.Recipe != "Test" || done.Request.Base["status_id"] == "" || done.Request.Base["description"] == "" || len(done.Preview.Changes) < 2 ||
		!strings.Contains(string(done.Preview.Changes[1].After), "Our team acme.example") {
		t.Errorf("%s", mustJSON(t, done))
	}
	if got := w.writes(); len(got) > 0 {
		t.Errorf("a dry run wrote %v", got)
	}
	// The body is good for an apply as it is.
	applied := w.apply(w.lead(0), mustJSON(t, done.Request))
	if len(applied.Changes) < 4 || applied.UndoUntil == "" {
		t.Errorf("%s", mustJSON(t, applied))
	}
}

func TestFillOnContacts(t *testing.T) {
	w := signedIn(t)
	steps := `{"do":"set","on":"contact","field":"title","value":"Chief"}`
	asked := w.fill(steps, w.where(0, ""))
	if len(asked.Questions) != 1 || asked.Questions[0].ID != "contact" || len(asked.Questions[0].Options) < 2 {
		t.Fatalf("%+v", asked)
	}
	second := asked.Questions[0].Options[1].Value
	done := w.fill(steps, w.where(0, "")+fmt.Sprintf(`,"answers":{"contact":%q}`, second))
	if done.Request == nil || done.Request.Edits[0].Target != second || done.Request.Base[second+"/title"] == "" || len(done.Preview.Errors) > 0 {
		t.Errorf("%s", mustJSON(t, done))
	}
}

// TestFillIsToldWhy: an empty or hostile page leads to questions that say why, and
// nothing of it to an edit.
func TestFillIsToldWhy(t *testing.T) {
	w := signedIn(t)
	for _, c := range []struct{ value, more, note string }{
		{"{{selection}}", ``, "Nothing is selected on the page."},
		{"{{selection}}", `,"selection":"\u200b \u202e"`, "Nothing is selected on the page."},
		{"{{selection}}", `,"selection":"\ud83d"`, "half a character"},
		{"{{selection}}", `,"selection":7`, "Write text here."},
		{"{{link.url}}", `,"link_url":"javascript:alert(1)"`, "does not lead to a page"},
		{"{{link.url}}", `,"link_url":"data:text/html,x"`, "does not lead to a page"},
		{"{{image.url}}", `,"image_url":"data:image/png;base64,x"`, "not on the web"},
		{"{{clipboard}}", ``, "cannot read the clipboard"},
		{"{{clipboard}}", `,"clipboard":" "`, "is empty"},
	} {
		got := w.fill(fmt.Sprintf(`{"do":"set","field":"description","value":%q}`, c.value), w.where(0, c.more))
		if got.Request != nil || len(got.Questions) != 1 || !strings.Contains(got.Questions[0].Note, c.note) {
			t.Errorf("%s %s: %s", c.value, c.more, mustJSON(t, got))
		}
	}
	for _, c := range []struct{ value, more, want string }{
		{"{{link.url|email}}", `,"link_url":"mailto:Ada@acme.example?subject=x"`, `"ada@acme.example"`},
		{"{{selection|phone}}", `,"selection":"Call (us): +49 30 901820."`, `"+4930901820"`},
		{"{{clipboard}}", `,"clipboard":"x"`, `"x"`},
		{"{{page.url}}", ``, `"https://acme.example/team"`},
	} {
		got := w.fill(fmt.Sprintf(`{"do":"set","field":"description","value":%q}`, c.value), w.where(0, c.more))
		if got.Request == nil || string(got.Request.Edits[0].Value) != c.want {
			t.Errorf("%s %s: %s", c.value, c.more, mustJSON(t, got))
		}
	}
	huge := w.fill(`{"do":"set","field":"description","value":"{{selection}}"}`, w.where(0, `,"selection":"`+strings.Repeat("x ", 500_000)+`"`))
	if huge.Request != nil || len(huge.Issues) != 1 || !strings.Contains(huge.Issues[0].Detail, "max:2000") {
		t.Errorf("%.300s", mustJSON(t, huge))
	}
	for _, bad := range []string{`"lead_id":"lead_x","context":{"page_url":"","today":"","now":""}`, `"lead_id":"` + w.lead(0) + `","context":{"page_url":"","today":"soon","now":""}`,
		`"lead_id":"` + w.lead(0) + `","context":{"page_url":"","today":"","now":"later"}`} {
		w.problem("POST", "/recipes/fill", `{"recipe":{"id":"","name":"Test","steps":[]},`+bad+`}`)
	}
}

// TestFillWithoutLead: an editor is told what is wrong before there is a lead.
func TestFillWithoutLead(t *testing.T) {
	w := signedIn(t)
	got := w.fill(`{"do":"set","field":"status_id","value":"Dormant"},{"do":"note","value":"{{oops}}"}`, `"lead_id":"","context":{"page_url":"","today":"","now":""}`)
	if len(got.Issues) != 2 || got.Issues[0].Part != "value" || got.Issues[1].Step != 1 || got.Request != nil {
		t.Errorf("%+v", got)
	}
}

func (w *world) run(body string) api.Notice {
	w.t.Helper()
	status, raw := w.do("POST", "/recipes/run", body)
	if status != 200 {
		w.t.Fatalf("run: %d %s", status, raw)
	}
	return decode[api.Notice](w.t, raw)
}

func TestRunRecipe(t *testing.T) {
	w := signedIn(t)
	keep := func(slot int, name, more, steps string) string {
		return w.recipes("PUT", "/recipes/new", fmt.Sprintf(`{"id":"","name":%q,"slot":%d%s,"steps":[%s]}`, name, slot, more, steps)).Stored
	}
	keep(1, "Customer", "", `{"do":"set","field":"status_id","value":"Customer"},{"do":"note","value":"Bought on {{today}}"}`)
	asks := keep(2, "Asks", "", `{"do":"note","value":"{{selection}}"}`)
	broken := keep(3, "Broken", "", `{"do":"set","field":"status_id","value":"Dormant"}`)
	keep(4, "Blocked", `,"when_status":["Potential"]`, `{"do":"note","value":"x"}`)
	body := func(slot int, more string) string {
		return fmt.Sprintf(`{"slot":%d,"surface":"keys","page_url":%q%s}`, slot, w.page(0), more)
	}
	const intent = `,"intent":"0123456789abcdef"`
	n := w.run(body(1, intent))
	if n.Kind != "saved" || n.Undo == "" || n.Panel != "" || !strings.Contains(n.Text, "“Customer”") || !strings.Contains(n.Text, "Acme GmbH") || len(w.writes()) != 2 {
		t.Errorf("%+v %v", n, w.writes())
	}
	if again := w.run(body(1, intent)); again.Kind != "saved" || len(w.writes()) != 2 {
		t.Errorf("a click that arrived twice: %+v %v", again, w.writes())
	}
	if e := w.entries("")[0]; e.Recipe != "Customer" || e.Surface != api.SurfaceKeys {
		t.Errorf("%+v", e)
	}
	panel := "?lead=" + w.lead(0) + "&recipe="
	for _, c := range []struct {
		slot              int
		more              string
		kind, panel, text string
	}{
		{2, "", "ask", panel + asks, "Nothing is selected"},
		{3, "", "error", panel + broken, "needs repair. There is no lead status “Dormant”"},
		{4, "", "error", "", "only while the status is Potential"},
		{2, `,"selection":"Found"`, "saved", "", "“Asks” is done for Acme GmbH."},
	} {
		before := len(w.writes())
		n := w.run(body(c.slot, c.more))
		if n.Kind != c.kind || n.Panel != c.panel || !strings.Contains(n.Text, c.text) || (len(w.writes()) > before) != (c.kind == "saved") {
			t.Errorf("%d%s: %+v", c.slot, c.more, n)
		}
	}
	if n := w.run(fmt.Sprintf(`{"recipe":%q,"surface":"omnibox","page_url":"https://nobody.example/"}`, asks)); n.Kind != "ask" || n.Panel != "?recipe="+asks {
		t.Errorf("%+v", n)
	}
	if n := w.run(fmt.Sprintf(`{"recipe":"AAAAAAAAAAAAAAAAAAAA","surface":"menu","page_url":%q}`, w.page(0))); n.Kind != "error" || n.Panel != "?recipes" {
		t.Errorf("%+v", n)
	}
	for _, bad := range []string{body(0, ""), body(5, ""), body(1, `,"recipe":"x"`), body(1, `,"intent":"x"`)} {
		w.problem("POST", "/recipes/run", bad)
	}
	if status, raw := w.do("DELETE", "/session", ""); status != 200 {
		t.Fatal(raw)
	}
	if n := w.run(body(1, "")); n.Kind != "error" || !strings.Contains(n.Text, "signed out") {
		t.Errorf("%+v", n)
	}
}
