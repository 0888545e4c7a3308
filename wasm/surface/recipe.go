package surface

import (
	"context"
	"fmt"
	"slices"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/recipe"
)

// runRecipe carries a recipe out on a lead, without a panel, and says what became of
// it. Where something has to be said or seen first, nothing is done: the notice opens
// the panel with the recipe.
func (s *Surface) runRecipe(ctx context.Context, r api.Recipe, lead closeapi.ID, rc api.RecipeContext, surface api.Surface, key api.IdempotencyKey) (api.Notice, error) {
	panel := "?lead=" + lead.String() + "&recipe=" + r.ID
	filled, err := s.book.Fill(ctx, &r, lead, rc, nil)
	if err != nil {
		return noticeOf(nil, err, ""), nil
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
	filled.Request.Surface, filled.Request.IdempotencyKey = surface, key
	applied, err := s.outbox.Apply(ctx, lead, *filled.Request)
	return noticeOf(applied, err, fmt.Sprintf("“%s” is done for %s.", r.Name, leadInText)), nil
}

// RunRecipe runs a recipe by its id or its shortcut on the lead of the page.
func (s *Surface) RunRecipe(ctx context.Context, body api.RunRequest) (api.Notice, error) {
	if (body.Recipe == "") == (body.Slot == 0) || body.Slot < 0 || body.Slot > recipe.MaxSlot {
		return api.Notice{}, problem.BadRequest("A recipe is named by its id or by its shortcut, 1 to 4.")
	}
	all, err := s.book.Stored(ctx)
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
	lead, _, err := s.match.LeadOfPage(ctx, body.PageURL)
	if err != nil {
		return noticeOf(nil, err, ""), nil
	}
	if lead == (closeapi.ID{}) {
		return askNotice("Leadpatch does not know which lead this page is about. Choose it in the panel.", "?recipe="+all[i].ID), nil
	}
	return s.runRecipe(ctx, all[i], lead, api.RecipeContext{Clicked: body.Clicked}, body.Surface, body.IdempotencyKey)
}

// clickRecipe runs a recipe that was chosen from a menu on the lead of the page. Where
// that is not known, the panel asks for it and goes on with the recipe.
func (s *Surface) clickRecipe(ctx context.Context, place, id string, click *api.MenuClick) (api.Notice, error) {
	if id == "" || !slices.ContainsFunc(menuPlaces, func(p menuPlace) bool { return p.name == place }) {
		return api.Notice{}, noSuchMenuEntry()
	}
	all, err := s.book.Stored(ctx)
	if err != nil {
		return api.Notice{}, err
	}
	i := slices.IndexFunc(all, func(r api.Recipe) bool { return r.ID == id })
	if i < 0 {
		return errorNotice("This recipe is not there any more. Open the menu again."), nil
	}
	lead, n, err := s.menuTarget(ctx, click, "?recipe="+id)
	if err != nil || n != nil {
		return noticeOr(n, err)
	}
	return s.runRecipe(ctx, all[i], lead, api.RecipeContext{Clicked: click.Clicked}, api.SurfaceMenu, click.IdempotencyKey)
}
