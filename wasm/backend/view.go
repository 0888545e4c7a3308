package backend

import (
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// This file turns what the compiler knows into what the pages read.

func leadHead(lead *patch.Document, appOrigin string) api.Lead {
	id := lead.Get("id").String()
	return api.Lead{ID: id, Name: displayName(lead), URL: appOrigin + "/lead/" + id + "/", StatusID: lead.Get("status_id").String()}
}

// displayName is the name that Close shows.
func displayName(doc *patch.Document) string {
	for _, key := range []string{"display_name", "name"} {
		if name := doc.Get(key).String(); name != "" {
			return name
		}
	}
	return "Untitled"
}

// view returns the job's lead with all that an editor needs.
func (j *job) view(appOrigin string) api.LeadView {
	lead := j.lead.doc
	v := api.LeadView{
		Lead:         leadHead(lead, appOrigin),
		Organization: organizationView(j.session.Me),
		User:         userView(j.session.Me),
		Contacts:     []api.Contact{},
		Base:         api.Base{},
	}
	v.Fields = fieldViews("", lead, schemaOf(patch.LeadKind, j.meta, lead, j.session.Me.RoleID, nil), v.Base)
	people := schemaOf(patch.ContactKind, j.meta, lead, j.session.Me.RoleID, nil)
	for _, c := range lead.Get("contacts").Array() {
		doc, err := patch.ParseDocument([]byte(c.Raw))
		if err != nil {
			continue // an embedded contact without a form cannot be edited; its lead can
		}
		id := doc.Get("id").String()
		v.Contacts = append(v.Contacts, api.Contact{ID: id, Name: displayName(doc), Fields: fieldViews(id, doc, people, v.Base)})
	}
	return v
}

func fieldViews(target string, doc *patch.Document, schema *patch.Schema, base api.Base) []api.Field {
	out := []api.Field{}
	for i := range schema.Fields() {
		f := &schema.Fields()[i]
		out = append(out, api.Field{
			Key: f.Key, Label: f.Label, Help: f.Help,
			Type: api.FieldType(f.Type), Multiple: f.Multiple, Options: options(f.Options),
			Value: f.Show(f.Read(doc)), Locked: f.Locked, Clearable: f.Clearable(),
		})
		base[baseKey(target, f.Key)] = doc.Raw(f.Key)
	}
	return out
}

func options(in []patch.Option) []api.Option {
	out := make([]api.Option, len(in))
	for i, o := range in {
		out[i] = api.Option(o)
	}
	return out
}

func changeViews(t *target) []api.Change { return planViews(t.name(), t.plan) }

func planViews(target string, plan *patch.Plan) []api.Change {
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

// labelOf is what a person reads for a value that is an id, or several; empty where the
// value itself can be read.
func labelOf(f *patch.Field, v patch.Value) string {
	if f.Type != patch.Status && f.Type != patch.User && f.Type != patch.Contact {
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

func (j *job) unchanged() []api.Unchanged {
	out := []api.Unchanged{}
	for _, t := range j.targets {
		for _, u := range t.plan.Unchanged {
			out = append(out, api.Unchanged{Target: t.name(), Field: u.Field.Key, Label: u.Field.Label, Detail: u.Detail})
		}
	}
	return append(out, j.stepUnchanged...)
}

func (j *job) conflicts() []api.Conflict {
	out := []api.Conflict{}
	for _, t := range j.targets {
		for _, c := range t.plan.Conflicts {
			f := c.Field
			out = append(out, api.Conflict{
				Target: t.name(), Field: f.Key, Label: f.Label,
				Base: f.Show(c.Base), Theirs: f.Show(c.Theirs), Mine: f.Show(c.Mine), NewBase: c.NewBase,
			})
		}
	}
	return out
}

func (j *job) errors() []api.FieldError {
	out := []api.FieldError{}
	for _, t := range j.targets {
		out = append(out, errorViews(t.name(), t.plan.Errors)...)
	}
	return append(out, j.stepErrors...)
}

func errorViews(target string, in []patch.FieldError) []api.FieldError {
	out := make([]api.FieldError, len(in))
	for i, e := range in {
		out[i] = api.FieldError{Target: target, Field: e.Field, Label: e.Label, Detail: e.Detail}
	}
	return out
}

// addVerified adds to the answer of an apply what the returned object shows of
// each change.
func addVerified(a *api.Applied, target string, verified []patch.Verified) {
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

// moved says whether something of the wish is at Close, as far as that is noted.
func (w *wish) moved() bool {
	if w.rec.Plan != nil && w.rec.Plan.Done != nil && len(w.rec.Plan.Done.Undo) > 0 {
		return true
	}
	return slices.ContainsFunc(w.acts(), func(a *act) bool { return a.Done && len(a.Changes) > 0 })
}

// addActs adds to the answer of an apply what was done beyond the fields, and the steps
// that take it back: the last first.
func (w *wish) addActs(out *api.Applied, undo *api.EditsRequest) {
	for _, a := range w.acts() {
		if !a.Done {
			continue
		}
		out.Changes = append(out.Changes, a.Changes...)
		out.Ignored = append(out.Ignored, a.Ignored...)
		if a.Undo != nil {
			undo.Steps = append([]api.Step{*a.Undo}, undo.Steps...)
		}
	}
}

// addUndo adds the edits that take the changes back.
func addUndo(undo *api.EditsRequest, t *target, verified []patch.Verified) {
	edits, base := patch.Inverse(verified)
	for _, e := range edits {
		undo.Edits = append(undo.Edits, api.Edit{Target: t.name(), Field: e.Field, Op: api.Op(e.Op), Value: e.Value, Exact: e.Exact})
	}
	for field, json := range base {
		undo.Base[baseKey(t.name(), field)] = json
	}
}
