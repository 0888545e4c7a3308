package backend

import (
	"context"
	"encoding/json"
	"fmt"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
)

// What an act has made is taken away again only while it is still what was made: what
// somebody has written into it since is theirs.

// deletion is what a step takes away.
type deletion struct {
	prefix, field, label string
	path                 func(closeapi.ID) string
	// read returns the lead of the object, why it is not what was made any more, and
	// what is shown of it.
	read func(ctx context.Context, id closeapi.ID) (lead, changed, shown string, err error)
}

func (j *job) deletion(s api.Step) deletion {
	switch s.Do {
	case api.StepDeleteNote:
		return deletion{"acti", "note", "Note", closeapi.NotePath, func(ctx context.Context, id closeapi.ID) (lead, changed, shown string, err error) {
			n, err := j.client.Note(ctx, id)
			if err == nil && !saysNote(n, s.Was) {
				changed = "The note has been changed in Close since it was written."
			}
			return n.LeadID, changed, s.Was, err
		}}
	case api.StepDeleteTask:
		return deletion{"task", "task", "Task", closeapi.TaskPath, func(ctx context.Context, id closeapi.ID) (lead, changed, shown string, err error) {
			t, err := j.client.Task(ctx, id)
			switch {
			case err != nil:
			case t.Complete:
				changed = "The task has been done in the meantime."
			case !sameText(t.Text, s.Was) || !sameMoment(t.Date, s.Date) || t.AssignedTo != s.AssignedTo:
				changed = "The task has been changed in Close since it was added."
			}
			return t.LeadID, changed, s.Was, err
		}}
	}
	return deletion{"cont", "name", "Contact", func(id closeapi.ID) string { return closeapi.Path(patch.ContactKind, id) },
		func(ctx context.Context, id closeapi.ID) (lead, changed, shown string, err error) {
			doc, err := j.client.Get(ctx, patch.ContactKind, id)
			if err != nil {
				return "", "", "", err
			}
			if !j.sameContact(doc, s.Was) {
				changed = "The contact has been changed in Close since it was added."
			}
			return doc.Get("lead_id").String(), changed, displayName(doc), nil
		}}
}

func (j *job) compileDelete(ctx context.Context, a *act) error {
	d := j.deletion(a.Step)
	id, err := closeapi.ParseID(d.prefix, a.Step.ID)
	if err != nil {
		j.wrong(a, d.label, "This is nothing that can be deleted.")
		return nil
	}
	lead, changed, shown, err := d.read(ctx, id)
	switch {
	case isGone(err):
		j.needless(d.field, d.label, "It is not in Close any more.")
	case err != nil:
		return err
	case lead != j.lead.id.String():
		j.wrong(a, d.label, "It belongs to another lead now. Delete it there.")
	case changed != "":
		j.moved(a, d.label, changed+" Delete it in Close if you still want to.")
	default:
		change := api.Change{Field: d.field, Label: d.label, Now: jsonText(shown), After: []byte("null")}
		switch a.Step.Do {
		case api.StepDeleteNote:
			a.Undo = &api.Step{Do: api.StepNote, Text: a.Step.Was}
		case api.StepDeleteTask:
			a.Undo = &api.Step{Do: api.StepTask, Text: a.Step.Was, Date: a.Step.Date, AssignedTo: a.Step.AssignedTo}
		case api.StepDeleteContact:
			change.Target = a.Step.ID
		}
		j.plans(a, change)
	}
	return nil
}

// path is the API path of what the act changes or takes away.
func (a *act) path() string {
	switch a.Step.Do {
	case api.StepDeleteNote:
		return pathOf("acti", a.Step.ID, closeapi.NotePath)
	case api.StepDeleteTask:
		return pathOf("task", a.Step.ID, closeapi.TaskPath)
	case api.StepDeleteContact:
		return pathOf("cont", a.Step.ID, func(id closeapi.ID) string { return closeapi.Path(patch.ContactKind, id) })
	}
	return pathOf("oppo", a.Step.Opportunity, closeapi.OpportunityPath)
}

// pathOf returns the path for an id that was checked when its act was made.
func pathOf(prefix, id string, path func(closeapi.ID) string) string {
	checked, err := closeapi.ParseID(prefix, id)
	if err != nil {
		panic(fmt.Errorf("an act without a checked id: %w", err))
	}
	return path(checked)
}

func (j *job) deleter(a *act) changer {
	d := j.deletion(a.Step)
	return changer{
		arrived: func(ctx context.Context) (bool, error) {
			id, err := closeapi.ParseID(d.prefix, a.Step.ID)
			if err != nil {
				return false, err
			}
			_, changed, _, err := d.read(ctx, id)
			switch {
			case isGone(err):
				return true, nil
			case err == nil && changed != "":
				return false, changedMeanwhile(changed + " Delete it in Close if you still want to.")
			}
			return false, err
		},
		send: func(ctx context.Context) error {
			if err := j.client.Delete(ctx, a.path()); !isGone(err) {
				return err
			}
			return nil
		},
	}
}

// contactWas notes the fields of a contact, to compare them later.
func (j *job) contactWas(doc *patch.Document) string {
	var keys []string
	for _, f := range j.schema(patch.ContactKind, j.meta).Fields() {
		keys = append(keys, f.Key)
	}
	return string(doc.Only(keys...))
}

// sameContact says whether a contact has the fields that were noted, and no others.
func (j *job) sameContact(doc *patch.Document, was string) bool {
	before, err := patch.ParseDocument(json.RawMessage(was))
	if err != nil {
		return false
	}
	for _, f := range j.schema(patch.ContactKind, j.meta).Fields() {
		if !f.Same(before.Raw(f.Key), doc.Raw(f.Key)) {
			return false
		}
	}
	return true
}
