package recipe

import "leadpatch/wasm/api"

// A note is written on the lead.
var _ = register(stepKind{
	rank: 6, do: string(api.StepNote), parts: []string{"value"}, words: "a note", missing: "Write what the note says.",
	lint: func(c *linter, s *api.RecipeStep) { c.template("value", s.Value) },
	fill: func(f *filler, s *api.RecipeStep) {
		if text, ok := f.words(s.Value, "What does the note say?"); ok {
			f.out.Steps = append(f.out.Steps, api.Step{Do: api.StepNote, Text: text})
		}
	},
})
