package crm

// The types of the statuses of opportunities.
const (
	OpportunityActive = "active"
	OpportunityWon    = "won"
	OpportunityLost   = "lost"
)

// Pipeline is a way that opportunities take.
type Pipeline struct {
	ID       string
	Name     string
	Statuses []OpportunityStatus // in the order of the interface
}

// OpportunityStatus is a status of opportunities.
type OpportunityStatus struct {
	ID    string
	Label string
	Type  string
}

// opportunityStatus finds a status of opportunities by id or label.
func (o *Org) opportunityStatus(ref string) (p Pipeline, st OpportunityStatus, ok bool) {
	for _, p := range o.Pipelines {
		for _, st := range p.Statuses {
			if st.ID == ref || st.Label == ref {
				return p, st, true
			}
		}
	}
	return Pipeline{}, OpportunityStatus{}, false
}
