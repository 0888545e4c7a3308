package recipe

import (
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// OnLead and OnContact are what a step on a field can be about.
const (
	OnLead    = "lead"
	OnContact = "contact"
)

// Schema is what recipes are checked against: an organization as one user sees it.
type Schema struct {
	Lead, Contact *patch.Schema
	Users         []patch.Option
	// OpportunityStatuses have labels of their own: a label that several pipelines
	// have carries the pipeline's name.
	OpportunityStatuses []patch.Option
}

// Lead is the lead that a recipe is filled for.
type Lead struct {
	Doc *patch.Document
	// Contacts are the lead's contacts, and Docs what is known of each by its id.
	Contacts []patch.Option
	Docs     map[string]*patch.Document

	schema *patch.Schema
}

// show returns a field of the lead as a person reads it: labels in place of ids,
// several values with commas between them.
func (l *Lead) show(key string) string {
	f := l.schema.Field(key)
	if f == nil {
		return ""
	}
	return shown(f, gjson.ParseBytes(f.Show(f.Read(l.Doc))))
}

func shown(f *patch.Field, v gjson.Result) string {
	if v.IsArray() {
		var out []string
		for _, item := range v.Array() {
			if s := shown(f, item); s != "" {
				out = append(out, s)
			}
		}
		return strings.Join(out, ", ")
	}
	for _, o := range f.Options {
		if o.Value == v.String() {
			return o.Label
		}
	}
	return v.String()
}

// of returns the schema of what the step is about.
func (s *Schema) of(step *api.RecipeStep) *patch.Schema {
	if step.On == OnContact {
		return s.Contact
	}
	return s.Lead
}

// statuses are the lead statuses.
func (s *Schema) statuses() []patch.Option {
	if f := s.Lead.Field("status_id"); f != nil {
		return f.Options
	}
	return nil
}

// field finds the field of a step: by its key or, in an organization where that is
// another's, by the label that it had when the recipe was written. several says that
// more than one field has this label.
func field(schema *patch.Schema, step *api.RecipeStep) (f *patch.Field, several bool) {
	if f := schema.Field(step.Field); f != nil {
		return f, false
	}
	label := strings.TrimSpace(step.FieldLabel)
	if label == "" || !strings.HasPrefix(step.Field, "custom.") {
		return nil, false
	}
	for _, equal := range equals {
		n := 0
		for i := range schema.Fields() {
			if one := &schema.Fields()[i]; one.Custom() && equal(one.Label, label) {
				f, n = one, n+1
			}
		}
		if n > 0 {
			if n > 1 {
				return nil, true
			}
			return f, false
		}
	}
	return nil, false
}

// equals are the ways in which labels are compared, the exact one first.
var equals = []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold}

// match finds the option that a text names: by its value, then by its label exactly,
// then by its label in any case. several says that more than one has the label.
func match(options []patch.Option, text string) (o *patch.Option, several bool) {
	text = strings.TrimSpace(text)
	if i := slices.IndexFunc(options, func(o patch.Option) bool { return o.Value == text }); i >= 0 {
		return &options[i], false
	}
	for _, equal := range equals {
		n := 0
		for i := range options {
			if equal(options[i].Label, text) {
				o, n = &options[i], n+1
			}
		}
		if n > 0 {
			if n > 1 {
				return nil, true
			}
			return o, false
		}
	}
	return nil, false
}

// former reports whether a user has left.
func former(user *patch.Option) bool { return user.Note != "" }

// present are the users who have not left.
func present(users []patch.Option) []patch.Option {
	return slices.DeleteFunc(slices.Clone(users), func(o patch.Option) bool { return former(&o) })
}

func options(in []patch.Option) []api.Option {
	out := make([]api.Option, len(in))
	for i, o := range in {
		out[i] = api.Option(o)
	}
	return out
}
