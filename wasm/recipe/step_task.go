package recipe

import (
	"strings"
	"time"

	"leadpatch/wasm/api"
)

// A task is added to the lead.
var _ = register(stepKind{
	rank: 7, do: string(api.StepTask), parts: []string{"value", "date", "assigned_to"}, words: "a task", missing: "Write what the task says.",
	lint: func(c *linter, s *api.RecipeStep) {
		c.template("value", s.Value)
		c.lintDate(c.template("date", s.Date))
		c.lintUser(c.template("assigned_to", s.AssignedTo))
	},
	fill: (*filler).fillTask,
})

func (f *filler) fillTask(s *api.RecipeStep) {
	text, ok := f.words(s.Value, "What does the task say?")
	date, dateOK := f.template("date", s.Date)
	user, userOK := f.template("assigned_to", s.AssignedTo)
	if dateOK && !blank(date) {
		q := api.Question{Text: "When is the task due?", Type: api.TypeDate}
		date, dateOK = f.pick("date", date, q, func(text string) (string, error) { return readDue(text, f.ctx.Now) })
	}
	if userOK && !blank(user) {
		q := api.Question{Text: "Whose task is it?", Options: options(present(f.schema.Users))}
		user, userOK = f.pick("assigned_to", user, q, optionOf(f.schema.Users, pickUser))
	}
	if ok && dateOK && userOK {
		f.out.Steps = append(f.out.Steps, api.Step{Do: api.StepTask, Text: text, Date: strings.TrimSpace(date), AssignedTo: strings.TrimSpace(user)})
	}
}

// epoch stands for the time where only the form of a date matters.
var epoch = time.Unix(0, 0).UTC()

// lintDate looks at a task's date; t is nil where it could not be parsed.
func (c *linter) lintDate(t *Template) {
	if t == nil {
		return
	}
	text, constant := t.Constant()
	if !constant {
		c.oneOf("date", t, "The task's date", aDate, aTime)
		return
	}
	if blank(text) {
		return
	}
	if _, err := readDue(text, epoch); err != nil {
		c.add("date", err.Error())
	}
}

func (c *linter) lintUser(t *Template) {
	if t == nil || c.schema == nil {
		return
	}
	if text, ok := t.Constant(); ok && !blank(text) {
		if _, err := pickUser(c.schema.Users, text); err != nil {
			c.add("assigned_to", err.Error())
		}
	}
}
