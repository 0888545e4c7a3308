package recipebook

import (
	"context"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/recipe"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// DryRun returns what a recipe would do to a lead, or what has to be said first. Without
// a lead it returns what is wrong with the recipe.
func (b *Book) DryRun(ctx context.Context, body api.FillRequest) (*api.Filled, error) {
	if body.LeadID == "" {
		schema, err := b.schema(ctx)
		if err != nil {
			return nil, err
		}
		return &api.Filled{Questions: []api.Question{}, Issues: infoOf(&body.Recipe, schema).Issues}, nil
	}
	id, err := closeapi.ParseID("lead", body.LeadID)
	if err != nil {
		return nil, problem.NotALead()
	}
	filled, err := b.Fill(ctx, &body.Recipe, id, body.Context, body.Answers)
	if err != nil || filled.Request == nil {
		return filled, err
	}
	if filled.Preview, err = b.pipeline.Preview(ctx, id, *filled.Request); err != nil {
		return nil, err
	}
	return filled, nil
}

// Fill reads the lead and fills the recipe for it.
func (b *Book) Fill(ctx context.Context, r *api.Recipe, id closeapi.ID, rc api.RecipeContext, answers map[string]string) (*api.Filled, error) {
	j, err := b.pipeline.Open(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	c, err := b.recipeContext(ctx, rc, view.User(j.Session.Me))
	if err != nil {
		return nil, err
	}
	lead := &recipe.Lead{Doc: j.Lead.Doc, Contacts: workspace.ContactOptions(j.Lead.Doc), Docs: workspace.ContactDocuments(j.Lead.Doc)}
	result := recipe.Fill(r, schemaOf(j.Metadata(), j.Lead.Doc, j.Session.Me.RoleID), lead, c, answers)
	out := &api.Filled{Questions: result.Questions, Issues: result.Issues, Blocked: result.Blocked}
	if out.Questions == nil {
		out.Questions = []api.Question{}
	}
	if out.Issues == nil {
		out.Issues = []api.RecipeIssue{}
	}
	if !result.Ready() {
		return out, nil
	}
	out.Request = &api.EditsRequest{Edits: result.Edits, Steps: result.Steps, Base: api.Base{}, Recipe: r.Name}
	if out.Request.Edits == nil {
		out.Request.Edits = []api.Edit{}
	}
	for _, e := range result.Edits {
		doc := lead.Doc
		if e.Target != "" {
			doc = lead.Docs[e.Target]
		}
		if doc != nil {
			out.Request.Base[view.BaseKey(e.Target, e.Field)] = doc.Raw(e.Field)
		}
	}
	return out, nil
}
