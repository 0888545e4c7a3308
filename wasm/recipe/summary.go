package recipe

import (
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
)

// standardFields are the fields that every organization has, for their labels.
var standardFields = slices.Concat(patch.LeadFields(nil), patch.ContactFields())

// Summary returns what a recipe changes in one line, such as "Status, Description, a
// note". schema may be nil.
func Summary(r *api.Recipe, schema *Schema) string {
	var out []string
	for i := range r.Steps {
		if words := stepWords(&r.Steps[i], schema); !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	return strings.Join(out, ", ")
}

func stepWords(s *api.RecipeStep, schema *Schema) string {
	if words := kindOf(s.Do).words; words != "" {
		return words
	}
	label := fieldName(s, schema)
	if s.On == OnContact {
		return "the contact's " + label
	}
	return label
}

// fieldName is the name of a step's field as far as it is known.
func fieldName(s *api.RecipeStep, schema *Schema) string {
	if schema != nil {
		if f, _ := field(schema.of(s), s); f != nil {
			return f.Label
		}
	}
	for _, f := range standardFields {
		if f.Key == s.Field {
			return f.Label
		}
	}
	if s.FieldLabel != "" {
		return s.FieldLabel
	}
	return "a field"
}

// Label writes beside each field's id the name that it has in the organization, by
// which it is found in others, and gives a field that has another id here that one.
func Label(r *api.Recipe, schema *Schema) {
	for i := range r.Steps {
		s := &r.Steps[i]
		if f, _ := field(schema.of(s), s); f != nil {
			s.Field, s.FieldLabel = f.Key, f.Label
		}
	}
}

// Portable returns a copy of the recipe that means the same in another organization,
// as far as that can be: ids of statuses, choices and people become their labels, where
// just one has the label. schema may be nil; then nothing is known about the ids.
func Portable(r api.Recipe, schema *Schema) api.Recipe {
	r.Menu, r.WhenStatus, r.Steps = slices.Clone(r.Menu), slices.Clone(r.WhenStatus), slices.Clone(r.Steps)
	for i := range r.Steps {
		if r.Steps[i].On == OnLead {
			r.Steps[i].On = ""
		}
	}
	if schema == nil {
		return r
	}
	for i, name := range r.WhenStatus {
		r.WhenStatus[i] = labelOf(schema.statuses(), name)
	}
	for i := range r.Steps {
		s := &r.Steps[i]
		s.AssignedTo = labelOf(schema.Users, s.AssignedTo)
		s.Status = labelOf(schema.OpportunityStatuses, s.Status)
		if f, _ := field(schema.of(s), s); f != nil && f.Type.Form() == patch.FormOption {
			lines := strings.Split(s.Value, "\n")
			for i := range lines {
				lines[i] = labelOf(f.Options, lines[i])
			}
			s.Value = strings.Join(lines, "\n")
		}
	}
	return r
}
