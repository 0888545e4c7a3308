package step

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/view"
)

var _ = register(api.StepTask, Kind{
	Compile: compileTask,
	Create:  createTask,
	Describe: func(s api.Step) api.Change {
		return api.Change{Field: "task", Label: "Task", After: view.JSON(s.Text)}
	},
	Request: func(p *Planned, lead string) Request {
		return Request{http.MethodPost, closeapi.TasksPath(), taskBody(lead, p.Step)}
	},
})

// The undo of a task deletes it again.
var _ = registerDeletion(api.StepDeleteTask, deletion{
	prefix: "task", field: "task", label: "Task", path: closeapi.TaskPath,
	read: func(ctx context.Context, e *Env, s api.Step, id closeapi.ID) (found object, err error) {
		t, err := e.Client.Task(ctx, id)
		found = object{lead: t.LeadID, shown: s.Was}
		switch {
		case err != nil:
		case t.Complete:
			found.changed = "The task has been done in the meantime."
		case !sameText(t.Text, s.Was) || !sameMoment(t.Date, s.Date) || t.AssignedTo != s.AssignedTo:
			found.changed = "The task has been changed in Close since it was added."
		}
		return found, err
	},
	undo: func(s api.Step) *api.Step {
		return &api.Step{Do: api.StepTask, Text: s.Was, Date: s.Date, AssignedTo: s.AssignedTo}
	},
})

// maxTask bounds the text of a task, in characters.
const maxTask = 5_000

func compileTask(_ context.Context, e *Env, p *Planned) error {
	s := p.Step
	p.Step = api.Step{Do: api.StepTask, Text: cleanText(s.Text), Date: strings.TrimSpace(s.Date)}
	n := utf8.RuneCountInString(p.Step.Text)
	var who patch.Option
	var refusal string
	if s.AssignedTo == "" {
		who = patch.Option{Value: e.User.ID, Label: e.User.Name}
	} else {
		who, refusal = optionOf(e.Users, s.AssignedTo, "user")
	}
	switch {
	case strings.TrimSpace(p.Step.Text) == "":
		refusal = "The task is empty. Write what is to be done, or leave it out."
	case n > maxTask:
		refusal = fmt.Sprintf("The task has %d characters; it takes 5,000 at most. Shorten it.", n)
	case !isTaskDate(p.Step.Date):
		refusal = fmt.Sprintf("“%s” is not a date. Write it as 2006-01-02, or with its time as 2006-01-02T15:04:05Z.", short(p.Step.Date))
	case refusal == "" && who.Note != "":
		refusal = who.Label + " has left the organization. Choose somebody else."
	}
	if refusal != "" {
		e.addError(p, "Task", refusal)
		return nil
	}
	p.Step.AssignedTo = who.Value
	shown := p.Step.Text
	if p.Step.Date != "" {
		shown += "\nDue " + p.Step.Date
	}
	if p.Step.AssignedTo != e.User.ID {
		shown += "\nFor " + who.Label
	}
	e.addStep(p, api.Change{Field: "task", Label: "Task", Now: []byte("null"), After: view.JSON(shown)})
	return nil
}

// isTaskDate reports whether a text is a date, a moment, or nothing.
func isTaskDate(s string) bool {
	if s == "" {
		return true
	}
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if _, err := time.Parse(form, s); err == nil {
			return true
		}
	}
	return false
}

func createTask(e *Env, p *Planned) Creation {
	return Creation{
		Alike: func(ctx context.Context) (out []Created, err error) {
			tasks, err := e.Client.Tasks(ctx, e.Lead)
			for _, t := range tasks {
				if e.byUser(t.UserID) && sameText(t.Text, p.Step.Text) {
					out = append(out, Created{ID: t.ID.String()})
				}
			}
			return out, err
		},
		Post: func(ctx context.Context) (Created, error) {
			t, err := e.Client.PostTask(ctx, taskBody(e.Lead.String(), p.Step))
			return Created{ID: t.ID.String()}, err
		},
		Done: func(got Created) {
			p.Undo = &api.Step{Do: api.StepDeleteTask, ID: got.ID, Was: p.Step.Text, Date: p.Step.Date, AssignedTo: p.Step.AssignedTo}
		},
		Lost: "Close has not answered. Leadpatch looks whether the task arrived before it sends it again.",
	}
}

// taskBody is the body of the POST of a task. Source: developer.close.com, Tasks.
func taskBody(lead string, s api.Step) []byte {
	pairs := []string{"_type", "lead", "lead_id", lead, "text", s.Text}
	if s.Date != "" {
		pairs = append(pairs, "date", s.Date)
	}
	return members(append(pairs, "assigned_to", s.AssignedTo)...)
}

// sameMoment compares the date of a task as it was asked for with the one that Close
// has, which may write a moment with another offset.
func sameMoment(a, b string) bool {
	ta, errA := time.Parse(time.RFC3339, a)
	tb, errB := time.Parse(time.RFC3339, b)
	return a == b || errA == nil && errB == nil && ta.Equal(tb)
}
