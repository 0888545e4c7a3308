//go:build !js

package routes_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
)

// rowsOf puts rows that another version of the backend has written into the journal's
// storage. The fixtures name Close's web app by an origin of their own.
func (w *world) rowsOf(file string) []journal.Row {
	w.t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		w.t.Fatal(err)
	}
	var stored []struct {
		ID, Lead, Key string
		Settled       bool
		Text          json.RawMessage
	}
	text := strings.ReplaceAll(string(raw), "https://app.close.example", sandboxURL)
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		w.t.Fatal(err)
	}
	var rows []journal.Row
	for _, s := range stored {
		row := journal.Row{ID: s.ID, Lead: s.Lead, Key: s.Key, Settled: s.Settled, Text: s.Text}
		if err := w.journal.Put(w.t.Context(), row); err != nil {
			w.t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// TestRowsOfVersion1 goes on with a journal that the first version has written, which had
// no types of its own and said no version: what waits goes out, once; what was under way
// is finished; what is settled is shown and can be taken back.
func TestRowsOfVersion1(t *testing.T) {
	w := signedIn(t)
	rows := w.rowsOf("testdata/rows-v1.json")
	days := w.field("Days")
	// What the first version had done at Close before it ended.
	w.control("PUT", "/leads/"+w.lead(0), fmt.Sprintf(`{"description":"Written by version 1",%q:["Mon","Wed","Sun"]}`, days))
	before := w.control("GET", "/leads/"+w.lead(3), "").Get(strings.ReplaceAll(days, ".", `\.`)).String()
	w.control("PUT", "/leads/"+w.lead(3), fmt.Sprintf(`{%q:%s}`, days, withDay(t, before, "Fri")))
	w.control("PUT", "/leads/"+w.lead(4), `{"description":"Before the note"}`)

	entries := w.entries("")
	if len(entries) != len(rows) {
		t.Fatalf("%d of %d entries are shown", len(entries), len(rows))
	}
	var states []string
	for i := len(entries) - 1; i >= 0; i-- {
		states = append(states, string(entries[i].State))
		if entries[i].Sentence == "" || entries[i].Settled != journal.State(entries[i].State).Settled() {
			t.Errorf("%+v", entries[i])
		}
	}
	if got := strings.Join(states, " "); got != "applied applied unknown unknown intended intended" {
		t.Error(got)
	}
	steps := entries[4]
	if len(steps.Changes) != 3 || steps.Recipe != "Met" || steps.Surface != api.SurfaceMenu || !steps.Undo {
		t.Errorf("%+v", steps)
	}

	w.wait(1000)
	for round := 0; w.deliver().Unsettled > 0; round++ {
		if round == 5 {
			t.Fatalf("never settled: %+v", w.entries("state=unsettled"))
		}
		w.wait(1000)
	}
	for _, e := range w.entries("") {
		if e.State != api.StateApplied {
			t.Errorf("%+v", e)
		}
	}
	if got := strings.Join(w.puts(), "\n"); strings.Count(got, `"Fri"`) != 0 || strings.Count(got, `"Sat"`) != 1 || strings.Contains(got, "Before the note") {
		t.Errorf("sent again, or not at all:\n%s", got)
	}
	if n := len(w.says(w.lead(4), "notes", "lost on the way")); n != 1 {
		t.Errorf("%d notes", n)
	}
	if name := w.text(2, "name"); name != "Renamed offline" {
		t.Error(name)
	}
	if n := len(w.called("Version One GmbH")); n != 1 {
		t.Errorf("%d new leads", n)
	}

	// What the first version has settled is taken back, and asked again under its key
	// answered as it stands.
	if undone := w.tryUndo(rows[0].ID, api.UndoRequest{}); undone.Applied == nil || len(undone.Applied.Changes) != 2 {
		t.Errorf("%+v", undone)
	}
	if got := w.text(0, "description"); got != "Makes widgets." {
		t.Error(got)
	}
	again := w.apply(w.lead(0), strings.TrimSuffix(set("description", "Written by version 1"), "}")+`,"intent":"version-1-settled-0"}`)
	if again.Entry != rows[0].ID || len(again.Changes) != 2 || w.text(0, "description") != "Makes widgets." {
		t.Errorf("%+v", again)
	}
	// Each record is of this version once it was written.
	for _, row := range rows {
		stored, err := w.journal.Get(t.Context(), row.ID)
		if err != nil {
			t.Fatal(err)
		}
		var e struct{ Body struct{ Version int } }
		if err := json.Unmarshal(stored.Text, &e); err != nil || string(stored.Text) != string(row.Text) && e.Body.Version != journal.RecordVersion {
			t.Errorf("%s is of version %d", row.ID, e.Body.Version)
		}
	}
}

// TestRowOfANewerVersion: it is left alone and said, and holds up nothing but what comes
// after it on its own lead.
func TestRowOfANewerVersion(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: offline})
	w.apply(w.lead(0), set("name", "Newer"))
	w.apply(w.lead(1), set("name", "Other"))
	w.backend = w.fresh(plainTransport)
	row, err := w.journal.Get(t.Context(), w.entries("")[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	row.Text = []byte(strings.Replace(string(row.Text), `"version":2`, `"version":3,"asks":"something else"`, 1))
	if err := w.journal.Put(t.Context(), *row); err != nil {
		t.Fatal(err)
	}
	w.wait(1000)
	if d := w.deliver(); d.Unsettled != 1 || w.text(1, "name") != "Other" || w.text(0, "name") == "Newer" {
		t.Errorf("%+v", d)
	}
	e := w.entries("state=unsettled")
	if len(e) != 1 || !strings.Contains(e[0].Detail, "newer version") || e[0].Undo || e[0].Lead.ID != w.lead(0) {
		t.Errorf("%+v", e)
	}
	p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", set("description", "behind it"))
	if !strings.Contains(p.Detail, "newer version") {
		t.Errorf("%+v", p)
	}
	kept, err := w.journal.Get(t.Context(), row.ID)
	if err != nil || string(kept.Text) != string(row.Text) {
		t.Errorf("it was written over: %v", err)
	}
	_, err = (&journal.Entry{Body: []byte(`{"version":3}`)}).Record()
	if !errors.Is(err, journal.ErrNewer) {
		t.Error(err)
	}
}

// withDay returns a list of days with one more.
func withDay(t *testing.T, list, day string) string {
	t.Helper()
	var days []string
	if list != "" && list != "null" {
		if err := json.Unmarshal([]byte(list), &days); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := json.Marshal(append(days, day))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
