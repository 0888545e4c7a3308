package backend

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/recipe"
)

// This file keeps the user's recipes: one entry of the vault, since their texts tell
// how somebody works. It is read anew each time and changed under a lock, because a
// popup, a panel and a tab may each have a backend of their own.

const (
	recipesEntry   = "recipes"
	recipesLock    = "leadpatch-recipes"
	recipesVersion = 1
	// maxRecipesBytes bounds the entry: 500 recipes are far below it.
	maxRecipesBytes = 4 << 20
)

// recipeBook is the entry: the recipes in the user's order.
type recipeBook struct {
	Version int          `json:"version"`
	Recipes []api.Recipe `json:"recipes"`
}

// storedRecipes returns the user's recipes in their order.
func (b *Backend) storedRecipes(ctx context.Context) ([]api.Recipe, error) {
	raw, err := b.cfg.Vault.Get(ctx, recipesEntry)
	if err != nil {
		return nil, fmt.Errorf("reading the recipes: %w", err)
	}
	if raw == nil {
		return nil, nil
	}
	var book recipeBook
	if err := json.Unmarshal(raw, &book); err != nil {
		return nil, fmt.Errorf("reading the recipes: %w", err)
	}
	if book.Version != recipesVersion {
		return nil, errors.New("the recipes were stored by another version of Leadpatch; update it")
	}
	return book.Recipes, nil
}

// changeRecipes makes one change of the recipes durable, one at a time in the whole
// browser profile. When it returns an error, nothing has changed.
func (b *Backend) changeRecipes(ctx context.Context, f func([]api.Recipe) ([]api.Recipe, error)) ([]api.Recipe, error) {
	unlock, err := b.cfg.Locks.Lock(ctx, recipesLock)
	if err != nil {
		return nil, fmt.Errorf("waiting for the recipes: %w", err)
	}
	defer unlock()
	recipes, err := b.storedRecipes(ctx)
	if err != nil {
		return nil, err
	}
	if recipes, err = f(recipes); err != nil {
		return nil, err
	}
	if len(recipes) > recipe.MaxRecipes {
		return nil, invalidRecipe([]api.RecipeIssue{{Step: -1, Part: "name", Detail: fmt.Sprintf("There are %d recipes already. Delete some first.", recipe.MaxRecipes)}})
	}
	raw, err := json.Marshal(recipeBook{recipesVersion, recipes})
	if err != nil {
		return nil, err
	}
	if len(raw) > maxRecipesBytes {
		return nil, invalidRecipe([]api.RecipeIssue{{Step: -1, Part: "steps", Detail: "All recipes together are longer than 4 MB. Shorten their texts, or delete some."}})
	}
	if err := b.cfg.Vault.Put(ctx, recipesEntry, raw); err != nil {
		return nil, fmt.Errorf("storing the recipes: %w", err)
	}
	return recipes, nil
}

// invalidRecipe is the refusal of a recipe, with each part at fault: "name", or
// "steps.2.value" for a part of the third step.
func invalidRecipe(issues []api.RecipeIssue) error {
	errs := make([]api.FieldError, len(issues))
	for i, issue := range issues {
		errs[i] = api.FieldError{Field: issue.Part, Label: "Recipe", Detail: issue.Detail}
		if issue.Step >= 0 {
			errs[i].Field = fmt.Sprintf("steps.%d.%s", issue.Step, issue.Part)
			errs[i].Label = fmt.Sprintf("Step %d", issue.Step+1)
		}
	}
	p := problem(api.ProblemInvalid, http.StatusUnprocessableEntity, "Not stored", "The recipe was not stored. "+issues[0].Detail, "")
	p.Field, p.Errors = errs[0].Field, errs
	return p
}

// recipeInfos says of each recipe what is wrong with it in the organisation of the
// account used last.
func (b *Backend) recipeInfos(ctx context.Context, recipes []api.Recipe) api.Recipes {
	out := api.Recipes{Recipes: make([]api.RecipeInfo, len(recipes))}
	schema, err := b.recipeSchema(ctx)
	if err != nil {
		out.Detail = problemOf(err).Detail
	}
	for i := range recipes {
		out.Recipes[i] = recipeInfo(&recipes[i], schema)
	}
	return out
}

func recipeInfo(r *api.Recipe, schema *recipe.Schema) api.RecipeInfo {
	info := api.RecipeInfo{Recipe: *r, Issues: recipe.Lint(r, schema), Summary: recipe.Summary(r, schema)}
	if info.Issues == nil {
		info.Issues = []api.RecipeIssue{}
	}
	if info.Recipe.Steps == nil {
		info.Recipe.Steps = []api.RecipeStep{}
	}
	return info
}

// emptyLead stands for any lead where recipes are checked without one.
var emptyLead = func() *patch.Document {
	doc, err := patch.ParseDocument([]byte(`{}`))
	if err != nil {
		panic(err)
	}
	return doc
}()

// recipeSchema returns what recipes are checked against: the organisation of the
// account used last.
func (b *Backend) recipeSchema(ctx context.Context) (*recipe.Schema, error) {
	all, err := b.sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	s := all[0]
	meta, err := b.meta.get(ctx, b.client(s), s)
	if err != nil {
		return nil, err
	}
	return recipeSchemaOf(meta, emptyLead, s.Me.RoleID), nil
}

func recipeSchemaOf(m *metadata, lead *patch.Document, roleID string) *recipe.Schema {
	return &recipe.Schema{
		Lead:                schemaOf(patch.LeadKind, m, lead, roleID, nil),
		Contact:             schemaOf(patch.ContactKind, m, lead, roleID, nil),
		Users:               m.users,
		OpportunityStatuses: m.opportunities,
	}
}

// getRecipes answers all recipes.
func (b *Backend) getRecipes(r *http.Request) (any, error) {
	recipes, err := b.storedRecipes(r.Context())
	if err != nil {
		return nil, err
	}
	return b.recipeInfos(r.Context(), recipes), nil
}

// putRecipe stores a recipe under its id, or with the id "new" as another one. A
// shortcut that another recipe has is taken from that.
func (b *Backend) putRecipe(r *http.Request) (any, error) {
	var body api.Recipe
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	ctx := r.Context()
	if body.ID = r.PathValue("id"); body.ID == "new" {
		body.ID = rand.Text()
	} else if !recipe.IsID(body.ID) {
		return nil, badRequest("This is not the id of a recipe. Reload the panel.")
	}
	if issues := recipe.Validate(&body); len(issues) > 0 {
		return nil, invalidRecipe(issues)
	}
	// The names of fields are what finds them in another organisation. Where Close
	// cannot be asked, those that the recipe has stay.
	if schema, err := b.recipeSchema(ctx); err == nil {
		recipe.Label(&body, schema)
	}
	recipes, err := b.changeRecipes(ctx, func(all []api.Recipe) ([]api.Recipe, error) {
		at := -1
		for i := range all {
			switch {
			case all[i].ID == body.ID:
				at = i
			case recipe.NameKey(all[i].Name) == recipe.NameKey(body.Name):
				return nil, invalidRecipe([]api.RecipeIssue{{Step: -1, Part: "name", Detail: "Another recipe has this name. Choose a different one."}})
			case body.Slot != 0 && all[i].Slot == body.Slot:
				all[i].Slot = 0
			}
		}
		if at < 0 { // new, or deleted elsewhere while it was edited here
			return append(all, body), nil
		}
		all[at] = body
		return all, nil
	})
	if err != nil {
		return nil, err
	}
	out := b.recipeInfos(ctx, recipes)
	out.Stored = body.ID
	return out, nil
}

// deleteRecipe forgets a recipe. One that is gone already is no error.
func (b *Backend) deleteRecipe(r *http.Request) (any, error) {
	recipes, err := b.changeRecipes(r.Context(), func(all []api.Recipe) ([]api.Recipe, error) {
		return slices.DeleteFunc(all, func(one api.Recipe) bool { return one.ID == r.PathValue("id") }), nil
	})
	if err != nil {
		return nil, err
	}
	return b.recipeInfos(r.Context(), recipes), nil
}

// orderRecipes puts the recipes in another order. Those that another panel has added
// since come last.
func (b *Backend) orderRecipes(r *http.Request) (any, error) {
	var body api.RecipeOrder
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	place := map[string]int{}
	for i, id := range body.IDs {
		place[id] = i
	}
	rank := func(one api.Recipe) int {
		if i, named := place[one.ID]; named {
			return i
		}
		return len(body.IDs)
	}
	recipes, err := b.changeRecipes(r.Context(), func(all []api.Recipe) ([]api.Recipe, error) {
		slices.SortStableFunc(all, func(a, b api.Recipe) int { return rank(a) - rank(b) })
		return all, nil
	})
	if err != nil {
		return nil, err
	}
	return b.recipeInfos(r.Context(), recipes), nil
}

// getStarters answers recipes to begin with.
func (b *Backend) getStarters(r *http.Request) (any, error) {
	return b.recipeInfos(r.Context(), recipe.Starters()), nil
}

// getVocabulary answers what an editor of recipes offers.
func (b *Backend) getVocabulary(r *http.Request) (any, error) {
	schema, err := b.recipeSchema(r.Context())
	if err != nil {
		return nil, err
	}
	out := api.RecipeVocabulary{
		LeadFields:    fieldViews("", emptyLead, schema.Lead, api.Base{}),
		ContactFields: fieldViews("", emptyLead, schema.Contact, api.Base{}),
		Users:         options(schema.Users), OpportunityStatuses: options(schema.OpportunityStatuses),
		Placeholders: recipe.Sources(), Filters: recipe.Filters(),
	}
	for _, f := range schema.Lead.Fields() {
		if f.Custom() {
			out.Placeholders = append(out.Placeholders, api.RecipePlaceholder{Text: "{{lead." + f.Key + "}}", Help: "the lead's “" + f.Label + "”"})
		}
	}
	return out, nil
}
