package main

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// postLead makes a lead, with the contacts that stand in its body.
func (s *apiServer) postLead(c *call) (any, *apiError) {
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	l, err := s.world.newLead(c.caller, body)
	if err != nil {
		return nil, err
	}
	s.world.insertLead(l, c.actor())
	return selectFields(s.world.renderLead(l), fields), nil
}

// newLead works a lead out of a body by the rules of a PUT, without adding it to the
// world.
func (w *World) newLead(by *caller, body object) (*lead, *apiError) {
	org, now := by.Org, w.instant()
	l := &lead{
		ID: w.newID("lead"), Org: org, CreatedBy: by.User, UpdatedBy: by.User, Created: now, Updated: now,
		Props: object{"name": "", "description": "", "url": "", "status_id": org.Statuses[0].ID, "addresses": []any{}},
	}
	own := maps.Clone(body)
	delete(own, "contacts")
	props, problem := newLeadPut(l, w.usersOf(org), by.User.Roles[org.ID], w.options).apply(own)
	failed := fieldErrors{}
	if problem != nil {
		nested, isFields := problem.body["field-errors"].(fieldErrors)
		if !isFields {
			return nil, problem
		}
		failed = nested
	}
	if value, named := body["contacts"]; named {
		if err := w.newContacts(by, l, value); err != nil {
			failed["contacts"] = err
		}
	}
	if len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	l.Props = props
	return l, nil
}

// newContacts gives a lead that is being made the contacts of its body, or says what
// is wrong with them.
func (w *World) newContacts(by *caller, l *lead, value any) (problem any) {
	items, isList := value.([]any)
	switch {
	case value == nil:
		return nil
	case !isList:
		return textNotList
	case len(items) > maxListItems:
		return textListTooLong
	}
	failed := map[string]any{}
	for i, item := range items {
		dict, isDict := item.(object)
		if !isDict {
			failed[strconv.Itoa(i)] = textNotDict
			continue
		}
		p, err := w.newContact(by, l, dict)
		if err != nil {
			failed[strconv.Itoa(i)] = err.body
			continue
		}
		l.Contacts = append(l.Contacts, p)
	}
	if len(failed) > 0 {
		return nestedErrors(failed)
	}
	return nil
}

// newContact works a contact out of a body by the rules of a PUT, without adding it
// to its lead.
func (w *World) newContact(by *caller, l *lead, body object) (*contact, *apiError) {
	now := w.instant()
	p := &contact{
		ID: w.newID("cont"), LeadID: l.ID, CreatedBy: by.User, UpdatedBy: by.User, Created: now, Updated: now,
		Props: object{"name": "", "title": "", "timezone": nil, "emails": []any{}, "phones": []any{}, "urls": []any{}},
	}
	own := maps.Clone(body)
	delete(own, "lead_id")
	props, err := newContactPut(p, l, w.usersOf(l.Org), by.User.Roles[l.Org.ID], w.options).apply(own)
	p.Props = props
	return p, err
}

// insertLead adds a lead to the world. Each of its contacts has an event of its own.
func (w *World) insertLead(l *lead, by actor) {
	l.unindexed = w.notIndexedYet()
	w.addLead(l)
	request := w.events.request()
	w.events.created(event{
		objectType: "lead", objectID: l.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: l.Created, new: w.leadShot(l),
	})
	for _, p := range l.Contacts {
		w.contactCreated(p, l, by, request)
	}
}

func (w *World) contactCreated(p *contact, l *lead, by actor, request string) {
	w.events.created(event{
		objectType: "contact", objectID: p.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: p.Created, new: w.contactShot(p, l),
	})
}

// postContact adds a contact to a lead. Without one it makes a lead of the contact's
// name.
func (s *apiServer) postContact(c *call) (any, *apiError) {
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
		l, err := s.world.newLead(c.caller, object{"name": words(body["name"])})
		if err != nil {
			return nil, err
		}
		p, err := s.world.newContact(c.caller, l, own)
		if err != nil {
			return nil, err
		}
		l.Contacts = []*contact{p}
		s.world.insertLead(l, c.actor())
		return selectFields(s.world.renderContact(p, l), fields), nil
	}
	failed := fieldErrors{}
	l := s.referredLead(c, body, failed)
	if l == nil {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	p, err := s.world.newContact(c.caller, l, body)
	if err != nil {
		return nil, err
	}
	s.world.addContact(p, l, c.actor())
	return selectFields(s.world.renderContact(p, l), fields), nil
}

// addContact adds a contact to a lead, which is a change of the lead.
func (w *World) addContact(p *contact, l *lead, by actor) {
	request := w.changeContacts(l, append(slices.Clone(l.Contacts), p), by)
	w.contactCreated(p, l, by, request)
}

// changeContacts gives a lead other contacts, which is a change of the lead, and
// returns the id of the request.
func (w *World) changeContacts(l *lead, contacts []*contact, by actor) (request string) {
	w.beforeIndexing(l)
	old, now := w.leadShot(l), w.moment(l.Updated)
	l.Contacts, l.Updated, l.UpdatedBy = contacts, now, by.user
	l.Revision++
	request = w.events.request()
	w.events.updated(event{
		objectType: "lead", objectID: l.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now, old: old, new: w.leadShot(l),
	}, w.options.consolidation())
	return request
}
