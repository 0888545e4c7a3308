package outbox

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/step"
	"leadpatch/wasm/view"
)

// Record is a change from its asking to its end. The journal keeps it as a
// [journal.Record].
type Record struct {
	Lead         api.Lead
	Organization api.Organization
	User         api.User
	UndoneBy     string // the entry that took it back
	// Created says that the change is a new lead.
	Created bool
	// Asked is the request as it came.
	Asked api.EditsRequest
	// Plan is what it came to, once it was compiled; then Asked is not read any more.
	Plan     *Plan
	Changes  []api.Change
	Requests []api.Request
	// Outcome is the answer of an apply, without its view; Problem stands in its place
	// for a change that was refused.
	Outcome *api.Applied
	// Undo is the request that takes the outcome back; nil where nothing does.
	Undo    *api.EditsRequest
	Problem *api.Problem
	Waiting *api.Waiting
}

// Plan is a plan that another life of the backend can go on with.
type Plan struct {
	// Edits ask for exactly the outcome of the plan.
	Edits []api.Edit
	// Before holds, for each target, what the server had of the touched fields: one
	// JSON object under "" for the lead, under its id for a contact.
	Before map[string]json.RawMessage
	// Steps are what is done after the edits, and how far each is.
	Steps []*step.Planned
	// Done is what the edits came to, once the steps begin. Then the fields are not
	// looked at any more: what somebody changes there while a step waits is theirs.
	Done *doneEdits
}

// doneEdits is what Close showed of the edits when the last of them was sent, and what
// takes them back.
type doneEdits struct {
	Changes []api.Change
	Ignored []api.Ignored
	Undo    []api.Edit
	Base    api.Base
}

// Operation is an entry of the journal in work.
type Operation struct {
	*journal.Entry
	Record
	// attended says that somebody waits for the answer and still has the edits.
	attended bool
}

// Load reads the record of an entry.
func Load(e *journal.Entry) (*Operation, error) {
	row, err := e.Record()
	if err != nil {
		return nil, err
	}
	return &Operation{Entry: e, Record: fromRow(row)}, nil
}

// newRecord is a change with what is known of its lead without asking Close.
func (o *Outbox) newRecord(id closeapi.ID, asked api.EditsRequest) Record {
	rec := Record{Lead: o.ws.LeadOf(id.String(), "", ""), Asked: asked}
	if known, ok := o.ws.Leads.Get(id.String()); ok {
		rec.Lead, rec.Organization, rec.User = known.Lead, known.Organization, known.User
	}
	return rec
}

// record writes a change down under the name that its lead is kept in order by.
func (o *Outbox) record(ctx context.Context, lead string, rec Record) (*Operation, error) {
	op := &Operation{Record: rec}
	op.Requests = []api.Request{}
	op.Changes = o.describe(op.Organization.ID, rec.Asked)
	var err error
	op.Entry, err = o.journal.Begin(ctx, string(rec.Asked.IdempotencyKey), lead, toRow(&op.Record))
	return op, err
}

// save writes down how far the operation is.
func (o *Outbox) save(ctx context.Context, op *Operation, state journal.State) error {
	op.State = state
	if state.Settled() {
		op.Waiting, op.NotBefore = nil, time.Time{}
	}
	return o.journal.Save(ctx, op.Entry, toRow(&op.Record))
}

// LeadID returns the id of the operation's lead, which was checked when it began. A lead
// that is still to be created has none.
func (op *Operation) LeadID() (closeapi.ID, error) {
	return closeapi.ParseID("lead", op.Record.Lead.ID)
}

// steps are those of the operation's plan.
func (op *Operation) steps() []*step.Planned {
	if op.Plan == nil {
		return nil
	}
	return op.Plan.Steps
}

// open opens the job of an operation: of its lead, or of one that is still to be
// created.
func (o *Outbox) open(ctx context.Context, op *Operation) (*pipeline.Job, error) {
	if op.Created && op.Record.Lead.ID == "" {
		s, err := o.ws.AccountOf(ctx, op.Organization.ID, op.User.ID)
		if err != nil {
			return nil, err
		}
		return o.pipeline.OpenNew(ctx, s, op.edits())
	}
	id, err := op.LeadID()
	if err != nil {
		return nil, err
	}
	return o.pipeline.Open(ctx, id, op.edits())
}

// edits are those that the operation's job is opened with.
func (op *Operation) edits() []api.Edit {
	switch {
	case op.Plan == nil:
		return op.Asked.Edits
	case op.Plan.Done != nil:
		return nil
	}
	return op.Plan.Edits
}

// compile makes the plans of an operation: from what was asked, or, for one that was
// begun before, from what is still missing of its plan.
func (op *Operation) compile(ctx context.Context, j *pipeline.Job) error {
	switch {
	case op.Plan == nil && op.Created:
		return j.CompileNew(ctx, op.Asked.Steps)
	case op.Plan == nil:
		return j.Compile(ctx, op.Asked)
	}
	j.Resume(op.Plan.Steps)
	for _, t := range j.Targets {
		if err := t.Resume(op.Plan.Before[t.Name()]); err != nil {
			return err
		}
	}
	return nil
}

// plan notes what the operation came to when it was compiled for the first time: who
// asks, what changes, and how to go on with it later.
func (op *Operation) plan(j *pipeline.Job) {
	summary := j.Summary()
	if !op.Created {
		op.Record.Lead = summary.Lead
	}
	op.Organization, op.User = summary.Organization, summary.User
	op.Changes, op.Requests = j.Changes(), append(op.Requests, j.Requests()...)
	p := &Plan{Before: map[string]json.RawMessage{}, Steps: j.Steps()}
	for _, t := range j.Targets {
		edits, _ := t.Plan.Missing(nil)
		p.Edits = append(p.Edits, view.Edits(t.Name(), edits)...)
		var keys []string
		for _, c := range t.Plan.Changes {
			keys = append(keys, c.Field.Key)
		}
		p.Before[t.Name()] = t.Doc.Only(keys...)
	}
	op.Plan = p
}

// editsDone notes what the edits came to, before the first step.
func (o *Outbox) editsDone(ctx context.Context, op *Operation, j *pipeline.Job) error {
	if len(op.steps()) == 0 || op.Plan.Done != nil {
		return nil
	}
	op.Plan.Done = verifiedEdits(j)
	return o.rebase(ctx, op, j)
}

// verifiedEdits compares what Close has with the plans of the job; without a job there
// is nothing to be said.
func verifiedEdits(j *pipeline.Job) *doneEdits {
	var out api.Applied
	done := &doneEdits{Base: api.Base{}}
	if j != nil {
		for _, t := range j.Targets {
			verified := t.Whole.Verify(t.Doc)
			view.AddVerified(&out, t.Name(), verified)
			edits, base := patch.Inverse(verified)
			done.Undo = append(done.Undo, view.Edits(t.Name(), edits)...)
			for field, json := range base {
				done.Base[view.BaseKey(t.Name(), field)] = json
			}
		}
	}
	done.Changes, done.Ignored = out.Changes, out.Ignored
	return done
}

// moved reports whether something of the operation is at Close, as far as that is noted.
func (op *Operation) moved() bool {
	if op.Plan != nil && op.Plan.Done != nil && len(op.Plan.Done.Undo) > 0 {
		return true
	}
	return slices.ContainsFunc(op.steps(), func(p *step.Planned) bool { return p.Done && len(p.Changes) > 0 })
}

// addSteps adds to the answer of an apply what was done beyond the fields, and the steps
// that take it back: the last first.
func (op *Operation) addSteps(out *api.Applied, undo *api.EditsRequest) {
	for _, p := range op.steps() {
		if !p.Done {
			continue
		}
		out.Changes = append(out.Changes, p.Changes...)
		out.Ignored = append(out.Ignored, p.Ignored...)
		if p.Undo != nil {
			undo.Steps = append([]api.Step{*p.Undo}, undo.Steps...)
		}
	}
}
