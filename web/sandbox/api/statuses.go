package api

import (
	"slices"
	"strings"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

func (s *Server) listStatuses(c *call) (any, *wire.Error) {
	rows := []wire.Object{}
	for _, st := range c.caller.Org.Statuses {
		rows = append(rows, wire.Object{"id": st.ID, "label": st.Label, "organization_id": c.caller.Org.ID})
	}
	slices.SortFunc(rows, func(a, b wire.Object) int { return strings.Compare(a["id"].(string), b["id"].(string)) })
	return page(c, rows, maxLimit)
}

func (s *Server) listOpportunityStatuses(c *call) (any, *wire.Error) {
	rows := []wire.Object{}
	for _, p := range c.caller.Org.Pipelines {
		for _, st := range p.Statuses {
			rows = append(rows, wire.Object{
				"id": st.ID, "label": st.Label, "type": st.Type, "status_type": st.Type, "organization_id": c.caller.Org.ID,
				"pipeline_id": p.ID, "pipeline_name": p.Name,
			})
		}
	}
	return page(c, rows, maxLimit)
}

func (s *Server) listPipelines(c *call) (any, *wire.Error) {
	return page(c, crm.RenderPipelines(c.caller.Org), maxLimit)
}
