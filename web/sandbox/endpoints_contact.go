package main

import (
	"fmt"
	"net/http"
)

// visibleContact finds a contact that the caller may see, and its lead.
func (s *apiServer) visibleContact(c *call) (*contact, *lead, *apiError) {
	p, l := s.world.contact(c.id)
	if p == nil || !c.caller.visible(l.Org) {
		return nil, nil, notFound("Contact")
	}
	return p, l, nil
}

func (s *apiServer) getContact(c *call) (any, *apiError) {
	p, l, err := s.visibleContact(c)
	if err != nil {
		return nil, err
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	return selectFields(s.world.renderContact(p, l), fields), nil
}

// listContacts answers with the contacts of one lead, or of all leads of the caller's
// organization. A lead that the caller may not see has none.
func (s *apiServer) listContacts(c *call) (any, *apiError) {
	leads := s.world.leadsOf(c.caller.Org)
	if query := c.request.URL.Query(); query.Has("lead_id") {
		leads = nil
		if l := s.world.lead(query.Get("lead_id")); l != nil && c.caller.visible(l.Org) {
			leads = []*lead{l}
		}
	}
	rows := []object{}
	for _, l := range leads {
		for _, p := range l.Contacts {
			rows = append(rows, s.world.renderContact(p, l))
		}
	}
	return page(c, rows, maxLimit)
}

// listCustomObjects answers with the custom objects of one lead, which must be
// named. A lead that the caller may not see has none.
func (s *apiServer) listCustomObjects(c *call) (any, *apiError) {
	id := c.request.URL.Query().Get("lead_id")
	if id == "" {
		return nil, &apiError{http.StatusBadRequest, fieldErrors{"lead": "This field is required."}.body()}
	}
	rows := []object{}
	if l := s.world.lead(id); l != nil && c.caller.visible(l.Org) {
		for i, objectID := range l.CustomObjects {
			rows = append(rows, object{"id": objectID, "lead_id": l.ID, "organization_id": l.Org.ID, "name": fmt.Sprintf("Object %d", i+1)})
		}
	}
	return page(c, rows, maxLimit)
}

func (s *apiServer) putContact(c *call) (any, *apiError) {
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
	put := newContactPut(p, l, s.world.usersOf(l.Org), c.caller.User.Roles[l.Org.ID], s.world.options)
	put.leadExists = func(id string) bool {
		other := s.world.lead(id)
		return other != nil && c.caller.visible(other.Org)
	}
	props, err := put.apply(body)
	if err != nil {
		return nil, err
	}
	s.world.changeContact(p, l, props, c.actor())
	return selectFields(s.world.renderContact(p, l), fields), nil
}
