package outbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/view"
)

// UndoLasts is how long a change is offered to be taken back by one button or key: what
// is older is not what somebody means who presses it, and is taken back from the log.
const UndoLasts = 24 * time.Hour

// UndoUntil returns until when the operation is offered to be taken back by one button
// or key; the zero time where there is nothing to take back.
func (op *Operation) UndoUntil() time.Time {
	if !op.CanUndo() {
		return time.Time{}
	}
	return op.At.Add(UndoLasts)
}

// offerUndo says in an answer until when the operation is offered to be taken back.
func (op *Operation) offerUndo(out *api.Applied) {
	out.UndoUntil = ""
	if until := op.UndoUntil(); !until.IsZero() {
		out.UndoUntil = until.UTC().Format(time.RFC3339)
	}
}

// CanUndo reports whether the operation did something that was not taken back.
func (op *Operation) CanUndo() bool { return op.checkUndo() == nil }

// checkUndo returns why the operation cannot be taken back.
func (op *Operation) checkUndo() error {
	switch {
	case op.Created:
		return problem.BadRequest("A new lead is not taken back from here: delete it in Close.")
	case op.UndoneBy != "":
		return problem.BadRequest("This change was undone already.")
	case op.Undo == nil:
		return problem.BadRequest("There is nothing of this change to undo.")
	}
	return nil
}

// UndoRequest returns the request that takes the operation back.
func (op *Operation) UndoRequest(asked api.UndoRequest) (*api.EditsRequest, error) {
	if err := op.checkUndo(); err != nil {
		return nil, err
	}
	undo := *op.Undo
	undo.Undoes, undo.Surface, undo.Base = op.ID, asked.Surface, api.Base{}
	for key, saw := range op.Undo.Base {
		undo.Base[key] = saw
	}
	for key, saw := range asked.Base {
		undo.Base[key] = saw
	}
	undo.Edits = slices.DeleteFunc(slices.Clone(op.Undo.Edits), func(e api.Edit) bool {
		return slices.Contains(asked.Keep, view.BaseKey(e.Target, e.Field))
	})
	if asked.IdempotencyKey != "" {
		undo.IdempotencyKey = undoKey(op.ID, asked.IdempotencyKey)
	}
	return &undo, nil
}

// undoKey names the undo of an entry, the same when it is asked again.
func undoKey(entry string, key api.IdempotencyKey) api.IdempotencyKey {
	name := api.IdempotencyKey(entry) + "-" + key
	return name[:min(64, len(name))]
}

// Undo takes the change of an entry back: by the inverse edits and steps, through the
// same pipeline. It is the one way to do so, for the panel, the log, a notice and a
// shortcut. Asked again under the same key it is answered as it stands.
func (o *Outbox) Undo(ctx context.Context, op *Operation, asked api.UndoRequest) (*api.Applied, error) {
	id, err := op.LeadID()
	if err != nil {
		return nil, problem.BadRequest("The lead of this change is not in Close yet.")
	}
	if asked.IdempotencyKey != "" {
		if e, err := o.journal.ByKey(ctx, string(undoKey(op.ID, asked.IdempotencyKey))); err != nil {
			return nil, err
		} else if e != nil {
			before, err := Load(e)
			if err != nil {
				return nil, err
			}
			return o.apply(ctx, id, before.Asked)
		}
	}
	undo, err := op.UndoRequest(asked)
	if err != nil {
		return nil, err
	}
	return o.apply(ctx, id, *undo)
}

// PreviewUndo returns what undoing an operation would do, and sends nothing. base may
// replace what the user is taken to have seen, for one of several undos.
func (o *Outbox) PreviewUndo(ctx context.Context, op *Operation, base func(api.Base) api.Base) (*api.Preview, error) {
	undo, err := op.UndoRequest(api.UndoRequest{})
	if err != nil {
		return nil, err
	}
	id, err := op.LeadID()
	if err != nil {
		return nil, err
	}
	undo.Base = base(undo.Base)
	return o.pipeline.Preview(ctx, id, *undo)
}

// markUndone notes that an entry was taken back.
func (o *Outbox) markUndone(ctx context.Context, id, by string) error {
	e, err := o.journal.Get(ctx, id)
	if err != nil || e == nil {
		return err
	}
	op, err := Load(e)
	if err != nil {
		return err
	}
	op.UndoneBy = by
	return o.save(ctx, op, op.State)
}

// LastChange returns the newest operation that a key takes back or that is still on its
// way, of a lead or, for "", of all; or the one whose undo was asked for under the same
// key before. It is nil where there is none. An undo is not undone by the same key: the
// next press goes on to the change before.
func (o *Outbox) LastChange(ctx context.Context, lead string, key api.IdempotencyKey) (last *Operation, err error) {
	again := false
	since := o.ws.Now().Add(-UndoLasts)
	var bad error
	_, _, err = o.journal.Find(ctx, "", 1, func(e *journal.Entry) bool {
		if bad != nil || e.At.Before(since) || (lead != "" && e.Lead != lead) {
			return false
		}
		op, err := Load(e)
		if err != nil {
			if !errors.Is(err, journal.ErrNewer) {
				bad = err
			}
			return false
		}
		asked := op.undoes(key)
		if !asked && e.State.Settled() && (!op.CanUndo() || op.Asked.Undoes != "") {
			return false
		}
		if last == nil {
			last, again = op, asked
		}
		return true
	})
	if err = errors.Join(err, bad); err != nil || last == nil {
		return nil, err
	}
	if again {
		return o.Entry(ctx, last.Asked.Undoes)
	}
	return last, nil
}

// undoes reports whether the operation is the undo that was asked for under this key.
func (op *Operation) undoes(key api.IdempotencyKey) bool {
	return key != "" && op.Asked.Undoes != "" && op.Key == string(undoKey(op.Asked.Undoes, key))
}
