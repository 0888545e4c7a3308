package backend

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// record is what the journal's entries hold: a wish from its asking to its end.
type record struct {
	Lead         api.Lead         `json:"lead"`
	Organization api.Organization `json:"organization"`
	User         api.User         `json:"user"`
	UndoneBy     string           `json:"undone_by,omitempty"`
	// Created says that the wish is a new lead.
	Created bool `json:"created,omitempty"`
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
	// Acts are what is done after the edits, and how far each is.
	Acts []*act `json:"acts,omitempty"`
	// Done is what the edits came to, once the acts begin. Then the fields are not looked
	// at any more: what somebody changes there while an act waits is theirs.
	Done *doneEdits `json:"done,omitempty"`
}

// doneEdits is what Close showed of the edits when the last of them was sent, and what
// takes them back.
type doneEdits struct {
	Changes []api.Change  `json:"changes"`
	Ignored []api.Ignored `json:"ignored,omitempty"`
	Undo    []api.Edit    `json:"undo,omitempty"`
	Base    api.Base      `json:"base,omitempty"`
}

// verifiedEdits compares what Close has with the plans of the job; without a job there
// is nothing to be said.
func verifiedEdits(j *job) *doneEdits {
	var out api.Applied
	undo := api.EditsRequest{Base: api.Base{}}
	if j != nil {
		for _, t := range j.targets {
			verified := t.whole.Verify(t.doc)
			addVerified(&out, t.name(), verified)
			addUndo(&undo, t, verified)
		}
	}
	return &doneEdits{out.Changes, out.Ignored, undo.Edits, undo.Base}
}

// editsDone notes what the edits came to, before the first act.
func (b *Backend) editsDone(ctx context.Context, w *wish, j *job) error {
	if len(w.acts()) == 0 || w.rec.Plan.Done != nil {
		return nil
	}
	w.rec.Plan.Done = verifiedEdits(j)
	return b.rebase(ctx, w, j)
}

// wish is an entry in work.
type wish struct {
	*journal.Entry
	rec record
	// attended says that somebody waits for the answer and still has the edits.
	attended bool
}

// newRecord is a wish with what is known of its lead without asking Close.
func (b *Backend) newRecord(id closeapi.ID, asked api.EditsRequest) record {
	rec := record{Lead: api.Lead{ID: id.String(), URL: b.cfg.AppOrigin + "/lead/" + id.String() + "/"}, Asked: asked}
	if known, ok := b.heads.get(id.String()); ok {
		rec.Lead, rec.Organization, rec.User = known.lead, known.organization, known.user
	}
	return rec
}

// begin writes a wish down under the name that its lead is kept in order by.
func (b *Backend) begin(ctx context.Context, lead string, rec record) (*wish, error) {
	w := &wish{rec: rec}
	w.rec.Requests = []api.Request{}
	w.rec.Changes = b.asked(w.rec.Organization.ID, rec.Asked)
	var err error
	w.Entry, err = b.journal.Begin(ctx, rec.Asked.Intent, lead, w.rec)
	return w, err
}

// acts are those of the wish's plan.
func (w *wish) acts() []*act {
	if w.rec.Plan == nil {
		return nil
	}
	return w.rec.Plan.Acts
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

// leadID returns the id of the wish's lead, which was checked when it began. A lead that
// is still to be made has none.
func (w *wish) leadID() (closeapi.ID, error) { return closeapi.ParseID("lead", w.rec.Lead.ID) }

// plan notes what the wish came to when it was compiled for the first time: who asks,
// what changes, and how to go on with it later.
func (w *wish) plan(j *job, appOrigin string) {
	if !w.rec.Created {
		w.rec.Lead = leadHead(j.lead.doc, appOrigin)
	}
	w.rec.Organization, w.rec.User = organizationView(j.session.Me), userView(j.session.Me)
	w.rec.Changes = []api.Change{}
	p := &plannedRecord{Before: map[string]json.RawMessage{}, Acts: j.acts}
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
	for _, a := range j.acts {
		w.rec.Changes = append(w.rec.Changes, a.Changes...)
		w.rec.Requests = append(w.rec.Requests, j.actRequest(a))
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

// openWish opens the job of a wish: of its lead, or of one that is still to be made.
func (b *Backend) openWish(ctx context.Context, w *wish) (*job, error) {
	if w.rec.Created && w.rec.Lead.ID == "" {
		s, err := b.account(ctx, func(a session.Account) bool {
			return a.Me.OrganizationID == w.rec.Organization.ID && a.Me.ID == w.rec.User.ID
		})
		if err != nil {
			return nil, err
		}
		return b.openNew(ctx, s, w.edits())
	}
	id, err := w.leadID()
	if err != nil {
		return nil, err
	}
	return b.open(ctx, id, w.edits())
}

// compile makes the plans of a wish: from what was asked, or, for one that was begun
// before, from what is still missing of its plan.
func (w *wish) compile(ctx context.Context, j *job) error {
	if w.rec.Plan == nil && w.rec.Created {
		if err := j.compileNew(); err != nil {
			return err
		}
		return j.compileSteps(ctx, w.rec.Asked.Steps)
	}
	if w.rec.Plan == nil {
		return j.compileAll(ctx, w.rec.Asked)
	}
	j.acts = w.rec.Plan.Acts
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
	switch {
	case w.rec.Plan == nil:
		return w.rec.Asked.Edits
	case w.rec.Plan.Done != nil:
		return nil
	}
	return w.rec.Plan.Edits
}
