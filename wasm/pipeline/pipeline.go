// Package pipeline turns edits and steps into what is sent to one lead: it reads what
// the server has now, compiles three ways, and shows the plan before anything leaves.
// Its targets send their own PUTs and prove the result. It has no storage and no clock:
// what is written down, and when the next byte may leave, is the outbox's to say.
package pipeline

import (
	"context"
	"slices"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
	"leadpatch/wasm/sites"
	"leadpatch/wasm/step"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// Pipeline opens jobs. Whatever wants to change a lead (the panel, a context menu, a
// recipe, undo) makes a list of edits and steps and hands it to the outbox, which
// writes the change down and carries it out by a job of this package; there is no other
// way to write to Close.
type Pipeline struct {
	ws    *workspace.Workspace
	sites *sites.Sites
}

// New returns a Pipeline.
func New(ws *workspace.Workspace, sites *sites.Sites) *Pipeline { return &Pipeline{ws, sites} }

// Open reads the lead and the contacts under edit, and what their fields are, as the
// account of the lead's organization. It refuses a lead of any other.
func (p *Pipeline) Open(ctx context.Context, id closeapi.ID, edits []api.Edit) (*Job, error) {
	s, err := p.ws.SessionFor(ctx, id)
	if err != nil {
		return nil, err
	}
	j := p.newJob(s, id)
	if err := j.sort(edits); err != nil {
		return nil, err
	}
	// With contacts under edit the lead is read whole: its own PUT, which returns it
	// whole, may turn out to be needless, and its fields are shown afterwards.
	whole := len(j.Targets) > 1
	readings := []func() error{
		func() (err error) { j.meta, err = p.ws.Metadata(ctx, s); return err },
		func() (err error) { j.Lead.Doc, err = j.Lead.read(ctx, whole); return err },
	}
	for _, t := range j.Targets {
		if t != j.Lead {
			readings = append(readings, func() (err error) { t.Doc, err = t.read(ctx, false); return err })
		}
	}
	if err := closeapi.Together(readings...); err != nil {
		return nil, err
	}
	for _, t := range append([]*Target{j.Lead}, j.Targets...) {
		if err := t.check(t.Doc, s.Me.OrganizationName); err != nil {
			return nil, err
		}
	}
	p.Seen(ctx, j)
	if err := j.readObjects(ctx); err != nil {
		return nil, err
	}
	j.env.Users = j.meta.Users
	for _, t := range j.Targets {
		t.schema = j.schema(t.kind)
	}
	return j, nil
}

// newJob returns a job without edits.
func (p *Pipeline) newJob(s *session.Session, id closeapi.ID) *Job {
	client := p.ws.Client(s)
	j := &Job{
		Session: s, client: client, ws: p.ws,
		Lead: &Target{kind: patch.LeadKind, id: id, client: client, org: s.Me.OrganizationID},
		env:  &step.Env{Client: client, Lead: id, Organization: s.Me.OrganizationID, User: view.User(s.Me)},
	}
	j.env.Schema = j.schema
	return j
}

// Seen remembers what the job's lead is called, and that it was open.
func (p *Pipeline) Seen(ctx context.Context, j *Job) {
	summary := j.Summary()
	p.ws.Leads.Set(summary)
	p.sites.Seen(ctx, summary.Organization.ID, summary.Lead)
}

// Preview compiles the edits and steps for a lead and sends nothing.
func (p *Pipeline) Preview(ctx context.Context, id closeapi.ID, asked api.EditsRequest) (*api.Preview, error) {
	j, err := p.Open(ctx, id, asked.Edits)
	if err != nil {
		return nil, err
	}
	if err := j.Compile(ctx, asked); err != nil {
		return nil, err
	}
	return j.preview(j.Summary().Lead), nil
}

// Show returns the lead as it is now, for the answer of an apply. The lead's own PUT
// returned it whole; otherwise it is read. A reading that fails after a write must not
// turn what was saved into an error: then there is nothing to show, and ok is false.
func (p *Pipeline) Show(ctx context.Context, j *Job) (v api.LeadView, ok bool) {
	doc := j.Lead.Doc
	others := slices.ContainsFunc(j.Steps(), func(s *step.Planned) bool {
		return s.Step.Do == step.NewContact || s.Step.Do == api.StepDeleteContact
	})
	if others || !doc.Has("html_url") || len(j.Targets) > 1 || len(j.Targets) == 1 && j.Targets[0] != j.Lead {
		whole, err := j.Lead.Reread(ctx)
		if err != nil && !doc.Has("html_url") {
			return v, false
		}
		if err == nil {
			doc = whole
		}
	}
	j.Lead.Doc = doc
	return j.View(), true
}
