//go:build !js

package routes_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

// TestUndo applies a change of every kind, undoes it, and undoes the undo: the
// lead must be as it was, and then as it was applied.
func TestUndo(t *testing.T) {
	w := signedIn(t)
	for i, edits := range []string{
		`{"field":"name","op":"set","value":"Other"}`,
		`{"field":"status_id","op":"set","value":"Customer"}`,
		`{"field":"description","op":"append","value":"<&> \"more\"\n"}`,
		`{"field":"description","op":"clear"}`,
		`{"field":"url","op":"clear"}`,
		`{"field":"addresses","op":"clear"}`,
		`{"field":"addresses","op":"set","value":[{"city":"Ulm"}]}`,
		fmt.Sprintf(`{"field":%q,"op":"clear"}`, w.field("Industry")),
		fmt.Sprintf(`{"field":%q,"op":"set","value":"9007199254740993"}`, w.field("Annual revenue")),
		fmt.Sprintf(`{"field":%q,"op":"clear"}`, w.field("Annual revenue")),
		fmt.Sprintf(`{"field":%q,"op":"set","value":["Sun"]}`, w.field("Days")),
		fmt.Sprintf(`{"field":%q,"op":"clear"}`, w.field("Days")),
		fmt.Sprintf(`{"field":%q,"op":"add","value":"Mon"},{"field":%q,"op":"add","value":"Sun"}`, w.field("Days"), w.field("Days")),
		fmt.Sprintf(`{"field":%q,"op":"clear"}`, w.field("Account team")),
		fmt.Sprintf(`{"field":%q,"op":"clear"}`, w.field("Next call")),
		fmt.Sprintf(`{"field":%q,"op":"set","value":"2030-01-01T00:00:00+05:30"}`, w.field("Next call")),
		fmt.Sprintf(`{"field":%q,"op":"set","value":"x"}`, w.field("ERP sync token")),
	} {
		for _, lead := range []int{0, 6, 10} { // full, empty, three addresses
			t.Run(fmt.Sprintf("%d on lead %d", i, lead), func(t *testing.T) {
				w.t = t
				w.control("POST", "/reset", "")
				id := w.lead(lead)
				before := w.stored(id)
				status, raw := w.do("POST", "/leads/"+id+"/apply", `{"edits":[`+edits+`]}`)
				if status != 200 {
					t.Fatal(raw)
				}
				applied := decode[api.Applied](t, raw)
				if applied.UndoUntil == "" {
					return // nothing to change on this lead
				}
				after := w.stored(id)
				again := w.undo(id, applied)
				compareLeads(t, "undo", before, w.stored(id))
				w.undo(id, again)
				compareLeads(t, "undo of the undo", after, w.stored(id))
			})
		}
	}
}

func compareLeads(t *testing.T, what string, want, got map[string]json.RawMessage) {
	t.Helper()
	keys := maps.Clone(want)
	maps.Copy(keys, got)
	for key := range keys {
		if strings.HasPrefix(key, "date_updated") || strings.HasPrefix(key, "updated_by") {
			continue
		}
		a, b := writable(want[key]), writable(got[key])
		if empty := func(s string) bool { return s == "" || s == "null" || s == `""` }; empty(a) && empty(b) {
			continue // Close keeps both for no value
		}
		if !sameJSON(t, a, b) {
			t.Errorf("%s: %s is %s, was %s", what, key, b, a)
		}
	}
}

// timeZones are what Close itself adds to an address; nobody can write them.
var timeZones = regexp.MustCompile(`"tz_ids":\[[^]]*\],?`)

func writable(raw json.RawMessage) string { return timeZones.ReplaceAllString(string(raw), "") }

// TestUndoOfANamelessLead brings a lead's missing name back, which no user could
// type.
func TestUndoOfANamelessLead(t *testing.T) {
	w := signedIn(t)
	id := w.lead(7)
	applied := w.apply(id, set("name", "Named"))
	if applied.View.Lead.Name != "Named" {
		t.Fatalf("%+v", applied.View.Lead)
	}
	if undone := w.undo(id, applied); undone.View.Lead.Name != "Untitled" {
		t.Errorf("%+v", undone.View.Lead)
	}
}

func TestUndoStopsWhenTheFieldMoved(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	applied := w.apply(id, set("description", "Mine"))
	w.control("PUT", "/leads/"+id, `{"description":"A colleague's"}`)
	p := w.tryUndo(applied.Entry, api.UndoRequest{}).Problem
	if p == nil || p.Type != "urn:leadpatch:conflict" || len(p.Conflicts) != 1 {
		t.Fatalf("%+v", p)
	}
	c := p.Conflicts[0]
	if string(c.Base) != `"Mine"` || string(c.Theirs) != `"A colleague's"` || string(c.Mine) != `"Makes widgets."` {
		t.Errorf("%s %s %s", c.Base, c.Theirs, c.Mine)
	}
}

// TestUndoLeavesWhatOthersAdded: .add is undone by .remove only of what was not
// there before.
func TestUndoLeavesWhatOthersAdded(t *testing.T) {
	w := signedIn(t)
	id, days := w.lead(0), w.field("Days") // Mon, Wed
	applied := w.apply(id, fmt.Sprintf(`{"edits":[{"field":%q,"op":"add","value":"Mon"},{"field":%q,"op":"add","value":"Fri"}]}`, days, days))
	w.control("PUT", "/leads/"+id, fmt.Sprintf(`{%q:["Mon","Wed","Fri","Sun"]}`, days))
	w.undo(id, applied)
	if got := string(w.stored(id)[days]); !sameJSON(t, got, `["Mon","Wed","Sun"]`) {
		t.Errorf("days %s", got)
	}
}
