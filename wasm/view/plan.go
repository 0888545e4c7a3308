package view

import (
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// Changes returns the changes of a plan for a target: "" for the lead, the id of a
// contact, or the name of a contact that is to be added.
func Changes(target string, plan *patch.Plan) []api.Change {
	out := make([]api.Change, len(plan.Changes))
	for i, c := range plan.Changes {
		f := c.Field
		out[i] = api.Change{
			Target: target, Field: f.Key, Label: f.Label, Now: f.Show(c.Now), After: f.Show(c.After),
			NowLabel: labelOf(f, c.Now), AfterLabel: labelOf(f, c.After), Note: c.Note,
		}
	}
	return out
}

// labelOf returns what a person reads for a value that is an id, or several; "" where
// the value itself can be read.
func labelOf(f *patch.Field, v patch.Value) string {
	if !f.HasLabels() {
		return ""
	}
	shown := gjson.ParseBytes(f.Show(v))
	var labels []string
	for _, id := range shown.Array() { // one text is a list of one
		label := id.String()
		for _, o := range f.Options {
			if o.Value == label {
				label = o.Label
				break
			}
		}
		labels = append(labels, label)
	}
	return strings.Join(labels, ", ")
}

// Unchanged returns the edits of a plan that change nothing.
func Unchanged(target string, plan *patch.Plan) []api.Unchanged {
	out := []api.Unchanged{}
	for _, u := range plan.Unchanged {
		out = append(out, api.Unchanged{Target: target, Field: u.Field.Key, Label: u.Field.Label, Detail: u.Detail})
	}
	return out
}

// Conflicts returns the fields of a plan that somebody else has changed.
func Conflicts(target string, plan *patch.Plan) []api.Conflict {
	out := []api.Conflict{}
	for _, c := range plan.Conflicts {
		f := c.Field
		out = append(out, api.Conflict{
			Target: target, Field: f.Key, Label: f.Label,
			Base: f.Show(c.Base), Theirs: f.Show(c.Theirs), Mine: f.Show(c.Mine), NewBase: c.NewBase,
		})
	}
	return out
}

// Errors returns what is wrong with the edits of a plan.
func Errors(target string, in []patch.FieldError) []api.FieldError {
	out := make([]api.FieldError, len(in))
	for i, e := range in {
		out[i] = api.FieldError{Target: target, Field: e.Field, Label: e.Label, Detail: e.Detail}
	}
	return out
}

// SortErrors puts errors that came in no order into that of their fields.
func SortErrors(errs []api.FieldError) {
	slices.SortFunc(errs, func(a, b api.FieldError) int {
		return strings.Compare(BaseKey(a.Target, a.Field), BaseKey(b.Target, b.Field))
	})
}

// AddVerified adds to the answer of an apply what the returned object shows of each
// change.
func AddVerified(a *api.Applied, target string, verified []patch.Verified) {
	for _, v := range verified {
		f := v.Field
		if !v.Accepted {
			a.Ignored = append(a.Ignored, api.Ignored{
				Target: target, Field: f.Key, Label: f.Label, Wanted: f.Show(v.After), Has: f.Show(v.Has),
				Detail: "Close did not accept this value. Reload the lead and try again.",
			})
			continue
		}
		c := api.Change{
			Target: target, Field: f.Key, Label: f.Label, Now: f.Show(v.Now), After: f.Show(v.Has),
			NowLabel: labelOf(f, v.Now), AfterLabel: labelOf(f, v.Has),
		}
		if v.Normalized {
			c.Note = "Close wrote this value in another form."
		}
		a.Changes = append(a.Changes, c)
	}
}

// Edits returns the compiler's edits of a target as a request holds them.
func Edits(target string, edits []patch.Edit) []api.Edit {
	out := make([]api.Edit, len(edits))
	for i, e := range edits {
		out[i] = api.Edit{Target: target, Field: e.Field, Op: api.Op(e.Op), Value: e.Value, Exact: e.Exact}
	}
	return out
}

// PatchEdit returns an edit of a request as the compiler takes it.
func PatchEdit(e api.Edit) patch.Edit {
	return patch.Edit{Field: e.Field, Op: patch.Op(e.Op), Value: e.Value, Exact: e.Exact}
}
