package api

import (
	"fmt"
	"maps"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// visibleContact finds a contact that the caller may see, and its lead.
func (s *Server) visibleContact(c *call) (*crm.Contact, *crm.Lead, *wire.Error) {
	p, l := s.world.Contact(c.id)
	if p == nil || !c.caller.Visible(l.Org) {
		return nil, nil, notFound("Contact")
	}
	return p, l, nil
}

// listContacts answers with the contacts of one lead, or of all leads of the caller's
// organization. A lead that the caller may not see has no contacts.
func (s *Server) listContacts(c *call) (any, *wire.Error) {
	leads := s.world.LeadsOf(c.caller.Org)
	if query := c.request.URL.Query(); query.Has("lead_id") {
		leads = nil
		if l := s.world.Lead(query.Get("lead_id")); l != nil && c.caller.Visible(l.Org) {
			leads = []*crm.Lead{l}
		}
	}
	rows := []wire.Object{}
	for _, l := range leads {
		for _, p := range l.Contacts {
			rows = append(rows, s.world.RenderContact(p, l))
		}
	}
	return page(c, rows, maxLimit)
}

func (s *Server) getContact(c *call) (any, *wire.Error) {
	p, l, err := s.visibleContact(c)
	if err != nil {
		return nil, err
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	return wire.SelectFields(s.world.RenderContact(p, l), fields), nil
}

// postContact adds a contact to a lead. Without one it makes a lead of the contact's
// name.
func (s *Server) postContact(c *call) (any, *wire.Error) {
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	if body["lead_id"] == nil {
		own := maps.Clone(body)
		delete(own, "lead_id")
		l, err := s.world.NewLead(c.caller, wire.Object{"name": wire.Words(body["name"])})
		if err != nil {
			return nil, err
		}
		p, err := s.world.NewContact(c.caller, l, own)
		if err != nil {
			return nil, err
		}
		l.Contacts = []*crm.Contact{p}
		s.world.InsertLead(l, c.actor())
		return wire.SelectFields(s.world.RenderContact(p, l), fields), nil
	}
	failed := wire.FieldErrors{}
	l := s.referredLead(c, body, failed)
	if l == nil {
		return nil, failed.Refusal()
	}
	p, err := s.world.NewContact(c.caller, l, body)
	if err != nil {
		return nil, err
	}
	s.world.AddContact(p, l, c.actor())
	return wire.SelectFields(s.world.RenderContact(p, l), fields), nil
}

func (s *Server) putContact(c *call) (any, *wire.Error) {
	p, l, err := s.visibleContact(c)
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
	put := crm.NewContactPut(p, l, s.world.UsersOf(l.Org), c.caller.User.Roles[l.Org.ID], s.world.Options)
	put.LeadExists = func(id string) bool {
		other := s.world.Lead(id)
		return other != nil && c.caller.Visible(other.Org)
	}
	props, err := put.Apply(body)
	if err != nil {
		return nil, err
	}
	s.world.ChangeContact(p, l, props, c.actor())
	return wire.SelectFields(s.world.RenderContact(p, l), fields), nil
}

func (s *Server) deleteContact(c *call) (any, *wire.Error) {
	p, l, err := s.visibleContact(c)
	if err != nil {
		return nil, err
	}
	s.world.RemoveContact(p, l, c.actor())
	return wire.Object{}, nil
}

// listCustomObjects answers with the custom objects of one lead, which must be
// named. A lead that the caller may not see has no objects.
func (s *Server) listCustomObjects(c *call) (any, *wire.Error) {
	id := c.request.URL.Query().Get("lead_id")
	if id == "" {
		return nil, wire.FieldErrors{"lead": "This field is required."}.Refusal()
	}
	rows := []wire.Object{}
	if l := s.world.Lead(id); l != nil && c.caller.Visible(l.Org) {
		for i, objectID := range l.CustomObjects {
			rows = append(rows, wire.Object{"id": objectID, "lead_id": l.ID, "organization_id": l.Org.ID, "name": fmt.Sprintf("Object %d", i+1)})
		}
	}
	return page(c, rows, maxLimit)
}
