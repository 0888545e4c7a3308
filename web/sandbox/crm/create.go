package crm

import (
	"maps"
	"slices"
	"strconv"

	"leadpatch/web/sandbox/wire"
)

// NewLead works a lead out of a body by the rules of a PUT, without adding it to the
// world.
func (w *World) NewLead(by *Caller, body wire.Object) (*Lead, *wire.Error) {
	org, now := by.Org, w.Instant()
	l := &Lead{
		ID: w.NewID("lead"), Org: org, CreatedBy: by.User, UpdatedBy: by.User, Created: now, Updated: now,
		Props: wire.Object{"name": "", "description": "", "url": "", "status_id": org.Statuses[0].ID, "addresses": []any{}},
	}
	own := maps.Clone(body)
	delete(own, "contacts")
	props, problem := NewLeadPut(l, w.UsersOf(org), by.User.Roles[org.ID], w.Options).Apply(own)
	failed := wire.FieldErrors{}
	if problem != nil {
		nested, isFields := problem.Body["field-errors"].(wire.FieldErrors)
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
		return nil, failed.Refusal()
	}
	l.Props = props
	return l, nil
}

// newContacts adds the contacts of a body to the lead that is being made, or returns what
// is wrong with them.
func (w *World) newContacts(by *Caller, l *Lead, value any) (problem any) {
	items, isList := value.([]any)
	switch {
	case value == nil:
		return nil
	case !isList:
		return wire.TextNotList
	case len(items) > maxListItems:
		return wire.TextListTooLong
	}
	failed := map[string]any{}
	for i, item := range items {
		dict, isDict := item.(wire.Object)
		if !isDict {
			failed[strconv.Itoa(i)] = wire.TextNotDict
			continue
		}
		p, err := w.NewContact(by, l, dict)
		if err != nil {
			failed[strconv.Itoa(i)] = err.Body
			continue
		}
		l.Contacts = append(l.Contacts, p)
	}
	if len(failed) > 0 {
		return wire.NestedErrors(failed)
	}
	return nil
}

// NewContact works a contact out of a body by the rules of a PUT, without adding it
// to its lead.
func (w *World) NewContact(by *Caller, l *Lead, body wire.Object) (*Contact, *wire.Error) {
	now := w.Instant()
	p := &Contact{
		ID: w.NewID("cont"), LeadID: l.ID, CreatedBy: by.User, UpdatedBy: by.User, Created: now, Updated: now,
		Props: wire.Object{"name": "", "title": "", "timezone": nil, "emails": []any{}, "phones": []any{}, "urls": []any{}},
	}
	own := maps.Clone(body)
	delete(own, "lead_id")
	props, err := NewContactPut(p, l, w.UsersOf(l.Org), by.User.Roles[l.Org.ID], w.Options).Apply(own)
	p.Props = props
	return p, err
}

// InsertLead adds a lead to the world. Each of its contacts has an event of its own.
func (w *World) InsertLead(l *Lead, by Actor) {
	l.unindexed = w.notIndexedYet()
	w.AddLead(l)
	request := w.events.request()
	w.events.created(Event{
		ObjectType: "lead", ObjectID: l.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: l.Created, new: w.leadShot(l),
	})
	for _, p := range l.Contacts {
		w.contactCreated(p, l, by, request)
	}
}

func (w *World) contactCreated(p *Contact, l *Lead, by Actor, request string) {
	w.events.created(Event{
		ObjectType: "contact", ObjectID: p.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: p.Created, new: w.contactShot(p, l),
	})
}

// AddContact adds a contact to a lead, which is a change of the lead.
func (w *World) AddContact(p *Contact, l *Lead, by Actor) {
	request := w.changeContacts(l, append(slices.Clone(l.Contacts), p), by)
	w.contactCreated(p, l, by, request)
}

// changeContacts replaces the contacts of a lead, which is a change of the lead, and
// returns the id of the request.
func (w *World) changeContacts(l *Lead, contacts []*Contact, by Actor) (request string) {
	w.beforeIndexing(l)
	old, now := w.leadShot(l), w.moment(l.Updated)
	l.Contacts, l.Updated, l.UpdatedBy = contacts, now, by.User
	l.Revision++
	request = w.events.request()
	w.events.updated(Event{
		ObjectType: "lead", ObjectID: l.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: now, old: old, new: w.leadShot(l),
	}, w.Options.Consolidation())
	return request
}

// RemoveContact takes a contact away from its lead, which is a change of the lead.
func (w *World) RemoveContact(p *Contact, l *Lead, by Actor) {
	last := w.contactShot(p, l)
	without := slices.DeleteFunc(slices.Clone(l.Contacts), func(other *Contact) bool { return other == p })
	request := w.changeContacts(l, without, by)
	w.events.deleted(Event{
		ObjectType: "contact", ObjectID: p.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: l.Updated, new: last,
	})
}

// RemoveLead takes a lead away with all that belongs to it.
func (w *World) RemoveLead(l *Lead, by Actor) {
	now, request := w.moment(l.Updated), w.events.request()
	for _, p := range l.Contacts {
		w.events.deleted(Event{
			ObjectType: "contact", ObjectID: p.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: now, new: w.contactShot(p, l),
		})
	}
	w.events.deleted(Event{
		ObjectType: "lead", ObjectID: l.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: now, new: w.leadShot(l),
	})
	w.goneFromIndex(l)
	w.Leads = slices.DeleteFunc(slices.Clone(w.Leads), func(other *Lead) bool { return other == l })
	delete(w.leadsByID, l.ID)
}
