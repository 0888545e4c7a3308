package step

import (
	"context"
	"fmt"
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/view"
)

// What a step has created is deleted again only while it is still what was created: what
// somebody has written into it since is theirs.

// deletion is how a kind of object is deleted.
type deletion struct {
	prefix, field, label string
	path                 func(closeapi.ID) string
	read                 func(context.Context, *Env, api.Step, closeapi.ID) (object, error)
	// undo returns the step that creates the object again; nil where nothing does.
	undo func(api.Step) *api.Step
	// describe returns the row of a deletion that has not been compiled yet; nil for
	// one that shows the object's text.
	describe func(api.Step) api.Change
	// target returns the target of the row in the review; nil for the lead.
	target func(api.Step) string
}

// object is what a deletion deletes: its lead, why it is not what was created any more,
// and what is shown of it.
type object struct{ lead, changed, shown string }

// registerDeletion adds the kind of step that does the deletion.
func registerDeletion(do api.StepKind, d deletion) *Kind {
	return register(do, Kind{
		UndoOnly: true,
		Compile:  d.compile,
		Change:   d.change,
		Describe: func(s api.Step) api.Change {
			if d.describe != nil {
				return d.describe(s)
			}
			return api.Change{Field: d.field, Label: d.label, Now: view.JSON(s.Was)}
		},
		Request: func(p *Planned, _ string) Request {
			return Request{http.MethodDelete, checkedPath(d.prefix, p.Step.ID, d.path), nil}
		},
	})
}

func (d deletion) compile(ctx context.Context, e *Env, p *Planned) error {
	id, err := closeapi.ParseID(d.prefix, p.Step.ID)
	if err != nil {
		e.addError(p, d.label, "This is nothing that can be deleted.")
		return nil
	}
	found, err := d.read(ctx, e, p.Step, id)
	switch {
	case closeapi.IsNotFound(err):
		e.addUnchanged(d.field, d.label, "It is not in Close any more.")
	case err != nil:
		return err
	case found.lead != e.Lead.String():
		e.addError(p, d.label, "It belongs to another lead now. Delete it there.")
	case found.changed != "":
		e.addConflict(p, d.label, found.changed+" Delete it in Close if you still want to.")
	default:
		change := api.Change{Field: d.field, Label: d.label, Now: view.JSON(found.shown), After: []byte("null")}
		if d.target != nil {
			change.Target = d.target(p.Step)
		}
		if d.undo != nil {
			p.Undo = d.undo(p.Step)
		}
		e.addStep(p, change)
	}
	return nil
}

func (d deletion) change(e *Env, p *Planned) Modification {
	return Modification{
		Arrived: func(ctx context.Context) (bool, error) {
			id, err := closeapi.ParseID(d.prefix, p.Step.ID)
			if err != nil {
				return false, err
			}
			found, err := d.read(ctx, e, p.Step, id)
			switch {
			case closeapi.IsNotFound(err):
				return true, nil
			case err == nil && found.changed != "":
				return false, problem.ChangedInTheMeantime(found.changed + " Delete it in Close if you still want to.")
			}
			return false, err
		},
		Send: func(ctx context.Context) error {
			err := e.Client.Delete(ctx, checkedPath(d.prefix, p.Step.ID, d.path))
			if closeapi.IsNotFound(err) {
				return nil
			}
			return err
		},
	}
}

// checkedPath returns the path for an id that was checked when its step was planned.
func checkedPath(prefix, id string, path func(closeapi.ID) string) string {
	checked, err := closeapi.ParseID(prefix, id)
	if err != nil {
		panic(fmt.Errorf("a planned step without a checked id: %w", err))
	}
	return path(checked)
}
