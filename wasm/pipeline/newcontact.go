package pipeline

import (
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/step"
	"leadpatch/wasm/view"
)

// NewPrefix begins the target of an edit that is about a contact to add.
const NewPrefix = "new-"

// maxNew bounds the contacts that one request adds.
const maxNew = 20

// newContact is a contact that is to be added: the edits of one target "new-…".
type newContact struct {
	name  string
	edits []patch.Edit
	plan  *patch.Plan
}

// isNewTarget reports whether a target names a contact to add: "new-" and 1 to 40
// letters, digits or dashes.
func isNewTarget(s string) bool {
	rest, ok := strings.CutPrefix(s, NewPrefix)
	return ok && len(rest) >= 1 && len(rest) <= 40 && !strings.ContainsFunc(rest, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-')
	})
}

// addNewContact gives an edit to the contact to add that it is about.
func (j *Job) addNewContact(e api.Edit) error {
	if !isNewTarget(e.Target) {
		return problem.BadRequest("A new contact is named “new-” and up to 40 letters, digits and dashes.")
	}
	i := slices.IndexFunc(j.newContacts, func(c *newContact) bool { return c.name == e.Target })
	if i < 0 {
		if len(j.newContacts) == maxNew {
			return problem.BadRequest("There are more than 20 new contacts at once.")
		}
		i = len(j.newContacts)
		j.newContacts = append(j.newContacts, &newContact{name: e.Target})
	}
	j.newContacts[i].edits = append(j.newContacts[i].edits, view.PatchEdit(e))
	return nil
}

// compileNewContacts makes the plans of the contacts to add.
func (j *Job) compileNewContacts() error {
	for _, c := range j.newContacts {
		plan, err := patch.Create(j.schema(patch.ContactKind), c.edits)
		if err != nil {
			return problem.BadRequest("The edits cannot be compiled: " + err.Error() + ".")
		}
		c.plan = plan
		j.env.Errors = append(j.env.Errors, view.Errors(c.name, plan.Errors)...)
		if len(plan.Errors)+len(plan.Changes) == 0 {
			j.env.Errors = append(j.env.Errors, api.FieldError{
				Target: c.name, Field: "name", Label: "Contact", Detail: "The new contact is empty. Fill something in, or leave it out.",
			})
		}
	}
	return nil
}

// planNewContacts plans the steps that add the contacts to the lead.
func (j *Job) planNewContacts() error {
	for _, c := range j.newContacts {
		if len(c.plan.Bodies) == 0 {
			continue // what is wrong with it is said
		}
		p, err := step.PlanContact(j.env, c.name, c.plan)
		if err != nil {
			return err
		}
		j.env.Steps = append(j.env.Steps, p)
	}
	return nil
}
