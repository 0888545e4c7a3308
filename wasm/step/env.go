package step

import (
	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
)

// Env is what the steps of one apply know of their surroundings, and where they note
// what they come to. The pipeline fills it in.
type Env struct {
	Client *closeapi.Client
	// Lead is the lead's id: the zero value while it is still to be created.
	Lead closeapi.ID
	// Doc is the lead as Close returned it when it was created; nil for any other.
	Doc          *patch.Document
	Organization string // its id
	User         api.User
	Users        []patch.Option
	// Schema returns the fields of a lead or a contact.
	Schema func(patch.Kind) *patch.Schema

	// Errors are what is wrong with the steps and with what is new, Conflicts the steps
	// whose objects somebody else has changed, in words.
	Errors, Conflicts []api.FieldError
	// Unchanged are the steps for which there is nothing to be done.
	Unchanged []api.Unchanged
	// Steps are those that are carried out, in this order.
	Steps []*Planned
}

// addError notes why a step cannot be carried out.
func (e *Env) addError(p *Planned, label, detail string) {
	e.Errors = append(e.Errors, api.FieldError{Field: p.field(), Label: label, Detail: detail})
}

// addConflict notes that somebody else has changed what a step is about.
func (e *Env) addConflict(p *Planned, label, detail string) {
	e.Conflicts = append(e.Conflicts, api.FieldError{Field: p.field(), Label: label, Detail: detail})
}

// addUnchanged notes that there is nothing to be done for a step.
func (e *Env) addUnchanged(field, label, detail string) {
	e.Unchanged = append(e.Unchanged, api.Unchanged{Field: field, Label: label, Detail: detail})
}

// addStep takes a step into the plan, with its row in the review.
func (e *Env) addStep(p *Planned, change api.Change) {
	p.Changes = []api.Change{change}
	e.Steps = append(e.Steps, p)
}

// byUser reports whether an object that names its maker was made by the user.
func (e *Env) byUser(user string) bool { return user == "" || user == e.User.ID }
