package outbox

import (
	"context"
	"errors"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/session"
)

// resume carries an operation out for somebody who waits for the answer, after the older
// ones of its lead.
func (o *Outbox) resume(ctx context.Context, op *Operation) (*api.Applied, error) {
	before, err := o.drainLead(ctx, op.Entry.Lead, op.ID, always)
	if err == nil {
		op, err = o.Entry(ctx, op.ID) // an older one may have moved what it saw
	}
	if err != nil {
		return nil, err
	}
	op.attended = true
	if before != nil {
		// An older change of this lead waits; this one keeps its place behind it.
		return o.wait(ctx, op, nothingYet(op), *before.Waiting, before.NotBefore.Sub(o.ws.Now()))
	}
	return o.execute(ctx, op)
}

// nothingYet is the answer for an operation of which nothing has been done.
func nothingYet(op *Operation) *api.Applied {
	return &api.Applied{
		Sent: []api.Request{}, Changes: []api.Change{}, Unchanged: []api.Unchanged{}, Ignored: []api.Ignored{}, Entry: op.ID,
	}
}

// execute does what is left to be done of an operation. The caller holds the lead's lock.
func (o *Outbox) execute(ctx context.Context, op *Operation) (*api.Applied, error) {
	out := nothingYet(op)
	j, err := o.open(ctx, op)
	if err == nil {
		err = op.compile(ctx, j)
	}
	if err != nil {
		return o.stop(ctx, op, nil, out, err)
	}
	out.Unchanged = j.Unchanged()
	if err := j.CheckPlan(); err != nil {
		return o.stop(ctx, op, j, out, err)
	}
	if op.Plan == nil {
		op.plan(j)
		if len(op.Changes) == 0 {
			out.Entry = ""
			o.show(ctx, j, out)
			return out, o.journal.Forget(ctx, op.ID)
		}
	}
	for _, t := range j.Targets {
		if len(t.Plan.Bodies) == 0 {
			continue
		}
		if op.State != journal.Sent {
			// Before the first byte leaves.
			if err := o.save(ctx, op, journal.Sent); err != nil {
				return nil, err
			}
		}
		sent, err := t.Send(ctx)
		out.Sent = append(out.Sent, sent...)
		if errors.Is(err, pipeline.ErrOvertaken) {
			err = j.Overtaken()
		}
		if err != nil {
			return o.stop(ctx, op, j, out, j.Refused(ctx, t, err))
		}
	}
	if err := o.editsDone(ctx, op, j); err != nil {
		return nil, err
	}
	if err := o.executeSteps(ctx, op, j, out); err != nil {
		return o.stop(ctx, op, j, out, err)
	}
	return o.settle(ctx, op, j, out, journal.Applied)
}

// settle closes an entry with what Close shows of all of its plan. j is nil where the
// lead cannot be read any more.
func (o *Outbox) settle(ctx context.Context, op *Operation, j *pipeline.Job, out *api.Applied, state journal.State) (*api.Applied, error) {
	done := op.Plan.Done
	if done == nil {
		done = verifiedEdits(j)
	}
	out.Changes, out.Ignored = append(out.Changes, done.Changes...), append(out.Ignored, done.Ignored...)
	undo := api.EditsRequest{Edits: append([]api.Edit{}, done.Undo...), Base: done.Base, Undoes: op.ID}
	op.addSteps(out, &undo)
	if len(undo.Edits)+len(undo.Steps) > 0 && !op.Created {
		op.Undo = &undo
	}
	if len(out.Ignored) > 0 && state == journal.Applied {
		state = journal.Part
		if len(out.Changes) == 0 {
			state = journal.Rejected
		}
	}
	op.offerUndo(out)
	kept := *out
	op.Outcome = &kept
	if op.Record.Lead.ID != "" {
		op.Entry.Lead = op.Record.Lead.ID // a new lead's entry stood under a name of its own
	}
	if err := o.save(ctx, op, state); err != nil {
		return nil, err
	}
	if j == nil {
		return out, nil
	}
	if err := o.rebase(ctx, op, j); err != nil {
		return nil, err
	}
	if op.Asked.Undoes != "" && state == journal.Applied && len(out.Changes) > 0 {
		if err := o.markUndone(ctx, op.Asked.Undoes, op.ID); err != nil {
			return nil, err
		}
	}
	o.pipeline.Seen(ctx, j)
	o.show(ctx, j, out)
	return out, o.journal.PruneNowAndThen(ctx)
}

// stop decides what an error means for an operation: it waits, and goes on by itself; or
// it has ended, with nothing or with a part of it at Close.
func (o *Outbox) stop(ctx context.Context, op *Operation, j *pipeline.Job, out *api.Applied, err error) (*api.Applied, error) {
	if waiting, after := waitingFor(err); waiting != nil && ctx.Err() == nil {
		var over *session.EndedError
		if errors.As(err, &over) && op.State == journal.Intended && op.attended {
			// The user is in front of it and signs in again; the panel has the edits.
			return nil, errors.Join(err, o.journal.Forget(ctx, op.ID))
		}
		return o.wait(ctx, op, out, *waiting, after)
	}
	if op.Plan == nil && op.attended {
		// Nothing was about to be sent, and the panel has the edits.
		return nil, errors.Join(err, o.journal.Forget(ctx, op.ID))
	}
	moved := op.moved()
	if j != nil && op.Plan != nil && op.Plan.Done == nil {
		for _, t := range j.Targets {
			// What is at Close is read from Close, whatever the last answer was.
			if now, readErr := t.Reread(ctx); readErr == nil {
				t.Doc = now
			} else if op.State != journal.Intended {
				waiting, after := waitingFor(readErr)
				if waiting == nil {
					waiting, after = &api.Waiting{Reason: api.ProblemUnsure, Detail: unsureDetail}, 0
				}
				return o.wait(ctx, op, out, *waiting, after)
			}
			moved = moved || t.Moved()
		}
	}
	p := problem.Of(err)
	for _, s := range op.steps() {
		if s.Sending && !problem.Is(err, api.ProblemUnsure) {
			said := *p
			said.Detail += " Whether “" + s.Label() + "” arrived is not known: look in Close."
			p = &said
		}
	}
	op.Problem = p
	if moved {
		out.Stopped = p
		return o.settle(ctx, op, j, out, journal.Part)
	}
	state := journal.Rejected
	if problem.Is(err, api.ProblemConflict) {
		state = journal.Conflict
	}
	return nil, errors.Join(&problem.Error{Problem: *p}, o.save(ctx, op, state))
}

// wait leaves an operation to a later attempt.
func (o *Outbox) wait(ctx context.Context, op *Operation, out *api.Applied, waiting api.Waiting, after time.Duration) (*api.Applied, error) {
	after = journal.Backoff(op.Attempts, after)
	op.Attempts++
	op.NotBefore = o.ws.Now().Add(after)
	waiting.RetryAt = op.NotBefore.UTC().Format(time.RFC3339)
	op.Waiting = &waiting
	state := op.State
	if state == journal.Sent && waiting.Reason == api.ProblemUnsure {
		state = journal.Unknown
	}
	if err := o.save(ctx, op, state); err != nil {
		return nil, err
	}
	out.Waiting = &waiting
	pending := op.View(o.ws.Now())
	pending.Sentence = waitingSentence(&pending, len(out.Changes))
	out.Pending = &pending
	return out, nil
}
