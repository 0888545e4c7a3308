package main

// The types of the statuses of opportunities.
const (
	oppoActive = "active"
	oppoWon    = "won"
	oppoLost   = "lost"
)

// pipeline is a way that opportunities take.
type pipeline struct {
	ID       string
	Name     string
	Statuses []oppoStatus // in the order of the interface
}

// oppoStatus is a status of opportunities.
type oppoStatus struct {
	ID    string
	Label string
	Type  string
}

// defaultPipelines are those of an organization of the seed: one that everybody
// starts with, and one with names of its own.
func defaultPipelines(org string) []pipeline {
	status := func(label, name, kind string) oppoStatus {
		return oppoStatus{ID: makeID("stat", org+" "+name), Label: label, Type: kind}
	}
	return []pipeline{
		{ID: makeShortID("pipe", org), Name: "Sales", Statuses: []oppoStatus{
			status("Active", "active", oppoActive), status("Offer & terms", "offer", oppoActive),
			status("Won", "won", oppoWon), status("Lost", "lost", oppoLost),
		}},
		{ID: makeShortID("pipe", org+" renewals"), Name: "Renewals", Statuses: []oppoStatus{
			status("Up for renewal", "renewal", oppoActive), status("Renewed", "renewed", oppoWon), status("Cancelled", "cancelled", oppoLost),
		}},
	}
}

// oppoStatus finds a status of opportunities by id or label.
func (o *org) oppoStatus(ref string) (p pipeline, st oppoStatus, ok bool) {
	for _, p := range o.Pipelines {
		for _, st := range p.Statuses {
			if st.ID == ref || st.Label == ref {
				return p, st, true
			}
		}
	}
	return pipeline{}, oppoStatus{}, false
}

func renderPipelines(o *org) []object {
	out := []object{}
	for _, p := range o.Pipelines {
		statuses := []object{}
		for _, st := range p.Statuses {
			statuses = append(statuses, object{"id": st.ID, "label": st.Label, "type": st.Type})
		}
		out = append(out, object{
			"id": p.ID, "name": p.Name, "organization_id": o.ID, "statuses": statuses,
			"created_by": nil, "updated_by": nil, "date_created": isoTime(seedTime), "date_updated": isoTime(seedTime),
		})
	}
	return out
}

func (s *apiServer) listOppoStatuses(c *call) (any, *apiError) {
	rows := []object{}
	for _, p := range c.caller.Org.Pipelines {
		for _, st := range p.Statuses {
			rows = append(rows, object{
				"id": st.ID, "label": st.Label, "type": st.Type, "status_type": st.Type, "organization_id": c.caller.Org.ID,
				"pipeline_id": p.ID, "pipeline_name": p.Name,
			})
		}
	}
	return page(c, rows, maxLimit)
}

func (s *apiServer) listPipelines(c *call) (any, *apiError) {
	return page(c, renderPipelines(c.caller.Org), maxLimit)
}
