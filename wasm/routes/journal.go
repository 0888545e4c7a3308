package routes

import (
	"net/http"
	"strconv"

	"leadpatch/wasm/api"
	"leadpatch/wasm/history"
	"leadpatch/wasm/problem"
)

var journalRoutes = []route{
	{"GET /journal", (*Backend).findEntries, nothing},
	{"DELETE /journal", (*Backend).clearJournal, badge},
	{"GET /journal/export", (*Backend).exportJournal, nothing},
	{"PUT /journal/settings", (*Backend).putJournalSettings, nothing},
	{"POST /journal/deliver", (*Backend).deliverJournal, badge},
	{"POST /journal/undo/preview", (*Backend).previewUndo, nothing},
	{"POST /journal/undo", (*Backend).undoSelection, both},
	{"GET /journal/{id}", (*Backend).getEntry, nothing},
	{"DELETE /journal/{id}", (*Backend).giveUpEntry, badge},
	{"POST /journal/{id}/check", (*Backend).checkEntry, badge},
	{"POST /journal/{id}/undo", (*Backend).undoEntry, both},
	{"GET /journal/{id}/since", (*Backend).sinceEntry, nothing},
}

// findEntries answers the log.
func (b *Backend) findEntries(r *http.Request) (any, error) {
	values := r.URL.Query()
	q := history.Query{Lead: values.Get("lead"), State: values.Get("state"), Words: values.Get("q"), Before: values.Get("before")}
	if text := values.Get("limit"); text != "" {
		var err error
		if q.Limit, err = strconv.Atoi(text); err != nil || q.Limit == 0 {
			q.Limit = -1 // refused like any other that is out of bounds
		}
	}
	return b.history.Find(r.Context(), q)
}

// putJournalSettings bounds the log, and forgets at once what is beyond.
func (b *Backend) putJournalSettings(r *http.Request) (any, error) {
	var s api.JournalSettings
	if err := read(r, &s); err != nil {
		return nil, err
	}
	if !b.settings.Journal.Valid(s) {
		return nil, problem.BadRequest("The history is kept for 1 to 3650 days and 100 to 100,000 entries.")
	}
	if err := b.settings.Journal.Put(r.Context(), s); err != nil {
		return nil, err
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

func (b *Backend) exportJournal(r *http.Request) (any, error) {
	return b.history.Export(r.Context(), r.URL.Query().Get("format"))
}

// deliverJournal goes on with everything that is not settled.
func (b *Backend) deliverJournal(r *http.Request) (any, error) { return b.outbox.Deliver(r.Context()) }

func (b *Backend) getEntry(r *http.Request) (any, error) {
	return b.history.Entry(r.Context(), r.PathValue("id"))
}

// checkEntry goes on with an entry now, and with those of its lead before it.
func (b *Backend) checkEntry(r *http.Request) (any, error) {
	op, err := b.outbox.Check(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return op.View(b.ws.Now()), nil
}

// giveUpEntry takes a change back of which nothing has been sent.
func (b *Backend) giveUpEntry(r *http.Request) (any, error) {
	op, err := b.outbox.GiveUp(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return op.View(b.ws.Now()), nil
}

// undoEntry takes the change of an entry back, or the last change.
func (b *Backend) undoEntry(r *http.Request) (any, error) {
	var body api.UndoRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.surface.Undo(r.Context(), r.PathValue("id"), body)
}

// previewUndo says what undoing a selection would do.
func (b *Backend) previewUndo(r *http.Request) (any, error) {
	var body api.EntriesRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.history.PreviewUndo(r.Context(), body)
}

// undoSelection takes the entries of a selection back.
func (b *Backend) undoSelection(r *http.Request) (any, error) {
	var body api.EntriesRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.history.Undo(r.Context(), body)
}

// sinceEntry answers what Close says about the fields of an entry since then.
func (b *Backend) sinceEntry(r *http.Request) (any, error) {
	return b.history.Since(r.Context(), r.PathValue("id"))
}
