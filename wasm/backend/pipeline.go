package backend

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// This file is the one pipeline. Whatever wants to change a lead (the panel, a
// context menu, undo) makes a list of edits and hands it to apply, which writes the
// wish down and carries it out by the functions here (apply.go); there is no other
// way to write to Close.

// job is one list of edits on its way to one lead and its contacts.
type job struct {
	session *session.Session
	client  *closeapi.Client
	meta    *metadata
	objects []patch.Option // the lead's custom objects; nil when not read
	lead    *target
	// targets are the objects with edits, in the order in which they are changed.
	targets []*target
	// fresh are the contacts to add, and acts what is done after the targets.
	fresh []*fresh
	acts  []*act
	// stepErrors are what is wrong with steps and with what is new, stepConflicts the
	// steps whose objects somebody else has changed, in words.
	stepErrors, stepConflicts []api.FieldError
	stepUnchanged             []api.Unchanged
}

// open reads the lead and the contacts under edit, and what their fields are, as
// the account of the lead's organisation. It refuses a lead of any other.
func (b *Backend) open(ctx context.Context, id closeapi.ID, edits []api.Edit) (*job, error) {
	s, err := b.choose(ctx, id)
	if err != nil {
		return nil, err
	}
	j := &job{session: s, client: b.client(s)}
	if err := j.sort(id, edits); err != nil {
		return nil, err
	}
	// With contacts under edit the lead is read whole: its own PUT, which returns it
	// whole, may turn out to be needless, and its fields are shown afterwards.
	whole := len(j.targets) > 1
	readings := []func() error{
		func() (err error) { j.meta, err = b.meta.get(ctx, j.client, s); return err },
		func() (err error) { j.lead.doc, err = j.lead.read(ctx, whole); return err },
	}
	for _, t := range j.targets {
		if t != j.lead {
			readings = append(readings, func() (err error) { t.doc, err = t.read(ctx, false); return err })
		}
	}
	if err := together(readings...); err != nil {
		return nil, err
	}
	for _, t := range append([]*target{j.lead}, j.targets...) {
		if err := t.check(t.doc, s.Me.OrganizationName); err != nil {
			return nil, err
		}
	}
	b.seen(ctx, head{leadHead(j.lead.doc, b.cfg.AppOrigin), organizationView(s.Me), userView(s.Me)})
	if err := j.readObjects(ctx); err != nil {
		return nil, err
	}
	for _, t := range j.targets {
		t.schema = j.schema(t.kind, j.meta)
	}
	return j, nil
}

func (j *job) schema(kind patch.Kind, meta *metadata) *patch.Schema {
	return schemaOf(kind, meta, j.lead.doc, j.session.Me.RoleID, j.objects)
}

// readObjects reads the lead's custom objects when a field that refers to one is
// under edit. Where the plan or the role does not allow that, Close has the last
// word.
func (j *job) readObjects(ctx context.Context) error {
	needed := false
	for _, t := range j.targets {
		for _, e := range t.edits {
			needed = needed || slices.ContainsFunc(j.meta.fields[t.kind], func(f closeapi.CustomField) bool {
				return "custom."+f.ID == e.Field && fieldType(f.Type) == patch.CustomObject
			})
		}
	}
	if !needed {
		return nil
	}
	ids, err := j.client.CustomObjects(ctx, j.lead.id)
	var e *closeapi.Error
	if errors.As(err, &e) && (e.Kind == closeapi.Forbidden || e.Kind == closeapi.NotFound || e.Kind == closeapi.PlanLimit) {
		return nil
	}
	j.objects = []patch.Option{}
	for _, id := range ids {
		j.objects = append(j.objects, patch.Option{Value: id, Label: id})
	}
	return err
}

// sort gives each edit to its target: the lead first, then the contacts in the
// order in which the edits name them. Contacts to add are kept apart.
func (j *job) sort(id closeapi.ID, edits []api.Edit) error {
	j.lead = &target{kind: patch.LeadKind, id: id, client: j.client, org: j.session.Me.OrganizationID}
	contacts := map[string]*target{}
	for _, e := range edits {
		t := j.lead
		if strings.HasPrefix(e.Target, newPrefix) {
			if err := j.addFresh(e); err != nil {
				return err
			}
			continue
		}
		if e.Target != "" {
			if t = contacts[e.Target]; t == nil {
				contactID, err := closeapi.ParseID("cont", e.Target)
				if err != nil {
					return notAContact(e.Target)
				}
				t = &target{kind: patch.ContactKind, id: contactID, client: j.client, org: j.lead.org, leadID: id.String()}
				contacts[e.Target] = t
				j.targets = append(j.targets, t)
			}
		}
		t.edits = append(t.edits, editOf(e))
	}
	if len(j.lead.edits) > 0 {
		j.targets = append([]*target{j.lead}, j.targets...)
	}
	return nil
}

func editOf(e api.Edit) patch.Edit {
	return patch.Edit{Field: e.Field, Op: patch.Op(e.Op), Value: e.Value, Exact: e.Exact}
}

// compileAll makes the plans for all that was asked.
func (j *job) compileAll(ctx context.Context, asked api.EditsRequest) error {
	if err := j.compile(asked.Base); err != nil {
		return err
	}
	if err := j.compileFresh(); err != nil {
		return err
	}
	if err := j.planContacts(); err != nil {
		return err
	}
	return j.compileSteps(ctx, asked.Steps)
}

// compile makes the plans for the edits.
func (j *job) compile(base api.Base) error {
	for _, t := range j.targets {
		plan, err := patch.Compile(t.doc, t.schema, t.base(base), t.edits)
		if err != nil {
			return badRequest("The edits cannot be compiled: " + err.Error() + ".")
		}
		t.plan, t.whole = plan, plan
	}
	return nil
}

// preview compiles the edits and sends nothing.
func (b *Backend) preview(ctx context.Context, id closeapi.ID, asked api.EditsRequest) (*api.Preview, error) {
	if err := b.allowSteps(ctx, id.String(), asked); err != nil {
		return nil, err
	}
	j, err := b.open(ctx, id, asked.Edits)
	if err != nil {
		return nil, err
	}
	if err := j.compileAll(ctx, asked); err != nil {
		return nil, err
	}
	return j.preview(leadHead(j.lead.doc, b.cfg.AppOrigin)), nil
}

// preview says what the compiled job would do.
func (j *job) preview(lead api.Lead) *api.Preview {
	out := &api.Preview{
		Lead: lead, Changes: []api.Change{}, Unchanged: j.unchanged(), Conflicts: j.conflicts(),
		Errors: append(j.errors(), j.stepConflicts...), Requests: []api.Request{},
	}
	for _, t := range j.targets {
		out.Changes = append(out.Changes, changeViews(t)...)
		out.Requests = append(out.Requests, t.requests()...)
	}
	for _, a := range j.acts {
		out.Changes = append(out.Changes, a.Changes...)
		out.Requests = append(out.Requests, j.actRequest(a))
	}
	if len(out.Conflicts)+len(out.Errors) > 0 {
		out.Requests = []api.Request{} // all of it or nothing
	}
	return out
}

// show puts the lead as it is now into the answer of an apply. The lead's own PUT
// returned it whole; otherwise it is read. A reading that fails after a write must
// not turn what was saved into an error: then there is no view.
func (b *Backend) show(ctx context.Context, j *job, out *api.Applied) {
	doc := j.lead.doc
	others := slices.ContainsFunc(j.acts, func(a *act) bool {
		return a.Step.Do == makeContact || a.Step.Do == api.StepDeleteContact
	})
	if others || !doc.Has("html_url") || len(j.targets) > 1 || len(j.targets) == 1 && j.targets[0] != j.lead {
		whole, err := j.client.Get(ctx, patch.LeadKind, j.lead.id)
		if err == nil {
			err = j.lead.check(whole, "")
		}
		if err != nil && !doc.Has("html_url") {
			return
		}
		if err == nil {
			doc = whole
		}
	}
	j.lead.doc = doc
	view := j.view(b.cfg.AppOrigin)
	out.View = &view
}

// resends is how often a request is made again whose answer was lost and which did
// not arrive.
const resends = 2

// send makes the PUTs of the plan, one after the other. It returns the requests that
// may have reached Close; t.doc is the object as far as it is known then.
//
// A request whose answer is lost may have been carried out, and only the server knows:
// the object is read again. If it shows the change, all is well; if not, what is still
// missing is compiled anew, three ways, and sent.
func (t *target) send(ctx context.Context) (sent []api.Request, err error) {
	for again := 0; ; again++ {
		err = nil
		for i, body := range t.plan.Bodies {
			sent = append(sent, t.request(body))
			if err = t.put(ctx, i); err != nil {
				break
			}
		}
		if err == nil || !isUnsure(err) || again == resends {
			return sent, err
		}
		now, readErr := t.reread(ctx)
		if readErr != nil {
			return sent, err // nobody knows, and that is said
		}
		t.doc = now
		if compileErr := t.compileMissing(); compileErr != nil {
			return sent, compileErr
		}
		if len(t.plan.Conflicts)+len(t.plan.Errors) > 0 {
			return sent, errOvertaken
		}
	}
}

// errOvertaken is a plan that was under way when somebody else changed its fields.
var errOvertaken = errors.New("somebody else changed the same fields while the change was under way")

// overtaken is the refusal of a plan whose rest cannot be sent any more.
func (j *job) overtaken() error {
	if conflicts := j.conflicts(); len(conflicts) > 0 {
		return conflict(conflicts)
	}
	return invalidEdits(j.errors())
}

// put makes one PUT of the plan.
func (t *target) put(ctx context.Context, i int) error {
	returned, err := t.client.Put(ctx, t.kind, t.id, t.plan.Bodies[i])
	if err != nil {
		return err
	}
	if err := t.check(returned, ""); err != nil {
		return &closeapi.Error{Kind: closeapi.Unsure, Status: http.StatusOK, Err: err}
	}
	t.doc = returned
	return nil
}

// reread gets the whole object as it is now.
func (t *target) reread(ctx context.Context) (*patch.Document, error) {
	doc, err := t.client.Get(ctx, t.kind, t.id)
	if err != nil {
		return nil, err
	}
	return doc, t.check(doc, "")
}

func isUnsure(err error) bool {
	var e *closeapi.Error
	return errors.As(err, &e) && e.Kind == closeapi.Unsure
}

// refused puts what Close refused beside the fields that it names. A refusal that
// names a field may mean that the fields have changed under us: they are read
// anew, once, and where the new ones explain it, their sentence is the better one.
func (b *Backend) refused(ctx context.Context, j *job, t *target, err error) error {
	var e *closeapi.Error
	if !errors.As(err, &e) || e.Kind != closeapi.Invalid || len(e.Fields) == 0 {
		return err
	}
	b.meta.forget()
	if meta, metaErr := b.meta.get(ctx, j.client, j.session); metaErr == nil {
		if plan, err := patch.Compile(t.doc, j.schema(t.kind, meta), nil, t.edits); err == nil && len(plan.Errors) > 0 {
			return invalidEdits(errorViews(t.name(), plan.Errors))
		}
	}
	var out []api.FieldError
	for key, text := range e.Fields {
		fe := api.FieldError{Target: t.name(), Field: key, Label: key, Detail: "Close did not accept this: " + text}
		if f := t.named(key); f != nil {
			fe.Field, fe.Label = f.Key, f.Label
		}
		out = append(out, fe)
	}
	sortErrors(out)
	return invalidEdits(out)
}

func sortErrors(errs []api.FieldError) {
	slices.SortFunc(errs, func(a, b api.FieldError) int {
		return strings.Compare(baseKey(a.Target, a.Field), baseKey(b.Target, b.Field))
	})
}
