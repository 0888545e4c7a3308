package backend

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/close"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// This file is the one pipeline. Whatever wants to change a lead (the panel, a
// context menu) makes a list of edits and hands it to apply; there is no other
// way to write to Close.

// job is one list of edits on its way to one lead.
type job struct {
	id      close.ID
	session *session.Session
	client  *close.Client
	meta    *metadata
	lead    *patch.Document // as the server has it now
	schema  *patch.Schema
	plan    *patch.Plan
}

// open reads the lead and what its fields are. It refuses a lead of another
// organisation than the session's.
func (b *Backend) open(ctx context.Context, id close.ID) (*job, error) {
	s, err := b.sessions.Current(ctx)
	if err != nil {
		return nil, err
	}
	j := &job{id: id, session: s, client: b.client(s.Credential)}
	err = together(
		func() (err error) { j.lead, err = j.client.Lead(ctx, id); return err },
		func() (err error) { j.meta, err = b.meta.get(ctx, j.client, s); return err },
	)
	if err != nil {
		return nil, err
	}
	if err := j.take(j.lead); err != nil {
		return nil, err
	}
	return j, nil
}

// take makes a lead that Close returned the job's lead, after the checks without
// which nothing may be shown or sent: it is the lead that was asked for, and it
// belongs to the session's organisation.
func (j *job) take(lead *patch.Document) error {
	if lead.Get("organization_id").String() != j.session.Me.OrganizationID {
		return otherOrganization(j.session.Me.OrganizationName)
	}
	if got := lead.Get("id").String(); got != j.id.String() {
		return &close.Error{Kind: close.Failed, Status: http.StatusOK, Err: fmt.Errorf("asked for %s, got %q", j.id, got)}
	}
	j.lead, j.schema = lead, schemaOf(j.meta, lead, j.session.Me.RoleID)
	return nil
}

// compile makes the plan for the edits.
func (j *job) compile(edits []api.Edit, base api.Base) error {
	plan, err := patch.Compile(j.lead, j.schema, patch.Base(base), editsOf(edits))
	if err != nil {
		return badRequest("The edits cannot be compiled: " + err.Error() + ".")
	}
	j.plan = plan
	return nil
}

// request is the PUT of the job's plan, or nil when the plan sends nothing.
func (j *job) request() *api.Request {
	if j.plan.Body == nil {
		return nil
	}
	return &api.Request{Method: http.MethodPut, URL: j.client.URL(close.LeadPath(j.id)), Body: string(j.plan.Body)}
}

// preview compiles the edits and sends nothing.
func (b *Backend) preview(ctx context.Context, id close.ID, edits []api.Edit, base api.Base) (*api.Preview, error) {
	j, err := b.open(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := j.compile(edits, base); err != nil {
		return nil, err
	}
	return &api.Preview{
		Lead:      leadHead(j.lead, b.cfg.AppOrigin),
		Changes:   changeViews(j.plan.Changes),
		Unchanged: unchangedViews(j.plan.Unchanged),
		Conflicts: conflictViews(j.plan.Conflicts),
		Errors:    errorViews(j.plan.Errors),
		Request:   j.request(),
	}, nil
}

// apply compiles the edits against the lead as it is now, sends the plan and
// proves the result. Two applies to one lead go one after the other, so that the
// second sees what the first has done.
func (b *Backend) apply(ctx context.Context, id close.ID, edits []api.Edit, base api.Base) (*api.Applied, error) {
	defer b.leads.lock(id.String())()
	j, err := b.open(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := j.compile(edits, base); err != nil {
		return nil, err
	}
	if len(j.plan.Errors) > 0 {
		return nil, invalidEdits(errorViews(j.plan.Errors))
	}
	if len(j.plan.Conflicts) > 0 {
		return nil, conflict(conflictViews(j.plan.Conflicts))
	}
	sent := j.request()
	var verified []patch.Verified
	if sent != nil {
		if verified, err = j.send(ctx); err != nil {
			return nil, b.refused(j, err)
		}
	}
	out := &api.Applied{
		Sent:      sent,
		Changes:   []api.Change{},
		Unchanged: unchangedViews(j.plan.Unchanged),
		Ignored:   []api.Ignored{},
		View:      leadView(j.session, j.lead, j.schema, b.cfg.AppOrigin),
	}
	for _, v := range verified {
		addVerified(out, v)
	}
	return out, nil
}

// send makes the PUT and compares the lead that it returns with the plan.
func (j *job) send(ctx context.Context) ([]patch.Verified, error) {
	returned, err := j.client.UpdateLead(ctx, j.id, j.plan.Body)
	var e *close.Error
	unsure := errors.As(err, &e) && e.Kind == close.Unsure
	if unsure {
		// The answer was lost, and only the server knows whether the write was. Where
		// even this reading fails, the user is told that nobody knows.
		if lead, readErr := j.client.Lead(ctx, j.id); readErr == nil {
			returned, err = lead, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if err := j.take(returned); err != nil {
		return nil, &close.Error{Kind: close.Unsure, Status: http.StatusOK, Err: err}
	}
	verified := j.plan.Verify(returned)
	if unsure && !anyAccepted(verified) {
		return nil, e
	}
	return verified, nil
}

func anyAccepted(verified []patch.Verified) bool {
	for _, v := range verified {
		if v.Accepted {
			return true
		}
	}
	return false
}

// refused puts what Close refused beside the fields that it names. The schema may
// have changed under us, so it is read anew next time.
func (b *Backend) refused(j *job, err error) error {
	var e *close.Error
	if !errors.As(err, &e) || e.Kind != close.Invalid || len(e.Fields) == 0 {
		return err
	}
	b.meta.forget()
	var out []api.FieldError
	for key, text := range e.Fields {
		fe := api.FieldError{Field: key, Label: key, Detail: "Close did not accept this: " + text}
		if f := j.named(key); f != nil {
			fe.Field, fe.Label = f.Key, f.Label
		}
		out = append(out, fe)
	}
	return invalidEdits(out)
}

// named returns the field of the plan that Close means by a key in an error: it
// says "status" for "status_id", and may name a custom field by its name.
func (j *job) named(key string) *patch.Field {
	for i := range j.plan.Changes {
		f := j.plan.Changes[i].Field
		switch key {
		case f.Key, strings.TrimSuffix(f.Key, "_id"), f.Key + ".add", f.Key + ".remove", "custom." + f.Label:
			return f
		}
		if head, _, nested := strings.Cut(key, "."); nested && head == f.Key {
			return f // "addresses.0.country"
		}
	}
	return nil
}

func invalidEdits(errs []api.FieldError) error {
	p := problem(api.ProblemInvalid, http.StatusUnprocessableEntity, "Not accepted",
		"Nothing was saved. Correct the marked fields and try again.", "")
	p.Errors = errs
	if len(errs) > 0 {
		p.Field = errs[0].Field
	}
	return p
}

func conflict(conflicts []api.Conflict) error {
	p := problem(api.ProblemConflict, http.StatusConflict, "Changed in Close",
		"Somebody changed the same fields in Close meanwhile. Nothing was saved; choose for each field.", "")
	p.Conflicts = conflicts
	p.Field = conflicts[0].Field
	return p
}
