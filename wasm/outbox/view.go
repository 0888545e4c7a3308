package outbox

import (
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/problem"
)

// View returns the operation as the log shows it at a time.
func (op *Operation) View(now time.Time) api.Entry {
	e, rec := op.Entry, &op.Record
	view := api.Entry{
		ID: e.ID, State: api.EntryState(e.State), At: e.At.UTC().Format(time.RFC3339),
		Lead: rec.Lead, Organization: rec.Organization, User: rec.User, Surface: rec.Asked.Surface,
		Recipe: rec.Asked.Recipe, Created: rec.Created,
		Changes: rec.Changes, Waiting: rec.Waiting, Requests: rec.Requests,
		UndoneBy: rec.UndoneBy, Undoes: rec.Asked.Undoes,
		Settled: e.State.Settled(),
	}
	if out := rec.Outcome; out != nil {
		// What Close has is the truth; what was planned and did not come about, is in
		// the sentence.
		view.Changes = out.Changes
		view.Detail = outcomeDetail(out)
	}
	if until := op.UndoUntil(); !until.IsZero() {
		view.Undo, view.UndoUntil = true, until.UTC().Format(time.RFC3339)
	}
	if rec.Problem != nil && view.Detail == "" {
		view.Detail = problem.Detail(rec.Problem)
	}
	if rec.Created && view.Settled && rec.Lead.ID != "" {
		view.Detail = strings.TrimSpace(view.Detail + " " + deleteInClose)
	}
	if view.Settled {
		view.Sentence = settledSentence(&view)
		return view
	}
	view.Sentence = waitingSentence(&view, 0)
	view.Due = rec.Waiting != nil && isDue(op, now)
	view.LookIn = lookIn(op, now).Seconds()
	return view
}

const (
	// lookEvery is how often somebody looks at what nobody has named a time for, and
	// lookAfter how long after the backend's own try, to find it done.
	lookEvery = 3 * time.Second
	lookAfter = 500 * time.Millisecond
)

// lookIn returns after which time there may be news of an unsettled operation; zero where
// only an event, such as a sign-in, brings them.
func lookIn(op *Operation, now time.Time) time.Duration {
	switch {
	case op.Waiting != nil && op.Waiting.Reason == api.ProblemSessionEnded:
		return 0
	case op.Waiting != nil && op.NotBefore.After(now):
		return op.NotBefore.Sub(now) + lookAfter
	}
	return lookEvery
}

// deleteInClose says how a new lead is taken back.
const deleteInClose = "To take the new lead back, delete it in Close."

// outcomeDetail says what of a plan did not come about, and why.
func outcomeDetail(out *api.Applied) string {
	var parts []string
	for _, i := range out.Ignored {
		parts = append(parts, i.Label+": "+i.Detail)
	}
	if out.Stopped != nil {
		parts = append(parts, problem.Detail(out.Stopped))
	}
	return strings.Join(parts, " ")
}
