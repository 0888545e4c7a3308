package closeapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

// Opportunity is one opportunity of a lead.
type Opportunity struct {
	ID       ID
	LeadID   string
	Name     string // Close has none: its value, and the first line of its note
	StatusID string
	Status   string // its label
	Active   bool   // neither won nor lost
	Pipeline string // the id of its pipeline; empty where Close names none
}

// OpportunityStatus is one status that an opportunity may have.
type OpportunityStatus struct {
	ID, Label string
	Type      string // "active", "won" or "lost"
	Pipeline  string // the id of its pipeline; empty where Close names none
}

const (
	opportunityPath       = "/opportunity/"
	opportunityStatusPath = "/status/opportunity/"
)

// OpportunityPath returns the API path of an opportunity.
func OpportunityPath(id ID) string { return opportunityPath + id.String() + "/" }

// Opportunities returns the opportunities of a lead. Source: GET
// /opportunity/?lead_id=.
func (c *Client) Opportunities(ctx context.Context, lead ID) ([]Opportunity, error) {
	return listed(ctx, c, opportunityPath+"?lead_id="+lead.String()+"&", opportunityOf)
}

// Opportunity returns one opportunity. Source: GET /opportunity/{id}/.
func (c *Client) Opportunity(ctx context.Context, id ID) (Opportunity, error) {
	return answered(ctx, c, http.MethodGet, OpportunityPath(id), nil, opportunityOf)
}

// PutOpportunity changes an opportunity and returns it as it is then. Source: PUT
// /opportunity/{id}/.
func (c *Client) PutOpportunity(ctx context.Context, id ID, body []byte) (Opportunity, error) {
	return answered(ctx, c, http.MethodPut, OpportunityPath(id), body, opportunityOf)
}

func opportunityOf(v gjson.Result) (Opportunity, error) {
	id, err := ParseID("oppo", v.Get("id").String())
	var name []string
	note, _, _ := strings.Cut(strings.TrimSpace(v.Get("note").String()), "\n")
	if r := []rune(note); len(r) > maxName {
		note = string(r[:maxName]) + "…"
	}
	for _, s := range []string{v.Get("value_formatted").String(), note} {
		if s != "" {
			name = append(name, s)
		}
	}
	if len(name) == 0 {
		name = []string{"without a value"}
	}
	return Opportunity{
		ID: id, LeadID: v.Get("lead_id").String(), Name: strings.Join(name, ", "),
		StatusID: v.Get("status_id").String(), Status: v.Get("status_label").String(),
		Active: v.Get("status_type").String() == "active", Pipeline: v.Get("pipeline_id").String(),
	}, err
}

// maxName is how much of its note names an opportunity, in characters.
const maxName = 40

// OpportunityStatuses returns the statuses of opportunities in all pipelines. Source:
// GET /status/opportunity/.
func (c *Client) OpportunityStatuses(ctx context.Context) ([]OpportunityStatus, error) {
	raw, err := c.call(ctx, http.MethodGet, opportunityStatusPath, nil)
	if err != nil {
		return nil, err
	}
	var out []OpportunityStatus
	for _, s := range gjson.GetBytes(raw, "data").Array() {
		out = append(out, OpportunityStatus{
			s.Get("id").String(), s.Get("label").String(), s.Get("type").String(), s.Get("pipeline_id").String(),
		})
	}
	return out, nil
}
