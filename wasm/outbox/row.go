package outbox

import (
	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/step"
)

// What the journal keeps has types of its own (see [journal.Record]): here a record
// becomes a row and a row a record. A field that either side gets and the other does
// not stops the compiler, for the conversions want the same fields on both.

// each converts a list; nil stays nil.
func each[A, B any](in []A, f func(A) B) []B {
	if in == nil {
		return nil
	}
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

// maybe converts what may be absent.
func maybe[A, B any](in *A, f func(A) B) *B {
	if in == nil {
		return nil
	}
	out := f(*in)
	return &out
}

func toRow(r *Record) *journal.Record {
	return &journal.Record{
		Version: journal.RecordVersion, Lead: journal.Lead(r.Lead), Organization: journal.Organization(r.Organization),
		User: journal.User(r.User), UndoneBy: r.UndoneBy, Created: r.Created, Request: toRequest(r.Asked),
		Plan: maybe(r.Plan, toPlan), Changes: each(r.Changes, toChange), Requests: each(r.Requests, toHTTPRequest),
		Outcome: toOutcome(r), Problem: maybe(r.Problem, toProblem), Waiting: maybe(r.Waiting, toWaiting),
	}
}

func fromRow(r *journal.Record) Record {
	out := Record{
		Lead: api.Lead(r.Lead), Organization: api.Organization(r.Organization), User: api.User(r.User),
		UndoneBy: r.UndoneBy, Created: r.Created, Asked: fromRequest(r.Request), Plan: maybe(r.Plan, fromPlan),
		Changes: each(r.Changes, fromChange), Requests: each(r.Requests, fromHTTPRequest),
		Outcome: maybe(r.Outcome, fromOutcome), Problem: maybe(r.Problem, fromProblem), Waiting: maybe(r.Waiting, fromWaiting),
	}
	if r.Outcome != nil {
		out.Undo = maybe(r.Outcome.Undo, fromRequest)
	}
	return out
}

func toChange(c api.Change) journal.Change               { return journal.Change(c) }
func fromChange(c journal.Change) api.Change             { return api.Change(c) }
func toHTTPRequest(r api.Request) journal.HTTPRequest    { return journal.HTTPRequest(r) }
func fromHTTPRequest(r journal.HTTPRequest) api.Request  { return api.Request(r) }
func toWaiting(w api.Waiting) journal.Waiting            { return journal.Waiting(w) }
func fromWaiting(w journal.Waiting) api.Waiting          { return api.Waiting(w) }
func toIgnored(i api.Ignored) journal.Ignored            { return journal.Ignored(i) }
func fromIgnored(i journal.Ignored) api.Ignored          { return api.Ignored(i) }
func toUnchanged(u api.Unchanged) journal.Unchanged      { return journal.Unchanged(u) }
func fromUnchanged(u journal.Unchanged) api.Unchanged    { return api.Unchanged(u) }
func toFieldError(e api.FieldError) journal.FieldError   { return journal.FieldError(e) }
func fromFieldError(e journal.FieldError) api.FieldError { return api.FieldError(e) }
func toConflicted(c api.Conflict) journal.Conflicted     { return journal.Conflicted(c) }
func fromConflicted(c journal.Conflicted) api.Conflict   { return api.Conflict(c) }

func toEdit(e api.Edit) journal.Edit {
	return journal.Edit{Target: e.Target, Field: e.Field, Op: string(e.Op), Value: e.Value, Exact: e.Exact}
}

func fromEdit(e journal.Edit) api.Edit {
	return api.Edit{Target: e.Target, Field: e.Field, Op: api.Op(e.Op), Value: e.Value, Exact: e.Exact}
}

func toStep(s api.Step) journal.Step {
	return journal.Step{
		Do: string(s.Do), Text: s.Text, Date: s.Date, AssignedTo: s.AssignedTo,
		Opportunity: s.Opportunity, Status: s.Status, ID: s.ID, Was: s.Was,
	}
}

func fromStep(s journal.Step) api.Step {
	return api.Step{
		Do: api.StepKind(s.Do), Text: s.Text, Date: s.Date, AssignedTo: s.AssignedTo,
		Opportunity: s.Opportunity, Status: s.Status, ID: s.ID, Was: s.Was,
	}
}

func toRequest(r api.EditsRequest) journal.Request {
	return journal.Request{
		Edits: each(r.Edits, toEdit), Base: r.Base, Key: string(r.IdempotencyKey), Surface: string(r.Surface),
		Undoes: r.Undoes, Steps: each(r.Steps, toStep), Recipe: r.Recipe,
	}
}

func fromRequest(r journal.Request) api.EditsRequest {
	return api.EditsRequest{
		Edits: each(r.Edits, fromEdit), Base: r.Base, IdempotencyKey: api.IdempotencyKey(r.Key), Surface: api.Surface(r.Surface),
		Undoes: r.Undoes, Steps: each(r.Steps, fromStep), Recipe: r.Recipe,
	}
}

func toPlan(p Plan) journal.Plan {
	return journal.Plan{
		Edits: each(p.Edits, toEdit), Before: p.Before, Steps: each(p.Steps, toPlannedStep), Done: maybe(p.Done, toDone),
	}
}

func fromPlan(p journal.Plan) Plan {
	return Plan{
		Edits: each(p.Edits, fromEdit), Before: p.Before, Steps: each(p.Steps, fromPlannedStep), Done: maybe(p.Done, fromDone),
	}
}

func toDone(d doneEdits) journal.DoneEdits {
	return journal.DoneEdits{
		Changes: each(d.Changes, toChange), Ignored: each(d.Ignored, toIgnored), Undo: each(d.Undo, toEdit), Base: d.Base,
	}
}

func fromDone(d journal.DoneEdits) doneEdits {
	return doneEdits{
		Changes: each(d.Changes, fromChange), Ignored: each(d.Ignored, fromIgnored), Undo: each(d.Undo, fromEdit), Base: d.Base,
	}
}

func toPlannedStep(p *step.Planned) journal.PlannedStep {
	return journal.PlannedStep{
		Step: toStep(p.Step), Place: p.Place, Target: p.Target, Edits: each(p.Edits, toEdit), Body: p.Body, Was: p.Was,
		Changes: each(p.Changes, toChange), Ignored: each(p.Ignored, toIgnored),
		Sending: p.Sending, SentAt: p.SentAt, Looks: p.Looks, Seen: p.Seen,
		Done: p.Done, ID: p.ID, Undo: maybe(p.Undo, toStep),
	}
}

func fromPlannedStep(p journal.PlannedStep) *step.Planned {
	return &step.Planned{
		Step: fromStep(p.Step), Place: p.Place, Target: p.Target, Edits: each(p.Edits, fromEdit), Body: p.Body, Was: p.Was,
		Changes: each(p.Changes, fromChange), Ignored: each(p.Ignored, fromIgnored),
		Sending: p.Sending, SentAt: p.SentAt, Looks: p.Looks, Seen: p.Seen,
		Done: p.Done, ID: p.ID, Undo: maybe(p.Undo, fromStep),
	}
}

func toOutcome(r *Record) *journal.Outcome {
	a := r.Outcome
	if a == nil {
		return nil
	}
	return &journal.Outcome{
		Sent: each(a.Sent, toHTTPRequest), Changes: each(a.Changes, toChange), Unchanged: each(a.Unchanged, toUnchanged),
		Ignored: each(a.Ignored, toIgnored), Undo: maybe(r.Undo, toRequest), Stopped: maybe(a.Stopped, toProblem),
	}
}

func fromOutcome(o journal.Outcome) api.Applied {
	return api.Applied{
		Sent: each(o.Sent, fromHTTPRequest), Changes: each(o.Changes, fromChange), Unchanged: each(o.Unchanged, fromUnchanged),
		Ignored: each(o.Ignored, fromIgnored), Stopped: maybe(o.Stopped, fromProblem),
	}
}

func toProblem(p api.Problem) journal.Problem {
	return journal.Problem{
		Type: p.Type, Title: p.Title, Status: p.Status, Detail: p.Detail, Field: p.Field, Action: p.Action,
		Errors: each(p.Errors, toFieldError), Conflicts: each(p.Conflicts, toConflicted), RetryAfter: p.RetryAfter, Account: p.Account, HidesLead: p.HidesLead,
	}
}

func fromProblem(p journal.Problem) api.Problem {
	return api.Problem{
		Type: p.Type, Title: p.Title, Status: p.Status, Detail: p.Detail, Field: p.Field, Action: p.Action,
		Errors: each(p.Errors, fromFieldError), Conflicts: each(p.Conflicts, fromConflicted), RetryAfter: p.RetryAfter, Account: p.Account, HidesLead: p.HidesLead,
	}
}
