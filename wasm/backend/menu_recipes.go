package backend

import (
	"context"
	"slices"

	"leadpatch/wasm/api"
)

// clickRecipe runs a recipe that was chosen from a menu on the lead of the page. Where
// that is not known, the panel asks for it and goes on with the recipe.
func (b *Backend) clickRecipe(ctx context.Context, place, id string, click *api.MenuClick) (any, error) {
	if id == "" || !slices.ContainsFunc(menuPlaces, func(p menuPlace) bool { return p.name == place }) {
		return nil, noSuchMenuEntry()
	}
	all, err := b.storedRecipes(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(r api.Recipe) bool { return r.ID == id })
	if i < 0 {
		return errorNotice("This recipe is not there any more. Open the menu again."), nil
	}
	lead, n, err := b.menuTarget(ctx, click, "?recipe="+id)
	if err != nil || n != nil {
		return noticeOr(n, err)
	}
	return b.runRecipe(ctx, all[i], lead, api.RecipeContext{Clicked: click.Clicked}, api.SurfaceMenu, click.Intent)
}
