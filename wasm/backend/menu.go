package backend

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/page"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// menuEntry is one entry of the context menu and the edit that it makes.
type menuEntry struct {
	id, title, context string
	field              string
	op                 api.Op
	// done is the sentence for what was done, with %s for the lead's name.
	done string
}

// menuEntries are shown on the pages of leads. %s in a title is replaced by the
// browser with the selected text.
var menuEntries = []menuEntry{
	{"description-replace", "Replace the lead's description with “%s”", "selection", "description", api.OpSet, "The description of %s is replaced."},
	{"description-append", "Append “%s” to the lead's description", "selection", "description", api.OpAppend, "The selected text is added to the description of %s."},
	{"url-from-selection", "Set the lead's URL to “%s”", "selection", "url", api.OpSet, "The URL of %s is changed."},
	{"url-from-link", "Set the lead's URL to this link", "link", "url", api.OpSet, "The URL of %s is changed."},
}

// edit returns the edit for what was clicked on, or the sentence that says why
// there is none.
func (e *menuEntry) edit(c *api.MenuClick) (api.Edit, error) {
	raw := c.Selection
	if e.context == "link" {
		raw = c.LinkURL
	}
	if len(raw) == 0 {
		raw = []byte(`""`)
	}
	text, err := patch.DecodeText(raw)
	if err != nil {
		return api.Edit{}, err
	}
	// A selection by double or triple click takes the white space after it along.
	text = strings.TrimSpace(text)
	if text == "" {
		return api.Edit{}, errors.New("No text is selected. Select some and try again.")
	}
	return api.Edit{Field: e.field, Op: e.op, Value: gjson.AppendJSONString(nil, text)}, nil
}

// getMenu answers the context menu.
func (b *Backend) getMenu(*http.Request) (any, error) {
	menu := api.Menu{Items: []api.MenuItem{}}
	for _, e := range menuEntries {
		menu.Items = append(menu.Items, api.MenuItem{
			ID: e.id, Title: e.title, Contexts: []string{e.context},
			DocumentURLPatterns: page.Patterns(b.cfg.AppOrigin),
		})
	}
	return menu, nil
}

// clickMenu does what a menu entry says, through the one pipeline, and answers
// with a notice.
func (b *Backend) clickMenu(r *http.Request) (any, error) {
	var click api.MenuClick
	if err := readBody(r, &click); err != nil {
		return nil, err
	}
	entry := findEntry(click.Item)
	if entry == nil {
		return nil, badRequest("There is no such menu entry. Reload the extension.")
	}
	id, kind := page.Read(click.PageURL, b.cfg.AppOrigin)
	if kind != page.Lead {
		return errorNotice(pageSentence(kind)), nil
	}
	edit, err := entry.edit(&click)
	if err != nil {
		return errorNotice(err.Error()), nil
	}
	applied, err := b.apply(r.Context(), id, api.EditsRequest{Edits: []api.Edit{edit}, Surface: api.SurfaceMenu})
	if err != nil {
		return errorNotice(noticeSentence(err)), nil
	}
	name := "the lead"
	if applied.View != nil {
		name = applied.View.Lead.Name
	}
	switch {
	case applied.Waiting != nil:
		return api.Notice{Kind: "unchanged", Text: applied.Waiting.Detail, Badge: "…"}, nil
	case applied.Stopped != nil:
		return errorNotice(applied.Stopped.Detail), nil
	case len(applied.Ignored) > 0:
		return errorNotice(applied.Ignored[0].Detail), nil
	case len(applied.Changes) == 0:
		return api.Notice{Kind: "unchanged", Text: fmt.Sprintf("%s already has this value. Nothing was sent.", name), Badge: "="}, nil
	}
	return api.Notice{Kind: "saved", Text: fmt.Sprintf(entry.done, name), Badge: "✓"}, nil
}

func findEntry(id string) *menuEntry {
	for i := range menuEntries {
		if menuEntries[i].id == id {
			return &menuEntries[i]
		}
	}
	return nil
}

func errorNotice(text string) api.Notice { return api.Notice{Kind: "error", Text: text, Badge: "!"} }

// noticeSentence is one sentence for an error: for a refused edit, what is wrong
// with it, since a notice has no fields to stand beside.
func noticeSentence(err error) string {
	p := problemOf(err)
	if len(p.Errors) > 0 {
		return p.Errors[0].Label + ": " + p.Errors[0].Detail
	}
	if p.Type == problemType(api.ProblemSignedOut) {
		return "You are signed out. Click the Leadpatch button in the toolbar to sign in."
	}
	return p.Detail
}
