package history

import (
	"context"
	"leadpatch/wasm/api"
	"leadpatch/wasm/outbox"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"maps"
	"slices"
	"strings"
)

// mostUndone bounds one selection.
const mostUndone = 200

// PreviewUndo returns what undoing the entries of a selection would do, one after the
// other: what a newer one of the selection gives back first is not somebody else's
// change.
func (h *History) PreviewUndo(ctx context.Context, selection api.EntriesRequest) (*api.UndoResults, error) {
	given := map[string]givenBack{}
	return h.each(ctx, selection, func(op *outbox.Operation, out *api.UndoResult) (err error) {
		out.Preview, err = h.outbox.PreviewUndo(ctx, op, func(base api.Base) api.Base { return baseAfter(op, given, base) })
		return err
	})
}

// Undo takes the entries of a selection back, each by an undo of its own.
func (h *History) Undo(ctx context.Context, selection api.EntriesRequest) (*api.UndoResults, error) {
	return h.each(ctx, selection, func(op *outbox.Operation, out *api.UndoResult) (err error) {
		out.Applied, err = h.outbox.Undo(ctx, op, api.UndoRequest{IdempotencyKey: selection.IdempotencyKey, Surface: api.SurfaceHistory})
		return err
	})
}

// each does something with each entry of a selection, the newest first: what was changed
// last is taken back first.
func (h *History) each(ctx context.Context, selection api.EntriesRequest, do func(*outbox.Operation, *api.UndoResult) error) (*api.UndoResults, error) {
	if len(selection.Entries) == 0 || len(selection.Entries) > mostUndone {
		return nil, problem.BadRequest("Choose 1 to 200 changes to undo.")
	}
	ids := slices.Clone(selection.Entries)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.Reverse(ids)
	out := &api.UndoResults{Results: []api.UndoResult{}}
	for _, id := range ids {
		result := api.UndoResult{Entry: id}
		op, err := h.outbox.Entry(ctx, id)
		if err == nil {
			err = do(op, &result)
		}
		if err != nil {
			result.Problem = problem.Of(err)
		}
		out.Results = append(out.Results, result)
	}
	return out, nil
}

// givenBack is a field that an undo earlier in the selection gives back: what it will
// hold then, and what Close has until then.
type givenBack struct{ then, now string }

// baseAfter returns the base of the change's undo as it is once those before it in the
// selection are done, and notes what this one gives back.
func baseAfter(op *outbox.Operation, given map[string]givenBack, base api.Base) api.Base {
	out := maps.Clone(base)
	for key, saw := range base {
		place := op.Entry.Lead + "/" + key
		now := saw
		if g, ok := given[place]; ok && g.then == saw {
			now = g.now
			out[key] = now
		}
		target, field := "", key
		if contact, rest, ok := strings.Cut(key, "/"); ok {
			target, field = contact, rest
		}
		if before, err := patch.ParseDocument(op.Plan.Before[target]); err == nil {
			given[place] = givenBack{then: before.Raw(field), now: now}
		}
	}
	return out
}
