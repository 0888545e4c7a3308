package outbox

import (
	"context"
	"errors"

	"leadpatch/wasm/journal"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/view"
)

// rebase tells the younger changes of the same lead what this one has done: the user
// saw the lead as it was before, and it was themselves who changed it since.
func (o *Outbox) rebase(ctx context.Context, op *Operation, j *pipeline.Job) error {
	entries, err := o.journal.Unsettled(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Lead != op.Entry.Lead || e.ID <= op.ID {
			continue
		}
		younger, err := Load(e)
		if errors.Is(err, journal.ErrNewer) {
			continue // it waits for an update
		}
		if err != nil {
			return err
		}
		if younger.Plan == nil && younger.rebase(op, j) {
			if err := o.save(ctx, younger, younger.State); err != nil {
				return err
			}
		}
	}
	return nil
}

// rebase takes what an older operation has done into what the user of this one saw. It
// reports whether there was anything.
func (op *Operation) rebase(older *Operation, j *pipeline.Job) bool {
	moved := false
	for _, t := range j.Targets {
		before, err := patch.ParseDocument(older.Plan.Before[t.Name()])
		if err != nil {
			continue
		}
		for _, c := range t.Whole.Changes {
			key := view.BaseKey(t.Name(), c.Field.Key)
			saw, ok := op.Asked.Base[key]
			if ok && c.Field.Same(saw, before.Raw(c.Field.Key)) {
				op.Asked.Base[key] = t.Doc.Raw(c.Field.Key)
				moved = true
			}
		}
	}
	return moved
}
