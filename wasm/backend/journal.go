package backend

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/patch"
)

// settingsName is the vault's entry with the journal's settings.
const settingsName = "journal-settings"

// defaultSettings hold until others are set.
var defaultSettings = api.JournalSettings{Days: 90, Entries: 5000}

func (b *Backend) journalSettings(ctx context.Context) (api.JournalSettings, error) {
	raw, err := b.cfg.Vault.Get(ctx, settingsName)
	if err != nil {
		return api.JournalSettings{}, fmt.Errorf("reading the settings of the history: %w", err)
	}
	var s api.JournalSettings
	if raw == nil || json.Unmarshal(raw, &s) != nil || !validSettings(s) {
		return defaultSettings, nil
	}
	return s, nil
}

func validSettings(s api.JournalSettings) bool {
	return s.Days >= 1 && s.Days <= 3650 && s.Entries >= 100 && s.Entries <= 100_000
}

// journalLimits are the settings as the journal wants them.
func (b *Backend) journalLimits(ctx context.Context) (journal.Limits, error) {
	s, err := b.journalSettings(ctx)
	return journal.Limits{Age: time.Duration(s.Days) * 24 * time.Hour, Entries: s.Entries}, err
}

// putJournalSettings bounds the history, and forgets at once what is beyond.
func (b *Backend) putJournalSettings(r *http.Request) (any, error) {
	var s api.JournalSettings
	if err := readBody(r, &s); err != nil {
		return nil, err
	}
	if !validSettings(s) {
		return nil, badRequest("The history is kept for 1 to 3650 days and 100 to 100,000 entries.")
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	if err := b.cfg.Vault.Put(r.Context(), settingsName, raw); err != nil {
		return nil, fmt.Errorf("storing the settings of the history: %w", err)
	}
	return s, b.journal.Prune(r.Context())
}

// clearJournal forgets every settled entry.
func (b *Backend) clearJournal(r *http.Request) (any, error) {
	n, err := b.journal.Clear(r.Context())
	if err != nil {
		return nil, err
	}
	return api.Cleared{Entries: n}, nil
}

// entry returns the entry that a request names.
func (b *Backend) entry(ctx context.Context, id string) (*wish, error) {
	if !journal.IsID(id) {
		return nil, noSuchEntry()
	}
	e, err := b.journal.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if e == nil {
		return nil, noSuchEntry()
	}
	return load(e)
}

func noSuchEntry() error {
	return problem(api.ProblemNotFound, http.StatusNotFound, "Not in the history",
		"This change is not in the history any more.", "reload")
}

// getEntry answers one entry.
func (b *Backend) getEntry(r *http.Request) (any, error) {
	w, err := b.entry(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return entryView(w.Entry)
}

// checkEntry goes on with an entry now, and with those of its lead before it.
func (b *Backend) checkEntry(r *http.Request) (any, error) {
	ctx := r.Context()
	w, err := b.entry(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := b.deliverLead(ctx, w.Lead, always); err != nil {
		return nil, err
	}
	if err := b.rest(ctx); err != nil {
		return nil, err
	}
	return b.getEntry(r)
}

// giveUpEntry takes a wish back of which nothing has been sent.
func (b *Backend) giveUpEntry(r *http.Request) (any, error) {
	ctx := r.Context()
	w, err := b.entry(ctx, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	unlock, err := b.lockLead(ctx, w.Lead)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if w, err = b.entry(ctx, w.ID); err != nil { // it may have gone on meanwhile
		return nil, err
	}
	if w.State != journal.Intended {
		return nil, problem(api.ProblemConflict, http.StatusConflict, "On its way already",
			"This change is on its way to Close already and cannot be given up. Undo it when it has arrived.", "reload")
	}
	w.rec.Problem = &problem(api.ProblemGivenUp, http.StatusConflict, "Given up", "You gave this change up before anything was sent.", "").Problem
	if err := b.save(ctx, w, journal.Rejected); err != nil {
		return nil, err
	}
	if err := b.rest(ctx); err != nil {
		return nil, err
	}
	return entryView(w.Entry)
}

// previewUndo says what undoing the entries would do, one after the other: what a
// newer one of the selection gives back first is not somebody else's change.
func (b *Backend) previewUndo(r *http.Request) (any, error) {
	given := map[string]givenBack{}
	return b.undoEach(r, func(w *wish, undo api.EditsRequest, out *api.UndoResult) error {
		id, err := w.leadID()
		if err != nil {
			return err
		}
		undo.Base = w.baseAfter(given, undo.Base)
		out.Preview, err = b.preview(r.Context(), id, undo)
		return err
	})
}

// givenBack is a field that an undo earlier in the selection gives back: what it will
// hold then, and what Close has until then.
type givenBack struct{ then, now string }

// baseAfter returns the base of the wish's undo as it is once those before it in the
// selection are done, and notes what this one gives back.
func (w *wish) baseAfter(given map[string]givenBack, base api.Base) api.Base {
	out := maps.Clone(base)
	for key, saw := range base {
		place := w.Lead + "/" + key
		now := saw
		if g, ok := given[place]; ok && g.then == saw {
			now = g.now
			out[key] = now
		}
		target, field := "", key
		if contact, rest, ok := strings.Cut(key, "/"); ok {
			target, field = contact, rest
		}
		if before, err := patch.ParseDocument(w.rec.Plan.Before[target]); err == nil {
			given[place] = givenBack{then: before.Raw(field), now: now}
		}
	}
	return out
}

// undoEntries takes entries back, each by an apply of its own through the pipeline.
func (b *Backend) undoEntries(r *http.Request) (any, error) {
	return b.undoEach(r, func(w *wish, undo api.EditsRequest, out *api.UndoResult) error {
		id, err := w.leadID()
		if err == nil {
			out.Applied, err = b.apply(r.Context(), id, undo)
		}
		return err
	})
}

// mostUndone bounds one request.
const mostUndone = 200

// undoEach does something with the undo of each entry, the newest first: what was
// changed last is taken back first.
func (b *Backend) undoEach(r *http.Request, do func(*wish, api.EditsRequest, *api.UndoResult) error) (any, error) {
	var body api.EntriesRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	if len(body.Entries) == 0 || len(body.Entries) > mostUndone {
		return nil, badRequest("Choose 1 to 200 changes to undo.")
	}
	if body.Intent != "" && !isIntent(body.Intent) {
		return nil, badIntent()
	}
	ids := slices.Clone(body.Entries)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.Reverse(ids)
	out := api.UndoResults{Results: []api.UndoResult{}}
	for _, id := range ids {
		result := api.UndoResult{Entry: id}
		w, err := b.entry(r.Context(), id)
		if err == nil {
			var undo *api.EditsRequest
			if undo, err = w.undo(body.Intent); err == nil {
				err = do(w, *undo, &result)
			}
		}
		if err != nil {
			result.Problem = problemOf(err)
		}
		out.Results = append(out.Results, result)
	}
	return out, nil
}

// undo returns the request that takes the wish back.
func (w *wish) undo(intent string) (*api.EditsRequest, error) {
	switch {
	case w.rec.Created:
		return nil, badRequest("A new lead is not taken back from here: delete it in Close.")
	case w.rec.UndoneBy != "":
		return nil, badRequest("This change was undone already.")
	case w.rec.Outcome == nil || w.rec.Outcome.Undo == nil:
		return nil, badRequest("There is nothing of this change to undo.")
	}
	undo := *w.rec.Outcome.Undo
	undo.Undoes, undo.Surface = w.ID, api.SurfaceHistory
	if intent != "" {
		undo.Intent = undoIntent(w.ID, intent)
	}
	return &undo, nil
}

// undoIntent names the undo of one entry of a selection, the same when it is asked again.
func undoIntent(entry, intent string) string {
	name := entry + "-" + intent
	return name[:min(64, len(name))]
}
