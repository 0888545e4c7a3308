package main

import (
	"net/http"
	"slices"
)

func (s *apiServer) deleteContact(c *call) (any, *apiError) {
	p, l, err := s.visibleContact(c)
	if err != nil {
		return nil, err
	}
	s.world.removeContact(p, l, c.actor())
	return object{}, nil
}

// deleteLead takes a lead away with all that belongs to it. It needs a permission.
func (s *apiServer) deleteLead(c *call) (any, *apiError) {
	l, err := s.visibleLead(c)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(permissionsOf(c.caller.User.Roles[l.Org.ID]), "delete_leads") {
		return nil, plainError(http.StatusForbidden, textForbidden)
	}
	s.world.removeLead(l, c.actor())
	return object{}, nil
}

// removeContact takes a contact away from its lead, which is a change of the lead.
func (w *World) removeContact(p *contact, l *lead, by actor) {
	last := w.contactShot(p, l)
	without := slices.DeleteFunc(slices.Clone(l.Contacts), func(other *contact) bool { return other == p })
	request := w.changeContacts(l, without, by)
	w.events.deleted(event{
		objectType: "contact", objectID: p.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: l.Updated, new: last,
	})
}

// removeLead takes a lead away with all that belongs to it.
func (w *World) removeLead(l *lead, by actor) {
	now, request := w.moment(l.Updated), w.events.request()
	for _, p := range l.Contacts {
		w.events.deleted(event{
			objectType: "contact", objectID: p.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now, new: w.contactShot(p, l),
		})
	}
	w.events.deleted(event{
		objectType: "lead", objectID: l.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now, new: w.leadShot(l),
	})
	w.goneFromIndex(l)
	w.Leads = slices.DeleteFunc(slices.Clone(w.Leads), func(other *lead) bool { return other == l })
	delete(w.leadsByID, l.ID)
}
