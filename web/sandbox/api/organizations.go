package api

import (
	"leadpatch/web/sandbox/wire"
)

func (s *Server) getMe(c *call) (any, *wire.Error) {
	return wire.SelectFields(s.world.RenderMe(c.caller.User, c.caller.Org), c.request.URL.Query().Get("_fields")), nil
}

func (s *Server) listUsers(c *call) (any, *wire.Error) {
	rows := []wire.Object{}
	for _, u := range s.world.UsersOf(c.caller.Org) {
		rows = append(rows, s.world.RenderUser(u))
	}
	return page(c, rows, maxLimit)
}

func (s *Server) getOrganization(c *call) (any, *wire.Error) {
	o := s.world.Org(c.id)
	if o == nil || !c.caller.Visible(o) {
		return nil, notFound("Organization")
	}
	return wire.SelectFields(s.world.RenderOrgWithMembers(o), c.request.URL.Query().Get("_fields")), nil
}
