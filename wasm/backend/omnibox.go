package backend

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
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

// suggest answers what goes with the words in the address bar: leads that were open
// lately first, because they are known, then recipes, then what Close finds.
func (b *Backend) suggest(r *http.Request) (any, error) {
	ctx := r.Context()
	if _, err := b.sessions.Sessions(ctx); err != nil {
		return nil, err
	}
	q := query(r.URL.Query().Get("q"))
	out := api.Omnibox{Suggestions: []api.OmniboxSuggestion{}}
	recipes, err := b.recipesFor(ctx, q)
	if err != nil {
		return nil, err
	}
	leads, err := b.leadsFor(ctx, q)
	if err != nil && len(leads)+len(recipes) == 0 {
		return nil, err
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
func (b *Backend) leadsFor(ctx context.Context, q string) ([]api.Candidate, error) {
	recent, err := b.findLeads(ctx, "")
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
	found, err := b.findLeads(ctx, q)
	for _, c := range found {
		add(c)
	}
	return out, err
}

// recipesFor returns the recipes that go with the words, in the user's order.
func (b *Backend) recipesFor(ctx context.Context, q string) ([]api.Recipe, error) {
	all, err := b.storedRecipes(ctx)
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

// holds says whether a name has each of the words in it.
func holds(name, q string) bool {
	name = strings.ToLower(name)
	for _, word := range strings.Fields(strings.ToLower(q)) {
		if !strings.Contains(name, word) {
			return false
		}
	}
	return true
}

// enter does what was chosen or typed in the address bar: it says where a lead is, or
// runs a recipe on the lead of the page.
func (b *Backend) enter(r *http.Request) (any, error) {
	var body api.OmniboxEntered
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	ctx := r.Context()
	if _, err := b.sessions.Sessions(ctx); err != nil {
		return said(b.noticeOf(nil, err, "")), nil
	}
	words := strings.Fields(body.Content)
	if len(words) == 0 {
		return said(errorNotice("Type the name of a lead or of a recipe after “lp”.")), nil
	}
	last := words[len(words)-1]
	if id, err := closeapi.ParseID("lead", last); err == nil {
		return b.opens(id.String()), nil
	}
	if id, ok := strings.CutPrefix(last, recipeMark); ok {
		return b.runEntered(ctx, id, &body)
	}
	return b.enterWords(ctx, query(body.Content), &body)
}

// enterWords does what was typed without choosing a line: a recipe only by its whole
// name, because it writes; a lead by any words, because it is only opened.
func (b *Backend) enterWords(ctx context.Context, q string, body *api.OmniboxEntered) (any, error) {
	recipes, err := b.recipesFor(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, recipe := range recipes {
		if strings.EqualFold(line(recipe.Name), q) {
			return b.runEntered(ctx, recipe.ID, body)
		}
	}
	leads, err := b.leadsFor(ctx, q)
	best := ""
	for _, c := range leads {
		if best = cmp.Or(best, c.Lead.ID); strings.EqualFold(line(c.Lead.Name), q) {
			best = c.Lead.ID
			break
		}
	}
	switch {
	case best != "":
		return b.opens(best), nil
	case err != nil:
		return nil, err
	}
	return said(errorNotice(fmt.Sprintf("No lead and no recipe is called “%s”.", q))), nil
}

func (b *Backend) opens(lead string) api.OmniboxOutcome {
	return api.OmniboxOutcome{Open: b.cfg.AppOrigin + "/lead/" + lead + "/"}
}

func said(n api.Notice) api.OmniboxOutcome { return api.OmniboxOutcome{Notice: &n} }

// runEntered runs a recipe on the lead of the page in front.
func (b *Backend) runEntered(ctx context.Context, recipe string, body *api.OmniboxEntered) (any, error) {
	n, err := b.runAsked(ctx, api.RunRequest{
		Recipe: recipe, Surface: api.SurfaceOmnibox, Intent: body.Intent, Clicked: body.Clicked,
	})
	if err != nil {
		return nil, err
	}
	return said(n), nil
}
