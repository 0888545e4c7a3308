package step

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/view"
	"leadpatch/wasm/workspace"
)

// NewLead is the kind of step that creates a lead. No request asks for it by name: the
// pipeline plans it for a new lead.
const NewLead api.StepKind = "new_lead"

var _ = register(NewLead, Kind{
	Create: createLead,
	Request: func(p *Planned, _ string) Request {
		return Request{http.MethodPost, closeapi.NewPath(patch.LeadKind), p.Body}
	},
})

// ContactPlan is a contact of a new lead: its name in the request and its plan.
type ContactPlan struct {
	Target string
	Plan   *patch.Plan
}

// PlanLead returns the step that creates a lead with the plan's fields, and its
// contacts with theirs.
func PlanLead(lead *patch.Plan, contacts []ContactPlan) (*Planned, error) {
	edits, _ := lead.Missing(nil)
	p := &Planned{Step: api.Step{Do: NewLead}, Edits: view.Edits("", edits), Changes: view.Changes("", lead)}
	var plans []*patch.Plan
	for _, c := range contacts {
		plans = append(plans, c.Plan)
		edits, _ := c.Plan.Missing(nil)
		p.Edits = append(p.Edits, view.Edits(c.Target, edits)...)
		p.Changes = append(p.Changes, view.Changes(c.Target, c.Plan)...)
	}
	var err error
	p.Body, err = patch.NewLead(lead, plans)
	return p, err
}

// NewLeadName returns the name that edits give to a new lead, as far as it can be read.
func NewLeadName(edits []api.Edit) string {
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

// newLeads returns the leads that may be one that the user has just made: by the event
// log, which tells at once who has made which, and by the search index, which comes
// behind. One of the two is enough for a role that may not read the other.
func newLeads(ctx context.Context, e *Env, name string) ([]Created, error) {
	user, err := closeapi.ParseID("user", e.User.ID)
	if err != nil {
		return nil, err
	}
	var logged []closeapi.ID
	var found []closeapi.FoundLead
	var logErr, searchErr error
	if err := closeapi.Together(
		func() error { logged, logErr = e.Client.CreatedLeads(ctx, user); return unlessClosed(logErr) },
		func() error {
			found, _, searchErr = e.Client.SearchLeads(ctx, closeapi.NameHas(name), mostAlike)
			return unlessClosed(searchErr)
		},
	); err != nil {
		return nil, err
	}
	if logErr != nil && searchErr != nil {
		return nil, logErr
	}
	var out []Created
	for _, f := range found {
		logged = append(logged, f.ID)
	}
	for _, id := range logged {
		if m := (Created{ID: id.String()}); !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out, nil
}

// mostAlike is how many leads of a name are looked at.
const mostAlike = 100

// unlessClosed passes an error over that says that the user may not ask.
func unlessClosed(err error) error {
	if closeapi.MayNotAsk(err) {
		return nil
	}
	return err
}

// createLead creates a lead, and never posts it twice.
func createLead(e *Env, p *Planned) Creation {
	return Creation{
		Alike: func(ctx context.Context) ([]Created, error) { return newLeads(ctx, e, NewLeadName(p.Edits)) },
		Mine: func(ctx context.Context, m *Created) (bool, error) {
			id, err := closeapi.ParseID("lead", m.ID)
			if err != nil {
				return false, err
			}
			plan, err := e.planOf(patch.LeadKind, "", p.Edits)
			if err != nil {
				return false, err
			}
			m.Doc, err = e.Client.Get(ctx, patch.LeadKind, id)
			switch {
			case closeapi.IsNotFound(err):
				return false, nil // deleted again
			case err != nil:
				return false, err
			}
			return workspace.CheckOrganization(m.Doc, e.Organization, "") == nil && e.byUser(m.Doc.Get("created_by").String()) &&
				shownAll(plan, m.Doc) && len(m.Doc.Get("contacts").Array()) == len(targetsOf(p.Edits)), nil
		},
		Post: func(ctx context.Context) (Created, error) {
			doc, err := e.Client.Post(ctx, patch.LeadKind, p.Body)
			if err == nil {
				err = workspace.CheckOrganization(doc, e.Organization, "")
			}
			if err == nil {
				_, err = closeapi.ParseID("lead", doc.Get("id").String())
			}
			if err != nil {
				return Created{}, unsure(err)
			}
			return Created{doc.Get("id").String(), doc}, nil
		},
		Done: func(got Created) { e.leadCreated(p, got) },
		Lost: "Close has not answered. Leadpatch looks for the new lead and does not create it again by itself.",
		Never: problem.New(api.ProblemUnsure, http.StatusBadGateway, "Not known to have been created",
			"Close did not answer, and the new lead is not to be found there. Look for it in Close before you create it again.", ""),
	}
}

// leadCreated notes what Close shows of a lead that was made, and goes on with it.
func (e *Env) leadCreated(p *Planned, got Created) {
	e.Doc = got.Doc
	e.Lead, _ = closeapi.ParseID("lead", got.ID) // checked by whoever found it
	if plan, err := e.planOf(patch.LeadKind, "", p.Edits); err == nil {
		p.verified("", "", plan, got.Doc)
	}
	contacts := got.Doc.Get("contacts").Array()
	for i, target := range targetsOf(p.Edits) {
		plan, err := e.planOf(patch.ContactKind, target, p.Edits)
		if err != nil || i >= len(contacts) {
			continue
		}
		if doc, err := patch.ParseDocument([]byte(contacts[i].Raw)); err == nil {
			p.verified(target, doc.Get("id").String(), plan, doc)
		}
	}
}
