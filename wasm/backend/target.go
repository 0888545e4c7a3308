package backend

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
)

// target is one object that a job changes: the lead or one of its contacts.
type target struct {
	kind   patch.Kind
	id     closeapi.ID
	client *closeapi.Client
	org    string // the session's organisation
	leadID string // the lead that a contact must belong to

	doc    *patch.Document // as the server has it now
	schema *patch.Schema
	edits  []patch.Edit
	plan   *patch.Plan // what is sent
	// whole is all of the plan: what plan is the rest of when a part was sent before.
	whole *patch.Plan
}

// name is the target's name in the API: "" for the lead, the id of a contact.
func (t *target) name() string {
	if t.kind == patch.LeadKind {
		return ""
	}
	return t.id.String()
}

// baseKey is the key of a field in an api.Base.
func baseKey(target, field string) string {
	if target == "" {
		return field
	}
	return target + "/" + field
}

// base returns the part of the request's base that is about this target.
func (t *target) base(all api.Base) patch.Base {
	prefix := baseKey(t.name(), "")
	own := patch.Base{}
	for key, value := range all {
		if field, ok := strings.CutPrefix(key, prefix); ok && (prefix != "" || !strings.Contains(key, "/")) {
			own[field] = value
		}
	}
	return own
}

// check refuses an object without which nothing may be shown or sent: it is the
// one that was asked for, and it belongs where it must.
func (t *target) check(doc *patch.Document, organizationName string) error {
	if doc.Get("organization_id").String() != t.org {
		return otherOrganization(organizationName)
	}
	if got := doc.Get("id").String(); got != t.id.String() {
		return &closeapi.Error{Kind: closeapi.Failed, Status: http.StatusOK, Err: fmt.Errorf("asked for %s, got %q", t.id, got)}
	}
	if t.kind == patch.ContactKind && doc.Get("lead_id").String() != t.leadID {
		return notAContact(t.id.String())
	}
	return nil
}

// selectors are the fields that a reading for a plan needs: what every check
// looks at, and the fields under edit.
func (t *target) selectors() []string {
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
		// A field that is none gets its sentence from the compiler; Close must not
		// see it.
		if !seen[e.Field] && patch.IsField(t.kind, e.Field) {
			seen[e.Field] = true
			out = append(out, e.Field)
		}
	}
	return out
}

// read gets the target from Close: the fields that its edits need or, without
// edits or when it is wanted, all of it.
func (t *target) read(ctx context.Context, whole bool) (*patch.Document, error) {
	if whole || len(t.edits) == 0 {
		return t.client.Get(ctx, t.kind, t.id)
	}
	return t.client.Get(ctx, t.kind, t.id, t.selectors()...)
}

// compileMissing makes the plan for what the object as it is now does not show yet of
// the whole.
func (t *target) compileMissing() error {
	edits, base := t.whole.Missing(t.doc)
	plan, err := patch.Compile(t.doc, t.schema, base, edits)
	t.plan = plan
	return err
}

// requests are the PUTs of the target's plan.
func (t *target) requests() []api.Request {
	var out []api.Request
	for _, body := range t.plan.Bodies {
		out = append(out, t.request(body))
	}
	return out
}

func (t *target) request(body []byte) api.Request {
	return api.Request{Method: http.MethodPut, URL: t.client.URL(closeapi.Path(t.kind, t.id)), Body: string(body)}
}

// named returns the field of the plan that Close means by a key in an error: it
// says "status" for "status_id", and may name a custom field by its name.
func (t *target) named(key string) *patch.Field {
	for i := range t.plan.Changes {
		if f := t.plan.Changes[i].Field; isNamed(f.Key, f.Label, key) {
			return f
		}
	}
	return nil
}

// isNamed says whether Close means the field by a key in an error.
func isNamed(field, label, key string) bool {
	switch key {
	case field, strings.TrimSuffix(field, "_id"), field + ".add", field + ".remove", "custom." + label:
		return true
	}
	head, _, nested := strings.Cut(key, ".")
	return nested && head == field // "addresses.0.country"
}
