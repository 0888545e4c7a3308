// Package surface is what works without the panel: context menus and their clicks,
// notices, the address bar, the toolbar's button, and the shortcuts. It answers with a
// sentence or with what the browser is to show, and changes a lead only through the
// outbox, and only one that somebody named or that is certain.
package surface

import (
	"context"
	"errors"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/match"
	"leadpatch/wasm/outbox"
	"leadpatch/wasm/page"
	"leadpatch/wasm/recipebook"
	"leadpatch/wasm/session"
	"leadpatch/wasm/workspace"
)

// Surface answers what is asked outside of the panel. Make one with [New].
type Surface struct {
	ws      *workspace.Workspace
	match   *match.Finder
	outbox  *outbox.Outbox
	book    *recipebook.Book
	journal *journal.Journal
	vault   session.Vault
}

// New returns a Surface.
func New(ws *workspace.Workspace, m *match.Finder, o *outbox.Outbox, b *recipebook.Book, j *journal.Journal, v session.Vault) *Surface {
	return &Surface{ws, m, o, b, j, v}
}

// mostMenuEntries of one context menu fit on a small screen beside the browser's own;
// the rest is in the panel.
const mostMenuEntries = 12

// longestTitle is in characters. Chrome cuts a title at 75, Firefox at 64, and both
// without regard to what stands in it.
const longestTitle = 48

// Where a context menu can be opened. The words are those of a recipe's Menu; the
// toolbar button has no recipes of its own and shows those of a page.
const (
	onSelection = "selection"
	onLink      = "link"
	onImage     = "image"
	onPage      = "page"
	onEditable  = "editable"
	onButton    = "action"
)

// menuPlace is one of them with the browsers' own words for it.
type menuPlace struct {
	name     string
	contexts []string
}

// menuPlaces are all of them in the order in which they are built.
var menuPlaces = []menuPlace{
	{onSelection, []string{"selection"}},
	{onLink, []string{"link"}},
	{onImage, []string{"image"}},
	{onPage, []string{"page", "frame"}},
	{onEditable, []string{"editable"}},
	{onButton, []string{"action"}},
}

// pagesOfTheWeb are where there is something to take from a page, and a lead to give
// it to.
var pagesOfTheWeb = []string{"http://*/*", "https://*/*"}

// menuEntry is one entry, or with children a menu of its own. The id of an action is
// the same for ever: it names what is done, not the place in the menu.
type menuEntry struct {
	action, title string
	children      []menuEntry
}

// Menu returns every context menu. It asks nothing of Close: what is not known yet
// comes in when the user has opened a lead.
func (s *Surface) Menu(ctx context.Context, body api.MenuRequest) (api.Menu, error) {
	sessions, err := s.ws.Sessions.Sessions(ctx)
	var over *session.EndedError
	var unreadable *session.UnreadableError
	if errors.Is(err, session.ErrSignedOut) || errors.As(err, &over) || errors.As(err, &unreadable) {
		return signInMenu(), nil
	}
	if err != nil {
		return api.Menu{}, err
	}
	fields, err := s.menuFields(ctx, sessions[0])
	if err != nil {
		return api.Menu{}, err
	}
	recipes, err := s.book.Stored(ctx)
	if err != nil {
		return api.Menu{}, err
	}
	menu := api.Menu{Items: []api.MenuItem{}}
	first := "The lead of this page"
	if lead, ok := s.match.KnownLeadOfPage(ctx, body.URL); ok {
		menu.LeadID = lead.ID
		first = s.leadTitle(lead)
	}
	for _, place := range menuPlaces {
		if entries := menuEntries(place.name, recipes, fields); len(entries) > 0 {
			menu.Items = append(menu.Items, menuItems(place.name, place.contexts, first, entries)...)
		}
	}
	return menu, nil
}

// signInMenu is all that there is for somebody who is signed out.
func signInMenu() api.Menu {
	return api.Menu{Items: []api.MenuItem{{
		ID: signInEntry, Title: "Sign in to Leadpatch…",
		Contexts: []string{"selection", "link", "image", "page", "frame", "editable", "action"},
	}}}
}

// leadTitle is the first line of a menu: the lead that it is about.
func (s *Surface) leadTitle(lead api.Lead) string {
	title := menuTitle(lead.Name)
	if known, ok := s.ws.Leads.Get(lead.ID); ok && known.Organization.Name != "" {
		title += " (" + menuTitle(known.Organization.Name) + ")"
	}
	return title
}

// menuTitle makes a name fit for a menu: without what cannot be seen, cut to a length,
// and free of what the browsers read as more than text. A single "&" marks a letter
// for the keyboard. "%s" stands for the selected text and knows no escape, so that a
// character without a width comes between the two.
func menuTitle(name string) string {
	name = strings.Join(strings.Fields(page.Clean(name)), " ")
	if runes := []rune(name); len(runes) > longestTitle {
		name = strings.TrimSpace(string(runes[:longestTitle-1])) + "…"
	}
	return strings.NewReplacer("&", "&&", "%s", "%\u2060s").Replace(name)
}

// menuEntries are the entries of one place, the user's own before what everybody has.
func menuEntries(place string, recipes []api.Recipe, fields []menuField) []menuEntry {
	wanted := place
	if place == onButton {
		wanted = onPage
	}
	var own []menuEntry
	for _, recipe := range recipes {
		if slices.Contains(recipe.Menu, wanted) {
			own = append(own, menuEntry{action: recipeAction + recipe.ID, title: menuTitle(recipe.Name)})
		}
	}
	rest := builtIn(place, fields)
	if place == onButton {
		return buttonEntries(own, rest)
	}
	if len(own)+len(rest) == 0 {
		return nil
	}
	out, more := fitted(own, rest)
	if more {
		out = append(out, menuEntry{action: moreAction, title: "More…"})
	}
	return out
}

// fitted takes what fits into one menu. Recipes leave room for the first few of the
// entries that everybody has, and the other way round.
func fitted(own, rest []menuEntry) (out []menuEntry, more bool) {
	room := mostMenuEntries
	if len(own)+len(rest) <= room {
		return append(own, rest...), false
	}
	room-- // for “More…”
	keep := min(len(own), max(room/2, room-len(rest)))
	return append(slices.Clone(own[:keep]), rest[:min(len(rest), room-keep)]...), true
}

// buttonEntries are those of the toolbar button, of which Chrome shows six: recipes
// stand in a menu of their own.
func buttonEntries(recipes, rest []menuEntry) []menuEntry {
	within, more := fitted(recipes, nil)
	if more {
		within = append(within, menuEntry{action: moreAction, title: "More…"})
	}
	out := []menuEntry{}
	for _, e := range rest {
		if e.action == runAction {
			if e.children = within; len(recipes) == 0 {
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

// menuItems writes the entries of a place as the browsers want them, parents first.
// With one parent of our own the browsers do not group the entries under the
// extension's name, and its title says what the menu is about. The toolbar button's
// menu has the lead as a line instead.
func menuItems(place string, contexts []string, first string, entries []menuEntry) []api.MenuItem {
	base := api.MenuItem{Contexts: contexts}
	if place != onButton {
		base.DocumentURLPatterns = pagesOfTheWeb
	}
	if place == onLink || place == onImage {
		base.TargetURLPatterns = pagesOfTheWeb
	}
	item := func(parent, id, title string) api.MenuItem {
		it := base
		it.ID, it.ParentID, it.Title = place+"/"+id, parent, title
		return it
	}
	top := ""
	var out []api.MenuItem
	if place == onButton {
		entries[0].title = first
	} else {
		out = append(out, item("", firstLine, first))
		top = out[0].ID
	}
	var add func(parent string, entries []menuEntry)
	add = func(parent string, entries []menuEntry) {
		for _, e := range entries {
			it := item(parent, e.action, e.title)
			out = append(out, it)
			add(it.ID, e.children)
		}
	}
	add(top, entries)
	return out
}

// firstLine is the id, within a place, of the line that names the lead.
const firstLine = "lead"
