package main

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// postLead makes a lead, with the contacts that stand in its body.
func (s *sandbox) postLead(c *call) (any, *apiError) {
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	l, err := s.newLead(c, body)
	if err != nil {
		return nil, err
	}
	s.insertLead(l, c.actor())
	return selectFields(s.renderLead(l), fields), nil
}

// newLead works a lead out of a body by the rules of a PUT, without adding it to the
// world.
func (s *sandbox) newLead(c *call, body object) (*lead, *apiError) {
	org, now := c.caller.Org, s.instant()
	l := &lead{
		ID: s.world.newID("lead"), Org: org, CreatedBy: c.caller.User, UpdatedBy: c.caller.User, Created: now, Updated: now,
		Props: object{"name": "", "description": "", "url": "", "status_id": org.Statuses[0].ID, "addresses": []any{}},
	}
	own := maps.Clone(body)
	delete(own, "contacts")
	props, problem := newLeadPut(l, s.usersOf(org), c.caller.User.Roles[org.ID], s.options).apply(own)
	failed := fieldErrors{}
	if problem != nil {
		nested, isFields := problem.body["field-errors"].(fieldErrors)
		if !isFields {
			return nil, problem
		}
		failed = nested
	}
	if value, named := body["contacts"]; named {
		if err := s.newContacts(c, l, value); err != nil {
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
func (s *sandbox) newContacts(c *call, l *lead, value any) (problem any) {
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
		p, err := s.newContact(c, l, dict)
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
func (s *sandbox) newContact(c *call, l *lead, body object) (*contact, *apiError) {
	now := s.instant()
	p := &contact{
		ID: s.world.newID("cont"), LeadID: l.ID, CreatedBy: c.caller.User, UpdatedBy: c.caller.User, Created: now, Updated: now,
		Props: object{"name": "", "title": "", "timezone": nil, "emails": []any{}, "phones": []any{}, "urls": []any{}},
	}
	own := maps.Clone(body)
	delete(own, "lead_id")
	props, err := newContactPut(p, l, s.usersOf(l.Org), c.caller.User.Roles[l.Org.ID], s.options).apply(own)
	p.Props = props
	return p, err
}

// insertLead adds a lead to the world. Each of its contacts has an event of its own.
func (s *sandbox) insertLead(l *lead, by actor) {
	l.unindexed = s.notIndexedYet()
	s.world.Leads = append(s.world.Leads, l)
	s.world.leadsByID[l.ID] = l
	request := s.events.request()
	s.events.created(event{
		objectType: "lead", objectID: l.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: l.Created, new: s.leadShot(l),
	})
	for _, p := range l.Contacts {
		s.contactCreated(p, l, by, request)
	}
}

func (s *sandbox) contactCreated(p *contact, l *lead, by actor, request string) {
	s.events.created(event{
		objectType: "contact", objectID: p.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: p.Created, new: s.contactShot(p, l),
	})
}

// postContact adds a contact to a lead. Without one it makes a lead of the contact's
// name.
func (s *sandbox) postContact(c *call) (any, *apiError) {
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
		l, err := s.newLead(c, object{"name": words(body["name"])})
		if err != nil {
			return nil, err
		}
		p, err := s.newContact(c, l, own)
		if err != nil {
			return nil, err
		}
		l.Contacts = []*contact{p}
		s.insertLead(l, c.actor())
		return selectFields(s.renderContact(p, l), fields), nil
	}
	failed := fieldErrors{}
	l := s.referredLead(c, body, failed)
	if l == nil {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	p, err := s.newContact(c, l, body)
	if err != nil {
		return nil, err
	}
	request := s.changeContacts(l, append(slices.Clone(l.Contacts), p), c.actor())
	s.contactCreated(p, l, c.actor(), request)
	return selectFields(s.renderContact(p, l), fields), nil
}

// changeContacts gives a lead other contacts, which is a change of the lead, and
// returns the id of the request.
func (s *sandbox) changeContacts(l *lead, contacts []*contact, by actor) (request string) {
	s.beforeIndexing(l)
	old, now := s.leadShot(l), s.moment(l.Updated)
	l.Contacts, l.Updated, l.UpdatedBy = contacts, now, by.user
	l.Revision++
	request = s.events.request()
	s.events.updated(event{
		objectType: "lead", objectID: l.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now, old: old, new: s.leadShot(l),
	}, s.options.consolidation())
	return request
}
