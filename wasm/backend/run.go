package backend

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/recipe"
)

// runRecipe carries a recipe out on a lead, without a panel, and says what became of
// it. Where something has to be said or seen first, nothing is done: the notice opens
// the panel with the recipe.
func (b *Backend) runRecipe(ctx context.Context, r api.Recipe, lead closeapi.ID, rc api.RecipeContext, surface api.Surface, intent string) (api.Notice, error) {
	panel := "?lead=" + lead.String() + "&recipe=" + r.ID
	filled, err := b.fill(ctx, &r, lead, rc, nil)
	if err != nil {
		return b.noticeOf(nil, err, ""), nil
	}
	switch {
	case filled.Blocked != "":
		return errorNotice(filled.Blocked), nil
	case len(filled.Issues) > 0:
		n := errorNotice(fmt.Sprintf("“%s” needs repair. %s", r.Name, filled.Issues[0].Detail))
		n.Panel = panel
		return n, nil
	case len(filled.Questions) > 0:
		q := filled.Questions[0]
		text := fmt.Sprintf("“%s” asks: %s", r.Name, q.Text)
		if q.Note != "" {
			text = fmt.Sprintf("“%s” cannot go on by itself. %s", r.Name, q.Note)
		}
		return askNotice(text, panel), nil
	}
	filled.Request.Surface, filled.Request.Intent = surface, intent
	applied, err := b.apply(ctx, lead, *filled.Request)
	return b.noticeOf(applied, err, fmt.Sprintf("“%s” is done for %s.", r.Name, leadInText)), nil
}

// runRecipeRoute runs a recipe by its id or its shortcut on the lead of the page.
func (b *Backend) runRecipeRoute(r *http.Request) (any, error) {
	var body api.RunRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	return b.runAsked(r.Context(), body)
}

// runAsked does what [Backend.runRecipeRoute] does, for a request from within.
func (b *Backend) runAsked(ctx context.Context, body api.RunRequest) (api.Notice, error) {
	if body.Intent != "" && !isIntent(body.Intent) {
		return api.Notice{}, badRequest("The intent is 16 to 64 letters, digits, dashes and underscores.")
	}
	if (body.Recipe == "") == (body.Slot == 0) || body.Slot < 0 || body.Slot > recipe.MaxSlot {
		return api.Notice{}, badRequest("A recipe is named by its id or by its shortcut, 1 to 4.")
	}
	all, err := b.storedRecipes(ctx)
	if err != nil {
		return api.Notice{}, err
	}
	i := slices.IndexFunc(all, func(one api.Recipe) bool {
		return body.Recipe != "" && one.ID == body.Recipe || body.Slot != 0 && one.Slot == body.Slot
	})
	if i < 0 {
		text := "This recipe is not there any more."
		if body.Slot != 0 {
			text = fmt.Sprintf("No recipe has the shortcut %d. Give it to one in the panel, under Recipes.", body.Slot)
		}
		n := errorNotice(text)
		n.Panel = "?recipes"
		return n, nil
	}
	lead, _, err := b.leadOfPage(ctx, body.PageURL)
	if err != nil {
		return b.noticeOf(nil, err, ""), nil
	}
	if lead == (closeapi.ID{}) {
		return askNotice("Leadpatch does not know which lead this page is about. Choose it in the panel.", "?recipe="+all[i].ID), nil
	}
	return b.runRecipe(ctx, all[i], lead, api.RecipeContext{Clicked: body.Clicked}, body.Surface, body.Intent)
}
