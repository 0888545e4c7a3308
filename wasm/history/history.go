// Package history reads the log: pages of it, words in it, files of it, what Close says
// has happened since, and the undo of a selection. It writes nothing but undos, and
// those through the outbox like any other change.
package history

import (
	"context"
	"slices"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/outbox"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/settings"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

const (
	pageOfEntries = 50
	mostEntries   = 200
)

// History reads the log. Make one with [New].
type History struct {
	ws       *workspace.Workspace
	outbox   *outbox.Outbox
	journal  *journal.Journal
	settings *settings.Settings
}

// New returns a History.
func New(ws *workspace.Workspace, o *outbox.Outbox, j *journal.Journal, s *settings.Settings) *History {
	return &History{ws, o, j, s}
}

// Query is which entries are wanted: see [api.Journal].
type Query struct {
	Lead, State, Words string
	// Before is the id of an entry; only older ones are wanted. "" for all.
	Before string
	// Limit is how many at most; 0 for a page.
	Limit int
}

// Find returns the entries of a query, the newest first.
func (h *History) Find(ctx context.Context, q Query) (*api.Journal, error) {
	if q.Limit == 0 {
		q.Limit = pageOfEntries
	}
	if q.Limit < 1 || q.Limit > mostEntries {
		return nil, problem.BadRequest("The limit is a number from 1 to 200.")
	}
	if q.Before != "" && !journal.IsID(q.Before) {
		return nil, problem.BadRequest("There is no such entry to begin before.")
	}
	match, err := matching(q.Lead, q.State, q.Words)
	if err != nil {
		return nil, err
	}
	found, more, err := h.journal.Find(ctx, q.Before, q.Limit, match)
	if err != nil {
		return nil, err
	}
	unsettled, err := h.journal.Unsettled(ctx)
	if err != nil {
		return nil, err
	}
	bounds, err := h.settings.Journal.Get(ctx)
	if err != nil {
		return nil, err
	}
	out := &api.Journal{Entries: []api.Entry{}, More: more, Unsettled: len(unsettled), Settings: bounds, Bounds: settings.JournalBounds}
	for _, e := range found {
		view, err := entryOf(e, h.ws.Now())
		if err != nil {
			return nil, err
		}
		out.Entries = append(out.Entries, view)
	}
	return out, nil
}

// matching returns what the query asks of an entry.
func matching(lead, state, words string) (func(*journal.Entry) bool, error) {
	if lead != "" {
		if _, err := closeapi.ParseID("lead", lead); err != nil {
			return nil, problem.NotALead()
		}
	}
	known := []string{
		"", "unsettled", string(api.StateIntended), string(api.StateSent), string(api.StateUnknown),
		string(api.StateApplied), string(api.StatePart), string(api.StateRejected), string(api.StateConflict),
	}
	if !slices.Contains(known, state) {
		return nil, problem.BadRequest("There is no such state of an entry.")
	}
	terms := strings.Fields(strings.ToLower(words))
	return func(e *journal.Entry) bool {
		switch {
		case lead != "" && e.Lead != lead:
			return false
		case state == "unsettled" && e.State.Settled():
			return false
		case state != "" && state != "unsettled" && string(e.State) != state:
			return false
		case len(terms) == 0:
			return true
		}
		view, err := entryOf(e, time.Time{})
		if err != nil {
			return false
		}
		text := strings.ToLower(searchable(view))
		return !slices.ContainsFunc(terms, func(term string) bool { return !strings.Contains(text, term) })
	}, nil
}

// searchable is the text in which words are looked for.
func searchable(e api.Entry) string {
	parts := []string{e.Lead.Name, e.Organization.Name, e.User.Name, e.Recipe, e.Detail, string(e.State)}
	for _, c := range e.Changes {
		parts = append(parts, c.Label, view.Text(c.Now), view.Text(c.After), c.NowLabel, c.AfterLabel)
	}
	return strings.Join(parts, "\n")
}
