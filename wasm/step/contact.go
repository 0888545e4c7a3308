package step

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"

	"github.com/tidwall/gjson"
)

// NewContact is the kind of step that adds a contact to the lead. No request asks for
// it by name: the pipeline plans it for edits whose target begins with "new-".
const NewContact api.StepKind = "new_contact"

var _ = register(NewContact, Kind{
	Create: createContact,
	Request: func(p *Planned, _ string) Request {
		return Request{http.MethodPost, closeapi.NewPath(patch.ContactKind), p.Body}
	},
})

// The undo of a contact deletes it again.
var _ = registerDeletion(api.StepDeleteContact, deletion{
	prefix: "cont", field: "name", label: "Contact",
	path: func(id closeapi.ID) string { return closeapi.Path(patch.ContactKind, id) },
	read: func(ctx context.Context, e *Env, s api.Step, id closeapi.ID) (found object, err error) {
		doc, err := e.Client.Get(ctx, patch.ContactKind, id)
		if err != nil {
			return found, err
		}
		found = object{lead: doc.Get("lead_id").String(), shown: view.DisplayName(doc)}
		if !e.sameContact(doc, s.Was) {
			found.changed = "The contact has been changed in Close since it was added."
		}
		return found, nil
	},
	target: func(s api.Step) string { return s.ID },
	describe: func(s api.Step) api.Change {
		c := api.Change{Target: s.ID, Field: "name", Label: "Contact"}
		if was := gjson.Get(s.Was, "name"); gjson.Valid(s.Was) && was.Type == gjson.String {
			c.Now = view.JSON(was.Str)
		}
		return c
	},
})

// PlanContact returns the step that adds a contact with the plan's fields to the lead.
// target is the name of the contact in the request.
func PlanContact(e *Env, target string, plan *patch.Plan) (*Planned, error) {
	body, err := patch.NewContact(plan, e.Lead.String())
	if err != nil {
		return nil, err
	}
	edits, _ := plan.Missing(nil)
	return &Planned{
		Step: api.Step{Do: NewContact}, Target: target, Edits: view.Edits(target, edits), Body: body,
		Changes: view.Changes(target, plan),
	}, nil
}

func createContact(e *Env, p *Planned) Creation {
	return Creation{
		Alike: func(ctx context.Context) (out []Created, err error) {
			plan, err := e.planOf(patch.ContactKind, p.Target, p.Edits)
			if err != nil {
				return nil, err
			}
			docs, err := e.Client.Contacts(ctx, e.Lead)
			if err != nil {
				return nil, err
			}
			for _, doc := range docs {
				if e.byUser(doc.Get("created_by").String()) && shownAll(plan, doc) {
					out = append(out, Created{doc.Get("id").String(), doc})
				}
			}
			return out, nil
		},
		Post: func(ctx context.Context) (Created, error) {
			doc, err := e.Client.Post(ctx, patch.ContactKind, p.Body)
			if err == nil && doc.Get("lead_id").String() != e.Lead.String() {
				err = fmt.Errorf("the contact was made at %q", doc.Get("lead_id").String())
			}
			if err == nil {
				err = workspace.CheckOrganization(doc, e.Organization, "")
			}
			if err == nil {
				_, err = closeapi.ParseID("cont", doc.Get("id").String())
			}
			if err != nil {
				return Created{}, unsure(err)
			}
			return Created{doc.Get("id").String(), doc}, nil
		},
		Done: func(got Created) {
			p.Undo = &api.Step{Do: api.StepDeleteContact, ID: got.ID, Was: e.contactWas(got.Doc)}
			if plan, err := e.planOf(patch.ContactKind, p.Target, p.Edits); err == nil {
				p.verified(p.Target, got.ID, plan, got.Doc)
			}
		},
		Lost: "Close has not answered. Leadpatch looks whether the contact arrived before it sends it again.",
	}
}

// contactWas notes the fields of a contact, to compare them later.
func (e *Env) contactWas(doc *patch.Document) string {
	var keys []string
	for _, f := range e.Schema(patch.ContactKind).Fields() {
		keys = append(keys, f.Key)
	}
	return string(doc.Only(keys...))
}

// sameContact reports whether a contact has the fields that were noted, and no others.
func (e *Env) sameContact(doc *patch.Document, was string) bool {
	before, err := patch.ParseDocument(json.RawMessage(was))
	if err != nil {
		return false
	}
	for _, f := range e.Schema(patch.ContactKind).Fields() {
		if !f.Same(before.Raw(f.Key), doc.Raw(f.Key)) {
			return false
		}
	}
	return true
}
