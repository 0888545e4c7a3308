package backend

import (
	"encoding/json"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// This file turns what the compiler knows into what the pages read.

func leadHead(lead *patch.Document, appOrigin string) api.Lead {
	id := lead.Get("id").String()
	name := lead.Get("display_name").String()
	if name == "" {
		name = lead.Get("name").String()
	}
	if name == "" {
		name = "Untitled"
	}
	return api.Lead{ID: id, Name: name, URL: appOrigin + "/lead/" + id + "/", StatusID: lead.Get("status_id").String()}
}

func leadView(s *session.Session, lead *patch.Document, schema *patch.Schema, appOrigin string) api.LeadView {
	v := api.LeadView{
		Lead:         leadHead(lead, appOrigin),
		Organization: *organizationView(s),
		User:         *userView(s),
		Fields:       []api.Field{},
		Base:         api.Base{},
	}
	for i := range schema.Fields() {
		f := &schema.Fields()[i]
		v.Fields = append(v.Fields, api.Field{
			Key: f.Key, Label: f.Label, Help: f.Help,
			Type: api.FieldType(f.Type), Multiple: f.Multiple, Options: options(f.Options),
			Value: show(f.Read(lead)), Locked: f.Locked, Clearable: f.Clearable(),
		})
		v.Base[f.Key] = lead.Raw(f.Key)
	}
	return v
}

func options(in []patch.Option) []api.Option {
	out := make([]api.Option, len(in))
	for i, o := range in {
		out[i] = api.Option(o)
	}
	return out
}

func show(v patch.Value) json.RawMessage { return v.Show() }

func editsOf(in []api.Edit) []patch.Edit {
	out := make([]patch.Edit, len(in))
	for i, e := range in {
		out[i] = patch.Edit{Field: e.Field, Op: patch.Op(e.Op), Value: e.Value}
	}
	return out
}

func changeViews(in []patch.Change) []api.Change {
	out := make([]api.Change, len(in))
	for i, c := range in {
		out[i] = api.Change{Field: c.Field.Key, Label: c.Field.Label, Now: show(c.Now), After: show(c.After), Note: c.Note}
	}
	return out
}

func unchangedViews(in []patch.Unchanged) []api.Unchanged {
	out := make([]api.Unchanged, len(in))
	for i, u := range in {
		out[i] = api.Unchanged{Field: u.Field.Key, Label: u.Field.Label, Detail: u.Detail}
	}
	return out
}

func conflictViews(in []patch.Conflict) []api.Conflict {
	out := make([]api.Conflict, len(in))
	for i, c := range in {
		out[i] = api.Conflict{
			Field: c.Field.Key, Label: c.Field.Label,
			Base: show(c.Base), Theirs: show(c.Theirs), Mine: show(c.Mine), NewBase: c.NewBase,
		}
	}
	return out
}

func errorViews(in []patch.FieldError) []api.FieldError {
	out := make([]api.FieldError, len(in))
	for i, e := range in {
		out[i] = api.FieldError(e)
	}
	return out
}

// addVerified adds to the answer of an apply what the returned lead shows of one
// change.
func addVerified(a *api.Applied, v patch.Verified) {
	f := v.Field
	if !v.Accepted {
		a.Ignored = append(a.Ignored, api.Ignored{
			Field: f.Key, Label: f.Label, Wanted: show(v.After), Has: show(v.Has),
			Detail: "Close answered without an error but did not accept this value. Reload the lead and try again.",
		})
		return
	}
	c := api.Change{Field: f.Key, Label: f.Label, Now: show(v.Now), After: show(v.Has)}
	if v.Normalized {
		c.Note = "Close wrote this value in another form."
	}
	a.Changes = append(a.Changes, c)
}
