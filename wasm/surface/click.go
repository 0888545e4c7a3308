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

// longestTask is in characters: a task is a line in a list.
const longestTask = 500

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
	if entry == recipesAction || entry == moreAction {
		return s.openRecipes(ctx, entry, click.PageURL), nil
	}
	if id, ok := strings.CutPrefix(entry, recipeAction); ok {
		return s.clickRecipe(ctx, place, id, &click)
	}
	row, field, value := rowOf(place, entry)
	if row == nil {
		return api.Notice{}, noSuchMenuEntry()
	}
	if row.opens != "" {
		return askNotice(row.sentence, row.opens), nil
	}
	action, err := row.act(s, field, value, &click.Clicked)
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

// openRecipes opens the panel with the recipes, those of the lead of the page where it is
// known.
func (s *Surface) openRecipes(ctx context.Context, entry, pageURL string) api.Notice {
	if lead, ok := s.match.KnownLeadOfPage(ctx, pageURL); ok {
		return askNotice(restInPanel, "?lead="+lead.ID+"&recipes")
	}
	if entry == moreAction {
		return askNotice(restInPanel, plainPanel)
	}
	return askNotice("The recipes are in the panel.", "?recipes")
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

// withSelection does something with the selected text and a field.
func withSelection(op api.Op) func(*Surface, string, string, *api.Clicked) (*menuAction, error) {
	return func(_ *Surface, field, _ string, c *api.Clicked) (*menuAction, error) {
		text, err := selectedText(c)
		return &menuAction{edits: []api.Edit{menuEdit(field, op, text)}}, err
	}
}

func noteSelection(s *Surface, _, _ string, c *api.Clicked) (*menuAction, error) {
	text, err := selectedText(c)
	return noteAction(text, s.source(c.PageURL)), err
}

func taskSelection(_ *Surface, _, _ string, c *api.Clicked) (*menuAction, error) {
	text, err := selectedText(c)
	if n := utf8.RuneCountInString(text); err == nil && n > longestTask {
		err = refusal(fmt.Sprintf("The selection has %d characters, too many for a task. Select up to %d, or add it as a note.", n, longestTask))
	}
	return &menuAction{
		steps: []api.Step{{Do: api.StepTask, Text: strings.Join(strings.Fields(text), " ")}},
		done:  "The task is added to {lead}.",
	}, err
}

func setLink(_ *Surface, field, _ string, c *api.Clicked) (*menuAction, error) {
	link, err := webAddress(c.LinkURL, "link")
	return &menuAction{edits: []api.Edit{menuEdit(field, api.OpSet, link)}}, err
}

func noteLink(_ *Surface, _, _ string, c *api.Clicked) (*menuAction, error) {
	link, err := webAddress(c.LinkURL, "link")
	if err != nil {
		return nil, err
	}
	text, err := optionalText(c.LinkText)
	return noteAction(text, link), err
}

func noteImage(_ *Surface, _, _ string, c *api.Clicked) (*menuAction, error) {
	address, err := webAddress(c.ImageURL, "image")
	return noteAction("", address), err
}

func notePage(_ *Surface, _, _ string, c *api.Clicked) (*menuAction, error) {
	address, ok := page.WebURL(c.PageURL)
	if !ok {
		return nil, refusal("This page belongs to the browser or to this computer and has no address for others. Open a page of the web and try again.")
	}
	text, err := optionalText(c.PageTitle)
	return noteAction(text, address), err
}

func choose(_ *Surface, field, value string, _ *api.Clicked) (*menuAction, error) {
	return &menuAction{edits: []api.Edit{menuEdit(field, api.OpSet, value)}}, nil
}

func noSuchMenuEntry() error {
	return problem.BadRequest("There is no such menu entry any more. Open the menu again.")
}

func menuEdit(field string, op api.Op, text string) api.Edit {
	return api.Edit{Field: field, Op: op, Value: gjson.AppendJSONString(nil, text)}
}

// noteAction is a note of a text and the address that it is from; either may be missing.
func noteAction(text, address string) *menuAction {
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
