package pipeline

import (
	"context"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/session"
	"leadpatch/wasm/step"
	"leadpatch/wasm/view"
)

// A new lead goes the way of any other change: it is compiled, written down, sent and
// verified. It has no id yet, and it is never posted a second time by itself.

// OpenNew prepares a job for a lead that is not there yet.
func (p *Pipeline) OpenNew(ctx context.Context, s *session.Session, edits []api.Edit) (*Job, error) {
	j := p.newJob(s, closeapi.ID{})
	if err := j.sort(edits); err != nil {
		return nil, err
	}
	if len(j.Targets) > 1 || len(j.Targets) == 1 && j.Targets[0] != j.Lead {
		return nil, problem.BadRequest("A new lead has no contacts yet that could be changed. Name new ones.")
	}
	j.Targets = nil // it is created and not changed
	var err error
	if j.Lead.Doc, err = patch.ParseDocument([]byte("{}")); err != nil {
		return nil, err
	}
	if j.meta, err = p.ws.Metadata(ctx, s); err != nil {
		return nil, err
	}
	j.env.Users = j.meta.Users
	return j, nil
}

// PreviewNew says what creating a lead would do, and sends nothing.
func (p *Pipeline) PreviewNew(ctx context.Context, s *session.Session, asked api.CreateRequest) (*api.Preview, error) {
	j, err := p.OpenNew(ctx, s, asked.Edits)
	if err == nil {
		err = j.CompileNew(ctx, asked.Steps)
	}
	if err != nil {
		return nil, err
	}
	return j.preview(api.Lead{Name: step.NewLeadName(asked.Edits)}), nil
}

// CompileNew makes the plan of the new lead and of its contacts, and its steps.
func (j *Job) CompileNew(ctx context.Context, steps []api.Step) error {
	named := slices.ContainsFunc(j.Lead.edits, func(e patch.Edit) bool { return e.Field == "status_id" })
	if !named && len(j.meta.Statuses) > 0 {
		// Close takes the first too; here it is seen before.
		j.Lead.edits = append(j.Lead.edits, patch.Edit{Field: "status_id", Op: patch.Set, Value: view.JSON(j.meta.Statuses[0].Value)})
	}
	plan, err := patch.Create(j.schema(patch.LeadKind), j.Lead.edits)
	if err != nil {
		return problem.BadRequest("The edits cannot be compiled: " + err.Error() + ".")
	}
	j.env.Errors = append(j.env.Errors, view.Errors("", plan.Errors)...)
	isName := func(field string) bool { return field == "name" }
	if !slices.ContainsFunc(plan.Errors, func(e patch.FieldError) bool { return isName(e.Field) }) &&
		!slices.ContainsFunc(plan.Changes, func(c patch.Change) bool { return isName(c.Field.Key) && strings.TrimSpace(nameOf(c)) != "" }) {
		j.env.Errors = append(j.env.Errors, api.FieldError{Field: "name", Label: "Name", Detail: "Give the new lead a name."})
	}
	if err := j.compileNewContacts(); err != nil {
		return err
	}
	if len(j.env.Errors) == 0 {
		var contacts []step.ContactPlan
		for _, c := range j.newContacts {
			contacts = append(contacts, step.ContactPlan{Target: c.name, Plan: c.plan})
		}
		p, err := step.PlanLead(plan, contacts)
		if err != nil {
			return err
		}
		j.env.Steps = append(j.env.Steps, p)
	}
	return j.compileSteps(ctx, steps)
}

// nameOf is the text that a change gives to its field.
func nameOf(c patch.Change) string { return view.Text(c.Field.Show(c.After)) }
