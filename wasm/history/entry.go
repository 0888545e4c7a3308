package history

import (
	"context"
	"errors"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/outbox"
)

// entryOf returns an entry of the journal as the log shows it. One that a newer version
// has written is shown by what every version knows.
func entryOf(e *journal.Entry, now time.Time) (api.Entry, error) {
	op, err := outbox.Load(e)
	if errors.Is(err, journal.ErrNewer) {
		return api.Entry{
			ID: e.ID, State: api.EntryState(e.State), At: e.At.UTC().Format(time.RFC3339), Lead: api.Lead{ID: e.Lead},
			Settled: e.State.Settled(), Sentence: newerDetail, Detail: newerDetail,
			Changes: []api.Change{}, Requests: []api.Request{},
		}, nil
	}
	if err != nil {
		return api.Entry{}, err
	}
	return op.View(now), nil
}

const newerDetail = "A newer version of Leadpatch wrote this change. Update Leadpatch to see it and to go on with it."

// Entry returns one entry of the log.
func (h *History) Entry(ctx context.Context, id string) (api.Entry, error) {
	op, err := h.outbox.Entry(ctx, id)
	if err != nil {
		return api.Entry{}, err
	}
	return op.View(h.ws.Now()), nil
}
