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
	"leadpatch/wasm/workspace"
)

// Job is one list of edits and steps on its way to one lead and its contacts. Make one
// with [Pipeline.Open] or [Pipeline.OpenNew].
type Job struct {
	Session *session.Session
	Lead    *Target
	// Targets are the objects with edits, in the order in which they are changed.
	Targets []*Target

	ws      *workspace.Workspace
	client  *closeapi.Client
	meta    *workspace.Metadata
	objects []patch.Option // the lead's custom objects; nil when not read
	// newContacts are those that the edits add.
	newContacts []*newContact
	// env holds the steps, which come after the targets, and what is wrong with them
	// and with what is new.
	env *step.Env
}

// Steps are what is done after the edits, in this order.
func (j *Job) Steps() []*step.Planned { return j.env.Steps }

// Resume takes the steps of a plan that was made before.
func (j *Job) Resume(steps []*step.Planned) { j.env.Steps = steps }

// Env is what the steps know of their surroundings.
func (j *Job) Env() *step.Env { return j.env }

// Summary returns what the job's lead is called and whose it is.
func (j *Job) Summary() workspace.LeadSummary { return j.ws.Summary(j.Lead.Doc, j.Session) }

// LeadCreated goes on with the lead that a step has created. It reports whether one has.
func (j *Job) LeadCreated() bool {
	if j.env.Doc == nil {
		return false
	}
	j.Lead.Doc, j.Lead.id, j.env.Doc = j.env.Doc, j.env.Lead, nil
	j.ws.SetAccount(j.Lead.id, j.Session.ID)
	j.ws.Leads.Set(j.Summary())
	return true
}

func (j *Job) schema(kind patch.Kind) *patch.Schema {
	return j.meta.Schema(kind, j.Lead.Doc, j.Session.Me.RoleID, j.objects)
}

// Metadata returns the fields, statuses and users of the organization of the job's
// lead.
func (j *Job) Metadata() *workspace.Metadata { return j.meta }

// readObjects reads the lead's custom objects when a field that refers to one is under
// edit. Where the plan or the role does not allow that, Close has the last word.
func (j *Job) readObjects(ctx context.Context) error {
	needed := false
	for _, t := range j.Targets {
		for _, e := range t.edits {
			needed = needed || slices.ContainsFunc(j.meta.Fields[t.kind], func(f closeapi.CustomField) bool {
				t, _ := patch.CustomType(f.Type)
				return "custom."+f.ID == e.Field && t.Source() == patch.FromObjects
			})
		}
	}
	if !needed {
		return nil
	}
	ids, err := j.client.CustomObjects(ctx, j.Lead.id)
	if closeapi.MayNotAsk(err) {
		return nil
	}
	j.objects = []patch.Option{}
	for _, id := range ids {
		j.objects = append(j.objects, patch.Option{Value: id, Label: id})
	}
	return err
}

// sort gives each edit to its target: the lead first, then the contacts in the order in
// which the edits name them. Contacts to add are kept apart.
func (j *Job) sort(edits []api.Edit) error {
	contacts := map[string]*Target{}
	for _, e := range edits {
		t := j.Lead
		if strings.HasPrefix(e.Target, NewPrefix) {
			if err := j.addNewContact(e); err != nil {
				return err
			}
			continue
		}
		if e.Target != "" {
			if t = contacts[e.Target]; t == nil {
				id, err := closeapi.ParseID("cont", e.Target)
				if err != nil {
					return problem.NotAContact(e.Target)
				}
				t = &Target{kind: patch.ContactKind, id: id, client: j.client, org: j.Lead.org, leadID: j.Lead.id.String()}
				contacts[e.Target] = t
				j.Targets = append(j.Targets, t)
			}
		}
		t.edits = append(t.edits, view.PatchEdit(e))
	}
	if len(j.Lead.edits) > 0 {
		j.Targets = append([]*Target{j.Lead}, j.Targets...)
	}
	return nil
}

// Compile makes the plans for all that was asked.
func (j *Job) Compile(ctx context.Context, asked api.EditsRequest) error {
	for _, t := range j.Targets {
		plan, err := patch.Compile(t.Doc, t.schema, t.base(asked.Base), t.edits)
		if err != nil {
			return problem.BadRequest("The edits cannot be compiled: " + err.Error() + ".")
		}
		t.Plan, t.Whole = plan, plan
	}
	if err := j.compileNewContacts(); err != nil {
		return err
	}
	if err := j.planNewContacts(); err != nil {
		return err
	}
	return j.compileSteps(ctx, asked.Steps)
}

func (j *Job) compileSteps(ctx context.Context, steps []api.Step) error {
	return step.Compile(ctx, j.env, steps)
}

// CheckPlan returns why the compiled job may not be sent: what is wrong with it, or who
// else has changed what it is about. Nothing of it is sent then.
func (j *Job) CheckPlan() error {
	if errs := j.errors(); len(errs) > 0 {
		return problem.InvalidEdits(errs)
	}
	if conflicts := j.conflicts(); len(conflicts) > 0 {
		return problem.Conflict(conflicts)
	}
	if len(j.env.Conflicts) > 0 {
		return problem.StepConflict(j.env.Conflicts)
	}
	return nil
}

// Overtaken returns the refusal of a plan whose rest cannot be sent any more: see
// [ErrOvertaken].
func (j *Job) Overtaken() error {
	if conflicts := j.conflicts(); len(conflicts) > 0 {
		return problem.Conflict(conflicts)
	}
	return problem.InvalidEdits(j.errors())
}

// Refused puts what Close refused of a target beside the fields that it names. A
// refusal that names a field may mean that the fields have changed under us: they are
// read again, once, and where the new ones explain it, their sentence is the better one.
func (j *Job) Refused(ctx context.Context, t *Target, err error) error {
	fields := closeapi.InvalidFields(err)
	if len(fields) == 0 {
		return err
	}
	j.ws.ForgetMetadata()
	if meta, metaErr := j.ws.Metadata(ctx, j.Session); metaErr == nil {
		schema := meta.Schema(t.kind, j.Lead.Doc, j.Session.Me.RoleID, j.objects)
		if plan, err := patch.Compile(t.Doc, schema, nil, t.edits); err == nil && len(plan.Errors) > 0 {
			return problem.InvalidEdits(view.Errors(t.Name(), plan.Errors))
		}
	}
	var out []api.FieldError
	for key, text := range fields {
		fe := api.FieldError{Target: t.Name(), Field: key, Label: key, Detail: "Close did not accept this: " + text}
		if f := t.named(key); f != nil {
			fe.Field, fe.Label = f.Key, f.Label
		}
		out = append(out, fe)
	}
	view.SortErrors(out)
	return problem.InvalidEdits(out)
}
