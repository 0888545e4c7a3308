package step

import (
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

// TestKinds holds each kind to what the outbox and the pipeline expect of it.
func TestKinds(t *testing.T) {
	requested := []api.StepKind{api.StepNote, api.StepTask, api.StepOpportunity}
	undone := []api.StepKind{api.StepDeleteNote, api.StepDeleteTask, api.StepDeleteContact}
	planned := []api.StepKind{NewContact, NewLead}
	for _, do := range append(append(requested, undone...), planned...) {
		k := kinds[do]
		if k == nil {
			t.Errorf("%s is not in the table", do)
			continue
		}
		if (k.Create == nil) == (k.Change == nil) {
			t.Errorf("%s both adds and changes something, or does neither", do)
		}
		if k.Request == nil {
			t.Errorf("%s has no request to show", do)
		}
		if isPlanned := do == NewContact || do == NewLead; (k.Compile == nil) != isPlanned || (k.Describe == nil) != isPlanned {
			t.Errorf("%s: a request asks for it, or the pipeline plans it", do)
		}
		if UndoOnly(do) != strings.HasPrefix(string(do), "delete_") {
			t.Errorf("%s may be asked for by undo alone: %v", do, UndoOnly(do))
		}
	}
	if len(kinds) != len(requested)+len(undone)+len(planned) {
		t.Errorf("%d kinds: name the new one here too", len(kinds))
	}
	if UndoOnly("nothing") {
		t.Error("a kind that is not known")
	}
}

func TestDescribe(t *testing.T) {
	for _, test := range []struct {
		step                     api.Step
		field, label, now, after string
	}{
		{api.Step{Do: api.StepNote, Text: "a “note”"}, "note", "Note", "null", `"a “note”"`},
		{api.Step{Do: api.StepTask, Text: "call"}, "task", "Task", "null", `"call"`},
		{api.Step{Do: api.StepOpportunity, Opportunity: "oppo_1", Status: "Won"}, "opportunity.oppo_1", "Opportunity", "null", `"Won"`},
		{api.Step{Do: api.StepDeleteNote, Was: "gone"}, "note", "Note", `"gone"`, "null"},
		{api.Step{Do: api.StepDeleteContact, ID: "cont_1", Was: `{"name":"Nora"}`}, "name", "Contact", `"Nora"`, "null"},
		{api.Step{Do: api.StepDeleteContact, ID: "cont_1", Was: `not JSON`}, "name", "Contact", "null", "null"},
		{api.Step{Do: "later"}, "step", "Step", "null", "null"},
	} {
		c := Describe(test.step)
		if c.Field != test.field || c.Label != test.label || string(c.Now) != test.now || string(c.After) != test.after {
			t.Errorf("%+v: %s %s %s %s", test.step, c.Field, c.Label, c.Now, c.After)
		}
	}
}

func TestNamed(t *testing.T) {
	for key, want := range map[string]bool{
		"status_id": true, "status": true, "custom.Status": true, "status_id.add": true, "addresses.0.country": false, "name": false, "": false,
	} {
		if got := Named("status_id", "Status", key); got != want {
			t.Errorf("%q means the status: %v", key, got)
		}
	}
	if !Named("addresses", "Addresses", "addresses.0.country") {
		t.Error("a part of an address is not the addresses'")
	}
}
