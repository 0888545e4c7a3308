package recipe

import (
	"fmt"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

// filler fills one recipe for one lead.
type filler struct {
	schema  *Schema
	lead    *Lead
	ctx     *Context
	answers map[string]string
	step    int // from zero
	out     Result
}

// ask adds a question. What is asked already is not asked twice.
func (f *filler) ask(q api.Question) {
	for i := range f.out.Questions {
		if asked := &f.out.Questions[i]; asked.ID == q.ID {
			if asked.Note == "" {
				asked.Note = q.Note
			}
			return
		}
	}
	q.Step = f.step
	f.out.Questions = append(f.out.Questions, q)
}

// answer returns what the user has said to a question, if that was anything.
func (f *filler) answer(id string) (string, bool) {
	text, ok := f.answers[id]
	return text, ok && !blank(text)
}

// text fills a template. It is not complete while a question is open.
func (f *filler) text(t *Template) (text string, complete bool) {
	var b strings.Builder
	complete = true
	for _, p := range t.parts {
		if p.expr == nil {
			b.WriteString(p.text)
			continue
		}
		s, ok := f.placeholder(p.expr)
		complete = complete && ok
		b.WriteString(s)
	}
	return b.String(), complete
}

// placeholder returns what a placeholder comes to. Where its source is empty, an answer
// takes the source's place, in all of its placeholders; where the filters find nothing
// in it, one takes its place in those that are written the same.
func (f *filler) placeholder(e *expr) (string, bool) {
	if e.name == "ask" {
		return f.question(e)
	}
	raw, ok := f.read(e)
	if !ok {
		return "", false
	}
	src := f.source(e)
	if blank(raw) && !e.defaults() {
		id := "fill:" + e.name
		if raw, ok = f.answer(id); !ok {
			f.ask(api.Question{ID: id, Text: src.label, Note: src.empty, Type: questionType(e)})
			return "", false
		}
	}
	out, err := f.filtered(e, raw)
	if err == nil {
		return out, true
	}
	id := "fill:" + e.text
	if again, ok := f.answer(id); ok {
		if out, err = f.filtered(e, again); err == nil {
			return out, true
		}
	}
	f.ask(api.Question{ID: id, Text: src.label, Note: err.Error(), Type: questionType(e)})
	return "", false
}

// source returns the placeholder's source with the words that fit here.
func (f *filler) source(e *expr) source {
	src := *findSource(e.name)
	if field := f.lead.schema.Field(strings.TrimPrefix(e.name, "lead.")); field != nil && field.Custom() {
		src.label = fmt.Sprintf("The lead's “%s”", field.Label)
		src.empty = fmt.Sprintf("The lead has nothing in “%s”.", field.Label)
	}
	if why := f.ctx.Why[e.name]; why != "" {
		src.empty = why
	}
	return src
}

// question returns the answer to what a placeholder asks.
func (f *filler) question(e *expr) (string, bool) {
	q := api.Question{ID: "ask:" + e.question, Text: e.question, Type: questionType(e)}
	var choices []patch.Option
	for _, c := range e.choices {
		choices = append(choices, patch.Option{Value: c, Label: c})
		q.Options = append(q.Options, api.Option{Value: c, Label: c})
	}
	again := func(note string) (string, bool) {
		q.Note = note
		f.ask(q)
		return "", false
	}
	raw, answered := f.answers[q.ID]
	if !answered {
		return again("")
	}
	if blank(raw) && !e.defaults() {
		return again("An answer is needed.")
	}
	if len(choices) > 0 && !blank(raw) {
		o, _ := match(choices, raw)
		if o == nil {
			return again(fmt.Sprintf("“%s” is not among the choices.", shorten(raw)))
		}
		raw = o.Value
	}
	out, err := f.filtered(e, raw)
	if err != nil {
		return again(err.Error())
	}
	return out, true
}

// read returns what a placeholder stands for. It fails when the user has to say first
// which contact is meant.
func (f *filler) read(e *expr) (string, bool) {
	switch e.name {
	case "today":
		return e.shift.from(f.ctx.Now).Format(time.DateOnly), true
	case "now":
		return e.shift.from(f.ctx.Now).Format(time.RFC3339), true
	case "contact.name":
		if len(f.lead.Contacts) == 0 {
			return "", true
		}
		c, ok := f.contact()
		if !ok {
			return "", false
		}
		return c.Label, true
	}
	return findSource(e.name).read(f.ctx, f.lead), true
}

// contact returns the contact that is meant: the lead's only one, or the one that the
// user chose. The lead has at least one.
func (f *filler) contact() (*patch.Option, bool) {
	contacts := f.lead.Contacts
	if len(contacts) == 1 {
		return &contacts[0], true
	}
	q := api.Question{ID: "contact", Text: "Which contact?", Options: options(contacts), Note: fmt.Sprintf("The lead has %d contacts.", len(contacts))}
	if text, ok := f.answer(q.ID); ok {
		o, several := match(contacts, text)
		switch {
		case o != nil:
			return o, true
		case several:
			q.Note = fmt.Sprintf("Several contacts are called “%s”.", shorten(text))
		default:
			q.Note = fmt.Sprintf("“%s” is not a contact of this lead.", shorten(text))
		}
	}
	f.ask(q)
	return nil, false
}

// defaults reports whether the placeholder says itself what to take when there is
// nothing.
func (e *expr) defaults() bool {
	for _, f := range e.filters {
		if f.kind.apply == nil {
			return true
		}
	}
	return false
}

// filtered runs the filters. Where one finds nothing, a default after it is taken.
func (f *filler) filtered(e *expr, s string) (string, error) {
	var failed error
	for i := range e.filters {
		fl := &e.filters[i]
		switch {
		case fl.kind.apply == nil: // default
			if failed != nil || blank(s) {
				s, failed = fl.arg, nil
			}
		case failed != nil || blank(s): // nothing to work on
		default:
			s, failed = fl.kind.apply(fl, s, f.ctx)
		}
	}
	return s, failed
}

// questionType is the editor that an answer deserves.
func questionType(e *expr) api.FieldType {
	switch e.gives() {
	case aDate:
		return api.TypeDate
	case aNumber:
		return api.TypeNumber
	}
	return ""
}
