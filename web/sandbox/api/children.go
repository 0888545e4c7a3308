package api

import (
	"slices"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// child finds the object of a kind that a path names, if the caller may see it.
func (s *Server) child(c *call, kind *crm.ChildKind) (crm.Child, *wire.Error) {
	found, ok := s.world.Child(kind, c.id, c.caller.Visible)
	if !ok {
		return crm.Child{}, notFound(kind.Name)
	}
	return found, nil
}

// referredLead finds the lead that a body names in lead_id. Errors about it stand
// under "lead".
func (s *Server) referredLead(c *call, body wire.Object, failed wire.FieldErrors) *crm.Lead {
	id, isText := body["lead_id"].(string)
	found := s.world.Lead(id)
	switch {
	case body["lead_id"] == nil:
		failed["lead"] = wire.TextRequired
	case !isText:
		failed["lead"] = wire.TextNotString
	case found == nil || !c.caller.Visible(found.Org):
		failed["lead"] = wire.TextNoReference
	default:
		return found
	}
	return nil
}

// getChild, deleteChild and listChildren are the endpoints that all kinds share.
func getChild(kind *crm.ChildKind) func(*Server, *call) (any, *wire.Error) {
	return func(s *Server, c *call) (any, *wire.Error) {
		found, err := s.child(c, kind)
		if err != nil {
			return nil, err
		}
		return wire.SelectFields(found.Render(s.world), c.request.URL.Query().Get("_fields")), nil
	}
}

func deleteChild(kind *crm.ChildKind) func(*Server, *call) (any, *wire.Error) {
	return func(s *Server, c *call) (any, *wire.Error) {
		found, err := s.child(c, kind)
		if err != nil {
			return nil, err
		}
		s.world.RemoveChild(found, c.actor())
		return wire.Object{}, nil
	}
}

// listChildren answers with the objects of one lead, or of all leads of the caller's
// organization, that are wanted, the newest first. A lead that the caller may not see
// has no such objects.
func (s *Server) listChildren(c *call, kind *crm.ChildKind, wanted func(wire.Object) bool) (any, *wire.Error) {
	leads := s.world.LeadsOf(c.caller.Org)
	if query := c.request.URL.Query(); query.Has("lead_id") {
		leads = nil
		if l := s.world.Lead(query.Get("lead_id")); l != nil && c.caller.Visible(l.Org) {
			leads = []*crm.Lead{l}
		}
	}
	rows := []wire.Object{}
	for _, l := range leads {
		for _, o := range slices.Backward(*kind.List(l)) {
			if wanted(o) {
				rows = append(rows, kind.Render(s.world, o, l))
			}
		}
	}
	return page(c, rows, maxLimit)
}
