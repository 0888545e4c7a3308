package backend

import (
	"context"
	"errors"
	"net/http"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// apply writes the wish down and carries it out: it compiles the edits against what
// the server has now, sends the plans and proves the result. Two wishes for one lead go
// one after the other, so that the second sees what the first has done. A wish that was
// written down before under the same intent is answered as it stands.
func (b *Backend) apply(ctx context.Context, id closeapi.ID, asked api.EditsRequest) (*api.Applied, error) {
	unlock, err := b.lockLead(ctx, id.String())
	if err != nil {
		return nil, err
	}
	defer unlock()
	if asked.Intent != "" {
		if w, err := b.known(ctx, id, asked.Intent); w != nil || err != nil {
			return b.answer(ctx, w, err)
		}
	}
	if err := b.allowSteps(ctx, id.String(), asked); err != nil {
		return nil, err
	}
	w, err := b.beginWithAlarm(ctx, id.String(), b.newRecord(id, asked))
	if err != nil {
		return nil, err
	}
	return b.carryOnAndRest(ctx, w)
}

// carryOnAndRest carries a wish out that was just written down, and sets the alarm for
// what is left.
func (b *Backend) carryOnAndRest(ctx context.Context, w *wish) (*api.Applied, error) {
	applied, err := b.carryOn(ctx, w)
	if restErr := b.rest(ctx); err == nil && restErr != nil {
		return nil, restErr
	}
	return applied, err
}

// beginWithAlarm writes a wish down, and has the browser ask after it in a minute,
// should it stop the worker before.
func (b *Backend) beginWithAlarm(ctx context.Context, lead string, rec record) (*wish, error) {
	b.alarm.Lock() // or another wish's end would take the alarm back in between
	defer b.alarm.Unlock()
	if err := b.cfg.Alarm.Deliver(ctx, time.Minute); err != nil {
		return nil, err
	}
	return b.begin(ctx, lead, rec)
}

// carryOn carries a wish out for somebody who waits for the answer, after the older
// ones of its lead.
func (b *Backend) carryOn(ctx context.Context, w *wish) (*api.Applied, error) {
	before, err := b.settleLead(ctx, w.Lead, w.ID, always)
	if err == nil {
		w, err = b.entry(ctx, w.ID) // an older one may have moved what it saw
	}
	if err != nil {
		return nil, err
	}
	w.attended = true
	if before != nil {
		// An older wish for this lead waits; this one keeps its place behind it.
		return b.wait(ctx, w, nothingYet(w), *before.rec.Waiting, before.NotBefore.Sub(b.cfg.Now()))
	}
	return b.carryOut(ctx, w)
}

// nothingYet is the answer for a wish of which nothing has been done.
func nothingYet(w *wish) *api.Applied {
	return &api.Applied{
		Sent: []api.Request{}, Changes: []api.Change{}, Unchanged: []api.Unchanged{}, Ignored: []api.Ignored{}, Entry: w.ID,
	}
}

// lockLead waits until nobody else in the browser profile writes to the lead.
func (b *Backend) lockLead(ctx context.Context, lead string) (unlock func(), err error) {
	return b.cfg.Locks.Lock(ctx, "leadpatch-lead-"+lead)
}

// known returns the wish that was written down under an intent, or nil.
func (b *Backend) known(ctx context.Context, id closeapi.ID, intent string) (*wish, error) {
	e, err := b.journal.ByKey(ctx, intent)
	if err != nil || e == nil {
		return nil, err
	}
	if e.Lead != id.String() {
		return nil, askedForAnother()
	}
	return load(e)
}

func askedForAnother() error {
	return badRequest("This was asked before, for another lead. Reload the panel.")
}

// answer answers a wish that is in the journal: as it ended, or after going on with it.
func (b *Backend) answer(ctx context.Context, w *wish, err error) (*api.Applied, error) {
	switch {
	case err != nil:
		return nil, err
	case !w.State.Settled():
		return b.carryOn(ctx, w)
	case w.rec.Outcome == nil:
		return nil, &problemError{*w.rec.Problem}
	}
	out := *w.rec.Outcome
	out.Entry = w.ID
	if id, err := w.leadID(); err == nil {
		if j, err := b.open(ctx, id, nil); err == nil {
			b.show(ctx, j, &out)
		}
	}
	return &out, nil
}

// carryOut does what is left to be done of a wish. The caller holds the lead's lock.
func (b *Backend) carryOut(ctx context.Context, w *wish) (*api.Applied, error) {
	out := nothingYet(w)
	j, err := b.openWish(ctx, w)
	if err == nil {
		err = w.compile(ctx, j)
	}
	if err != nil {
		return b.stopped(ctx, w, nil, out, err)
	}
	out.Unchanged = j.unchanged()
	if errs := j.errors(); len(errs) > 0 {
		return b.stopped(ctx, w, j, out, invalidEdits(errs))
	}
	if conflicts := j.conflicts(); len(conflicts) > 0 {
		return b.stopped(ctx, w, j, out, conflict(conflicts))
	}
	if len(j.stepConflicts) > 0 {
		return b.stopped(ctx, w, j, out, stepConflict(j.stepConflicts))
	}
	if w.rec.Plan == nil {
		w.plan(j, b.cfg.AppOrigin)
		if len(w.rec.Changes) == 0 {
			out.Entry = ""
			b.show(ctx, j, out)
			return out, b.journal.Forget(ctx, w.ID)
		}
	}
	for _, t := range j.targets {
		if len(t.plan.Bodies) == 0 {
			continue
		}
		if w.State != journal.Sent {
			// Before the first byte leaves.
			if err := b.save(ctx, w, journal.Sent); err != nil {
				return nil, err
			}
		}
		sent, err := t.send(ctx)
		out.Sent = append(out.Sent, sent...)
		if errors.Is(err, errOvertaken) {
			err = j.overtaken()
		}
		if err != nil {
			return b.stopped(ctx, w, j, out, b.refused(ctx, j, t, err))
		}
	}
	if err := b.editsDone(ctx, w, j); err != nil {
		return nil, err
	}
	if err := b.carryActs(ctx, w, j, out); err != nil {
		return b.stopped(ctx, w, j, out, err)
	}
	return b.settle(ctx, w, j, out, journal.Applied)
}

// settle closes an entry with what Close shows of all of its plan.
func (b *Backend) settle(ctx context.Context, w *wish, j *job, out *api.Applied, state journal.State) (*api.Applied, error) {
	done := w.rec.Plan.Done
	if done == nil {
		done = verifiedEdits(j)
	}
	out.Changes, out.Ignored = append(out.Changes, done.Changes...), append(out.Ignored, done.Ignored...)
	undo := api.EditsRequest{Edits: append([]api.Edit{}, done.Undo...), Base: done.Base, Undoes: w.ID}
	w.addActs(out, &undo)
	if len(undo.Edits)+len(undo.Steps) > 0 && !w.rec.Created {
		out.Undo = &undo
	}
	if len(out.Ignored) > 0 && state == journal.Applied {
		state = journal.Part
		if len(out.Changes) == 0 {
			state = journal.Rejected
		}
	}
	kept := *out
	w.rec.Outcome = &kept
	if w.rec.Lead.ID != "" {
		w.Lead = w.rec.Lead.ID // a new lead's entry stood under a name of its own
	}
	if err := b.save(ctx, w, state); err != nil {
		return nil, err
	}
	if j == nil {
		return out, nil // the lead cannot be read any more
	}
	if err := b.rebase(ctx, w, j); err != nil {
		return nil, err
	}
	if w.rec.Asked.Undoes != "" && len(out.Changes) > 0 {
		if err := b.markUndone(ctx, w.rec.Asked.Undoes, w.ID); err != nil {
			return nil, err
		}
	}
	b.seen(ctx, head{leadHead(j.lead.doc, b.cfg.AppOrigin), organizationView(j.session.Me), userView(j.session.Me)})
	b.show(ctx, j, out)
	return out, b.journal.PruneNowAndThen(ctx)
}

// stopped decides what an error means for a wish: it waits, and goes on by itself; or
// it has ended, with nothing or with a part of it at Close.
func (b *Backend) stopped(ctx context.Context, w *wish, j *job, out *api.Applied, err error) (*api.Applied, error) {
	if waiting, after := waitingFor(err); waiting != nil && ctx.Err() == nil {
		var over *session.EndedError
		if errors.As(err, &over) && w.State == journal.Intended && w.attended {
			// The user is in front of it and signs in again; the panel has the edits.
			return nil, errors.Join(err, b.journal.Forget(ctx, w.ID))
		}
		return b.wait(ctx, w, out, *waiting, after)
	}
	if w.rec.Plan == nil && w.attended {
		// Nothing was about to be sent, and the panel has the edits.
		return nil, errors.Join(err, b.journal.Forget(ctx, w.ID))
	}
	moved := w.moved()
	if j != nil && w.rec.Plan != nil && w.rec.Plan.Done == nil {
		for _, t := range j.targets {
			// What is at Close is read from Close, whatever the last answer was.
			if now, readErr := t.reread(ctx); readErr == nil {
				t.doc = now
			} else if w.State != journal.Intended {
				waiting, after := waitingFor(readErr)
				if waiting == nil {
					waiting, after = &api.Waiting{Reason: api.ProblemUnsure, Detail: unsureDetail}, 0
				}
				return b.wait(ctx, w, out, *waiting, after)
			}
			if t.whole == nil || len(t.whole.Errors) > 0 {
				continue
			}
			edits, _ := patch.Inverse(t.whole.Verify(t.doc))
			moved = moved || len(edits) > 0
		}
	}
	p := problemOf(err)
	for _, a := range w.acts() {
		if a.Sending && p.Type != problemType(api.ProblemUnsure) {
			said := *p
			said.Detail += " Whether “" + a.label() + "” arrived is not known: look in Close."
			p = &said
		}
	}
	w.rec.Problem = p
	if moved {
		out.Stopped = p
		return b.settle(ctx, w, j, out, journal.Part)
	}
	state := journal.Rejected
	if p.Type == problemType(api.ProblemConflict) {
		state = journal.Conflict
	}
	return nil, errors.Join(&problemError{*p}, b.save(ctx, w, state))
}

// wait leaves a wish to a later attempt.
func (b *Backend) wait(ctx context.Context, w *wish, out *api.Applied, waiting api.Waiting, after time.Duration) (*api.Applied, error) {
	after = journal.Backoff(w.Attempts, after)
	w.Attempts++
	w.NotBefore = b.cfg.Now().Add(after)
	waiting.RetryAt = w.NotBefore.UTC().Format(time.RFC3339)
	w.rec.Waiting = &waiting
	state := w.State
	if state == journal.Sent && waiting.Reason == api.ProblemUnsure {
		state = journal.Unknown
	}
	if err := b.save(ctx, w, state); err != nil {
		return nil, err
	}
	out.Waiting = &waiting
	return out, nil
}

const unsureDetail = "Close has not answered. Leadpatch looks whether the change arrived, and sends what is missing."

// waitingFor says why an error is one that passes, with how long the server asks to
// wait; nil for one that does not pass.
func waitingFor(err error) (*api.Waiting, time.Duration) {
	var e *closeapi.Error
	var service *session.ServiceError
	var over *session.EndedError
	var unseen *unseenError
	switch {
	case errors.As(err, &unseen):
		return &api.Waiting{Reason: api.ProblemUnsure, Detail: unseen.detail}, unseen.after
	case errors.As(err, &over):
		return &api.Waiting{Reason: api.ProblemSessionEnded, Detail: "Your sign-in to " + over.Organization + " has ended. The change is sent when you have signed in again."}, 0
	case errors.As(err, &service) && service.Status == 0:
		return &api.Waiting{Reason: api.ProblemOffline, Detail: "The sign-in service cannot be reached. The change is kept and sent when it can."}, 0
	case errors.As(err, &service):
		return &api.Waiting{Reason: api.ProblemCloseFailed, Detail: "The sign-in service is busy. The change is kept and sent a little later."}, service.RetryAfter
	case !errors.As(err, &e):
		return nil, 0
	}
	switch {
	case e.Kind == closeapi.Unreachable:
		return &api.Waiting{Reason: api.ProblemOffline, Detail: "Close cannot be reached. The change is kept and sent when it can."}, 0
	case e.Kind == closeapi.RateLimited:
		return &api.Waiting{Reason: api.ProblemRateLimited, Detail: "Close is busy and asks to wait. The change is kept and sent after that."}, e.RetryAfter
	case e.Kind == closeapi.Unsure:
		return &api.Waiting{Reason: api.ProblemUnsure, Detail: unsureDetail}, 0
	case e.Kind == closeapi.Failed && (e.Status == http.StatusServiceUnavailable || e.Status == http.StatusBadGateway || e.Status == http.StatusGatewayTimeout):
		return &api.Waiting{Reason: api.ProblemCloseFailed, Detail: "Close has a fault of its own. The change is kept and sent when it is over."}, e.RetryAfter
	}
	return nil, 0
}

// rebase tells the younger wishes for the same lead what this one has done: the user
// saw the lead as it was before, and it was themselves who changed it since.
func (b *Backend) rebase(ctx context.Context, w *wish, j *job) error {
	entries, err := b.journal.Unsettled(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Lead != w.Lead || e.ID <= w.ID {
			continue
		}
		younger, err := load(e)
		if err != nil {
			return err
		}
		if younger.rec.Plan == nil && younger.sees(w, j) {
			if err := b.save(ctx, younger, younger.State); err != nil {
				return err
			}
		}
	}
	return nil
}

// sees takes what an older wish has done into what the user of this one saw. It says
// whether there was anything.
func (w *wish) sees(older *wish, j *job) bool {
	moved := false
	for _, t := range j.targets {
		before, err := patch.ParseDocument(older.rec.Plan.Before[t.name()])
		if err != nil {
			continue
		}
		for _, c := range t.whole.Changes {
			key := baseKey(t.name(), c.Field.Key)
			saw, ok := w.rec.Asked.Base[key]
			if ok && c.Field.Same(saw, before.Raw(c.Field.Key)) {
				w.rec.Asked.Base[key] = t.doc.Raw(c.Field.Key)
				moved = true
			}
		}
	}
	return moved
}

// markUndone notes that an entry was taken back.
func (b *Backend) markUndone(ctx context.Context, id, by string) error {
	e, err := b.journal.Get(ctx, id)
	if err != nil || e == nil {
		return err
	}
	w, err := load(e)
	if err != nil {
		return err
	}
	w.rec.UndoneBy = by
	return b.save(ctx, w, w.State)
}
