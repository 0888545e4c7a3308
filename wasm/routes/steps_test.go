//go:build !js

package routes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

// TestSteps: a field, a note, a task and an opportunity in one change. What is promised is
// sent, in this order, and what was done stands in the history.
func TestSteps(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	oppo := w.seed.Get("leads.0.opportunities.0").String()
	user := w.seed.Get("users.1.id").String()
	body := fmt.Sprintf(`{"edits":[{"field":"name","op":"set","value":"Acme AG"}],"recipe":"After a call","steps":[`+
		`{"do":"note","text":"Called <Dana> & \"agreed\".\n\nSee https://acme.example/a?b=1&c=2. And javascript:x"},`+
		`{"do":"task","text":"Send samples","date":"2027-02-01","assigned_to":%q},`+
		`{"do":"opportunity_status","status":"Won"}]}`, user)
	preview := w.preview(id, body)
	if len(preview.Errors) > 0 || len(preview.Changes) != 4 || len(w.writes()) != 0 {
		t.Fatalf("%+v, sent %v", preview, w.writes())
	}
	applied := w.apply(id, body)
	html := `<body><p>Called &lt;Dana&gt; &amp; &quot;agreed&quot;.</p><p></p><p>See <a href=\"https://acme.example/a?b=1&amp;c=2\">https://acme.example/a?b=1&amp;c=2</a>. And javascript:x</p></body>`
	html = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`).Replace(html)
	want := []string{
		`PUT /api/v1/lead/` + id + `/ {"name":"Acme AG"}`,
		`POST /api/v1/activity/note/ {"lead_id":"` + id + `","note_html":"` + html + `"}`,
		`POST /api/v1/task/ {"_type":"lead","lead_id":"` + id + `","text":"Send samples","date":"2027-02-01","assigned_to":"` + user + `"}`,
		`PUT /api/v1/opportunity/` + oppo + `/ {"status_id":"` + w.oppoStatus("Won") + `"}`,
	}
	got := w.writes()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("sent\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, line := range got {
		for _, r := range []api.Request{preview.Requests[i], applied.Sent[i]} {
			if r.Method+" "+strings.TrimPrefix(r.URL, sandboxURL)+" "+r.Body != line {
				t.Errorf("promised or said %+v, sent %s", r, line)
			}
		}
	}
	if len(applied.Changes) != 4 || len(applied.Ignored) != 0 || applied.Waiting != nil || applied.UndoUntil == "" || len(w.undoOf(applied).Steps) != 3 {
		t.Fatalf("%+v", applied)
	}
	rows := map[string][2]string{}
	for _, c := range applied.Changes {
		rows[c.Field+" "+c.Label] = [2]string{string(c.Now), string(c.After)}
	}
	if rows["note Note"][0] != "null" || !strings.Contains(rows["task Task"][1], `Send samples\nDue 2027-02-01\nFor `) ||
		!strings.HasPrefix(applied.Changes[3].Label, "Opportunity €12,500, Autumn order") || string(applied.Changes[3].After) != `"Won"` || applied.Changes[3].Note == "" {
		t.Errorf("%+v", applied.Changes)
	}
	e := w.entries("q=samples")
	if len(e) != 1 || e[0].Recipe != "After a call" || len(e[0].Changes) != 4 || len(e[0].Requests) != 4 || len(w.entries("q=after+a+call")) != 1 {
		t.Errorf("%+v", e)
	}

	// And back, through the undo of the history.
	_, raw := w.do("POST", "/journal/undo/preview", fmt.Sprintf(`{"entries":[%q]}`, applied.Entry))
	if r := decode[api.UndoResults](t, raw).Results[0]; r.Preview == nil || len(r.Preview.Errors) > 0 || len(r.Preview.Requests) != 4 {
		t.Fatalf("%s", raw)
	}
	_, raw = w.do("POST", "/journal/undo", fmt.Sprintf(`{"entries":[%q]}`, applied.Entry))
	if r := decode[api.UndoResults](t, raw).Results[0]; r.Applied == nil || len(r.Applied.Changes) != 4 {
		t.Fatalf("%s", raw)
	}
	if n, k := len(w.children(id, "notes")), len(w.says(id, "tasks", "Send samples")); n != 2 || k != 0 {
		t.Errorf("%d notes and %d tasks are left", n, k)
	}
	if o := w.children(id, "opportunities")[0]; o.Get("status_label").String() != "Active" && o.Get("status_id").String() != w.seed.Get("pipelines.0.statuses.0.id").String() {
		t.Errorf("%s", o)
	}
	if e := w.entries("")[1]; e.UndoneBy == "" {
		t.Errorf("%+v", e)
	}
}

// TestStepRefusals: what is wrong with a step stands at it, and nothing is sent.
func TestStepRefusals(t *testing.T) {
	w := signedIn(t)
	former := ""
	for _, u := range w.seed.Get("users").Array() {
		if u.Get("former").Bool() {
			former = u.Get("id").String()
		}
	}
	stranger := w.seed.Get("leads.#(name=\"Harbour Logistics GmbH\").opportunities.0").String()
	tests := []struct{ name, step, detail string }{
		{"empty note", `{"do":"note","text":" \n\t"}`, "note is empty"},
		{"no text", `{"do":"note"}`, "note is empty"},
		{"long note", `{"do":"note","text":"` + strings.Repeat("x", 50_001) + `"}`, "50,000 at most"},
		{"empty task", `{"do":"task","text":""}`, "task is empty"},
		{"long task", `{"do":"task","text":"` + strings.Repeat("ä", 5_001) + `"}`, "5,000 at most"},
		{"no date", `{"do":"task","text":"x","date":"tomorrow"}`, "“tomorrow” is not a date"},
		{"no such day", `{"do":"task","text":"x","date":"2027-02-30"}`, "not a date"},
		{"no offset", `{"do":"task","text":"x","date":"2027-02-01T10:00:00"}`, "not a date"},
		{"unknown user", `{"do":"task","text":"x","assigned_to":"user_nobody"}`, "no user “user_nobody”"},
		{"unknown status", `{"do":"opportunity_status","status":"Dreamt of"}`, "no opportunity status “Dreamt of”"},
		{"no status", `{"do":"opportunity_status"}`, "Choose the opportunity's new status"},
		{"no opportunity", `{"do":"opportunity_status","status":"Won","opportunity":"oppo_1/../../me"}`, "not an opportunity"},
		{"one that is gone", `{"do":"opportunity_status","status":"Won","opportunity":"oppo_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54"}`, "no such opportunity"},
		{"an unknown step", `{"do":"send_email","text":"x"}`, "does not know this step"},
		{"former user", fmt.Sprintf(`{"do":"task","text":"x","assigned_to":%q}`, former), "has left"},
		{"of another lead", fmt.Sprintf(`{"do":"opportunity_status","status":"Won","opportunity":%q}`, stranger), "no such opportunity"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			body := `{"edits":[{"field":"name","op":"set","value":"New"}],"steps":[{"do":"note","text":"fine"},` + test.step + `]}`
			if p := w.preview(w.lead(0), body); len(p.Errors) != 1 || p.Errors[0].Field != "steps.1" || !strings.Contains(p.Errors[0].Detail, test.detail) || len(p.Requests) != 0 {
				t.Errorf("%+v", p.Errors)
			}
			p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", body)
			if p.Type != "urn:leadpatch:invalid-edits" || p.Field != "steps.1" || len(p.Errors) != 1 || !strings.Contains(p.Errors[0].Detail, test.detail) {
				t.Errorf("%+v", p)
			}
		})
	}
	w.t = t
	if got := w.writes(); len(got) != 0 || len(w.entries("")) != 0 {
		t.Errorf("sent %v", got)
	}
}

// TestWhichOpportunity: without an id the lead's only active one is meant.
func TestWhichOpportunity(t *testing.T) {
	w := signedIn(t)
	none, several := "", ""
	for _, l := range w.seed.Get("leads").Array() {
		switch n := len(l.Get("opportunities").Array()); {
		case n == 0 && none == "":
			none = l.Get("id").String()
		case n > 1 && several == "":
			several = l.Get("id").String()
		}
	}
	step := stepsBody(`{"do":"opportunity_status","status":"Won"}`)
	if p := w.preview(none, step); len(p.Errors) != 1 || p.Errors[0].Detail != "The lead has no active opportunity." {
		t.Errorf("%+v", p)
	}
	if p := w.preview(several, step); len(p.Errors) != 1 || !strings.Contains(p.Errors[0].Detail, "several active opportunities: “€") {
		t.Errorf("%+v", p)
	}
	if p := w.preview(w.lead(0), stepsBody(`{"do":"opportunity_status","status":`+fmt.Sprintf("%q", w.seed.Get("pipelines.0.statuses.0.id"))+`}`)); len(p.Unchanged) != 1 || len(p.Requests) != 0 {
		t.Errorf("%+v", p)
	}
	other := w.seed.Get("pipelines.1.statuses.0.id").String()
	if p := w.preview(w.lead(0), stepsBody(fmt.Sprintf(`{"do":"opportunity_status","status":%q}`, other))); len(p.Errors) != 1 || !strings.Contains(p.Errors[0].Detail, "another pipeline") {
		t.Errorf("%+v", p)
	}
	if a := w.apply(w.lead(0), stepsBody(`{"do":"opportunity_status","status":"Won"}`)); len(a.Changes) != 1 {
		t.Errorf("%+v", a)
	}
	if p := w.preview(w.lead(0), stepsBody(`{"do":"opportunity_status","status":"Lost"}`)); len(p.Errors) != 1 {
		t.Errorf("the won one is not active any more: %+v", p)
	}
}

// TestUndoOfStepsThatMoved: what somebody else has changed since is not taken back, and
// that is said; what is gone needs nothing.
func TestUndoOfStepsThatMoved(t *testing.T) {
	oppo := func(w *world) string { return w.seed.Get("leads.0.opportunities.0").String() }
	tests := []struct {
		name, step string
		since      func(*world, api.Applied)
		conflict   string // empty where there is nothing to do
	}{
		{"a note that was changed", `{"do":"note","text":"mine"}`, func(w *world, a api.Applied) {
			w.control("PUT", "/notes/"+w.undoOf(a).Steps[0].ID, `{"note":"theirs","note_html":"<body><p>theirs</p></body>"}`)
		}, "note has been changed"},
		{"a note that is gone", `{"do":"note","text":"mine"}`, func(w *world, a api.Applied) { w.mustDelete("/activity/note/" + w.undoOf(a).Steps[0].ID + "/") }, ""},
		{"a task that was changed", `{"do":"task","text":"mine"}`, func(w *world, a api.Applied) {
			w.control("PUT", "/tasks/"+w.undoOf(a).Steps[0].ID, `{"text":"theirs"}`)
		}, "task has been changed"},
		{"a task with another date", `{"do":"task","text":"mine","date":"2027-01-02"}`, func(w *world, a api.Applied) {
			w.control("PUT", "/tasks/"+w.undoOf(a).Steps[0].ID, `{"date":"2027-01-03"}`)
		}, "task has been changed"},
		{"a task that is done", `{"do":"task","text":"mine"}`, func(w *world, a api.Applied) {
			w.control("PUT", "/tasks/"+w.undoOf(a).Steps[0].ID, `{"is_complete":true}`)
		}, "has been done"},
		{"a task that is gone", `{"do":"task","text":"mine"}`, func(w *world, a api.Applied) { w.mustDelete("/task/" + w.undoOf(a).Steps[0].ID + "/") }, ""},
		{"an opportunity that moved on", `{"do":"opportunity_status","status":"Won"}`, func(w *world, a api.Applied) {
			w.control("PUT", "/opportunities/"+oppo(w), fmt.Sprintf(`{"status_id":%q}`, w.oppoStatus("Lost")))
		}, "“Lost” now and not “Won”"},
		{"an opportunity that went back", `{"do":"opportunity_status","status":"Won"}`, func(w *world, a api.Applied) {
			w.control("PUT", "/opportunities/"+oppo(w), fmt.Sprintf(`{"status_id":%q}`, w.undoOf(a).Steps[0].Status))
		}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := signedIn(t)
			a := w.apply(w.lead(0), stepsBody(test.step))
			test.since(w, a)
			before := len(w.writes())
			v := w.previewUndo(a.Entry)
			undone := w.tryUndo(a.Entry, api.UndoRequest{})
			if test.conflict == "" {
				if u := undone.Applied; u == nil || len(u.Unchanged) != 1 || len(u.Changes) != 0 || u.Entry != "" {
					t.Errorf("%+v", undone)
				}
			} else if p := undone.Problem; p == nil || p.Type != "urn:leadpatch:conflict" || !strings.Contains(p.Detail, test.conflict) {
				t.Errorf("%+v", undone)
			} else if len(v.Errors) != 1 || !strings.Contains(v.Errors[0].Detail, test.conflict) || len(v.Requests) != 0 {
				t.Errorf("%+v", v)
			}
			if n := len(w.writes()); n != before {
				t.Errorf("sent %v", w.writes()[before:])
			}
		})
	}
}

// TestUndoOfUndoneSteps brings a note and a task back as they were asked for.
func TestUndoOfUndoneSteps(t *testing.T) {
	w := signedIn(t)
	a := w.apply(w.lead(0), stepsBody(`{"do":"note","text":"again"}`, `{"do":"task","text":"again","date":"2027-01-02"}`))
	b := w.undo(w.lead(0), a)
	if len(w.says(w.lead(0), "notes", "again"))+len(w.says(w.lead(0), "tasks", "again")) != 0 {
		t.Error("not undone")
	}
	if w.undoOf(b).Edits == nil {
		t.Error("a list of edits that is none")
	}
	w.undo(w.lead(0), b)
	if n, k := w.says(w.lead(0), "notes", "again"), w.says(w.lead(0), "tasks", "again"); len(n) != 1 || len(k) != 1 || k[0].Get("date").String() != "2027-01-02" {
		t.Errorf("%v %v", n, k)
	}
}

// TestOnlyUndoDeletes: whoever asks to delete something is refused, even with exactly the
// undo of an entry of the lead: that is asked for by the entry.
func TestOnlyUndoDeletes(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	theirs := w.seed.Get("leads.0.notes.0").String()
	a := w.apply(id, stepsBody(`{"do":"note","text":"mine"}`))
	mine := w.undoOf(a).Steps[0]
	step := api.Step{Do: api.StepKind(mine.Do), ID: mine.ID, Was: mine.Was}
	asked := func(s api.Step, undoes string) string {
		raw, err := json.Marshal(api.EditsRequest{Edits: []api.Edit{}, Steps: []api.Step{s}, Undoes: undoes})
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	for name, body := range map[string]string{
		"of nothing":         asked(step, ""),
		"of its own entry":   asked(step, a.Entry),
		"of an edit's entry": asked(api.Step{Do: api.StepNote, Text: "x"}, a.Entry),
		"of another entry":   asked(step, w.apply(id, set("name", "x")).Entry),
		"of no entry":        asked(step, "000000000-ABCDEFGHIJKL"),
		"somebody's note":    asked(api.Step{Do: api.StepDeleteNote, ID: theirs, Was: "Met Dana at the fair.\nWants samples of the blue widgets."}, a.Entry),
		"another text":       asked(api.Step{Do: step.Do, ID: step.ID, Was: "theirs"}, a.Entry),
		"as another kind":    asked(api.Step{Do: api.StepDeleteTask, ID: step.ID, Was: step.Was}, a.Entry),
		"a contact":          asked(api.Step{Do: api.StepDeleteContact, ID: w.contact(0), Was: "{}"}, a.Entry),
		"a contact, simply":  asked(api.Step{Do: api.StepDeleteContact, ID: w.contact(0), Was: "{}"}, ""),
	} {
		for _, verb := range []string{"preview", "apply"} {
			if p := w.problem("POST", "/leads/"+id+"/"+verb, body); p.Type != "urn:leadpatch:bad-request" || !strings.Contains(p.Detail, "Only the undo") {
				t.Errorf("%s, %s: %+v", name, verb, p)
			}
		}
	}
	if p := w.problem("POST", "/leads/"+w.lead(1)+"/apply", asked(step, a.Entry)); !strings.Contains(p.Detail, "Only the undo") {
		t.Errorf("on another lead: %+v", p)
	}
	for _, line := range w.writes() {
		if strings.HasPrefix(line, "DELETE") {
			t.Error(line)
		}
	}
	w.undo(id, a)
	if len(w.says(id, "notes", "mine")) != 0 {
		t.Error("the undo itself is refused")
	}
}

// TestNoteText: whatever a text holds arrives as that text, and as nothing else.
func TestNoteText(t *testing.T) {
	w := signedIn(t)
	for text, html := range map[string]string{
		"plain":                      "<body><p>plain</p></body>",
		"two\n\nparagraphs  ":        "<body><p>two</p><p></p><p>paragraphs</p></body>",
		"<script>alert(1)</script>":  "<body><p>&lt;script&gt;alert(1)&lt;/script&gt;</p></body>",
		"</p></body><img src=x> & '": "<body><p>&lt;/p&gt;&lt;/body&gt;&lt;img src=x&gt; &amp; &#39;</p></body>",
		"(https://a.example/x).":     "<body><p>(https://a.example/x).</p></body>",
		"https://a.example/x).":      `<body><p><a href="https://a.example/x">https://a.example/x</a>).</p></body>`,
		"http://a.example":           `<body><p><a href="http://a.example">http://a.example</a></p></body>`,
		"https://me:pw@a.example":    "<body><p>https://me:pw@a.example</p></body>",
		"https://a.example/\"onx=1":  "<body><p>https://a.example/&quot;onx=1</p></body>",
		"https://ä.example https://": "<body><p>https://ä.example https://</p></body>",
		"javascript:alert(1) data:x": "<body><p>javascript:alert(1) data:x</p></body>",
		"a\u0000b\u001b[31m\u0085c":  "<body><p>ab[31mc</p></body>",
		"Grüße 🌷\u202e rtl":          "<body><p>Grüße 🌷\u202e rtl</p></body>",
		"\n\nfirst\r\nsecond\n\n":    "<body><p>first</p><p>second</p></body>",
	} {
		a := w.apply(w.lead(1), fmt.Sprintf(`{"edits":[],"steps":[{"do":"note","text":%s}]}`, jsonQuote(text)))
		got := w.children(w.lead(1), "notes")
		if last := got[len(got)-1]; last.Get("note_html").String() != html || len(a.Changes) != 1 || string(a.Changes[0].After) == "" {
			t.Errorf("%q became %s, want %s", text, last.Get("note_html"), html)
		}
		if u := w.undo(w.lead(1), a); len(u.Changes) != 1 {
			t.Errorf("%q cannot be taken back: %+v", text, u)
		}
	}
}

// TestStepsWithoutANetwork: what waits is told in the history, and carried out later.
func TestStepsWithoutANetwork(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: offline})
	w.apply(w.lead(0), stepsBody(`{"do":"note","text":"a note"}`, `{"do":"task","text":"a task"}`, `{"do":"opportunity_status","status":"Won"}`))
	w.create(newLead("Later Ltd", ""))
	e := w.entries("")
	if len(e) != 2 || !e[0].Created || e[0].Lead.Name != "Later Ltd" || e[0].Lead.ID != "" || len(e[0].Changes) != 6 || len(w.entries("q=a+task+won")) != 1 ||
		len(e[1].Changes) != 3 || string(e[1].Changes[0].After) != `"a note"` || e[1].Changes[2].Label != "Opportunity" {
		t.Fatalf("%+v", e)
	}
	if _, raw := w.do("GET", "/journal/"+e[0].ID+"/since", ""); !strings.Contains(raw, "not in Close yet") {
		t.Errorf("%s", raw)
	}
	w.backend = w.fresh(plainTransport)
	if d := w.deliver(); d.Unsettled != 0 || len(w.called("Later Ltd")) != 1 || len(w.says(w.lead(0), "tasks", "a task")) != 1 {
		t.Errorf("%+v %+v", d, w.entries(""))
	}
	if status, raw := w.do("GET", "/journal/"+e[0].ID+"/since", ""); status != 200 {
		t.Errorf("%s", raw)
	}
}
