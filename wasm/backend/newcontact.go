package backend

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
)

// newPrefix begins the target of an edit that is about a contact to add.
const newPrefix = "new-"

// fresh is a contact that is to be made: the edits of one target "new-…".
type fresh struct {
	name  string
	edits []patch.Edit
	plan  *patch.Plan
}

// isNewTarget says whether a target names a contact to add: "new-" and 1 to 40 letters,
// digits or dashes.
func isNewTarget(s string) bool {
	rest, ok := strings.CutPrefix(s, newPrefix)
	return ok && len(rest) >= 1 && len(rest) <= 40 && !strings.ContainsFunc(rest, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-')
	})
}

// addFresh gives an edit to the contact to add that it is about.
func (j *job) addFresh(e api.Edit) error {
	if !isNewTarget(e.Target) {
		return badRequest("A new contact is named “new-” and up to 40 letters, digits and dashes.")
	}
	i := slices.IndexFunc(j.fresh, func(f *fresh) bool { return f.name == e.Target })
	if i < 0 {
		if len(j.fresh) == maxNew {
			return badRequest("There are more than 20 new contacts at once.")
		}
		i = len(j.fresh)
		j.fresh = append(j.fresh, &fresh{name: e.Target})
	}
	j.fresh[i].edits = append(j.fresh[i].edits, editOf(e))
	return nil
}

// compileFresh makes the plans of the contacts to add.
func (j *job) compileFresh() error {
	for _, f := range j.fresh {
		plan, err := patch.Create(j.schema(patch.ContactKind, j.meta), f.edits)
		if err != nil {
			return badRequest("The edits cannot be compiled: " + err.Error() + ".")
		}
		f.plan = plan
		j.stepErrors = append(j.stepErrors, errorViews(f.name, plan.Errors)...)
		if len(plan.Errors)+len(plan.Changes) == 0 {
			j.stepErrors = append(j.stepErrors, api.FieldError{
				Target: f.name, Field: "name", Label: "Contact", Detail: "The new contact is empty. Fill something in, or leave it out.",
			})
		}
	}
	return nil
}

// planContacts makes the acts that add the contacts to the lead.
func (j *job) planContacts() error {
	for _, f := range j.fresh {
		if len(f.plan.Bodies) == 0 {
			continue // what is wrong with it is said
		}
		body, err := patch.NewContact(f.plan, j.lead.id.String())
		if err != nil {
			return err
		}
		edits, _ := f.plan.Missing(nil)
		j.acts = append(j.acts, &act{
			Step: api.Step{Do: makeContact}, Target: f.name, Edits: editViews(f.name, edits), Body: body,
			Changes: planViews(f.name, f.plan),
		})
	}
	return nil
}

// planOf compiles the fields of an act again, as they were when it was planned.
func (j *job) planOf(kind patch.Kind, target string, edits []api.Edit) (*patch.Plan, error) {
	var own []patch.Edit
	for _, e := range edits {
		if e.Target == target {
			own = append(own, editOf(e))
		}
	}
	plan, err := patch.Create(j.schema(kind, j.meta), own)
	if err == nil && len(plan.Errors) > 0 {
		return nil, invalidEdits(errorViews(target, plan.Errors))
	}
	return plan, err
}

func (j *job) contactMaker(a *act) maker {
	return maker{
		alike: func(ctx context.Context) (out []made, err error) {
			plan, err := j.planOf(patch.ContactKind, a.Target, a.Edits)
			if err != nil {
				return nil, err
			}
			docs, err := j.client.Contacts(ctx, j.lead.id)
			if err != nil {
				return nil, err
			}
			for _, doc := range docs {
				if j.byUser(doc.Get("created_by").String()) && shownAll(plan, doc) {
					out = append(out, made{doc.Get("id").String(), doc})
				}
			}
			return out, nil
		},
		post: func(ctx context.Context) (made, error) {
			doc, err := j.client.Post(ctx, patch.ContactKind, a.Body)
			if err == nil && (doc.Get("lead_id").String() != j.lead.id.String() || doc.Get("organization_id").String() != j.lead.org) {
				err = fmt.Errorf("the contact was made at %q", doc.Get("lead_id").String())
			}
			if err == nil {
				_, err = closeapi.ParseID("cont", doc.Get("id").String())
			}
			if err != nil {
				return made{}, unsure(err)
			}
			return made{doc.Get("id").String(), doc}, nil
		},
		done: func(got made) {
			a.Undo = &api.Step{Do: api.StepDeleteContact, ID: got.id, Was: j.contactWas(got.doc)}
			if plan, err := j.planOf(patch.ContactKind, a.Target, a.Edits); err == nil {
				a.verified(a.Target, got.id, plan, got.doc)
			}
		},
		lost: "Close has not answered. Leadpatch looks whether the contact arrived before it sends it again.",
	}
}

// verified notes what Close shows of an object that was made, in place of what was
// planned for it under its first name.
func (a *act) verified(planned, target string, plan *patch.Plan, doc *patch.Document) {
	var shown api.Applied
	addVerified(&shown, target, plan.Verify(doc))
	a.Changes = append(slices.DeleteFunc(a.Changes, func(c api.Change) bool { return c.Target == planned }), shown.Changes...)
	a.Ignored = append(a.Ignored, shown.Ignored...)
}

// shownAll says whether an object shows every change of a plan.
func shownAll(plan *patch.Plan, doc *patch.Document) bool {
	return !slices.ContainsFunc(plan.Verify(doc), func(v patch.Verified) bool { return !v.Accepted })
}

// unsure makes of an error about the answer to a write one that says that it may have
// been carried out.
func unsure(err error) error {
	if isCloseError(err) {
		return err
	}
	return &closeapi.Error{Kind: closeapi.Unsure, Status: http.StatusOK, Err: err}
}

// newRefused puts what Close refused of something new beside its fields: those of a
// lead's contacts come as "contacts.0.emails".
func (j *job) newRefused(a *act, fields map[string]string) []api.FieldError {
	var out []api.FieldError
	for key, text := range fields {
		fe := api.FieldError{Target: a.Target, Field: key, Label: key, Detail: "Close did not accept this: " + text}
		if rest, ok := strings.CutPrefix(key, "contacts."); ok && a.Step.Do == makeLead {
			number, of, _ := strings.Cut(rest, ".")
			if targets := targetsOf(a.Edits); len(number) == 1 && int(number[0]-'0') < len(targets) {
				fe.Target, fe.Field, fe.Label = targets[number[0]-'0'], of, of
			}
		}
		for _, c := range a.Changes {
			if c.Target == fe.Target && isNamed(c.Field, c.Label, fe.Field) {
				fe.Field, fe.Label = c.Field, c.Label
			}
		}
		out = append(out, fe)
	}
	sortErrors(out)
	return out
}

// kindOf is the kind of object that an act makes.
func kindOf(a *act) patch.Kind {
	if a.Step.Do == makeContact {
		return patch.ContactKind
	}
	return patch.LeadKind
}

// targetsOf returns the contacts of a new lead in their order.
func targetsOf(edits []api.Edit) []string {
	var out []string
	for _, e := range edits {
		if e.Target != "" && !slices.Contains(out, e.Target) {
			out = append(out, e.Target)
		}
	}
	return out
}
