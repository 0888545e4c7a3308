package backend

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

// maxTask bounds the text of a task, in characters.
const maxTask = 5_000

func (j *job) compileTask(_ context.Context, a *act) error {
	s := a.Step
	a.Step = api.Step{Do: api.StepTask, Text: cleanText(s.Text), Date: strings.TrimSpace(s.Date)}
	n := utf8.RuneCountInString(a.Step.Text)
	var who patch.Option
	var refusal string
	if s.AssignedTo == "" {
		who = patch.Option{Value: j.session.Me.ID, Label: j.session.Me.Name}
	} else {
		who, refusal = optionOf(j.meta.users, s.AssignedTo, "user")
	}
	switch {
	case strings.TrimSpace(a.Step.Text) == "":
		refusal = "The task is empty. Write what is to be done, or leave it out."
	case n > maxTask:
		refusal = fmt.Sprintf("The task has %d characters; it takes 5,000 at most. Shorten it.", n)
	case !isTaskDate(a.Step.Date):
		refusal = fmt.Sprintf("“%s” is not a date. Write it as 2006-01-02, or with its time as 2006-01-02T15:04:05Z.", short(a.Step.Date))
	case refusal == "" && who.Note != "":
		refusal = who.Label + " has left the organization. Choose somebody else."
	}
	if refusal != "" {
		j.wrong(a, "Task", refusal)
		return nil
	}
	a.Step.AssignedTo = who.Value
	shown := a.Step.Text
	if a.Step.Date != "" {
		shown += "\nDue " + a.Step.Date
	}
	if a.Step.AssignedTo != j.session.Me.ID {
		shown += "\nFor " + who.Label
	}
	j.plans(a, api.Change{Field: "task", Label: "Task", Now: []byte("null"), After: jsonText(shown)})
	return nil
}

// isTaskDate says whether a text is a date, a moment, or nothing.
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

// optionOf finds the option that a text names by its value or, if only one has it, by
// its label in any case. The refusal says what is wrong.
func optionOf(options []patch.Option, s, what string) (found patch.Option, refusal string) {
	if i := slices.IndexFunc(options, func(o patch.Option) bool { return o.Value == s }); i >= 0 {
		return options[i], ""
	}
	n := 0
	for _, o := range options {
		if strings.EqualFold(o.Label, strings.TrimSpace(s)) {
			found = o
			n++
		}
	}
	switch n {
	case 0:
		return found, fmt.Sprintf("Close has no %s “%s”. Choose another.", what, short(s))
	case 1:
		return found, ""
	}
	return found, fmt.Sprintf("Close has several with the name “%s”. Choose one from the list.", short(s))
}

// short cuts a text for a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func (j *job) taskMaker(a *act) maker {
	return maker{
		alike: func(ctx context.Context) (out []made, err error) {
			tasks, err := j.client.Tasks(ctx, j.lead.id)
			for _, t := range tasks {
				if j.byUser(t.UserID) && sameText(t.Text, a.Step.Text) {
					out = append(out, made{id: t.ID.String()})
				}
			}
			return out, err
		},
		post: func(ctx context.Context) (made, error) {
			t, err := j.client.PostTask(ctx, taskBody(j.lead.id.String(), a.Step))
			return made{id: t.ID.String()}, err
		},
		done: func(got made) {
			a.Undo = &api.Step{Do: api.StepDeleteTask, ID: got.id, Was: a.Step.Text, Date: a.Step.Date, AssignedTo: a.Step.AssignedTo}
		},
		lost: "Close has not answered. Leadpatch looks whether the task arrived before it sends it again.",
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
