package recipe

import "leadpatch/wasm/api"

// An opportunity step gives the lead's active opportunity another status.
var _ = register(stepKind{
	rank: 8, do: string(api.StepOpportunity), parts: []string{"status"}, words: "the opportunity's status",
	lint: func(c *linter, s *api.RecipeStep) { c.lintOpportunity(c.template("status", s.Status)) },
	fill: (*filler).fillOpportunity,
})

func (f *filler) fillOpportunity(s *api.RecipeStep) {
	status, ok := f.template("status", s.Status)
	if !ok {
		return
	}
	statuses := f.schema.OpportunityStatuses
	q := api.Question{Text: "Which status does the opportunity get?", Options: options(statuses)}
	if status, ok = f.pick("status", status, q, optionOf(statuses, pickOpportunity)); ok {
		f.out.Steps = append(f.out.Steps, api.Step{Do: api.StepOpportunity, Status: status})
	}
}

func (c *linter) lintOpportunity(t *Template) {
	if t == nil || c.schema == nil {
		return
	}
	if text, ok := t.Constant(); ok {
		if _, err := pickOpportunity(c.schema.OpportunityStatuses, text); err != nil {
			c.add("status", err.Error())
		}
	}
}
