package backend

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/page"
)

// undoLasts is how far back the last change may be: what is older is not what somebody
// means who presses a key, and is taken back from the log.
const undoLasts = 24 * time.Hour

// undoLast takes the newest change back that can be, of the lead of the page where it
// shows one. Asked again, it goes on to the one before.
func (b *Backend) undoLast(r *http.Request) (any, error) {
	var body api.UndoLastRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	if body.Intent != "" && !isIntent(body.Intent) {
		return nil, badRequest("The intent is 16 to 64 letters, digits, dashes and underscores.")
	}
	ctx := r.Context()
	w, err := b.lastChange(ctx, b.leadShown(ctx, body.PageURL), body.Intent)
	switch {
	case err != nil:
		return nil, err
	case w == nil:
		return api.Notice{
			Kind: "unchanged", Badge: "=",
			Text: "There is nothing of the last 24 hours to undo. The log takes back what is older.",
		}, nil
	case asksAgain(w, body.Intent):
		applied, err := b.applyWish(ctx, w, w.rec.Asked)
		return b.undoneNotice(w, applied, err), nil
	case !w.State.Settled():
		return askNotice(fmt.Sprintf("The last change to %s has not arrived in Close yet. Look at it in the log.", nameIn(w)), logOf(w)), nil
	}
	undo, err := w.undo(body.Intent)
	if err != nil {
		return nil, err
	}
	undo.Surface = api.SurfaceKeys
	applied, err := b.applyWish(ctx, w, *undo)
	return b.undoneNotice(w, applied, err), nil
}

func (b *Backend) applyWish(ctx context.Context, w *wish, asked api.EditsRequest) (*api.Applied, error) {
	id, err := w.leadID()
	if err != nil {
		return nil, err
	}
	return b.apply(ctx, id, asked)
}

// leadShown returns the id of the lead that a page is known to show; "" for none.
func (b *Backend) leadShown(ctx context.Context, pageURL string) string {
	if id, kind := page.Read(pageURL, b.cfg.AppOrigin); kind == page.Lead {
		return id.String()
	}
	lead, _ := b.knownLeadOfPage(ctx, pageURL)
	return lead.ID
}

// lastChange returns the newest wish that can be undone or is still on its way, of a
// lead or of all; or the undo that was asked for under the same intent before. It is nil
// where there is none.
func (b *Backend) lastChange(ctx context.Context, lead, intent string) (*wish, error) {
	since := b.cfg.Now().Add(-undoLasts)
	var last *wish
	var bad error
	_, _, err := b.journal.Find(ctx, "", 1, func(e *journal.Entry) bool {
		if bad != nil || e.At.Before(since) || (lead != "" && e.Lead != lead) {
			return false
		}
		w, err := load(e)
		if err != nil {
			bad = err
			return false
		}
		if !asksAgain(w, intent) && e.State.Settled() && !w.canUndo() {
			return false
		}
		if last == nil {
			last = w
		}
		return true
	})
	if err == nil {
		err = bad
	}
	return last, err
}

// canUndo says whether the wish did something that was not taken back. An undo is not
// undone by the same key: the next press goes on to the change before.
func (w *wish) canUndo() bool {
	return w.rec.Outcome != nil && w.rec.Outcome.Undo != nil && w.rec.UndoneBy == "" && w.rec.Asked.Undoes == ""
}

// asksAgain says whether a wish is the undo of this very request.
func asksAgain(w *wish, intent string) bool {
	return intent != "" && w.rec.Asked.Undoes != "" && w.Key == undoIntent(w.rec.Asked.Undoes, intent)
}

// undoneNotice says what became of the undo of a wish.
func (b *Backend) undoneNotice(w *wish, applied *api.Applied, err error) api.Notice {
	if err != nil && problemOf(err).Type == problemType(api.ProblemConflict) {
		return askNotice(fmt.Sprintf("Somebody has changed %s since. Decide in the log what stays.", nameIn(w)), logOf(w))
	}
	n := b.noticeOf(applied, err, fmt.Sprintf("Undone: %s of {lead} is as before.", whatChanged(w.rec.Changes)))
	// A button here would bring the change back under the name of an undo.
	n.Undo = ""
	return n
}

// whatChanged names the first change, and how many more there are.
func whatChanged(changes []api.Change) string {
	switch len(changes) {
	case 0:
		return "the last change"
	case 1:
		return changes[0].Label
	}
	return fmt.Sprintf("%s and %d more", changes[0].Label, len(changes)-1)
}

// nameIn is what the wish's lead is called in a sentence.
func nameIn(w *wish) string {
	if w.rec.Lead.Name == "" {
		return "the lead"
	}
	return w.rec.Lead.Name
}

// logOf is the panel's query for the log of the wish's lead.
func logOf(w *wish) string { return "?lead=" + url.QueryEscape(w.Lead) + "&log" }
