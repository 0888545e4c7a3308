package recipe

import (
	"fmt"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

// Lint says what would keep a recipe from running in an organization, with what to do
// about each. schema is nil where that is not known: then only what is wrong
// everywhere is found. A field that has another id here is no issue: it is found by
// its label, wherever just one field has it.
func Lint(r *api.Recipe, schema *Schema) []api.RecipeIssue {
	c := &linter{checker: checker{issues: Validate(r)}, schema: schema, choices: map[string][]string{}}
	if len(c.issues) > 0 {
		return c.issues // the rest would repeat them in other words
	}
	if schema != nil {
		for _, name := range r.WhenStatus {
			if o, several := match(schema.statuses(), name); o == nil {
				c.add("when_status", statusGone(name, several))
			}
		}
	}
	for i := range r.Steps {
		c.step = i + 1
		c.lintStep(&r.Steps[i])
	}
	return c.issues
}

type linter struct {
	checker
	schema *Schema
	// choices are those of each question, which is asked once.
	choices map[string][]string
}

func (c *linter) lintStep(s *api.RecipeStep) {
	kindOf(s.Do).lint(c, s)
}

// template parses one text of the step and remembers the questions in it.
func (c *linter) template(part, text string) *Template {
	t, err := Parse(text)
	if err != nil {
		c.add(part, err.Error())
		return nil
	}
	for _, p := range t.parts {
		e := p.expr
		if e == nil {
			continue
		}
		if e.name == "ask" {
			if before, asked := c.choices[e.question]; asked && !slices.Equal(before, e.choices) {
				c.add(part, fmt.Sprintf("“%s” is asked twice, with different choices. Give both the same, or ask something else.", shorten(e.question)))
			}
			c.choices[e.question] = e.choices
		}
		if err := c.fits(e); err != nil {
			c.add(part, err.Error())
		}
	}
	return t
}

// fits returns an error unless the field of a placeholder is there and the filters can
// do something with what they are given.
func (c *linter) fits(e *expr) error {
	if strings.HasPrefix(e.name, customHead) && c.schema != nil && c.schema.Lead.Field(strings.TrimPrefix(e.name, "lead.")) == nil {
		return fmt.Errorf("The field of %s is not in this organization. Choose another placeholder.", e.text)
	}
	gives := e.source()
	for _, f := range e.filters {
		next := f.kind.gives
		if next == anyText {
			continue
		}
		inLink := gives == aURL && (next == anEmail || next == aPhone) // mailto: and tel:
		if gives != anyText && gives != next && !(gives == aTime && next == aDate) && !inLink {
			return fmt.Errorf("The filter “%s” finds nothing in %s. Take it out, or use another placeholder.", f.kind.name, gives)
		}
		gives = next
	}
	return nil
}

// source is what kind of text the placeholder's source gives.
func (e *expr) source() result {
	if s := findSource(e.name); s != nil {
		return s.gives
	}
	return anyText
}

// gives is what kind of text the placeholder gives.
func (e *expr) gives() result {
	out := e.source()
	for _, f := range e.filters {
		if f.kind.gives != anyText {
			out = f.kind.gives
		}
	}
	return out
}

// oneOf says so where the template cannot give what is needed: a placeholder gives
// something else, or there is text around a date.
func (c *linter) oneOf(part string, t *Template, what string, fit ...result) {
	for _, p := range t.parts {
		if p.expr == nil {
			if !blank(p.text) && slices.Contains(fit, aDate) {
				c.add(part, fmt.Sprintf("%s takes a placeholder alone. Take the text around it out.", what))
				return
			}
			continue
		}
		if gives := p.expr.gives(); gives != anyText && !slices.Contains(fit, gives) {
			c.add(part, fmt.Sprintf("%s takes %s, and %s is %s. Use another placeholder.", what, fit[0], p.expr.text, gives))
			return
		}
	}
}

// kinds are what a field of each form can be given by a placeholder; anything where a
// form is not here.
var kinds = map[patch.Form][]result{
	patch.FormNumber:   {aNumber},
	patch.FormDate:     {aDate, aTime},
	patch.FormDateTime: {aTime, aDate},
	patch.FormURL:      {aURL},
	patch.FormEmail:    {anEmail, aURL},
	patch.FormPhone:    {aPhone, aURL},
	patch.FormID:       {anID},
}

// kindsOf are what the field can be given by a placeholder, nil for anything.
func kindsOf(f *patch.Field) []result {
	if f.Type.Source() == patch.FromUsers {
		return []result{anID, anEmail}
	}
	return kinds[f.Type.Form()]
}

// lintField looks at a step on a field; t is its value, nil for "clear".
func (c *linter) lintField(s *api.RecipeStep, t *Template) {
	if c.schema == nil {
		return
	}
	f, several := field(c.schema.of(s), s)
	if f == nil {
		c.add("field", fieldGone(s, several))
		return
	}
	if part, err := operationFits(s, f); err != nil {
		c.add(part, err.Error())
		return
	}
	if t == nil {
		return
	}
	if text, ok := t.Constant(); ok {
		if err := c.lintConstant(s, f, text); err != nil {
			c.add("value", err.Error())
		}
	} else if fit := kindsOf(f); fit != nil {
		c.oneOf("value", t, "“"+f.Label+"”", fit...)
	}
}

// lintConstant compiles a value without placeholders for an empty lead: what is wrong
// with it does not depend on the lead. Contacts do.
func (c *linter) lintConstant(s *api.RecipeStep, f *patch.Field, text string) error {
	if f.Type.Source() == patch.FromContacts {
		return nil
	}
	edits, err := editsFor(s, f, text, nothing, epoch)
	if err != nil || f.Type.Form() == patch.FormOption {
		return err // an option that was found is good
	}
	return compiles(c.schema.of(s), nothing, edits)
}

// operationFits returns an error, and which part of the step is at fault, unless the
// step's operation can be done to the field.
func operationFits(s *api.RecipeStep, f *patch.Field) (part string, err error) {
	op := api.Op(s.Do)
	allowed := slices.Contains(f.Operations(), patch.Op(op))
	switch {
	case f.Locked != "":
		return "field", fmt.Errorf("“%s” is locked. %s Choose another field, or take the step out.", f.Label, f.Locked)
	case op == api.OpClear && !allowed:
		return "do", fmt.Errorf("There is always a %s. Set another instead.", strings.ToLower(f.Label))
	case op == api.OpClear:
	case f.Records() && f.Type.Form() == patch.FormNone:
		return "field", fmt.Errorf("A recipe cannot write addresses. Take the step out, and edit them in the panel.")
	case op == api.OpSet && f.Records():
		return "do", fmt.Errorf("“%s” holds several, and “set” would replace them all. Use “add”.", f.Label)
	case (op == api.OpAdd || op == api.OpRemove) && !allowed:
		return "do", fmt.Errorf("“%s” holds one value. Use “set”.", f.Label)
	case op == api.OpAppend && !allowed:
		return "do", fmt.Errorf("Text can be appended to text fields only, and “%s” is none. Use “set” or “add”.", f.Label)
	}
	return "", nil
}

func fieldGone(s *api.RecipeStep, several bool) string {
	name := s.FieldLabel
	if name == "" {
		name = s.Field
	}
	whose := "lead"
	if s.On == OnContact {
		whose = "contact"
	}
	if several {
		return fmt.Sprintf("Several %s fields of this organization are called “%s”. Choose the one that is meant.", whose, shorten(name))
	}
	return fmt.Sprintf("This organization has no %s field “%s”. Choose another field, or take the step out.", whose, shorten(name))
}
