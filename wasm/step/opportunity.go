package step

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/view"
)

var _ = register(api.StepOpportunity, Kind{
	Compile: compileOpportunity,
	Change:  changeOpportunity,
	Describe: func(s api.Step) api.Change {
		return api.Change{Field: "opportunity." + s.Opportunity, Label: "Opportunity", After: view.JSON(s.Status)}
	},
	Request: func(p *Planned, _ string) Request {
		return Request{http.MethodPut, checkedPath("oppo", p.Step.Opportunity, closeapi.OpportunityPath), opportunityBody(p.Step.Status)}
	},
})

func compileOpportunity(ctx context.Context, e *Env, p *Planned) error {
	o, refusal, err := findOpportunity(ctx, e, p.Step.Opportunity)
	if err != nil {
		return err
	}
	if refusal != "" {
		e.addError(p, "Opportunity", refusal)
		return nil
	}
	label := "Opportunity " + o.Name
	statuses, err := e.Client.OpportunityStatuses(ctx)
	if err != nil {
		return err
	}
	to, refusal := statusFor(o, statuses, p.Step.Status)
	was := statusLabel(statuses, p.Step.Was)
	field := "opportunity." + o.ID.String()
	switch {
	case refusal != "":
		e.addError(p, label, refusal)
	case o.StatusID == to.ID:
		e.addUnchanged(field, label, "The opportunity has this status already.")
	case p.Step.Was != "" && o.StatusID != p.Step.Was:
		e.addConflict(p, label, fmt.Sprintf("The opportunity is “%s” now and not “%s” any more: somebody has moved it on.", o.Status, was))
	default:
		p.Step.Opportunity, p.Step.Status, p.Was = o.ID.String(), to.ID, o.StatusID
		c := api.Change{Field: field, Label: label, Now: view.JSON(o.Status), After: view.JSON(to.Label)}
		if to.Type == "won" {
			c.Note = "Close sets the date won to today where there is none. Undo leaves that date."
		}
		p.Undo = &api.Step{Do: api.StepOpportunity, Opportunity: o.ID.String(), Status: o.StatusID, Was: to.ID}
		e.addStep(p, c)
	}
	return nil
}

// findOpportunity reads the one that is meant: by its id or, without one, the lead's only
// active one. The refusal says why there is none.
func findOpportunity(ctx context.Context, e *Env, id string) (o closeapi.Opportunity, refusal string, err error) {
	if e.Lead == (closeapi.ID{}) {
		return o, "A new lead has no opportunity yet. Leave this step out.", nil
	}
	if id != "" {
		parsed, err := closeapi.ParseID("oppo", id)
		if err != nil {
			return o, "This is not an opportunity. Choose one of the lead's.", nil
		}
		o, err = e.Client.Opportunity(ctx, parsed)
		switch {
		case closeapi.IsNotFound(err) || err == nil && o.LeadID != e.Lead.String():
			return o, "The lead has no such opportunity, or not any more. Choose another.", nil
		case err != nil:
			return o, "", err
		}
		return o, "", nil
	}
	all, err := e.Client.Opportunities(ctx, e.Lead)
	if err != nil {
		return o, "", err
	}
	var names []string
	for _, one := range all {
		if one.Active && one.LeadID == e.Lead.String() {
			names = append(names, fmt.Sprintf("“%s” (%s)", one.Name, one.Status))
			o = one
		}
	}
	switch len(names) {
	case 0:
		return o, "The lead has no active opportunity.", nil
	case 1:
		return o, "", nil
	}
	last := len(names) - 1
	return o, fmt.Sprintf("The lead has several active opportunities: %s and %s. Change the one that you mean in Close.",
		strings.Join(names[:last], ", "), names[last]), nil
}

// statusFor finds the status that a text names by its id or its label, among those of
// the opportunity's own pipeline: one of another would move it there.
func statusFor(o closeapi.Opportunity, all []closeapi.OpportunityStatus, s string) (to closeapi.OpportunityStatus, refusal string) {
	var options []patch.Option
	elsewhere := false
	for _, one := range all {
		if one.Pipeline == o.Pipeline || one.Pipeline == "" || o.Pipeline == "" {
			options = append(options, patch.Option{Value: one.ID, Label: one.Label})
		} else if one.ID == s || strings.EqualFold(one.Label, s) {
			elsewhere = true
		}
	}
	if s == "" {
		return to, "Choose the opportunity's new status."
	}
	found, refusal := optionOf(options, s, "opportunity status")
	if refusal != "" && elsewhere {
		refusal = fmt.Sprintf("The status “%s” belongs to another pipeline than the opportunity. Choose one of its own.", short(statusLabel(all, s)))
	}
	for _, one := range all {
		if one.ID == found.Value {
			to = one
		}
	}
	if _, err := closeapi.ParseID("stat", to.ID); err != nil && refusal == "" {
		refusal = "Leadpatch does not know this kind of status id. Change the status in Close."
	}
	return to, refusal
}

// statusLabel returns the label of a status, or its id where Close has it no more.
func statusLabel(all []closeapi.OpportunityStatus, id string) string {
	for _, s := range all {
		if s.ID == id {
			return s.Label
		}
	}
	return id
}

func changeOpportunity(e *Env, p *Planned) Modification {
	id, idErr := closeapi.ParseID("oppo", p.Step.Opportunity)
	return Modification{
		Arrived: func(ctx context.Context) (bool, error) {
			if idErr != nil {
				return false, idErr
			}
			o, err := e.Client.Opportunity(ctx, id)
			switch {
			case closeapi.IsNotFound(err):
				return false, problem.ChangedInTheMeantime(p.Label() + ": it is not in Close any more.")
			case err != nil:
				return false, err
			case o.StatusID == p.Step.Status:
				return true, nil
			case o.StatusID != p.Was:
				return false, problem.ChangedInTheMeantime(fmt.Sprintf("%s: somebody has made it “%s” meanwhile.", p.Label(), o.Status))
			}
			return false, nil
		},
		Send: func(ctx context.Context) error {
			o, err := e.Client.PutOpportunity(ctx, id, opportunityBody(p.Step.Status))
			if err == nil && o.StatusID != p.Step.Status {
				c := p.Changes[0]
				p.Changes = nil
				p.Ignored = []api.Ignored{{
					Field: c.Field, Label: c.Label, Wanted: c.After, Has: view.JSON(o.Status),
					Detail: "Close did not accept this status. Reload the lead and try again.",
				}}
				p.Undo = nil
			}
			return err
		},
	}
}

// opportunityBody is the body of the PUT that gives an opportunity a status.
func opportunityBody(status string) []byte { return members("status_id", status) }
