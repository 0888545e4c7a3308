// Package step knows the kinds of steps: what an apply does beyond the fields of a lead
// and its contacts. One file a kind says how it is checked, described, sent, recognized
// and taken back, and adds itself to their table. It never writes by itself: the outbox notes
// how far each step is and decides when the next byte leaves.
package step

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/view"
)

// maxSteps bounds one request.
const maxSteps = 50

// Kind is one kind of step.
type Kind struct {
	// Compile reads what the step is about, checks it and plans it. What is wrong with
	// the step is noted in the Env; an error stops the whole request. It is nil for a
	// kind that no request asks for: the pipeline plans a new contact or lead.
	Compile func(context.Context, *Env, *Planned) error
	// Describe returns the row of a step that has not been compiled yet.
	Describe func(api.Step) api.Change
	// Request returns the request that the step sends. lead is the lead's id, or
	// stands for that of a lead that is still to be created.
	Request func(p *Planned, lead string) Request
	// Create says how the step adds something, Change how it changes or deletes
	// something that is there: one of the two is set.
	Create func(*Env, *Planned) Creation
	Change func(*Env, *Planned) Modification
	// UndoOnly marks a kind that only the undo of a change may ask for.
	UndoOnly bool
}

// kinds are the kinds of steps by their names in a request. Each is added by the file
// that describes it.
var kinds = map[api.StepKind]*Kind{}

func register(do api.StepKind, k Kind) *Kind {
	kinds[do] = &k
	return &k
}

// UndoOnly reports whether only the undo of a change may ask for a step of this kind.
func UndoOnly(do api.StepKind) bool { return kinds[do] != nil && kinds[do].UndoOnly }

// Planned is one step of an apply and how far it is. Close has no key by which it would
// know a POST that comes twice, so what is under way is written down before the first
// byte leaves.
type Planned struct {
	Step api.Step
	// Place is the number of the step in the request.
	Place int
	// Target names a new contact, "new-1"; Edits are the fields of a new contact or
	// lead, and Body what is sent for it.
	Target string
	Edits  []api.Edit
	Body   json.RawMessage
	// Was is the status that an opportunity had.
	Was string
	// Changes are what is to become of it; once it is done, what has.
	Changes []api.Change
	Ignored []api.Ignored

	// Sending says that a POST may have left of which nothing is known: since when, how
	// often it was looked for, and the ids of what looked like it before.
	Sending bool
	SentAt  time.Time
	Looks   int
	Seen    []string

	Done bool
	ID   string // what was created
	// Undo takes the step back; nil where nothing does.
	Undo *api.Step
}

// Creation is how one step adds something to Close.
type Creation struct {
	// Alike returns what Close has that the step could have created.
	Alike func(context.Context) ([]Created, error)
	// Mine reports whether one of them is what the step creates, and reads it; nil for
	// always.
	Mine func(context.Context, *Created) (bool, error)
	Post func(context.Context) (Created, error)
	// Done notes what was created.
	Done func(Created)
	// Lost is what is said while nobody knows whether it was created.
	Lost string
	// Never is the error with which a step gives up that is not posted a second time
	// when it cannot be found; nil for one that is.
	Never error
}

// Created is something that Close has and that a step could have created.
type Created struct {
	ID  string
	Doc *patch.Document // of a contact or a lead
}

// Modification is how one step changes or deletes something that is there.
type Modification struct {
	// Arrived reports whether Close shows the change already. Its error is a refusal in
	// words where somebody else has changed the object.
	Arrived func(context.Context) (bool, error)
	Send    func(context.Context) error
}

// Request is the request of a step. Path begins with "/api/v1/".
type Request struct {
	Method, Path string
	Body         []byte
}

// Compile plans the steps of a request. What is wrong with single steps is noted in the
// Env.
func Compile(ctx context.Context, e *Env, steps []api.Step) error {
	if len(steps) > maxSteps {
		return problem.BadRequest("There are more than 50 steps at once.")
	}
	for i, s := range steps {
		p := &Planned{Step: s, Place: i}
		k := kinds[s.Do]
		if k == nil || k.Compile == nil {
			e.addError(p, "Step", "This version of Leadpatch does not know this step.")
			continue
		}
		if err := k.Compile(ctx, e, p); err != nil {
			return err
		}
	}
	return nil
}

// Describe returns the row of a step that has not been compiled yet.
func Describe(s api.Step) api.Change {
	c := api.Change{Field: "step", Label: "Step"}
	if k := kinds[s.Do]; k != nil && k.Describe != nil {
		c = k.Describe(s)
	}
	for _, value := range []*json.RawMessage{&c.Now, &c.After} {
		if *value == nil {
			*value = json.RawMessage("null")
		}
	}
	return c
}

// Creation returns how the step adds something; ok is false for one that changes or
// deletes.
func (p *Planned) Creation(e *Env) (c Creation, ok bool) {
	create := kinds[p.Step.Do].Create
	if create == nil {
		return c, false
	}
	return create(e, p), true
}

// Modification returns how the step changes or deletes something.
func (p *Planned) Modification(e *Env) Modification { return kinds[p.Step.Do].Change(e, p) }

// noLeadID stands for the id of a lead that is still to be created.
const noLeadID = "lead_…"

// Request returns the request that the step sends, exactly.
func (p *Planned) Request(e *Env) api.Request {
	lead := noLeadID
	if e.Lead != (closeapi.ID{}) {
		lead = e.Lead.String()
	}
	r := kinds[p.Step.Do].Request(p, lead)
	return api.Request{Method: r.Method, URL: e.Client.URL(r.Path), Body: string(r.Body)}
}

// createsRecord reports whether the step makes a contact or a lead, which has fields.
func (p *Planned) createsRecord() bool { return p.Step.Do == NewContact || p.Step.Do == NewLead }

// Label returns what the step is called.
func (p *Planned) Label() string {
	switch {
	case p.Step.Do == NewLead:
		return "New lead"
	case p.Step.Do == NewContact || len(p.Changes) == 0:
		return "New contact"
	}
	return p.Changes[0].Label
}

// field is where a refusal of the step stands.
func (p *Planned) field() string { return "steps." + strconv.Itoa(p.Place) }

// Look finds what the step has created: what is there now and was not before. It
// reports whether there is such a thing, and notes it.
func (p *Planned) Look(ctx context.Context, c Creation) (found bool, err error) {
	there, err := c.Alike(ctx)
	if err != nil {
		return false, err
	}
	for _, one := range there {
		if slices.Contains(p.Seen, one.ID) {
			continue
		}
		if c.Mine != nil {
			if mine, err := c.Mine(ctx, &one); err != nil || !mine {
				if err != nil {
					return false, err
				}
				continue
			}
		}
		p.Finish(c, one)
		return true, nil
	}
	return false, nil
}

// Finish notes what the step has created.
func (p *Planned) Finish(c Creation, got Created) {
	p.Done, p.Sending, p.ID = true, false, got.ID
	c.Done(got)
}

// Refused puts what Close refused of a step beside the step, or beside the fields of
// the new contact or lead. Other errors come back as they are.
func (p *Planned) Refused(err error) error {
	fields := closeapi.InvalidFields(err)
	if len(fields) == 0 {
		return err
	}
	if p.createsRecord() {
		return problem.InvalidEdits(p.refusedFields(fields))
	}
	var out []api.FieldError
	for key, text := range fields {
		out = append(out, api.FieldError{Field: p.field(), Label: p.Label(), Detail: "Close did not accept this (" + key + "): " + text})
	}
	view.SortErrors(out)
	return problem.InvalidEdits(out)
}

// unsure makes of an error about the answer to a write one that says that it may have
// been carried out.
func unsure(err error) error {
	if closeapi.KindOf(err) != "" {
		return err
	}
	return &closeapi.Error{Kind: closeapi.Unsure, Status: http.StatusOK, Err: err}
}
