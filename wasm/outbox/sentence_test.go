package outbox

import (
	"testing"

	"leadpatch/wasm/api"
)

// entryWith returns an entry on a lead with so many changes.
func entryWith(lead string, n int) api.Entry {
	return api.Entry{Lead: api.Lead{Name: lead}, Changes: make([]api.Change, n)}
}

func TestWaitingSentence(t *testing.T) {
	undo, created, nameless := entryWith("Acme GmbH", 2), entryWith("Acme", 3), entryWith("", 2)
	undo.Undoes = "e0"
	created.Created, nameless.Created = true, true
	for _, c := range []struct {
		entry  api.Entry
		reason string
		saved  int
		want   string
	}{
		{entryWith("Acme GmbH", 2), api.ProblemOffline, 0, "Waiting for the network. Your 2 changes to Acme GmbH are kept and go out by themselves."},
		{entryWith("Acme GmbH", 1), api.ProblemOffline, 1, "1 change saved. Waiting for the network. Your 1 change to Acme GmbH is kept and goes out by itself."},
		{entryWith("", 1), api.ProblemRateLimited, 2, "2 changes saved. Close asks to wait. Your 1 change to the lead is kept and goes out by itself."},
		{entryWith("Acme GmbH", 2), api.ProblemCloseFailed, 0, "Close has a fault. Your 2 changes to Acme GmbH are kept and go out by themselves."},
		{entryWith("Acme GmbH", 2), api.ProblemSessionEnded, 0, "Your sign-in has ended. Your 2 changes to Acme GmbH are kept and go out by themselves once you have signed in again."},
		{entryWith("Acme GmbH", 2), api.ProblemUnsure, 0, "Close has not answered. Leadpatch is looking whether it arrived."},
		{entryWith("Acme GmbH", 2), "something-new", 0, "A sentence."},
		{entryWith("Acme GmbH", 2), "", 0, "Your 2 changes to Acme GmbH are on their way."},
		{entryWith("Acme GmbH", 1), "", 0, "Your 1 change to Acme GmbH is on its way."},
		{undo, api.ProblemOffline, 0, "Waiting for the network. Your undo on Acme GmbH is kept and goes out by itself."},
		{undo, "", 0, "Your undo on Acme GmbH is on its way."},
		{created, api.ProblemOffline, 0, "Waiting for the network. Your new lead Acme is kept and goes out by itself."},
		{nameless, api.ProblemSessionEnded, 0, "Your sign-in has ended. Your new lead is kept and goes out by itself once you have signed in again."},
	} {
		if c.reason != "" {
			c.entry.Waiting = &api.Waiting{Reason: c.reason, Detail: "A sentence."}
		}
		if got := waitingSentence(&c.entry, c.saved); got != c.want {
			t.Errorf("%q\nwant\n%q", got, c.want)
		}
	}
}

func TestSettledSentence(t *testing.T) {
	with := func(state api.EntryState, detail string, n int, change ...func(*api.Entry)) api.Entry {
		e := entryWith("Acme GmbH", n)
		e.State, e.Detail = state, detail
		for _, f := range change {
			f(&e)
		}
		return e
	}
	created := func(e *api.Entry) { e.Created = true }
	undo := func(e *api.Entry) { e.Undoes = "e0" }
	nameless := func(e *api.Entry) { e.Lead.Name = "" }
	for _, c := range []struct {
		entry api.Entry
		want  string
	}{
		{with(api.StateApplied, "", 1), "1 change to Acme GmbH saved."},
		{with(api.StateApplied, "", 3, nameless), "3 changes to the lead saved."},
		{with(api.StateApplied, "", 2, undo), "Undone on Acme GmbH."},
		{with(api.StatePart, "Not the URL.", 1), "Only a part was saved to Acme GmbH. Not the URL."},
		{with(api.StatePart, "", 1, undo), "Only a part was saved to Acme GmbH."},
		{with(api.StateConflict, "Choose for each field.", 1), "Not saved to Acme GmbH: somebody else changed it meanwhile."},
		{with(api.StateRejected, "Not an address.", 1), "Not saved to Acme GmbH. Not an address."},
		{with(api.StateRejected, "", 1, nameless), "Not saved to the lead."},
		{with(api.StateApplied, deleteInClose, 4, created), "Acme GmbH created."},
		{with(api.StatePart, "Not the note.", 4, created), "Acme GmbH created, but not with everything. Not the note."},
		{with(api.StateRejected, "Refused.", 4, created), "Acme GmbH was not created. Refused."},
		{with(api.StateRejected, "", 4, created, nameless), "The new lead was not created."},
	} {
		if got := settledSentence(&c.entry); got != c.want {
			t.Errorf("%q\nwant\n%q", got, c.want)
		}
	}
}
