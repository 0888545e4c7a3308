package outbox

import (
	"testing"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
)

var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// operationWaiting returns an operation that waits for a reason until a time from noon on.
func operationWaiting(reason string, left time.Duration) *Operation {
	op := &Operation{Entry: &journal.Entry{ID: "e1", State: journal.Intended, At: noon, NotBefore: noon.Add(left)}}
	op.Record.Lead = api.Lead{ID: "lead_1", Name: "Acme GmbH"}
	op.Changes = []api.Change{{Field: "url", Label: "URL"}}
	if reason != "" {
		op.Waiting = &api.Waiting{Reason: reason, Detail: "A sentence."}
	}
	return op
}

// TestDue: what waits for the network or a sign-in may be tried whenever somebody thinks
// that it is back, all else when its time has come.
func TestDue(t *testing.T) {
	for _, c := range []struct {
		reason string
		left   time.Duration
		due    bool
	}{
		{"", time.Minute, true},
		{api.ProblemOffline, time.Minute, true},
		{api.ProblemOffline, 0, true},
		{api.ProblemSessionEnded, time.Minute, true},
		{api.ProblemSessionEnded, -time.Minute, true},
		{api.ProblemRateLimited, time.Nanosecond, false},
		{api.ProblemRateLimited, 0, true},
		{api.ProblemRateLimited, -time.Minute, true},
		{api.ProblemUnsure, time.Minute, false},
		{api.ProblemUnsure, 0, true},
		{api.ProblemCloseFailed, time.Minute, false},
		{api.ProblemCloseFailed, 0, true},
	} {
		if got := isDue(operationWaiting(c.reason, c.left), noon); got != c.due {
			t.Errorf("%q, %v before its time: due is %v", c.reason, c.left, got)
		}
	}
}

// TestLookIn: a look comes after the next try, soon where nobody has named a time, and
// never where only a sign-in brings news.
func TestLookIn(t *testing.T) {
	for _, c := range []struct {
		reason     string
		left, want time.Duration
	}{
		{"", 0, 3 * time.Second},
		{"", time.Minute, 3 * time.Second},
		{api.ProblemOffline, 5 * time.Second, 5500 * time.Millisecond},
		{api.ProblemRateLimited, time.Hour, time.Hour + 500*time.Millisecond},
		{api.ProblemRateLimited, 0, 3 * time.Second},
		{api.ProblemUnsure, -time.Minute, 3 * time.Second},
		{api.ProblemSessionEnded, time.Minute, 0},
		{api.ProblemSessionEnded, -time.Minute, 0},
	} {
		if got := lookIn(operationWaiting(c.reason, c.left), noon); got != c.want {
			t.Errorf("%q, %v before its time: a look in %v, want %v", c.reason, c.left, got, c.want)
		}
	}
}

// TestView: an entry says how far it is, whatever its state.
func TestView(t *testing.T) {
	for _, state := range []journal.State{journal.Intended, journal.Sent, journal.Unknown} {
		op := operationWaiting(api.ProblemSessionEnded, time.Minute)
		op.State = state
		v := op.View(noon)
		if v.Settled || !v.Due || v.LookIn != 0 || v.Sentence != waitingSentence(&v, 0) || v.Undo || v.UndoUntil != "" {
			t.Errorf("%s: %+v", state, v)
		}
		op.Waiting = nil
		if v := op.View(noon); v.Due || v.LookIn != 3 {
			t.Errorf("%s, under way: %+v", state, v)
		}
	}
	for _, state := range []journal.State{journal.Applied, journal.Part, journal.Rejected, journal.Conflict} {
		op := operationWaiting("", 0)
		op.State = state
		if v := op.View(noon); !v.Settled || v.Due || v.LookIn != 0 || v.Sentence != settledSentence(&v) {
			t.Errorf("%s: %+v", state, v)
		}
	}
}

// TestViewOfAnOutcome: what Close has is shown, and in the sentence what it has not.
func TestViewOfAnOutcome(t *testing.T) {
	op := operationWaiting("", 0)
	op.State = journal.Part
	op.Outcome = &api.Applied{
		Changes: []api.Change{{Field: "name", Label: "Name"}},
		Ignored: []api.Ignored{{Field: "url", Label: "URL", Detail: "Close kept the old value."}},
		Stopped: &api.Problem{Detail: "Close has a fault."},
	}
	v := op.View(noon)
	if len(v.Changes) != 1 || v.Changes[0].Field != "name" {
		t.Errorf("%+v", v.Changes)
	}
	if want := "Only a part was saved to Acme GmbH. URL: Close kept the old value. Close has a fault."; v.Sentence != want {
		t.Errorf("%q", v.Sentence)
	}
}

// TestUndoUntil: a change is offered for a day from when it was asked for, if there is
// something to take back.
func TestUndoUntil(t *testing.T) {
	op := operationWaiting("", 0)
	op.State, op.Undo = journal.Applied, &api.EditsRequest{}
	if v := op.View(noon.Add(time.Hour)); !v.Undo || v.UndoUntil != "2026-01-06T12:00:00Z" {
		t.Errorf("%v %s", v.Undo, v.UndoUntil)
	}
	op.UndoneBy = "e2"
	if v := op.View(noon); v.Undo || v.UndoUntil != "" {
		t.Errorf("undone: %v %s", v.Undo, v.UndoUntil)
	}
	op.UndoneBy, op.Created = "", true
	if v := op.View(noon); v.Undo || v.UndoUntil != "" {
		t.Errorf("a new lead: %v %s", v.Undo, v.UndoUntil)
	}
}
