package recipebook

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"

	"leadpatch/wasm/api"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/recipe"
)

// Export returns recipes as a file: all of them, or those of the ids.
func (b *Book) Export(ctx context.Context, ids []string) (*api.Exported, error) {
	all, err := b.Stored(ctx)
	if err != nil {
		return nil, err
	}
	chosen := all
	if len(ids) > 0 {
		chosen = slices.DeleteFunc(all, func(one api.Recipe) bool { return !slices.Contains(ids, one.ID) })
	}
	if len(chosen) == 0 {
		return nil, problem.New(api.ProblemNotFound, http.StatusNotFound, "No recipe", "There is no recipe to export. Reload the panel.", "reload")
	}
	// Without Close the ids in the recipes stay ids, which mean nothing elsewhere; the
	// file is good all the same.
	schema, err := b.schema(ctx)
	if err != nil {
		schema = nil
	}
	for i := range chosen {
		chosen[i] = recipe.Portable(chosen[i], schema)
	}
	text, err := recipe.WriteFile(chosen)
	name := "leadpatch-recipes-" + b.ws.Now().UTC().Format("2006-01-02") + ".json"
	return &api.Exported{Name: name, Type: "application/json", Text: text}, err
}

// readFile reads the text of a file of recipes.
func readFile(text string) ([]recipe.InFile, error) {
	in, err := recipe.ReadFile(text)
	if err != nil {
		p := problem.New(api.ProblemInvalid, http.StatusUnprocessableEntity, "Not a file of recipes", err.Error(), "")
		p.Field = "text"
		return nil, p
	}
	return in, nil
}

// PreviewImport returns what is in a file of recipes. Nothing of it is stored.
func (b *Book) PreviewImport(ctx context.Context, body api.RecipeFile) (*api.RecipeFileContents, error) {
	in, err := readFile(body.Text)
	if err != nil {
		return nil, err
	}
	stored, err := b.Stored(ctx)
	if err != nil {
		return nil, err
	}
	schema, err := b.schema(ctx)
	if err != nil {
		schema = nil // the file can be read before a sign-in too
	}
	same := map[string]string{}
	for i := len(stored) - 1; i >= 0; i-- { // of two that do the same the first is named
		same[effect(stored[i], schema)] = stored[i].Name
	}
	out := &api.RecipeFileContents{Recipes: make([]api.RecipeInFile, len(in))}
	for i := range in {
		one := &in[i]
		if one.Refused != "" {
			out.Recipes[i] = api.RecipeInFile{Info: api.RecipeInfo{Recipe: one.Recipe, Issues: []api.RecipeIssue{}}, Refused: one.Refused}
			continue
		}
		out.Recipes[i] = api.RecipeInFile{Info: infoOf(&one.Recipe, schema), Same: same[effect(one.Recipe, schema)]}
	}
	return out, nil
}

// effect is the same text for two recipes that do exactly the same.
func effect(r api.Recipe, schema *recipe.Schema) string {
	r = recipe.Portable(r, nil) // its own copy
	if schema != nil {
		recipe.Label(&r, schema)
		r = recipe.Portable(r, schema)
	}
	for i := range r.Steps {
		r.Steps[i].FieldLabel = ""
	}
	return fmt.Sprintf("%q %q", r.WhenStatus, r.Steps)
}

// Import stores the chosen recipes of a file as new ones, after those that are
// there. They get ids and, where a name is taken, names of their own.
func (b *Book) Import(ctx context.Context, body api.RecipeFile) (api.Recipes, error) {
	in, err := readFile(body.Text)
	if err != nil {
		return api.Recipes{}, err
	}
	if len(body.Chosen) == 0 {
		return api.Recipes{}, problem.BadRequest("Choose at least one recipe to import.")
	}
	var chosen []api.Recipe
	for i, n := range body.Chosen {
		switch {
		case n < 0 || n >= len(in) || slices.Contains(body.Chosen[:i], n):
			return api.Recipes{}, problem.BadRequest("The chosen recipes are not those of the file. Open the file again.")
		case in[n].Refused != "":
			return api.Recipes{}, problem.BadRequest(fmt.Sprintf("“%s” cannot be imported. %s", in[n].Recipe.Name, in[n].Refused))
		}
		chosen = append(chosen, in[n].Recipe)
	}
	if schema, err := b.schema(ctx); err == nil {
		for i := range chosen {
			recipe.Label(&chosen[i], schema)
		}
	}
	recipes, err := b.change(ctx, func(all []api.Recipe) ([]api.Recipe, error) {
		taken := map[string]bool{}
		for i := range all {
			taken[recipe.NameKey(all[i].Name)] = true
		}
		for _, one := range chosen {
			one.ID, one.Name = rand.Text(), recipe.FreeName(one.Name, taken)
			taken[recipe.NameKey(one.Name)] = true
			all = append(all, one)
		}
		return all, nil
	})
	if err != nil {
		return api.Recipes{}, err
	}
	return b.infos(ctx, recipes), nil
}
