package recipe

import (
	"maps"
	"slices"

	"leadpatch/wasm/api"
)

// stepKind is one kind of step: an operation on a field, or something beyond fields. Each
// kind beyond fields has a file of its own.
type stepKind struct {
	do string
	// rank is its place among those that an editor offers.
	rank int
	// parts are what a step of the kind takes besides "do", by their keys.
	parts []string
	// missing is what is said where the value is needed and missing.
	missing string
	// words name the step in the recipe's summary; "" for one that is called by its field.
	words string
	// lint adds what is wrong with a step, as far as that can be seen without a lead.
	lint func(*linter, *api.RecipeStep)
	// fill adds what the step comes to for a lead, or what has to be asked first.
	fill func(*filler, *api.RecipeStep)
}

// stepKinds is the table of them. Each is added by the file that describes it.
var stepKinds = map[string]*stepKind{}

func register(k stepKind) *stepKind {
	stepKinds[k.do] = &k
	return &k
}

// kindOf returns the kind of a step that [Validate] has passed.
func kindOf(do string) *stepKind { return stepKinds[do] }

// Operations returns what a step can do, in the order in which an editor offers it.
func Operations() []string {
	kinds := slices.SortedFunc(maps.Values(stepKinds), func(a, b *stepKind) int { return a.rank - b.rank })
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.do
	}
	return out
}

// The operations on a field.
var (
	onField      = []string{"on", "field", "field_label"}
	onFieldValue = slices.Concat(onField, []string{"value"})

	_ = register(stepKind{
		do: string(api.OpSet), rank: 1, parts: onFieldValue, lint: lintValue, fill: (*filler).fillField,
		missing: "Write the new value. To empty the field, make it a step that empties a field.",
	})
	_ = register(stepKind{
		do: string(api.OpClear), rank: 2, parts: onField, fill: (*filler).fillField,
		lint: func(c *linter, s *api.RecipeStep) { c.lintField(s, nil) },
	})
	_ = registerValue(api.OpAdd, 3)
	_ = registerValue(api.OpRemove, 4)
	_ = registerValue(api.OpAppend, 5)
)

func registerValue(op api.Op, rank int) *stepKind {
	return register(stepKind{
		do: string(op), rank: rank, parts: onFieldValue, missing: "Write a value.", lint: lintValue, fill: (*filler).fillField,
	})
}

func lintValue(c *linter, s *api.RecipeStep) {
	if t := c.template("value", s.Value); t != nil {
		c.lintField(s, t)
	}
}
