package backend

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// A new lead is a wish like any other: written down, compiled, sent, verified. It has no
// lead to be kept in order by, so until it is settled its entry stands under a name of
// its own; and it is never posted a second time by itself.

// previewNewLead says what an apply of the same body would do.
func (b *Backend) previewNewLead(r *http.Request) (any, error) {
	body, err := readCreate(r)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	s, err := b.account(ctx, func(a session.Account) bool { return body.Account == "" || a.ID == body.Account })
	if err != nil {
		return nil, err
	}
	j, err := b.openNew(ctx, s, body.Edits)
	if err == nil {
		err = j.compileNew()
	}
	if err == nil {
		err = j.compileSteps(ctx, body.Steps)
	}
	if err != nil {
		return nil, err
	}
	return j.preview(api.Lead{Name: newLeadName(body.Edits)}), nil
}

// applyNewLead makes the lead.
func (b *Backend) applyNewLead(r *http.Request) (any, error) {
	body, err := readCreate(r)
	if err != nil {
		return nil, err
	}
	return b.create(r.Context(), *body)
}

func readCreate(r *http.Request) (*api.CreateRequest, error) {
	var body api.CreateRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	if body.Intent != "" && !isIntent(body.Intent) {
		return nil, badIntent()
	}
	return &body, nil
}

// create writes the wish for a new lead down and carries it out.
func (b *Backend) create(ctx context.Context, asked api.CreateRequest) (*api.Applied, error) {
	key := asked.Intent
	if key == "" {
		key = rand.Text()
	}
	request := api.EditsRequest{Edits: asked.Edits, Steps: asked.Steps, Intent: asked.Intent, Surface: asked.Surface}
	if err := b.allowSteps(ctx, "", request); err != nil {
		return nil, err
	}
	unlock, err := b.lockLead(ctx, newPrefix+key)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if asked.Intent != "" {
		e, err := b.journal.ByKey(ctx, asked.Intent)
		if err != nil {
			return nil, err
		}
		if e != nil {
			w, err := load(e)
			if err == nil && !w.rec.Created {
				err = askedForAnother()
			}
			return b.answer(ctx, w, err)
		}
	}
	s, err := b.account(ctx, func(a session.Account) bool { return asked.Account == "" || a.ID == asked.Account })
	if err != nil {
		return nil, err
	}
	rec := record{
		Lead: api.Lead{Name: newLeadName(asked.Edits)}, Organization: organizationView(s.Me), User: userView(s.Me),
		Created: true, Asked: request,
	}
	w, err := b.beginWithAlarm(ctx, newPrefix+key, rec)
	if err != nil {
		return nil, err
	}
	return b.carryOnAndRest(ctx, w)
}

// account returns the session of the first account that fits, the one used last first.
func (b *Backend) account(ctx context.Context, fits func(session.Account) bool) (*session.Session, error) {
	all, err := b.sessions.Sessions(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if fits(s.Account) {
			return s, nil
		}
	}
	accounts, err := b.sessions.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Ended && fits(a) {
			return nil, &session.EndedError{Account: a.ID, Kind: a.Kind, Organization: a.Me.OrganizationName}
		}
	}
	return nil, problem(api.ProblemSignedOut, http.StatusUnauthorized, "Signed out",
		"You are not signed in there any more. Sign in to the organization again.", "sign_in")
}

// newLeadName returns the name that edits give to a new lead, as far as it can be read.
func newLeadName(edits []api.Edit) string {
	name := ""
	for _, e := range edits {
		if e.Target == "" && e.Field == "name" && e.Op == api.OpSet {
			if text, err := patch.DecodeText(e.Value); err == nil {
				name = strings.TrimSpace(text)
			}
		}
	}
	if name == "" {
		return "New lead"
	}
	return name
}

// openNew prepares a job for a lead that is not there yet.
func (b *Backend) openNew(ctx context.Context, s *session.Session, edits []api.Edit) (*job, error) {
	j := &job{session: s, client: b.client(s)}
	if err := j.sort(closeapi.ID{}, edits); err != nil {
		return nil, err
	}
	if len(j.targets) > 1 || len(j.targets) == 1 && j.targets[0] != j.lead {
		return nil, badRequest("A new lead has no contacts yet that could be changed. Name new ones.")
	}
	j.targets = nil // it is made and not changed
	var err error
	if j.lead.doc, err = patch.ParseDocument([]byte("{}")); err != nil {
		return nil, err
	}
	j.meta, err = b.meta.get(ctx, j.client, s)
	return j, err
}

// compileNew makes the plan of the new lead and of its contacts, and its act.
func (j *job) compileNew() error {
	named := slices.ContainsFunc(j.lead.edits, func(e patch.Edit) bool { return e.Field == "status_id" })
	if !named && len(j.meta.statuses) > 0 {
		// Close takes the first too; here it is seen before.
		j.lead.edits = append(j.lead.edits, patch.Edit{Field: "status_id", Op: patch.Set, Value: jsonText(j.meta.statuses[0].Value)})
	}
	plan, err := patch.Create(j.schema(patch.LeadKind, j.meta), j.lead.edits)
	if err != nil {
		return badRequest("The edits cannot be compiled: " + err.Error() + ".")
	}
	j.stepErrors = append(j.stepErrors, errorViews("", plan.Errors)...)
	isName := func(field string) bool { return field == "name" }
	if !slices.ContainsFunc(plan.Errors, func(e patch.FieldError) bool { return isName(e.Field) }) &&
		!slices.ContainsFunc(plan.Changes, func(c patch.Change) bool { return isName(c.Field.Key) && strings.TrimSpace(nameOf(c)) != "" }) {
		j.stepErrors = append(j.stepErrors, api.FieldError{Field: "name", Label: "Name", Detail: "Give the new lead a name."})
	}
	if err := j.compileFresh(); err != nil {
		return err
	}
	if len(j.stepErrors) > 0 {
		return nil
	}
	edits, _ := plan.Missing(nil)
	a := &act{Step: api.Step{Do: makeLead}, Edits: editViews("", edits), Changes: planViews("", plan)}
	var contacts []*patch.Plan
	for _, f := range j.fresh {
		contacts = append(contacts, f.plan)
		edits, _ := f.plan.Missing(nil)
		a.Edits = append(a.Edits, editViews(f.name, edits)...)
		a.Changes = append(a.Changes, planViews(f.name, f.plan)...)
	}
	if a.Body, err = patch.NewLead(plan, contacts); err != nil {
		return err
	}
	j.acts = append(j.acts, a)
	return nil
}

// nameOf is the text that a change gives to its field.
func nameOf(c patch.Change) string { return plainValue(c.Field.Show(c.After)) }

// newLeads returns the leads that may be one that the user has just made: by the event
// log, which tells at once who has made which, and by the search index, which comes
// behind. One of the two is enough for a role that may not read the other.
func (j *job) newLeads(ctx context.Context, name string) ([]made, error) {
	user, err := closeapi.ParseID("user", j.session.Me.ID)
	if err != nil {
		return nil, err
	}
	var logged []closeapi.ID
	var found []closeapi.FoundLead
	var logErr, searchErr error
	if err := together(
		func() error { logged, logErr = j.client.CreatedLeads(ctx, user); return unlessClosed(logErr) },
		func() error {
			found, _, searchErr = j.client.SearchLeads(ctx, closeapi.NameHas(name), mostAlike)
			return unlessClosed(searchErr)
		},
	); err != nil {
		return nil, err
	}
	if logErr != nil && searchErr != nil {
		return nil, logErr
	}
	var out []made
	for _, f := range found {
		logged = append(logged, f.ID)
	}
	for _, id := range logged {
		if m := (made{id: id.String()}); !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out, nil
}

// mostAlike is how many leads of a name are looked at.
const mostAlike = 100

// unlessClosed passes an error over that says that the user may not ask.
func unlessClosed(err error) error {
	var e *closeapi.Error
	if errors.As(err, &e) && (e.Kind == closeapi.Forbidden || e.Kind == closeapi.NotFound || e.Kind == closeapi.PlanLimit) {
		return nil
	}
	return err
}

// leadMaker makes a lead, and never posts it twice.
func (j *job) leadMaker(a *act) maker {
	return maker{
		alike: func(ctx context.Context) ([]made, error) { return j.newLeads(ctx, newLeadName(a.Edits)) },
		mine: func(ctx context.Context, m *made) (bool, error) {
			id, err := closeapi.ParseID("lead", m.id)
			if err != nil {
				return false, err
			}
			plan, err := j.planOf(patch.LeadKind, "", a.Edits)
			if err != nil {
				return false, err
			}
			m.doc, err = j.client.Get(ctx, patch.LeadKind, id)
			switch {
			case isGone(err):
				return false, nil // deleted again
			case err != nil:
				return false, err
			}
			return m.doc.Get("organization_id").String() == j.lead.org && j.byUser(m.doc.Get("created_by").String()) &&
				shownAll(plan, m.doc) && len(m.doc.Get("contacts").Array()) == len(targetsOf(a.Edits)), nil
		},
		post: func(ctx context.Context) (made, error) {
			doc, err := j.client.Post(ctx, patch.LeadKind, a.Body)
			if err == nil && doc.Get("organization_id").String() != j.lead.org {
				err = fmt.Errorf("the lead was made in %q", doc.Get("organization_id").String())
			}
			if err == nil {
				_, err = closeapi.ParseID("lead", doc.Get("id").String())
			}
			if err != nil {
				return made{}, unsure(err)
			}
			return made{doc.Get("id").String(), doc}, nil
		},
		done: func(got made) { j.tookPlace(a, got) },
		lost: "Close has not answered. Leadpatch looks for the new lead and does not create it again by itself.",
		never: problem(api.ProblemUnsure, http.StatusBadGateway, "Not known to have been created",
			"Close did not answer, and the new lead is not to be found there. Look for it in Close before you create it again.", ""),
	}
}

// tookPlace notes what Close shows of a lead that was made, and goes on with it.
func (j *job) tookPlace(a *act, got made) {
	j.lead.doc = got.doc
	j.lead.id, _ = closeapi.ParseID("lead", got.id) // checked by whoever found it
	if plan, err := j.planOf(patch.LeadKind, "", a.Edits); err == nil {
		a.verified("", "", plan, got.doc)
	}
	contacts := got.doc.Get("contacts").Array()
	for i, target := range targetsOf(a.Edits) {
		plan, err := j.planOf(patch.ContactKind, target, a.Edits)
		if err != nil || i >= len(contacts) {
			continue
		}
		if doc, err := patch.ParseDocument([]byte(contacts[i].Raw)); err == nil {
			a.verified(target, doc.Get("id").String(), plan, doc)
		}
	}
}

// leadMade gives the wish its lead. Its entry stays under its own name until it is
// settled: its lock is that of the name.
func (b *Backend) leadMade(w *wish, j *job) {
	w.rec.Lead = leadHead(j.lead.doc, b.cfg.AppOrigin)
	b.owners.set(j.lead.id, j.session.ID)
	b.heads.set(head{w.rec.Lead, organizationView(j.session.Me), userView(j.session.Me)})
	w.rec.Requests = nil
	for _, a := range w.acts() {
		w.rec.Requests = append(w.rec.Requests, j.actRequest(a))
	}
}

// isCloseError says whether an error is an answer of Close's, or the want of one.
func isCloseError(err error) bool {
	var e *closeapi.Error
	return errors.As(err, &e)
}
