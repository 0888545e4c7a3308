package backend

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
)

const (
	pageOfEntries = 50
	mostEntries   = 200
)

// getJournal answers the history.
func (b *Backend) getJournal(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit := pageOfEntries
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > mostEntries {
			return nil, badRequest("The limit is a number from 1 to 200.")
		}
		limit = n
	}
	before := q.Get("before")
	if before != "" && !journal.IsID(before) {
		return nil, badRequest("There is no such entry to begin before.")
	}
	match, err := matching(q.Get("lead"), q.Get("state"), q.Get("q"))
	if err != nil {
		return nil, err
	}
	found, more, err := b.journal.Find(r.Context(), before, limit, match)
	if err != nil {
		return nil, err
	}
	unsettled, err := b.journal.Unsettled(r.Context())
	if err != nil {
		return nil, err
	}
	settings, err := b.journalSettings(r.Context())
	if err != nil {
		return nil, err
	}
	out := api.Journal{Entries: []api.Entry{}, More: more, Unsettled: len(unsettled), Settings: settings}
	for _, e := range found {
		view, err := entryView(e)
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
			return nil, badLeadID()
		}
	}
	known := []string{
		"", "unsettled", string(api.StateIntended), string(api.StateSent), string(api.StateUnknown),
		string(api.StateApplied), string(api.StatePart), string(api.StateRejected), string(api.StateConflict),
	}
	if !slices.Contains(known, state) {
		return nil, badRequest("There is no such state of an entry.")
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
		view, err := entryView(e)
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
		parts = append(parts, c.Label, plainValue(c.Now), plainValue(c.After), c.NowLabel, c.AfterLabel)
	}
	return strings.Join(parts, "\n")
}

// plainValue writes a value for reading: texts without quotes, several joined.
func plainValue(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return ""
	}
	return plain(v)
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = plain(e)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for _, key := range slices.Sorted(mapKeys(v)) {
			if s := plain(v[key]); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, " ")
	}
	return ""
}

func mapKeys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range m {
			if !yield(key) {
				return
			}
		}
	}
}

// entryView shows an entry.
func entryView(e *journal.Entry) (api.Entry, error) {
	w, err := load(e)
	if err != nil {
		return api.Entry{}, err
	}
	rec := &w.rec
	view := api.Entry{
		ID: e.ID, State: api.EntryState(e.State), At: e.At.UTC().Format(time.RFC3339),
		Lead: rec.Lead, Organization: rec.Organization, User: rec.User, Surface: rec.Asked.Surface,
		Recipe: rec.Asked.Recipe, Created: rec.Created,
		Changes: rec.Changes, Waiting: rec.Waiting, Requests: rec.Requests,
		UndoneBy: rec.UndoneBy, Undoes: rec.Asked.Undoes,
	}
	if out := rec.Outcome; out != nil {
		// What Close has is the truth; what was planned and did not come about, is in
		// the sentence.
		view.Changes = out.Changes
		view.Undo = out.Undo != nil && rec.UndoneBy == ""
		view.Detail = outcomeDetail(out)
	}
	if rec.Problem != nil && view.Detail == "" {
		view.Detail = problemDetail(rec.Problem)
	}
	if rec.Created && e.State.Settled() && rec.Lead.ID != "" {
		view.Detail = strings.TrimSpace(view.Detail + " " + deleteInClose)
	}
	return view, nil
}

// deleteInClose says how a new lead is taken back.
const deleteInClose = "To take the new lead back, delete it in Close."

// outcomeDetail says what of a plan did not come about, and why.
func outcomeDetail(out *api.Applied) string {
	var parts []string
	for _, i := range out.Ignored {
		parts = append(parts, i.Label+": "+i.Detail)
	}
	if out.Stopped != nil {
		parts = append(parts, problemDetail(out.Stopped))
	}
	return strings.Join(parts, " ")
}

// problemDetail is a problem in one text, with what is wrong with its first field.
func problemDetail(p *api.Problem) string {
	if len(p.Errors) > 0 {
		return p.Errors[0].Label + ": " + p.Errors[0].Detail
	}
	return p.Detail
}
