package surface

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
)

const (
	mostSuggested = 8 // what the browsers show below the address bar at most
	mostRecipes   = 3 // of them
	// searchFrom is how many characters are asked of Close: with one, everything fits.
	searchFrom   = 2
	longestQuery = 100
	// recipeMark stands before a recipe's id in what is put into the address bar.
	recipeMark = "recipe:"
)

// Suggest returns what goes with the words in the address bar: leads that were open
// lately first, because they are known, then recipes, then what Close finds.
func (s *Surface) Suggest(ctx context.Context, typed string) (api.Omnibox, error) {
	if _, err := s.ws.Sessions.Sessions(ctx); err != nil {
		return api.Omnibox{}, err
	}
	q := query(typed)
	out := api.Omnibox{Suggestions: []api.OmniboxSuggestion{}}
	recipes, err := s.recipesFor(ctx, q)
	if err != nil {
		return api.Omnibox{}, err
	}
	leads, err := s.leadsFor(ctx, q)
	if err != nil && len(leads)+len(recipes) == 0 {
		return api.Omnibox{}, err
	}
	recipes = recipes[:min(len(recipes), mostRecipes)]
	for _, c := range leads[:min(len(leads), mostSuggested-len(recipes))] {
		out.Suggestions = append(out.Suggestions, api.OmniboxSuggestion{
			Content:     line(c.Lead.Name) + " " + c.Lead.ID,
			Description: line(fmt.Sprintf("%s · open in Close · %s", c.Lead.Name, c.Organization.Name)),
		})
	}
	for _, recipe := range recipes {
		out.Suggestions = append(out.Suggestions, api.OmniboxSuggestion{
			Content:     line(recipe.Name) + " " + recipeMark + recipe.ID,
			Description: line("Run " + recipe.Name + " on the lead of this page"),
		})
	}
	return out, nil
}

// query is what was typed, without what cannot be seen.
func query(typed string) string {
	q := line(typed)
	if utf8.RuneCountInString(q) > longestQuery {
		q = string([]rune(q)[:longestQuery])
	}
	return q
}

// line is a text in one line, without what cannot be seen.
func line(text string) string { return strings.Join(strings.Fields(page.Clean(text)), " ") }

// leadsFor returns the leads that go with the words: those open lately, then those that
// Close finds. Where Close cannot be asked it returns the first, and why.
func (s *Surface) leadsFor(ctx context.Context, q string) ([]api.Candidate, error) {
	recent, err := s.match.ByWords(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []api.Candidate
	seen := map[string]bool{}
	add := func(c api.Candidate) {
		if !seen[c.Lead.ID] {
			seen[c.Lead.ID] = true
			out = append(out, c)
		}
	}
	for _, c := range recent {
		if holds(c.Lead.Name, q) {
			add(c)
		}
	}
	if utf8.RuneCountInString(q) < searchFrom {
		return out, nil
	}
	found, err := s.match.ByWords(ctx, q)
	for _, c := range found {
		add(c)
	}
	return out, err
}

// recipesFor returns the recipes that go with the words, in the user's order.
func (s *Surface) recipesFor(ctx context.Context, q string) ([]api.Recipe, error) {
	all, err := s.book.Stored(ctx)
	if err != nil {
		return nil, err
	}
	var out []api.Recipe
	for _, recipe := range all {
		if holds(recipe.Name, q) {
			out = append(out, recipe)
		}
	}
	return out, nil
}

// holds reports whether a name has each of the words in it.
func holds(name, q string) bool {
	name = strings.ToLower(name)
	for _, word := range strings.Fields(strings.ToLower(q)) {
		if !strings.Contains(name, word) {
			return false
		}
	}
	return true
}

// Enter does what was chosen or typed in the address bar: it says where a lead is, or
// runs a recipe on the lead of the page.
func (s *Surface) Enter(ctx context.Context, body api.OmniboxEntered) (api.OmniboxOutcome, error) {
	if _, err := s.ws.Sessions.Sessions(ctx); err != nil {
		return said(noticeOf(nil, err, "")), nil
	}
	words := strings.Fields(body.Content)
	if len(words) == 0 {
		return said(errorNotice("Type the name of a lead or of a recipe after “lp”.")), nil
	}
	last := words[len(words)-1]
	if id, err := closeapi.ParseID("lead", last); err == nil {
		return s.opens(id.String()), nil
	}
	if id, ok := strings.CutPrefix(last, recipeMark); ok {
		return s.runEntered(ctx, id, &body)
	}
	return s.enterWords(ctx, query(body.Content), &body)
}

// enterWords does what was typed without choosing a line: a recipe only by its whole
// name, because it writes; a lead by any words, because it is only opened.
func (s *Surface) enterWords(ctx context.Context, q string, body *api.OmniboxEntered) (api.OmniboxOutcome, error) {
	recipes, err := s.recipesFor(ctx, q)
	if err != nil {
		return api.OmniboxOutcome{}, err
	}
	for _, recipe := range recipes {
		if strings.EqualFold(line(recipe.Name), q) {
			return s.runEntered(ctx, recipe.ID, body)
		}
	}
	leads, err := s.leadsFor(ctx, q)
	best := ""
	for _, c := range leads {
		if best = cmp.Or(best, c.Lead.ID); strings.EqualFold(line(c.Lead.Name), q) {
			best = c.Lead.ID
			break
		}
	}
	switch {
	case best != "":
		return s.opens(best), nil
	case err != nil:
		return api.OmniboxOutcome{}, err
	}
	return said(errorNotice(fmt.Sprintf("No lead and no recipe is called “%s”.", q))), nil
}

func (s *Surface) opens(lead string) api.OmniboxOutcome {
	return api.OmniboxOutcome{Open: s.ws.AppOrigin + "/lead/" + lead + "/"}
}

func said(n api.Notice) api.OmniboxOutcome { return api.OmniboxOutcome{Notice: &n} }

// runEntered runs a recipe on the lead of the page in front.
func (s *Surface) runEntered(ctx context.Context, recipe string, body *api.OmniboxEntered) (api.OmniboxOutcome, error) {
	n, err := s.RunRecipe(ctx, api.RunRequest{
		Recipe: recipe, Surface: api.SurfaceOmnibox, IdempotencyKey: body.IdempotencyKey, Clicked: body.Clicked,
	})
	if err != nil {
		return api.OmniboxOutcome{}, err
	}
	return said(n), nil
}
