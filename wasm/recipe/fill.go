package recipe

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

// maxResult is the longest text that a step comes to, in characters: a page can have
// a megabyte selected.
const maxResult = 100_000

const cameOutEmpty = "The text came out empty."

// Result is a recipe filled for a lead. It has edits and steps only where nothing is
// asked, wrong or in the way.
type Result struct {
	Questions []api.Question
	Issues    []api.RecipeIssue
	// Blocked says why the recipe may not run on this lead; usually empty.
	Blocked string
	Edits   []api.Edit
	Steps   []api.Step
}

// Ready reports whether the result can be applied.
func (r *Result) Ready() bool {
	return len(r.Questions) == 0 && len(r.Issues) == 0 && r.Blocked == ""
}

// Fill makes the edits and steps of a recipe for a lead. schema is that of the lead,
// whose contacts are the options of its contact fields. answers are the user's, by the
// ids of the questions.
func Fill(r *api.Recipe, schema *Schema, lead *Lead, ctx *Context, answers map[string]string) *Result {
	own := *lead
	own.schema = schema.Lead
	f := &filler{schema: schema, lead: &own, ctx: ctx, answers: answers}
	f.out.Issues = Lint(r, schema)
	if len(Validate(r)) == 0 {
		f.out.Blocked = blocked(r, schema, &own)
		wrong := map[int]bool{}
		for _, issue := range f.out.Issues {
			wrong[issue.Step] = true
		}
		for i := range r.Steps {
			if f.step = i; !wrong[i] {
				f.fillStep(&r.Steps[i])
			}
		}
	}
	if !f.out.Ready() {
		f.out.Edits, f.out.Steps = nil, nil
	}
	return &f.out
}

// blocked says why the lead's status keeps the recipe from running, or "".
func blocked(r *api.Recipe, schema *Schema, lead *Lead) string {
	id := lead.Doc.Get("status_id").String()
	var labels []string
	for _, name := range r.WhenStatus {
		o, _ := match(schema.statuses(), name)
		if o == nil {
			continue // an issue of its own
		}
		if o.Value == id {
			return ""
		}
		labels = append(labels, o.Label)
	}
	if len(labels) == 0 {
		return ""
	}
	only := labels[0]
	if n := len(labels); n > 1 {
		only = strings.Join(labels[:n-1], ", ") + " or " + labels[n-1]
	}
	return fmt.Sprintf("This recipe runs only while the status is %s. The status of this lead is %s.", only, lead.show("status_id"))
}

func (f *filler) issue(part, detail string) {
	f.out.Issues = append(f.out.Issues, api.RecipeIssue{Step: f.step, Part: part, Detail: detail})
}

func (f *filler) fillStep(s *api.RecipeStep) {
	kindOf(s.Do).fill(f, s)
}

// template fills one text of the step, which [Lint] has parsed before.
func (f *filler) template(part, text string) (string, bool) {
	t, err := Parse(text)
	if err != nil {
		f.issue(part, err.Error())
		return "", false
	}
	out, ok := f.text(t)
	if ok && len(out) > maxResult && utf8.RuneCountInString(out) > maxResult {
		f.issue(part, fmt.Sprintf("The text comes to more than %d characters. Put a filter such as “max:2000” into the placeholder.", maxResult))
		return "", false
	}
	return out, ok
}

// words fills the text of a note or a task, which is never empty.
func (f *filler) words(text, question string) (string, bool) {
	out, ok := f.template("value", text)
	if !ok {
		return "", false
	}
	return f.pick("value", out, api.Question{Text: question, Type: api.TypeTextarea}, func(text string) (string, error) {
		return strings.TrimSpace(text), nil
	})
}

// optionOf is a way to find an option that returns its value.
func optionOf(options []patch.Option, find func([]patch.Option, string) (*patch.Option, error)) func(string) (string, error) {
	return func(text string) (string, error) {
		o, err := find(options, text)
		if err != nil {
			return "", err
		}
		return o.Value, nil
	}
}

// pick reads a part of the step that must have a certain form, and asks where it has
// not.
func (f *filler) pick(part, text string, q api.Question, read func(string) (string, error)) (out string, ok bool) {
	ok = f.settle(part, text, q, func(text string) (err error) {
		out, err = read(text)
		return err
	})
	return out, ok
}

// settle takes a text as it came out or, where nothing can be made of that, the user's
// answer in its place; where there is none yet, it asks for it.
func (f *filler) settle(part, text string, q api.Question, take func(string) error) bool {
	q.ID = fmt.Sprintf("%s:%d", part, f.step)
	try := func(text string) error {
		if blank(text) {
			return errors.New(cameOutEmpty)
		}
		return take(text)
	}
	err := try(text)
	if err == nil {
		return true
	}
	if answer, ok := f.answer(q.ID); ok {
		if err = try(answer); err == nil {
			return true
		}
	}
	q.Note = err.Error()
	f.ask(q)
	return false
}

// fillField makes the edits of a step on a field, which [Lint] has found before.
func (f *filler) fillField(s *api.RecipeStep) {
	schema := f.schema.of(s)
	fld, _ := field(schema, s)
	target, doc := "", f.lead.Doc
	if s.On == OnContact {
		if len(f.lead.Contacts) == 0 {
			f.issue("on", "The lead has no contact. Add one in Close, or take the step out.")
			return
		}
		c, ok := f.contact()
		if !ok {
			f.template("value", s.Value) // what else there is to ask is asked at once
			return
		}
		if target, doc = c.Value, f.lead.Docs[c.Value]; doc == nil {
			doc = nothing // not embedded in the lead; the preview reads it
		}
	}
	if api.Op(s.Do) == api.OpClear {
		f.out.Edits = append(f.out.Edits, api.Edit{Target: target, Field: fld.Key, Op: api.OpClear})
		return
	}
	text, ok := f.template("value", s.Value)
	if !ok {
		return
	}
	var edits []api.Edit
	q := api.Question{Text: fmt.Sprintf("Value for “%s”", fld.Label), Type: valueType(fld), Options: choices(fld)}
	if !f.settle("value", text, q, func(text string) (err error) {
		if edits, err = editsFor(s, fld, text, doc, f.ctx.Now); err == nil {
			err = compiles(schema, doc, edits)
		}
		return err
	}) {
		return
	}
	for _, e := range edits {
		e.Target = target
		f.out.Edits = append(f.out.Edits, e)
	}
}

// choices are what a field that takes one of a set offers; nil for any other.
func choices(f *patch.Field) []api.Option {
	switch {
	case f.Type.Form() != patch.FormOption:
		return nil
	case f.Type.Source() == patch.FromUsers:
		return options(present(f.Options))
	}
	return options(f.Options)
}

// valueType is the editor that a value of the field deserves.
func valueType(f *patch.Field) api.FieldType {
	switch f.Type.Form() {
	case patch.FormDate, patch.FormDateTime, patch.FormNumber:
		return api.FieldType(f.Type)
	}
	if f.Type.Multiline() {
		return api.FieldType(f.Type)
	}
	return ""
}
