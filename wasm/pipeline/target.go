package pipeline

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/step"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// Target is one object that a job changes: the lead or one of its contacts.
type Target struct {
	Doc  *patch.Document // as the server has it now
	Plan *patch.Plan     // what is sent
	// Whole is all of the plan: what Plan is the rest of when a part was sent before.
	Whole *patch.Plan

	kind   patch.Kind
	id     closeapi.ID
	client *closeapi.Client
	org    string // the session's organization
	leadID string // the lead that a contact must belong to
	schema *patch.Schema
	edits  []patch.Edit
}

// Name returns the target's name in the API: "" for the lead, the id of a contact.
func (t *Target) Name() string {
	if t.kind == patch.LeadKind {
		return ""
	}
	return t.id.String()
}

// base returns the part of the request's base that is about this target.
func (t *Target) base(all api.Base) patch.Base {
	prefix := view.BaseKey(t.Name(), "")
	own := patch.Base{}
	for key, value := range all {
		if field, ok := strings.CutPrefix(key, prefix); ok && (prefix != "" || !strings.Contains(key, "/")) {
			own[field] = value
		}
	}
	return own
}

// check refuses an object without which nothing may be shown or sent: it is the one
// that was asked for, and it belongs where it must.
func (t *Target) check(doc *patch.Document, organizationName string) error {
	if err := workspace.CheckOrganization(doc, t.org, organizationName); err != nil {
		return err
	}
	if got := doc.Get("id").String(); got != t.id.String() {
		return &closeapi.Error{Kind: closeapi.Failed, Status: http.StatusOK, Err: fmt.Errorf("asked for %s, got %q", t.id, got)}
	}
	if t.kind == patch.ContactKind && doc.Get("lead_id").String() != t.leadID {
		return problem.NotAContact(t.id.String())
	}
	return nil
}

// selectors are the fields that a reading for a plan needs: what every check looks at,
// and the fields under edit.
func (t *Target) selectors() []string {
	out := []string{"id", "organization_id", "name", "display_name"}
	if t.kind == patch.LeadKind {
		// contacts: the values that a contact field may take.
		out = append(out, "status_id", "contacts", "contact_ids")
	} else {
		out = append(out, "lead_id")
	}
	seen := map[string]bool{}
	for _, name := range out {
		seen[name] = true
	}
	for _, e := range t.edits {
		// What is not a field gets its sentence from the compiler; Close must not
		// see it.
		if !seen[e.Field] && patch.IsField(t.kind, e.Field) {
			seen[e.Field] = true
			out = append(out, e.Field)
		}
	}
	return out
}

// read gets the target from Close: the fields that its edits need or, without edits or
// when it is wanted, all of it.
func (t *Target) read(ctx context.Context, whole bool) (*patch.Document, error) {
	if whole || len(t.edits) == 0 {
		return t.client.Get(ctx, t.kind, t.id)
	}
	return t.client.Get(ctx, t.kind, t.id, t.selectors()...)
}

// Reread gets the whole object as it is now.
func (t *Target) Reread(ctx context.Context) (*patch.Document, error) {
	doc, err := t.client.Get(ctx, t.kind, t.id)
	if err != nil {
		return nil, err
	}
	return doc, t.check(doc, "")
}

// Resume makes the plan for what is still missing of one that was begun before. before
// holds what the server had of its fields then, as a JSON object.
func (t *Target) Resume(before []byte) error {
	then, err := patch.ParseDocument(before)
	if err != nil {
		return fmt.Errorf("what was noted before the change: %w", err)
	}
	if t.Whole, err = patch.Compile(then, t.schema, nil, t.edits); err != nil {
		return err
	}
	if len(t.Whole.Errors) > 0 {
		t.Plan = t.Whole // said as any other refusal
		return nil
	}
	return t.compileMissing()
}

// compileMissing makes the plan for what the object as it is now does not show yet of
// the whole.
func (t *Target) compileMissing() error {
	edits, base := t.Whole.Missing(t.Doc)
	plan, err := patch.Compile(t.Doc, t.schema, base, edits)
	t.Plan = plan
	return err
}

// Moved reports whether Close shows something of the whole plan.
func (t *Target) Moved() bool {
	if t.Whole == nil || len(t.Whole.Errors) > 0 {
		return false
	}
	edits, _ := patch.Inverse(t.Whole.Verify(t.Doc))
	return len(edits) > 0
}

// requests are the PUTs of the target's plan.
func (t *Target) requests() []api.Request {
	var out []api.Request
	for _, body := range t.Plan.Bodies {
		out = append(out, t.request(body))
	}
	return out
}

func (t *Target) request(body []byte) api.Request {
	return api.Request{Method: http.MethodPut, URL: t.client.URL(closeapi.Path(t.kind, t.id)), Body: string(body)}
}

// named returns the field of the plan that Close means by a key in an error.
func (t *Target) named(key string) *patch.Field {
	for i := range t.Plan.Changes {
		if f := t.Plan.Changes[i].Field; step.Named(f.Key, f.Label, key) {
			return f
		}
	}
	return nil
}
