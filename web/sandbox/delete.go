package main

import (
	"net/http"
	"slices"
)

// deleteContact takes a contact away from its lead, which is a change of the lead.
func (s *sandbox) deleteContact(c *call) (any, *apiError) {
	p, l, err := s.visibleContact(c)
	if err != nil {
		return nil, err
	}
	last := s.contactShot(p, l)
	without := slices.DeleteFunc(slices.Clone(l.Contacts), func(other *contact) bool { return other == p })
	request := s.changeContacts(l, without, c.actor())
	s.events.deleted(event{
		objectType: "contact", objectID: p.ID, leadID: l.ID, org: l.Org, by: c.actor(), request: request, moved: l.Updated, new: last,
	})
	return object{}, nil
}

// deleteLead takes a lead away with all that belongs to it. It needs a permission.
func (s *sandbox) deleteLead(c *call) (any, *apiError) {
	l, err := s.visibleLead(c)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(permissionsOf(c.caller.User.Roles[l.Org.ID]), "delete_leads") {
		return nil, plainError(http.StatusForbidden, textForbidden)
	}
	s.removeLead(l, c.actor())
	return object{}, nil
}

func (s *sandbox) removeLead(l *lead, by actor) {
	now, request := s.moment(l.Updated), s.events.request()
	for _, p := range l.Contacts {
		s.events.deleted(event{
			objectType: "contact", objectID: p.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now, new: s.contactShot(p, l),
		})
	}
	s.events.deleted(event{
		objectType: "lead", objectID: l.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now, new: s.leadShot(l),
	})
	s.goneFromIndex(l)
	s.world.Leads = slices.DeleteFunc(slices.Clone(s.world.Leads), func(other *lead) bool { return other == l })
	delete(s.world.leadsByID, l.ID)
}
