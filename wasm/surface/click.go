package surface

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/page"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"

	"github.com/tidwall/gjson"
)

// The ids of the entries, after the place and a slash. Those that end in a colon are
// followed by what they are about. The browsers keep them, so they never change.
const (
	signInEntry   = "sign-in"
	recipeAction  = "recipe:"
	setAction     = "set:"
	appendAction  = "append:"
	chooseAction  = "choose:"
	noteSelection = "note"
	noteLink      = "note-link"
	noteImage     = "note-image"
	notePage      = "note-page"
	taskSelection = "task"
	moreAction    = "more"
	panelAction   = "open"
	recipesAction = "recipes"
	logAction     = "log"
	sideAction    = "side-panel" // the browser opens it itself, or its gesture would be over
)

// longestTask is in characters: a task is a line in a list.
const longestTask = 500

// plainPanel is the panel as the toolbar button opens it.
const plainPanel = "?"

// menuAction is what an entry asks for, and the sentence for when it is done.
type menuAction struct {
	edits []api.Edit
	steps []api.Step
	done  string
}

// Click does what a menu entry says, through the one pipeline, and returns a notice.
func (s *Surface) Click(ctx context.Context, click api.MenuClick) (api.Notice, error) {
	if click.Item == signInEntry {
		return askNotice("Sign in to Leadpatch in the panel.", plainPanel), nil
	}
	place, entry, _ := strings.Cut(click.Item, "/")
	if n, ok := s.opened(ctx, entry, click.PageURL); ok {
		return n, nil
	}
	if id, ok := strings.CutPrefix(entry, recipeAction); ok {
		return s.clickRecipe(ctx, place, id, &click)
	}
	action, err := s.actionOf(place, entry, &click.Clicked)
	if err != nil {
		return menuRefusal(err)
	}
	lead, n, err := s.menuTarget(ctx, &click, "?clicked")
	if err != nil || n != nil {
		return noticeOr(n, err)
	}
	applied, err := s.outbox.Apply(ctx, lead, api.EditsRequest{
		Edits: action.edits, Steps: action.steps, Surface: api.SurfaceMenu, IdempotencyKey: click.IdempotencyKey,
	})
	return noticeOf(applied, err, doneText(action, applied)), nil
}

// noticeOr is a notice, or that of an error.
func noticeOr(n *api.Notice, err error) (api.Notice, error) {
	if err != nil {
		return errorNotice(noticeSentence(err)), nil
	}
	return *n, nil
}

// opened answers the entries that only open the panel.
func (s *Surface) opened(ctx context.Context, action, pageURL string) (api.Notice, bool) {
	switch action {
	case panelAction:
		return askNotice("The rest is in the panel.", plainPanel), true
	case logAction:
		return askNotice("The log is in the panel.", "?log"), true
	case recipesAction, moreAction:
		if lead, ok := s.match.KnownLeadOfPage(ctx, pageURL); ok {
			return askNotice("The rest is in the panel.", "?lead="+lead.ID+"&recipes"), true
		}
		if action == moreAction {
			return askNotice("The rest is in the panel.", plainPanel), true
		}
		return askNotice("The recipes are in the panel.", "?recipes"), true
	}
	return api.Notice{}, false
}

// refusal is a sentence that says why nothing can be done with what was clicked.
type refusal string

func (r refusal) Error() string { return string(r) }

// menuRefusal answers a click on which nothing is sent.
func menuRefusal(err error) (api.Notice, error) {
	var why refusal
	if errors.As(err, &why) {
		return errorNotice(string(why)), nil
	}
	return api.Notice{}, err
}

// menuTarget returns the lead that a click is about, or the notice that says why there
// is none. Where only the user can tell, it opens the panel with the query, which goes
// on with what was clicked.
func (s *Surface) menuTarget(ctx context.Context, click *api.MenuClick, panel string) (closeapi.ID, *api.Notice, error) {
	if click.LeadID != "" {
		id, err := closeapi.ParseID("lead", click.LeadID)
		if err != nil {
			return closeapi.ID{}, nil, problem.NotALead()
		}
		return id, nil, nil
	}
	if _, err := s.ws.Sessions.Sessions(ctx); err != nil {
		return closeapi.ID{}, nil, err
	}
	if _, kind := page.Read(click.PageURL, s.ws.AppOrigin); kind == page.BadID {
		n := errorNotice(pageSentence(kind))
		return closeapi.ID{}, &n, nil
	}
	id, _, err := s.match.LeadOfPage(ctx, click.PageURL)
	if err != nil {
		return closeapi.ID{}, nil, err
	}
	switch {
	case id == closeapi.ID{}:
		n := askNotice("Leadpatch does not know which lead this page is about. Choose it in the panel.", panel)
		return id, &n, nil
	case click.ShownLead != "" && click.ShownLead != id.String():
		n := errorNotice("The menu was still that of another lead, so nothing was changed. Open it again and repeat.")
		return id, &n, nil
	}
	return id, nil, nil
}

// actionOf returns what an entry asks for. It fails with a [refusal] where that cannot
// be done with what was clicked.
func (s *Surface) actionOf(place, action string, c *api.Clicked) (*menuAction, error) {
	verb, rest, _ := strings.Cut(action, ":")
	field, value := fieldOfAction(rest)
	if strings.Contains(action, ":") && !isMenuField(field) {
		return nil, noSuchMenuEntry()
	}
	switch {
	case verb+":" == chooseAction && place == onPage && value != "":
		return &menuAction{edits: []api.Edit{menuEdit(field, api.OpSet, value)}}, nil
	case verb+":" == setAction && place == onLink && value == "":
		link, err := webAddress(c.LinkURL, "link")
		return &menuAction{edits: []api.Edit{menuEdit(field, api.OpSet, link)}}, err
	case (verb+":" == setAction || verb+":" == appendAction) && place == onSelection && value == "":
		text, err := selectedText(c)
		return &menuAction{edits: []api.Edit{menuEdit(field, api.Op(verb), text)}}, err
	case action == noteSelection && place == onSelection:
		text, err := selectedText(c)
		return noteWish(text, s.source(c.PageURL)), err
	case action == taskSelection && place == onSelection:
		text, err := selectedText(c)
		if n := utf8.RuneCountInString(text); err == nil && n > longestTask {
			err = refusal(fmt.Sprintf("The selection has %d characters, too many for a task. Select up to %d, or add it as a note.", n, longestTask))
		}
		return &menuAction{
			steps: []api.Step{{Do: api.StepTask, Text: strings.Join(strings.Fields(text), " ")}},
			done:  "The task is added to {lead}.",
		}, err
	case action == noteLink && place == onLink:
		link, err := webAddress(c.LinkURL, "link")
		if err != nil {
			return nil, err
		}
		text, err := optionalText(c.LinkText)
		return noteWish(text, link), err
	case action == noteImage && place == onImage:
		address, err := webAddress(c.ImageURL, "image")
		return noteWish("", address), err
	case action == notePage && (place == onPage || place == onButton):
		address, ok := page.WebURL(c.PageURL)
		if !ok {
			return nil, refusal("This page belongs to the browser or to this computer and has no address for others. Open a page of the web and try again.")
		}
		text, err := optionalText(c.PageTitle)
		return noteWish(text, address), err
	}
	return nil, noSuchMenuEntry()
}

func noSuchMenuEntry() error {
	return problem.BadRequest("There is no such menu entry any more. Open the menu again.")
}

func menuEdit(field string, op api.Op, text string) api.Edit {
	return api.Edit{Field: field, Op: op, Value: gjson.AppendJSONString(nil, text)}
}

// noteWish is a note of a text and the address that it is from; either may be missing.
func noteWish(text, address string) *menuAction {
	text = strings.TrimSpace(text + "\n" + address)
	return &menuAction{steps: []api.Step{{Do: api.StepNote, Text: text}}, done: "The note is added to {lead}."}
}

// source is the address that a note names as where it is from: none for Close itself,
// where the note will stand.
func (s *Surface) source(pageURL string) string {
	if _, kind := page.Read(pageURL, s.ws.AppOrigin); kind != page.Other {
		return ""
	}
	address, _ := page.WebURL(pageURL)
	return address
}

// selectedText returns the selection without what cannot be seen.
func selectedText(c *api.Clicked) (string, error) {
	text, err := optionalText(c.Selection)
	if err == nil && text == "" {
		err = refusal("No text is selected. Select some and try again.")
	}
	return text, err
}

// optionalText returns a text of the page without what cannot be seen; "" for none.
func optionalText(raw json.RawMessage) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	text, err := patch.DecodeText(raw)
	if err != nil {
		return "", refusal(err.Error())
	}
	return page.Clean(text), nil
}

// webAddress returns the address of what was clicked, a link or an image.
func webAddress(raw json.RawMessage, what string) (string, error) {
	text, err := optionalText(raw)
	if err != nil {
		return "", err
	}
	address, ok := page.WebURL(text)
	if !ok {
		return "", refusal("This " + what + " has no address on the web that could be kept: that begins with http:// or https://.")
	}
	return address, nil
}

// doneText is the sentence for what is done.
func doneText(action *menuAction, applied *api.Applied) string {
	if action.done != "" || applied == nil || len(applied.Changes) == 0 {
		return action.done
	}
	label := applied.Changes[0].Label
	if action.edits[0].Op == api.OpAppend {
		return "The selected text is added to " + label + " of {lead}."
	}
	return label + " of {lead} is changed."
}
