package routes

import (
	"net/http"

	"leadpatch/wasm/api"
)

var recipeRoutes = []route{
	{"GET /recipes", (*Backend).getRecipes, nothing},
	{"PUT /recipes", (*Backend).orderRecipes, menus},
	{"PUT /recipes/{id}", (*Backend).putRecipe, menus},
	{"DELETE /recipes/{id}", (*Backend).deleteRecipe, menus},
	{"GET /recipes/starters", (*Backend).getStarters, nothing},
	{"GET /recipes/vocabulary", (*Backend).getVocabulary, nothing},
	{"GET /recipes/export", (*Backend).exportRecipes, nothing},
	{"POST /recipes/import/preview", (*Backend).previewImport, nothing},
	{"POST /recipes/import", (*Backend).importRecipes, menus},
	{"POST /recipes/fill", (*Backend).fillRecipe, nothing},
	{"POST /recipes/run", (*Backend).runRecipe, both},
}

func (b *Backend) getRecipes(r *http.Request) (any, error) { return b.book.All(r.Context()) }

func (b *Backend) putRecipe(r *http.Request) (any, error) {
	var body api.Recipe
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.book.Put(r.Context(), r.PathValue("id"), body)
}

func (b *Backend) deleteRecipe(r *http.Request) (any, error) {
	return b.book.Delete(r.Context(), r.PathValue("id"))
}

func (b *Backend) orderRecipes(r *http.Request) (any, error) {
	var body api.RecipeOrder
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.book.Order(r.Context(), body)
}

func (b *Backend) getStarters(r *http.Request) (any, error) { return b.book.Starters(r.Context()), nil }

func (b *Backend) getVocabulary(r *http.Request) (any, error) { return b.book.Vocabulary(r.Context()) }

func (b *Backend) exportRecipes(r *http.Request) (any, error) {
	return b.book.Export(r.Context(), r.URL.Query()["id"])
}

func (b *Backend) previewImport(r *http.Request) (any, error) {
	var body api.RecipeFile
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.book.PreviewImport(r.Context(), body)
}

func (b *Backend) importRecipes(r *http.Request) (any, error) {
	var body api.RecipeFile
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.book.Import(r.Context(), body)
}

// fillRecipe answers a dry run.
func (b *Backend) fillRecipe(r *http.Request) (any, error) {
	var body api.FillRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.book.DryRun(r.Context(), body)
}

// runRecipe runs a recipe on the lead of the page.
func (b *Backend) runRecipe(r *http.Request) (any, error) {
	var body api.RunRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.surface.RunRecipe(r.Context(), body)
}
