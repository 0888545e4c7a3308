package main

import (
	"fmt"
	"net/http"
	"testing"

	"leadpatch/web/sandbox/wire"
)

func TestNotes(t *testing.T) {
	g := newRig(t)
	made := g.api("demo", http.MethodPost, "/activity/note/", g.expand(`{"lead_id": "{acme}", "note_html": "<body><p>One &amp; two</p><p>Three</p></body>"}`))
	if made.status != http.StatusOK || made.json["note"] != "One & two\nThree" || made.json["_type"] != "Note" || made.json["user_name"] != "Ada Held" {
		t.Fatalf("%d %s", made.status, made.text)
	}
	path := "/activity/note/" + made.json["id"].(string) + "/"
	if again := g.api("demo", http.MethodGet, path, ""); again.text != made.text {
		t.Errorf("a GET shows %s, the POST %s", again.text, made.text)
	}
	list := g.get("/activity/note/?lead_id=" + g.acme().ID)["data"].([]any)
	if len(list) != 3 || list[0].(wire.Object)["id"] != made.json["id"] {
		t.Errorf("the notes are %v", list)
	}
	plain := g.api("demo", http.MethodPut, path, `{"note": "a < b\nc"}`)
	if plain.json["note_html"] != "<body><p>a &lt; b</p><p>c</p></body>" {
		t.Errorf("after a PUT: %s", plain.text)
	}
	changed := g.get("/event/?object_type=activity.note&object_id=" + made.json["id"].(string))["data"].([]any)
	if len(changed) != 2 || fmt.Sprint(changed[0].(wire.Object)["changed_fields"]) != "[note note_html]" || changed[1].(wire.Object)["action"] != "created" {
		t.Errorf("events %v", changed)
	}
	g.wantJSON(g.api("demo", http.MethodDelete, path, ""), http.StatusOK, `{}`)
	if gone := g.api("demo", http.MethodGet, path, ""); gone.status != http.StatusNotFound {
		t.Errorf("a GET after the DELETE: %d", gone.status)
	}
	if left := g.ctl(http.MethodGet, "/leads/"+g.acme().ID+"/notes", "")["data"].([]any); len(left) != 2 {
		t.Errorf("%d notes are left", len(left))
	}
}

func TestNotesRefused(t *testing.T) {
	g := newRig(t)
	const noBody = `{"errors": [], "field-errors": {"note_html": "Rich text must be XHTML in one <body> with at least one element."}}`
	for _, c := range []struct{ body, want string }{
		{`{"note": "x"}`, `{"errors": [], "field-errors": {"lead": "This field is required."}}`},
		{`{"lead_id": "lead_nope", "note": "x"}`, `{"errors": [], "field-errors": {"lead": "Object does not exist."}}`},
		{`{"lead_id": "{acme}", "note": 1}`, `{"errors": [], "field-errors": {"note": "Value must be of str type."}}`},
		{`{"lead_id": "{acme}", "note": "x", "contact_id": "{foreign contact}"}`, `{"errors": [], "field-errors": {"contact": "Object does not exist."}}`},
		{`{"lead_id": "{acme}", "note_html": "<p>x</p>"}`, noBody},
		{`{"lead_id": "{acme}", "note_html": "x"}`, noBody},
		{`{"lead_id": "{acme}", "note_html": ""}`, noBody},
		{`{"lead_id": "{acme}", "note_html": "<body></body>"}`, noBody},
		{`{"lead_id": "{acme}", "note_html": "<body><p>x</body>"}`, noBody},
		{`{"lead_id": "{acme}", "note_html": "<body><p>a & b</p></body>"}`, noBody},
		{`{"lead_id": "{acme}", "note_html": "<body><p>x</p></body><body><p>y</p></body>"}`, noBody},
	} {
		g.wantJSON(g.api("demo", http.MethodPost, "/activity/note/", g.expand(c.body)), http.StatusBadRequest, c.want)
	}
}

func TestTasks(t *testing.T) {
	g := newRig(t)
	made := g.api("demo", http.MethodPost, "/task/", g.expand(`{"lead_id": "{acme}", "text": "Call", "date": "2026-11-01", "assigned_to": "{bob}", "priority": "high"}`))
	if made.status != http.StatusOK || made.json["assigned_to_name"] != "Bob Held" || made.json["view"] != "inbox" || made.json["_type"] != "lead" {
		t.Fatalf("%d %s", made.status, made.text)
	}
	id := made.json["id"].(string)
	if dateless := g.api("demo", http.MethodPost, "/task/", g.expand(`{"lead_id": "{acme}", "text": "Some day"}`)); dateless.json["is_dateless"] != true || dateless.json["date"] != nil || dateless.json["assigned_to_name"] != "Ada Held" {
		t.Errorf("a task without a date: %s", dateless.text)
	}
	call := g.api("demo", http.MethodPost, "/task/", g.expand(`{"lead_id": "{acme}", "_type": "outgoing_call", "contact_id": "{dana}", "date": "2026-12-01T09:00:00+01:00"}`))
	if call.json["contact_name"] != "Dana Keller" || call.json["date"] != "2026-12-01T08:00:00+00:00" {
		t.Errorf("a call: %s", call.text)
	}
	count := func(query string) int { return len(g.get("/task/?lead_id=" + g.acme().ID + query)["data"].([]any)) }
	if a, b, c := count(""), count("&_type=all"), count("&view=future"); a != 3 || b != 4 || c != 1 {
		t.Errorf("%d tasks of leads, %d of all types, %d in the future", a, b, c)
	}
	if done := g.api("demo", http.MethodPut, "/task/"+id+"/", `{"is_complete": true}`); done.json["view"] != "archive" {
		t.Errorf("after it was done: %s", done.text)
	}
	if shown := g.get("/lead/" + g.acme().ID + "/")["tasks"].([]any); len(shown) != 2 {
		t.Errorf("the lead shows %d open tasks", len(shown))
	}
	g.wantJSON(g.api("demo", http.MethodDelete, "/task/"+id+"/", ""), http.StatusOK, `{}`)
	events := g.get("/event/?object_type=task.lead&object_id=" + id)["data"].([]any)
	if len(events) != 3 || events[0].(wire.Object)["action"] != "deleted" {
		t.Errorf("events %v", events)
	}
}

func TestTasksRefused(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct{ body, want string }{
		{`{"lead_id": "{acme}"}`, `{"text": "This field is required."}`},
		{`{"text": "x"}`, `{"lead": "This field is required."}`},
		{`{"lead_id": "{acme}", "text": "x", "due_date": "2026-01-01"}`, `{"due_date": "Unknown field."}`},
		{`{"lead_id": "{acme}", "text": "x", "date": "tomorrow"}`, `{"date": "Invalid ISO 8601 datetime."}`},
		{`{"lead_id": "{acme}", "text": "x", "assigned_to": "user_nope"}`, `{"assigned_to": "Object does not exist."}`},
		{`{"lead_id": "{acme}", "text": "x", "priority": "low"}`, `{"priority": "Not a valid choice."}`},
		{`{"lead_id": "{acme}", "_type": "email", "text": "x"}`, `{"_type": "Not a valid choice."}`},
		{`{"lead_id": "{acme}", "_type": "outgoing_call"}`, `{"contact": "Object does not exist."}`},
	} {
		g.wantJSON(g.api("demo", http.MethodPost, "/task/", g.expand(c.body)), http.StatusBadRequest, `{"errors": [], "field-errors": `+c.want+`}`)
	}
}

func TestOpportunities(t *testing.T) {
	g := newRig(t)
	list := g.get("/opportunity/?lead_id=" + g.acme().ID)["data"].([]any)
	if len(list) != 1 {
		t.Fatalf("%d opportunities", len(list))
	}
	one := list[0].(wire.Object)
	if one["value_formatted"] != "€12,500" || one["status_type"] != "active" || one["pipeline_name"] != "Sales" {
		t.Errorf("the opportunity is %v", one)
	}
	path := "/opportunity/" + one["id"].(string) + "/"
	statuses := map[any]any{}
	for _, row := range g.get("/status/opportunity/")["data"].([]any) {
		statuses[row.(wire.Object)["label"]] = row.(wire.Object)["id"]
	}
	won := g.api("demo", http.MethodPut, path, fmt.Sprintf(`{"status_id": %q}`, statuses["Renewed"]))
	if won.json["status_type"] != "won" || won.json["pipeline_name"] != "Renewals" || won.json["date_won"] != "2026-11-01" {
		t.Errorf("after it was won: %s", won.text)
	}
	back := g.api("demo", http.MethodPut, path, fmt.Sprintf(`{"status_id": %q, "value": 4150, "confidence": 10}`, statuses["Offer & terms"]))
	if back.json["status_label"] != "Offer & terms" || back.json["date_won"] != "2026-11-01" || back.json["value_formatted"] != "€41.50" || back.json["expected_value"] != g.value("415") {
		t.Errorf("back again: %s", back.text)
	}
	g.wantJSON(g.api("demo", http.MethodPut, path, `{"status_id": "stat_nope"}`), http.StatusBadRequest, `{"errors": [], "field-errors": {"status": "Not a valid choice."}}`)
	g.wantJSON(g.api("demo", http.MethodPut, path, `{"value": 1.5, "confidence": 101}`), http.StatusBadRequest, `{"errors": [], "field-errors": {"value": "Value must be of int type.", "confidence": "Not a valid choice."}}`)
	counts := map[string]int{}
	for _, l := range g.world.LeadsOf(g.world.Orgs[0]) {
		counts[fmt.Sprint(min(len(l.Opportunities), 2))]++
	}
	if counts["0"] == 0 || counts["1"] == 0 || counts["2"] == 0 {
		t.Errorf("leads by their opportunities: %v", counts)
	}
	if pipelines := g.get("/me/")["organizations"].([]any)[0].(wire.Object)["pipelines"].([]any); len(pipelines) != 2 {
		t.Errorf("%d pipelines in /me/", len(pipelines))
	}
}

func TestColleagueChangesAChild(t *testing.T) {
	g := newRig(t)
	note := g.acme().Notes[0]["id"].(string)
	changed := g.ctl(http.MethodPut, "/notes/"+note, `{"note": "Mine now"}`)
	if changed["note"] != "Mine now" || changed["updated_by_name"] != "Bob Held" {
		t.Errorf("the note is %v", changed)
	}
}
