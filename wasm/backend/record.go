package backend

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/close"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/patch"
)

// record is what the journal's entries hold: a wish from its asking to its end.
type record struct {
	Lead         api.Lead         `json:"lead"`
	Organization api.Organization `json:"organization"`
	User         api.User         `json:"user"`
	UndoneBy     string           `json:"undone_by,omitempty"`
	// Asked is the request as it came.
	Asked api.EditsRequest `json:"asked"`
	// Plan is what it came to, once it was compiled; then Asked is not read any more.
	Plan     *plannedRecord `json:"plan,omitempty"`
	Changes  []api.Change   `json:"changes"`
	Requests []api.Request  `json:"requests"`
	// Outcome is the answer of an apply, without its view; Problem stands in its
	// place for a wish that was refused.
	Outcome *api.Applied `json:"outcome,omitempty"`
	Problem *api.Problem `json:"problem,omitempty"`
	Waiting *api.Waiting `json:"waiting,omitempty"`
}

// plannedRecord is a plan that can be gone on with by another life of the backend.
type plannedRecord struct {
	// Edits ask for exactly the outcome of the plan.
	Edits []api.Edit `json:"edits"`
	// Before holds, for each target, what the server had of the touched fields: one
	// JSON object under "" for the lead, under its id for a contact.
	Before map[string]json.RawMessage `json:"before"`
}

// wish is an entry in work.
type wish struct {
	*journal.Entry
	rec record
	// attended says that somebody waits for the answer and still has the edits.
	attended bool
}

// begin writes a wish down, with what is known of its lead without asking Close.
func (b *Backend) begin(ctx context.Context, id close.ID, asked api.EditsRequest) (*wish, error) {
	w := &wish{rec: record{
		Lead: api.Lead{ID: id.String(), URL: b.cfg.AppOrigin + "/lead/" + id.String() + "/"}, Asked: asked, Requests: []api.Request{},
	}}
	if known, ok := b.heads.get(id.String()); ok {
		w.rec.Lead, w.rec.Organization, w.rec.User = known.lead, known.organization, known.user
	}
	w.rec.Changes = b.asked(w.rec.Organization.ID, asked)
	var err error
	w.Entry, err = b.journal.Begin(ctx, asked.Intent, id.String(), w.rec)
	return w, err
}

// load reads an entry's record.
func load(e *journal.Entry) (*wish, error) {
	w := &wish{Entry: e}
	if err := json.Unmarshal(e.Body, &w.rec); err != nil {
		return nil, fmt.Errorf("entry %s of the journal cannot be read: %w", e.ID, err)
	}
	return w, nil
}

// save writes down how far the wish is.
func (b *Backend) save(ctx context.Context, w *wish, state journal.State) error {
	w.State = state
	if state.Settled() {
		w.rec.Waiting, w.NotBefore = nil, time.Time{}
	}
	return b.journal.Save(ctx, w.Entry, w.rec)
}

// leadID returns the id of the wish's lead, which was checked when it began.
func (w *wish) leadID() (close.ID, error) { return close.ParseID("lead", w.Lead) }

// plan notes what the wish came to when it was compiled for the first time: who asks,
// what changes, and how to go on with it later.
func (w *wish) plan(j *job, appOrigin string) {
	w.rec.Lead = leadHead(j.lead.doc, appOrigin)
	w.rec.Organization, w.rec.User = organizationView(j.session.Me), userView(j.session.Me)
	w.rec.Changes = []api.Change{}
	p := &plannedRecord{Before: map[string]json.RawMessage{}}
	for _, t := range j.targets {
		w.rec.Changes = append(w.rec.Changes, changeViews(t)...)
		w.rec.Requests = append(w.rec.Requests, t.requests()...)
		edits, _ := t.plan.Missing(nil)
		p.Edits = append(p.Edits, editViews(t.name(), edits)...)
		var keys []string
		for _, c := range t.plan.Changes {
			keys = append(keys, c.Field.Key)
		}
		p.Before[t.name()] = t.doc.Only(keys...)
	}
	w.rec.Plan = p
}

func editViews(target string, edits []patch.Edit) []api.Edit {
	out := make([]api.Edit, len(edits))
	for i, e := range edits {
		out[i] = api.Edit{Target: target, Field: e.Field, Op: api.Op(e.Op), Value: e.Value, Exact: e.Exact}
	}
	return out
}

// compile makes the plans of a wish: from what was asked, or, for one that was begun
// before, from what is still missing of its plan.
func (w *wish) compile(j *job) error {
	if w.rec.Plan == nil {
		return j.compile(w.rec.Asked.Base)
	}
	for _, t := range j.targets {
		before, err := patch.ParseDocument(w.rec.Plan.Before[t.name()])
		if err != nil {
			return fmt.Errorf("what was noted before the change: %w", err)
		}
		if t.whole, err = patch.Compile(before, t.schema, nil, t.edits); err != nil {
			return err
		}
		if len(t.whole.Errors) > 0 {
			t.plan = t.whole // said as any other refusal
			continue
		}
		if err := t.compileMissing(); err != nil {
			return err
		}
	}
	return nil
}

// edits are those that the wish's job is opened with.
func (w *wish) edits() []api.Edit {
	if w.rec.Plan != nil {
		return w.rec.Plan.Edits
	}
	return w.rec.Asked.Edits
}
