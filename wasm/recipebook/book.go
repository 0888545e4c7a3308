// Package recipebook keeps the user's recipes and fills one for a lead. They are one
// entry of the vault, since their texts tell how somebody works: it is read each time
// and changed under a lock, because a popup, a panel and a tab may each have a backend
// of their own. It writes nothing to Close: what a recipe asks for is an apply's.
package recipebook

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
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/recipe"
	"leadpatch/wasm/session"
	"leadpatch/wasm/settings"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

const (
	entryName = "recipes"
	lockName  = "leadpatch-recipes"
	version   = 1
	// maxBytes bounds the entry: 500 recipes are far below it.
	maxBytes = 4 << 20
)

// storedBook is the entry: the recipes in the user's order.
type storedBook struct {
	Version int          `json:"version"`
	Recipes []api.Recipe `json:"recipes"`
}

// Book keeps recipes. Make one with [New].
type Book struct {
	vault    session.Vault
	locks    session.Locks
	ws       *workspace.Workspace
	pipeline *pipeline.Pipeline
	settings *settings.Settings
}

// New returns a Book.
func New(vault session.Vault, locks session.Locks, ws *workspace.Workspace, p *pipeline.Pipeline, s *settings.Settings) *Book {
	return &Book{vault, locks, ws, p, s}
}

// Stored returns the user's recipes in their order.
func (b *Book) Stored(ctx context.Context) ([]api.Recipe, error) {
	raw, err := b.vault.Get(ctx, entryName)
	if err != nil {
		return nil, fmt.Errorf("reading the recipes: %w", err)
	}
	if raw == nil {
		return nil, nil
	}
	var book storedBook
	if err := json.Unmarshal(raw, &book); err != nil {
		return nil, fmt.Errorf("reading the recipes: %w", err)
	}
	if book.Version != version {
		return nil, errors.New("the recipes were stored by another version of Leadpatch; update it")
	}
	return book.Recipes, nil
}

// change makes one change of the recipes durable, one at a time in the whole
// browser profile. When it returns an error, nothing has changed.
func (b *Book) change(ctx context.Context, f func([]api.Recipe) ([]api.Recipe, error)) ([]api.Recipe, error) {
	unlock, err := b.locks.Lock(ctx, lockName)
	if err != nil {
		return nil, fmt.Errorf("waiting for the recipes: %w", err)
	}
	defer unlock()
	recipes, err := b.Stored(ctx)
	if err != nil {
		return nil, err
	}
	if recipes, err = f(recipes); err != nil {
		return nil, err
	}
	if len(recipes) > recipe.MaxRecipes {
		return nil, invalid([]api.RecipeIssue{{Step: -1, Part: "name", Detail: fmt.Sprintf("There are %d recipes already. Delete some first.", recipe.MaxRecipes)}})
	}
	raw, err := json.Marshal(storedBook{version, recipes})
	if err != nil {
		return nil, err
	}
	if len(raw) > maxBytes {
		return nil, invalid([]api.RecipeIssue{{Step: -1, Part: "steps", Detail: "All recipes together are longer than 4 MB. Shorten their texts, or delete some."}})
	}
	if err := b.vault.Put(ctx, entryName, raw); err != nil {
		return nil, fmt.Errorf("storing the recipes: %w", err)
	}
	return recipes, nil
}

// invalid is the refusal of a recipe, with each part at fault: "name", or
// "steps.2.value" for a part of the third step.
func invalid(issues []api.RecipeIssue) error {
	errs := make([]api.FieldError, len(issues))
	for i, issue := range issues {
		errs[i] = api.FieldError{Field: issue.Part, Label: "Recipe", Detail: issue.Detail}
		if issue.Step >= 0 {
			errs[i].Field = fmt.Sprintf("steps.%d.%s", issue.Step, issue.Part)
			errs[i].Label = fmt.Sprintf("Step %d", issue.Step+1)
		}
	}
	p := problem.New(api.ProblemInvalid, http.StatusUnprocessableEntity, "Not stored", "The recipe was not stored. "+issues[0].Detail, "")
	p.Field, p.Errors = errs[0].Field, errs
	return p
}

// infos says of each recipe what is wrong with it in the organization of the
// account used last.
func (b *Book) infos(ctx context.Context, recipes []api.Recipe) api.Recipes {
	out := api.Recipes{Recipes: make([]api.RecipeInfo, len(recipes))}
	schema, err := b.schema(ctx)
	if err != nil {
		out.Detail = problem.Of(err).Detail
	}
	for i := range recipes {
		out.Recipes[i] = infoOf(&recipes[i], schema)
	}
	return out
}

func infoOf(r *api.Recipe, schema *recipe.Schema) api.RecipeInfo {
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

// schema returns what recipes are checked against: the organization of the
// account used last.
func (b *Book) schema(ctx context.Context) (*recipe.Schema, error) {
	all, err := b.ws.Sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	s := all[0]
	meta, err := b.ws.Metadata(ctx, s)
	if err != nil {
		return nil, err
	}
	return schemaOf(meta, emptyLead, s.Me.RoleID), nil
}

func schemaOf(m *workspace.Metadata, lead *patch.Document, roleID string) *recipe.Schema {
	return &recipe.Schema{
		Lead:                m.Schema(patch.LeadKind, lead, roleID, nil),
		Contact:             m.Schema(patch.ContactKind, lead, roleID, nil),
		Users:               m.Users,
		OpportunityStatuses: m.Opportunities,
	}
}

// All returns all recipes.
func (b *Book) All(ctx context.Context) (api.Recipes, error) {
	recipes, err := b.Stored(ctx)
	if err != nil {
		return api.Recipes{}, err
	}
	return b.infos(ctx, recipes), nil
}

// Put stores a recipe under an id, or with the id "new" as another one. A shortcut that
// another recipe has is taken from that.
func (b *Book) Put(ctx context.Context, id string, body api.Recipe) (api.Recipes, error) {
	if body.ID = id; body.ID == "new" {
		body.ID = rand.Text()
	} else if !recipe.IsID(body.ID) {
		return api.Recipes{}, problem.BadRequest("This is not the id of a recipe. Reload the panel.")
	}
	if issues := recipe.Validate(&body); len(issues) > 0 {
		return api.Recipes{}, invalid(issues)
	}
	// The names of fields are what finds them in another organization. Where Close
	// cannot be asked, those that the recipe has stay.
	if schema, err := b.schema(ctx); err == nil {
		recipe.Label(&body, schema)
	}
	recipes, err := b.change(ctx, func(all []api.Recipe) ([]api.Recipe, error) {
		at := -1
		for i := range all {
			switch {
			case all[i].ID == body.ID:
				at = i
			case recipe.NameKey(all[i].Name) == recipe.NameKey(body.Name):
				return nil, invalid([]api.RecipeIssue{{Step: -1, Part: "name", Detail: "Another recipe has this name. Choose a different one."}})
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
		return api.Recipes{}, err
	}
	out := b.infos(ctx, recipes)
	out.Stored = body.ID
	return out, nil
}

// Delete forgets a recipe. One that is gone already is no error.
func (b *Book) Delete(ctx context.Context, id string) (api.Recipes, error) {
	recipes, err := b.change(ctx, func(all []api.Recipe) ([]api.Recipe, error) {
		return slices.DeleteFunc(all, func(one api.Recipe) bool { return one.ID == id }), nil
	})
	if err != nil {
		return api.Recipes{}, err
	}
	return b.infos(ctx, recipes), nil
}

// Order puts the recipes in another order. Those that another panel has added since
// come last.
func (b *Book) Order(ctx context.Context, body api.RecipeOrder) (api.Recipes, error) {
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
	recipes, err := b.change(ctx, func(all []api.Recipe) ([]api.Recipe, error) {
		slices.SortStableFunc(all, func(a, b api.Recipe) int { return rank(a) - rank(b) })
		return all, nil
	})
	if err != nil {
		return api.Recipes{}, err
	}
	return b.infos(ctx, recipes), nil
}

// Starters returns recipes to begin with.
func (b *Book) Starters(ctx context.Context) api.Recipes { return b.infos(ctx, recipe.Starters()) }

// Vocabulary returns what an editor of recipes offers.
func (b *Book) Vocabulary(ctx context.Context) (api.RecipeVocabulary, error) {
	schema, err := b.schema(ctx)
	if err != nil {
		return api.RecipeVocabulary{}, err
	}
	out := api.RecipeVocabulary{
		LeadFields:    view.Fields("", emptyLead, schema.Lead, api.Base{}),
		ContactFields: view.Fields("", emptyLead, schema.Contact, api.Base{}),
		Users:         view.Options(schema.Users), OpportunityStatuses: view.Options(schema.OpportunityStatuses),
		Placeholders: recipe.Sources(), Filters: recipe.Filters(),
	}
	for _, f := range schema.Lead.Fields() {
		if f.Custom() {
			out.Placeholders = append(out.Placeholders, api.RecipePlaceholder{Text: "{{lead." + f.Key + "}}", Help: "the lead's “" + f.Label + "”"})
		}
	}
	return out, nil
}
