package api

import (
	"net/http"
	"slices"
	"strings"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// visibleLead finds a lead that the caller may see. To others it does not exist.
func (s *Server) visibleLead(c *call) (*crm.Lead, *wire.Error) {
	l := s.world.Lead(c.id)
	if l == nil || !c.caller.Visible(l.Org) {
		return nil, notFound("Lead")
	}
	return l, nil
}

func (s *Server) listLeads(c *call) (any, *wire.Error) {
	leads := s.world.LeadsOf(c.caller.Org)
	query := c.request.URL.Query()
	if query.Has("id__in") {
		ids := strings.Split(query.Get("id__in"), ",")
		leads = slices.DeleteFunc(leads, func(l *crm.Lead) bool { return !slices.Contains(ids, l.ID) })
	}
	rows := []wire.Object{}
	for _, l := range leads {
		rows = append(rows, s.world.RenderLead(l))
	}
	list, err := page(c, rows, maxLeadLimit)
	if err != nil {
		return nil, err
	}
	list["total_results"] = len(leads)
	return list, nil
}

func (s *Server) getLead(c *call) (any, *wire.Error) {
	l, err := s.visibleLead(c)
	if err != nil {
		return nil, err
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	return wire.SelectFields(s.world.RenderLead(l), fields), nil
}

// postLead makes a lead, with the contacts that stand in its body.
func (s *Server) postLead(c *call) (any, *wire.Error) {
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	l, err := s.world.NewLead(c.caller, body)
	if err != nil {
		return nil, err
	}
	s.world.InsertLead(l, c.actor())
	return wire.SelectFields(s.world.RenderLead(l), fields), nil
}

func (s *Server) putLead(c *call) (any, *wire.Error) {
	l, err := s.visibleLead(c)
	if err != nil {
		return nil, err
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	props, err := crm.NewLeadPut(l, s.world.UsersOf(l.Org), c.caller.User.Roles[l.Org.ID], s.world.Options).Apply(body)
	if err != nil {
		return nil, err
	}
	s.world.Change(l, props, c.actor())
	return wire.SelectFields(s.world.RenderLead(l), fields), nil
}

// deleteLead takes a lead away with all that belongs to it. It needs a permission.
func (s *Server) deleteLead(c *call) (any, *wire.Error) {
	l, err := s.visibleLead(c)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(crm.PermissionsOf(c.caller.User.Roles[l.Org.ID]), "delete_leads") {
		return nil, wire.PlainError(http.StatusForbidden, wire.TextForbidden)
	}
	s.world.RemoveLead(l, c.actor())
	return wire.Object{}, nil
}
