package step

import (
	"slices"
	"strconv"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/view"
)

// A new contact and a new lead are records with fields: their plans are made by the
// patch compiler, and what Close shows of them is compared field by field.

// planOf compiles the fields of a new contact or lead again, as they were when it was planned.
func (e *Env) planOf(kind patch.Kind, target string, edits []api.Edit) (*patch.Plan, error) {
	var own []patch.Edit
	for _, one := range edits {
		if one.Target == target {
			own = append(own, view.PatchEdit(one))
		}
	}
	plan, err := patch.Create(e.Schema(kind), own)
	if err == nil && len(plan.Errors) > 0 {
		return nil, problem.InvalidEdits(view.Errors(target, plan.Errors))
	}
	return plan, err
}

// verified notes what Close shows of an object that was made, in place of what was
// planned for it under its first name.
func (p *Planned) verified(planned, target string, plan *patch.Plan, doc *patch.Document) {
	var shown api.Applied
	view.AddVerified(&shown, target, plan.Verify(doc))
	p.Changes = append(slices.DeleteFunc(p.Changes, func(c api.Change) bool { return c.Target == planned }), shown.Changes...)
	p.Ignored = append(p.Ignored, shown.Ignored...)
}

// shownAll reports whether an object shows every change of a plan.
func shownAll(plan *patch.Plan, doc *patch.Document) bool {
	return !slices.ContainsFunc(plan.Verify(doc), func(v patch.Verified) bool { return !v.Accepted })
}

// refusedFields puts what Close refused of something new beside its fields: those of a
// lead's contacts come as "contacts.0.emails".
func (p *Planned) refusedFields(fields map[string]string) []api.FieldError {
	var out []api.FieldError
	for key, text := range fields {
		fe := api.FieldError{Target: p.Target, Field: key, Label: key, Detail: "Close did not accept this: " + text}
		if rest, ok := strings.CutPrefix(key, "contacts."); ok && p.Step.Do == NewLead {
			number, of, _ := strings.Cut(rest, ".")
			targets := targetsOf(p.Edits)
			if n, err := strconv.Atoi(number); err == nil && n >= 0 && n < len(targets) {
				fe.Target, fe.Field, fe.Label = targets[n], of, of
			}
		}
		for _, c := range p.Changes {
			if c.Target == fe.Target && Named(c.Field, c.Label, fe.Field) {
				fe.Field, fe.Label = c.Field, c.Label
			}
		}
		out = append(out, fe)
	}
	view.SortErrors(out)
	return out
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

// Named reports whether Close means the field by a key in an error: it says "status"
// for "status_id", and may name a custom field by its name.
func Named(field, label, key string) bool {
	switch key {
	case field, strings.TrimSuffix(field, "_id"), field + ".add", field + ".remove", "custom." + label:
		return true
	}
	head, _, nested := strings.Cut(key, ".")
	return nested && head == field // "addresses.0.country"
}
