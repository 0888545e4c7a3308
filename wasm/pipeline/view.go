package pipeline

import (
	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/view"
)

// View returns the job's lead with all that an editor needs.
func (j *Job) View() api.LeadView {
	lead, summary := j.Lead.Doc, j.Summary()
	v := api.LeadView{
		Lead: summary.Lead, Organization: summary.Organization, User: summary.User,
		Contacts: []api.Contact{}, NewContact: view.NewContact(), Base: api.Base{},
	}
	role := j.Session.Me.RoleID
	v.Fields = view.Fields("", lead, j.meta.Schema(patch.LeadKind, lead, role, nil), v.Base)
	contactSchema := j.meta.Schema(patch.ContactKind, lead, role, nil)
	for _, c := range lead.Get("contacts").Array() {
		doc, err := patch.ParseDocument([]byte(c.Raw))
		if err != nil {
			continue // an embedded contact without a form cannot be edited; its lead can
		}
		id := doc.Get("id").String()
		v.Contacts = append(v.Contacts, api.Contact{ID: id, Name: view.DisplayName(doc), Fields: view.Fields(id, doc, contactSchema, v.Base)})
	}
	return v
}

// preview says what the compiled job would do.
func (j *Job) preview(lead api.Lead) *api.Preview {
	out := &api.Preview{
		Lead: lead, Changes: j.Changes(), Unchanged: j.Unchanged(), Conflicts: j.conflicts(),
		Errors: append(j.errors(), j.env.Conflicts...), Requests: j.Requests(),
	}
	if len(out.Conflicts)+len(out.Errors) > 0 {
		out.Requests = []api.Request{} // all of it or nothing
	}
	return out
}

// Changes are what the compiled job would change.
func (j *Job) Changes() []api.Change {
	out := []api.Change{}
	for _, t := range j.Targets {
		out = append(out, view.Changes(t.Name(), t.Plan)...)
	}
	for _, s := range j.Steps() {
		out = append(out, s.Changes...)
	}
	return out
}

// Requests are those that the compiled job would send.
func (j *Job) Requests() []api.Request {
	out := []api.Request{}
	for _, t := range j.Targets {
		out = append(out, t.requests()...)
	}
	for _, s := range j.Steps() {
		out = append(out, s.Request(j.env))
	}
	return out
}

// Unchanged are the edits and steps that change nothing.
func (j *Job) Unchanged() []api.Unchanged {
	out := []api.Unchanged{}
	for _, t := range j.Targets {
		out = append(out, view.Unchanged(t.Name(), t.Plan)...)
	}
	return append(out, j.env.Unchanged...)
}

func (j *Job) conflicts() []api.Conflict {
	out := []api.Conflict{}
	for _, t := range j.Targets {
		out = append(out, view.Conflicts(t.Name(), t.Plan)...)
	}
	return out
}

func (j *Job) errors() []api.FieldError {
	out := []api.FieldError{}
	for _, t := range j.Targets {
		out = append(out, view.Errors(t.Name(), t.Plan.Errors)...)
	}
	return append(out, j.env.Errors...)
}
