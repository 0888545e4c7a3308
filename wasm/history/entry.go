package history

import (
	"context"
	"errors"
	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/outbox"
	"leadpatch/wasm/problem"
	"strings"
	"time"
)

// entryOf returns an entry of the journal as the log shows it. One that a newer version
// has written is shown by what every version knows.
func entryOf(e *journal.Entry) (api.Entry, error) {
	op, err := outbox.Load(e)
	if errors.Is(err, journal.ErrNewer) {
		return api.Entry{
			ID: e.ID, State: api.EntryState(e.State), At: e.At.UTC().Format(time.RFC3339), Lead: api.Lead{ID: e.Lead},
			Changes: []api.Change{}, Requests: []api.Request{}, Detail: newerDetail,
		}, nil
	}
	if err != nil {
		return api.Entry{}, err
	}
	return Entry(op), nil
}

const newerDetail = "A newer version of Leadpatch wrote this change. Update Leadpatch to see it and to go on with it."

// Entry returns one entry of the log.
func (h *History) Entry(ctx context.Context, id string) (api.Entry, error) {
	op, err := h.outbox.Entry(ctx, id)
	if err != nil {
		return api.Entry{}, err
	}
	return Entry(op), nil
}

// Entry returns an operation as the log shows it.
func Entry(op *outbox.Operation) api.Entry {
	e, rec := op.Entry, &op.Record
	view := api.Entry{
		ID: e.ID, State: api.EntryState(e.State), At: e.At.UTC().Format(time.RFC3339),
		Lead: rec.Lead, Organization: rec.Organization, User: rec.User, Surface: rec.Asked.Surface,
		Recipe: rec.Asked.Recipe, Created: rec.Created,
		Changes: rec.Changes, Waiting: rec.Waiting, Requests: rec.Requests,
		UndoneBy: rec.UndoneBy, Undoes: rec.Asked.Undoes,
	}
	if out := rec.Outcome; out != nil {
		// What Close has is the truth; what was planned and did not come about, is in
		// the sentence.
		view.Changes = out.Changes
		view.Undo = op.CanUndo()
		view.Detail = outcomeDetail(out)
	}
	if rec.Problem != nil && view.Detail == "" {
		view.Detail = problem.Detail(rec.Problem)
	}
	if rec.Created && e.State.Settled() && rec.Lead.ID != "" {
		view.Detail = strings.TrimSpace(view.Detail + " " + deleteInClose)
	}
	return view
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
