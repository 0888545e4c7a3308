package surface

import (
	"strings"

	"leadpatch/wasm/api"
)

// menuRow is one entry of a context menu, or a family of entries that are made of the
// organization's fields.
type menuRow struct {
	place string
	// id is what the browsers keep, after the place and a slash: it names what is done
	// and is the same for ever. That of a family ends in a colon, and the field's key
	// follows.
	id string
	// title is that of a single entry; "" for a family or for an entry that is not listed.
	title string
	// family returns the entries of the fields.
	family func([]menuField) []menuEntry
	// act returns what the entry asks for, by what was clicked. It fails with a [refusal]
	// where that cannot be done. field and value are those of a family's entry.
	act func(s *Surface, field, value string, c *api.Clicked) (*menuAction, error)
	// opens is the panel's query, for an entry that only opens the panel; what is said
	// then is its sentence.
	opens, sentence string
}

// menuTable holds every entry but the user's own recipes, place by place, in the order in
// which they are listed.
var menuTable = []menuRow{
	{place: onSelection, id: appendAction + "description", title: "Append to Description"},
	{place: onSelection, id: "note", title: "Add as a note", act: noteSelection},
	{place: onSelection, id: "task", title: "Add as a task", act: taskSelection},
	{place: onSelection, id: setAction, family: textEntries, act: withSelection(api.OpSet)},
	{place: onSelection, id: appendAction, act: withSelection(api.OpAppend)}, // listed by the one before

	{place: onLink, id: setAction, family: linkEntries, act: setLink},
	{place: onLink, id: "note-link", title: "Keep the link as a note", act: noteLink},

	{place: onImage, id: "note-image", title: "Keep the image's address as a note", act: noteImage},

	{place: onPage, id: "note-page", title: "Keep this page as a note", act: notePage},
	{place: onPage, id: chooseAction, family: choiceEntries, act: choose},
	{place: onPage, id: panelAction, title: "Open Leadpatch", opens: plainPanel, sentence: restInPanel},

	// The first line of the button's menu opens the panel, under the lead's name.
	{place: onButton, id: panelAction, title: "Open Leadpatch", opens: plainPanel, sentence: restInPanel},
	{place: onButton, id: runAction, title: "Run a recipe"}, // has the recipes in it
	{place: onButton, id: "note-page", title: "Keep this page as a note", act: notePage},
	{place: onButton, id: recipesAction, title: "Recipes…"}, // see openRecipes
	{place: onButton, id: "log", title: "Log…", opens: "?log", sentence: "The log is in the panel."},
	{place: onButton, id: "side-panel", title: "Open in the side panel"}, // by the browser itself, or its gesture would be over
}

// The ids that other files name. Those that end in a colon are followed by what they are
// about.
const (
	signInEntry   = "sign-in"
	recipeAction  = "recipe:"
	setAction     = "set:"
	appendAction  = "append:"
	chooseAction  = "choose:"
	moreAction    = "more"
	panelAction   = "open"
	runAction     = "run"
	recipesAction = "recipes"
)

const (
	// plainPanel is the panel as the toolbar button opens it.
	plainPanel  = "?"
	restInPanel = "The rest is in the panel."
)

// builtIn are the entries of a place that need no recipe.
func builtIn(place string, fields []menuField) []menuEntry {
	var out []menuEntry
	for _, row := range menuTable {
		switch {
		case row.place != place:
		case row.family != nil:
			out = append(out, row.family(fields)...)
		case row.title != "":
			out = append(out, menuEntry{action: row.id, title: row.title})
		}
	}
	return out
}

// rowOf returns the row of an entry that does something where it stands, and the field
// and the value that its id names; nil where there is none.
func rowOf(place, id string) (row *menuRow, field, value string) {
	for i := range menuTable {
		row = &menuTable[i]
		if row.place != place || row.act == nil && row.opens == "" {
			continue
		}
		if row.id == id && !strings.HasSuffix(row.id, ":") {
			return row, "", ""
		}
		if rest, ok := strings.CutPrefix(id, row.id); ok && strings.HasSuffix(row.id, ":") {
			field, value, _ = strings.Cut(rest, ":")
			if isMenuField(field) && (value != "") == (row.id == chooseAction) {
				return row, field, value
			}
		}
	}
	return nil, "", ""
}
