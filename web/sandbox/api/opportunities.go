package api

import (
	"maps"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

func (s *Server) listOpportunities(c *call) (any, *wire.Error) {
	return s.listChildren(c, &crm.OpportunityKind, func(wire.Object) bool { return true })
}

func (s *Server) putOpportunity(c *call) (any, *wire.Error) {
	found, err := s.child(c, &crm.OpportunityKind)
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	next, failed := maps.Clone(found.Object()), wire.FieldErrors{}
	s.world.OpportunityFields(found.Lead, body, next, failed)
	if len(failed) > 0 {
		return nil, failed.Refusal()
	}
	s.world.ChangeChild(found, next, c.actor())
	return found.Render(s.world), nil
}
