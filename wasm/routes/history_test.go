//go:build !js

package routes_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
)

var errNoRoom = fmt.Errorf("put: %w", journal.ErrNoRoom)

func TestHistory(t *testing.T) {
	w := signedIn(t)
	w.apply(w.lead(0), `{"edits":[{"field":"name","op":"set","value":"Acme AG"},{"field":"description","op":"clear"}],"surface":"popup"}`)
	w.apply(w.lead(1), set("url", "https://second.example"))
	w.apply(w.lead(1), set("url", "https://second.example")) // nothing to send
	w.control("POST", "/faults", `{"method":"PUT","times":1,"status":400,"body":{"errors":["No."]}}`)
	w.problem("POST", "/leads/"+w.lead(1)+"/apply", set("name", "refused"))

	all := w.entries("")
	if len(all) != 3 || all[0].State != api.StateRejected || all[2].State != api.StateApplied || !strings.Contains(all[0].Detail, "No.") {
		t.Fatalf("%+v", all)
	}
	first := all[2]
	if first.Surface != api.SurfacePopup || first.User.Name != "Ada Held" || first.Organization.Name != "Held-out Inc" || len(first.Changes) != 2 || !first.Undo ||
		string(first.Changes[0].Now) != `"Acme GmbH"` || string(first.Changes[0].After) != `"Acme AG"` || len(first.Requests) != 1 {
		t.Errorf("%+v", first)
	}
	for query, want := range map[string]int{
		"": 3, "lead=" + w.lead(1): 2, "state=applied": 2, "state=rejected": 1, "state=unsettled": 0, "q=acme": 1, "q=ACME+ag": 1,
		"q=second.example": 1, "q=nobody": 0, "limit=1": 1, "before=" + all[0].ID: 2, "q=url&lead=" + w.lead(0): 0,
	} {
		if got := w.entries(query); len(got) != want {
			t.Errorf("%q: %d entries, want %d", query, len(got), want)
		}
	}
	for _, bad := range []string{"limit=0", "limit=x", "limit=201", "state=done", "lead=x", "before=x"} {
		w.problem("GET", "/journal?"+bad, "")
	}
	_, raw := w.do("GET", "/journal/"+first.ID, "")
	if got := decode[api.Entry](t, raw); got.ID != first.ID {
		t.Errorf("%s", raw)
	}
	w.problem("GET", "/journal/x", "")
}

func TestUndoASelection(t *testing.T) {
	w := signedIn(t)
	before := []string{string(w.stored(w.lead(0))["name"]), string(w.stored(w.lead(1))["name"])}
	one := w.apply(w.lead(0), set("name", "one"))
	two := w.apply(w.lead(0), set("name", "two"))
	other := w.apply(w.lead(1), set("name", "other"))
	body := fmt.Sprintf(`{"entries":[%q,%q,%q],"intent":"bbbbbbbbbbbbbbbbbbbb"}`, one.Entry, other.Entry, two.Entry)
	_, raw := w.do("POST", "/journal/undo/preview", body)
	for _, r := range decode[api.UndoResults](t, raw).Results {
		if r.Problem != nil || r.Preview == nil || len(r.Preview.Conflicts) > 0 || len(r.Preview.Changes) != 1 {
			t.Errorf("%s: %s", r.Entry, raw)
		}
	}
	for range 2 { // asked twice, done once
		_, raw = w.do("POST", "/journal/undo", body)
	}
	if got := []string{string(w.stored(w.lead(0))["name"]), string(w.stored(w.lead(1))["name"])}; got[0] != before[0] || got[1] != before[1] {
		t.Errorf("%v, was %v: %s", got, before, raw)
	}
	if n := len(w.puts()); n != 6 {
		t.Errorf("%d PUTs", n)
	}
	for _, e := range w.entries("") {
		if (e.Undoes == "") != (e.UndoneBy != "") || e.Undoes != "" && e.Surface != api.SurfaceHistory {
			t.Errorf("%+v", e)
		}
	}
	for _, bad := range []string{`{"entries":[]}`, `{"entries":["` + one.Entry + `"],"intent":"x"}`} {
		w.problem("POST", "/journal/undo", bad)
	}
}

func TestSince(t *testing.T) {
	w := signedIn(t)
	w.control("PUT", "/options", `{"event_window_s":0}`)
	w.now.Store(time.Now().Unix() - 1_800_000_000) // the log has the sandbox's time
	a := w.apply(w.lead(0), `{"edits":[{"field":"name","op":"set","value":"Ours"},{"field":"description","op":"clear"}]}`)
	since := func() api.Since {
		status, raw := w.do("GET", "/journal/"+a.Entry+"/since", "")
		if status != 200 {
			t.Fatalf("%d %s", status, raw)
		}
		return decode[api.Since](t, raw)
	}
	if s := since(); s.Event == "" || len(s.Changes) != 0 || s.Detail != "" {
		t.Errorf("%+v", s)
	}
	w.control("PUT", "/leads/"+w.lead(0), `{"name":"Theirs","url":"https://x.example"}`)
	if s := since(); s.Event == "" || len(s.Changes) != 1 || s.Changes[0].Field != "name" || s.Changes[0].User == "" || s.Changes[0].User == "Somebody" {
		t.Errorf("%+v", s)
	}
	w.wait(31 * 24 * 3600)
	if s := since(); s.Event != "" || !strings.Contains(s.Detail, "30 days") {
		t.Errorf("%+v", s)
	}
}

func TestExport(t *testing.T) {
	w := signedIn(t)
	w.apply(w.lead(0), set("name", `=cmd|"x", y`))
	w.apply(w.lead(0), `{"edits":[{"field":"description","op":"clear"},{"field":"`+w.field("Days")+`","op":"add","value":"Fri"}]}`)
	_, raw := w.do("GET", "/journal/export?format=json", "")
	file := decode[api.Exported](t, raw)
	var entries []api.Entry
	if err := json.Unmarshal([]byte(file.Text), &entries); err != nil || len(entries) != 2 || !strings.HasSuffix(file.Name, ".json") {
		t.Errorf("%v %s", err, raw)
	}
	_, raw = w.do("GET", "/journal/export?format=csv", "")
	file = decode[api.Exported](t, raw)
	rows, err := csv.NewReader(strings.NewReader(file.Text)).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][8] != "Description" || rows[1][10] != "" || rows[2][10] != "Mon, Wed, Fri" {
		t.Errorf("%v %q", err, rows)
	}
	if got := rows[3][10]; got != `'=cmd|"x", y` {
		t.Errorf("a spreadsheet would run %q", got)
	}
	w.problem("GET", "/journal/export?format=xml", "")
}

func TestBounds(t *testing.T) {
	w := signedIn(t)
	_, raw := w.do("PUT", "/journal/settings", `{"days":10,"entries":100}`)
	if s := decode[api.JournalSettings](t, raw); s.Days != 10 || s.Entries != 100 {
		t.Errorf("%s", raw)
	}
	for _, bad := range []string{`{"days":0,"entries":100}`, `{"days":10,"entries":99}`, `{}`} {
		w.problem("PUT", "/journal/settings", bad)
	}
	w.apply(w.lead(0), set("name", "old"))
	w.backend = w.fresh(brokenTransport{match: offline})
	w.apply(w.lead(1), set("name", "old and waiting"))
	w.backend = w.fresh(plainTransport)
	w.wait(11 * 24 * 3600)
	w.apply(w.lead(0), set("name", "new"))
	if got := w.entries(""); len(got) != 2 || got[1].State != api.StateIntended {
		t.Errorf("%+v", got)
	}
	_, raw = w.do("DELETE", "/journal", "")
	if n := decode[api.Cleared](t, raw).Entries; n != 1 || len(w.entries("")) != 1 {
		t.Errorf("cleared %d: %+v", n, w.entries(""))
	}
}
