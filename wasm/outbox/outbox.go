// Package outbox carries changes out: each is written down before anything of it is
// sent, then compiled, sent, proved and settled, or it waits and is resumed by itself,
// in this life of the backend or a later one. It owns the journal's order and the
// browser's alarm. It never sends what is not written down, and never twice what Close
// cannot recognize.
package outbox

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/session"
	"leadpatch/wasm/step"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// Alarm has the browser ask the backend for something later, even when it has stopped
// it in the meantime.
type Alarm interface {
	session.Alarm
	// Deliver asks for POST /journal/deliver in the given time, in place of an earlier
	// request; zero takes it back.
	Deliver(ctx context.Context, in time.Duration) error
}

// Config is what an Outbox needs.
type Config struct {
	Workspace *workspace.Workspace
	Pipeline  *pipeline.Pipeline
	Journal   *journal.Journal
	Alarm     Alarm
	Locks     session.Locks
}

// Outbox carries changes out. Make one with [New].
type Outbox struct {
	ws       *workspace.Workspace
	pipeline *pipeline.Pipeline
	journal  *journal.Journal
	alarm    Alarm
	locks    session.Locks

	alarmMu sync.Mutex // held while the alarm is set by what the journal holds
}

// New returns an Outbox.
func New(cfg Config) *Outbox {
	return &Outbox{ws: cfg.Workspace, pipeline: cfg.Pipeline, journal: cfg.Journal, alarm: cfg.Alarm, locks: cfg.Locks}
}

// Apply writes a change of a lead down and carries it out: it compiles the edits against
// what the server has now, sends the plans and proves the result. Two changes of one
// lead go one after the other, so that the second sees what the first has done. A change
// that was written down before under the same key is answered as it stands.
func (o *Outbox) Apply(ctx context.Context, id closeapi.ID, asked api.EditsRequest) (*api.Applied, error) {
	if err := checkRequest(asked); err != nil {
		return nil, err
	}
	return o.apply(ctx, id, asked)
}

// apply is [Outbox.Apply] for a request that may be an undo.
func (o *Outbox) apply(ctx context.Context, id closeapi.ID, asked api.EditsRequest) (*api.Applied, error) {
	unlock, err := o.lockLead(ctx, id.String())
	if err != nil {
		return nil, err
	}
	defer unlock()
	if asked.IdempotencyKey != "" {
		if op, err := o.byKey(ctx, id, string(asked.IdempotencyKey)); op != nil || err != nil {
			return o.answer(ctx, op, err)
		}
	}
	return o.recordAndExecute(ctx, id.String(), o.newRecord(id, asked))
}

// Create writes a new lead down and creates it. It has no lead to be kept in order by,
// so until it is settled its entry stands under a name of its own; and it is never
// posted a second time by itself.
func (o *Outbox) Create(ctx context.Context, asked api.CreateRequest) (*api.Applied, error) {
	name := pipeline.NewPrefix + string(asked.IdempotencyKey)
	if asked.IdempotencyKey == "" {
		name = pipeline.NewPrefix + rand.Text()
	}
	request := api.EditsRequest{Edits: asked.Edits, Steps: asked.Steps, IdempotencyKey: asked.IdempotencyKey, Surface: asked.Surface}
	if err := checkRequest(request); err != nil {
		return nil, err
	}
	unlock, err := o.lockLead(ctx, name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if asked.IdempotencyKey != "" {
		e, err := o.journal.ByKey(ctx, string(asked.IdempotencyKey))
		if err != nil {
			return nil, err
		}
		if e != nil {
			op, err := Load(e)
			if err == nil && !op.Created {
				err = askedForAnother()
			}
			return o.answer(ctx, op, err)
		}
	}
	s, err := o.AccountFor(ctx, asked.Account)
	if err != nil {
		return nil, err
	}
	return o.recordAndExecute(ctx, name, Record{
		Lead: api.Lead{Name: step.NewLeadName(asked.Edits)}, Organization: view.Organization(s.Me), User: view.User(s.Me),
		Created: true, Asked: request,
	})
}

// AccountFor returns the session of an account that a lead is created with: that of the
// id, or the one used last for "".
func (o *Outbox) AccountFor(ctx context.Context, account string) (*session.Session, error) {
	return o.ws.Account(ctx, func(a session.Account) bool { return account == "" || a.ID == account })
}

// recordAndExecute writes a change down and carries it out, and sets the alarm for what
// is left. The caller holds the lock of the name that the lead is kept in order by.
func (o *Outbox) recordAndExecute(ctx context.Context, lead string, rec Record) (*api.Applied, error) {
	op, err := o.recordWithAlarm(ctx, lead, rec)
	if err != nil {
		return nil, err
	}
	applied, err := o.resume(ctx, op)
	if alarmErr := o.SetAlarm(ctx); err == nil && alarmErr != nil {
		return nil, alarmErr
	}
	return applied, err
}

// recordWithAlarm writes a change down, and has the browser ask after it in a minute,
// should it stop the worker before.
func (o *Outbox) recordWithAlarm(ctx context.Context, lead string, rec Record) (*Operation, error) {
	o.alarmMu.Lock() // or another change's end would take the alarm back in between
	defer o.alarmMu.Unlock()
	if err := o.alarm.Deliver(ctx, time.Minute); err != nil {
		return nil, err
	}
	return o.record(ctx, lead, rec)
}

// lockLead waits until nobody else in the browser profile writes to the lead.
func (o *Outbox) lockLead(ctx context.Context, lead string) (unlock func(), err error) {
	return o.locks.Lock(ctx, "leadpatch-lead-"+lead)
}

// byKey returns the operation that was written down under a key, or nil.
func (o *Outbox) byKey(ctx context.Context, id closeapi.ID, key string) (*Operation, error) {
	e, err := o.journal.ByKey(ctx, key)
	if err != nil || e == nil {
		return nil, err
	}
	if e.Lead != id.String() {
		return nil, askedForAnother()
	}
	return Load(e)
}

func askedForAnother() error {
	return problem.BadRequest("This was asked before, for another lead. Reload the panel.")
}

// answer answers an operation that is in the journal: as it ended, or after going on
// with it.
func (o *Outbox) answer(ctx context.Context, op *Operation, err error) (*api.Applied, error) {
	switch {
	case err != nil:
		return nil, err
	case !op.State.Settled():
		return o.resume(ctx, op)
	case op.Outcome == nil:
		return nil, &problem.Error{Problem: *op.Problem}
	}
	out := *op.Outcome
	out.Entry = op.ID
	op.offerUndo(&out)
	if id, err := op.LeadID(); err == nil {
		if j, err := o.pipeline.Open(ctx, id, nil); err == nil {
			o.show(ctx, j, &out)
		}
	}
	return &out, nil
}

// show puts the lead as it is now into the answer of an apply, where it can be read.
func (o *Outbox) show(ctx context.Context, j *pipeline.Job, out *api.Applied) {
	if v, ok := o.pipeline.Show(ctx, j); ok {
		out.View = &v
	}
}

// Entry returns the operation of an entry.
func (o *Outbox) Entry(ctx context.Context, id string) (*Operation, error) {
	if !journal.IsID(id) {
		return nil, noSuchEntry()
	}
	e, err := o.journal.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if e == nil {
		return nil, noSuchEntry()
	}
	return Load(e)
}

// Preview returns what an apply of the same request would do, and sends nothing.
func (o *Outbox) Preview(ctx context.Context, id closeapi.ID, asked api.EditsRequest) (*api.Preview, error) {
	if err := checkRequest(asked); err != nil {
		return nil, err
	}
	return o.pipeline.Preview(ctx, id, asked)
}
