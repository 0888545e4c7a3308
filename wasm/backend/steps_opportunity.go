package backend

import (
	"context"
	"fmt"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
)

func (j *job) compileOpportunity(ctx context.Context, a *act) error {
	o, refusal, err := j.opportunity(ctx, a.Step.Opportunity)
	if err != nil {
		return err
	}
	if refusal != "" {
		j.wrong(a, "Opportunity", refusal)
		return nil
	}
	label := "Opportunity " + o.Name
	statuses, err := j.client.OpportunityStatuses(ctx)
	if err != nil {
		return err
	}
	to, refusal := statusFor(o, statuses, a.Step.Status)
	was := statusLabel(statuses, a.Step.Was)
	field := "opportunity." + o.ID.String()
	switch {
	case refusal != "":
		j.wrong(a, label, refusal)
	case o.StatusID == to.ID:
		j.needless(field, label, "The opportunity has this status already.")
	case a.Step.Was != "" && o.StatusID != a.Step.Was:
		j.moved(a, label, fmt.Sprintf("The opportunity is “%s” now and not “%s” any more: somebody has moved it on.", o.Status, was))
	default:
		a.Step.Opportunity, a.Step.Status, a.Was = o.ID.String(), to.ID, o.StatusID
		c := api.Change{Field: field, Label: label, Now: jsonText(o.Status), After: jsonText(to.Label)}
		if to.Type == "won" {
			c.Note = "Close sets the date won to today where there is none. Undo leaves that date."
		}
		a.Undo = &api.Step{Do: api.StepOpportunity, Opportunity: o.ID.String(), Status: o.StatusID, Was: to.ID}
		j.plans(a, c)
	}
	return nil
}

// opportunity reads the one that is meant: by its id or, without one, the lead's only
// active one. The refusal says why there is none.
func (j *job) opportunity(ctx context.Context, id string) (o closeapi.Opportunity, refusal string, err error) {
	if j.lead.id == (closeapi.ID{}) {
		return o, "A new lead has no opportunity yet. Leave this step out.", nil
	}
	if id != "" {
		parsed, err := closeapi.ParseID("oppo", id)
		if err != nil {
			return o, "This is not an opportunity. Choose one of the lead's.", nil
		}
		o, err = j.client.Opportunity(ctx, parsed)
		switch {
		case isGone(err) || err == nil && o.LeadID != j.lead.id.String():
			return o, "The lead has no such opportunity, or not any more. Choose another.", nil
		case err != nil:
			return o, "", err
		}
		return o, "", nil
	}
	all, err := j.client.Opportunities(ctx, j.lead.id)
	if err != nil {
		return o, "", err
	}
	var names []string
	for _, one := range all {
		if one.Active && one.LeadID == j.lead.id.String() {
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

func (j *job) opportunityChanger(a *act) changer {
	id, idErr := closeapi.ParseID("oppo", a.Step.Opportunity)
	return changer{
		arrived: func(ctx context.Context) (bool, error) {
			if idErr != nil {
				return false, idErr
			}
			o, err := j.client.Opportunity(ctx, id)
			switch {
			case isGone(err):
				return false, changedMeanwhile(a.label() + ": it is not in Close any more.")
			case err != nil:
				return false, err
			case o.StatusID == a.Step.Status:
				return true, nil
			case o.StatusID != a.Was:
				return false, changedMeanwhile(fmt.Sprintf("%s: somebody has made it “%s” meanwhile.", a.label(), o.Status))
			}
			return false, nil
		},
		send: func(ctx context.Context) error {
			o, err := j.client.PutOpportunity(ctx, id, opportunityBody(a.Step.Status))
			if err == nil && o.StatusID != a.Step.Status {
				c := a.Changes[0]
				a.Changes = nil
				a.Ignored = []api.Ignored{{
					Field: c.Field, Label: c.Label, Wanted: c.After, Has: jsonText(o.Status),
					Detail: "Close did not accept this status. Reload the lead and try again.",
				}}
				a.Undo = nil
			}
			return err
		},
	}
}

// opportunityBody is the body of the PUT that gives an opportunity a status.
func opportunityBody(status string) []byte { return members("status_id", status) }
