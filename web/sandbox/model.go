package main

import (
	"slices"
	"time"
)

// object is a JSON object. Numbers in it are json.Number, so that their digits
// survive. Values are never changed in place, only replaced: a copy of the map is
// a snapshot.
type object = map[string]any

// The types of custom fields.
const (
	typeText         = "text"
	typeTextarea     = "textarea"
	typeNumber       = "number"
	typeDate         = "date"
	typeDateTime     = "datetime"
	typeChoices      = "choices"
	typeUser         = "user"
	typeContact      = "contact"
	typeCustomObject = "custom_object"
	typeHidden       = "hidden"
)

// status is a lead status.
type status struct {
	ID    string
	Label string
}

// association ties a shared custom field to one type of object.
type association struct {
	ObjectType string
	Roles      []string // empty: everybody may edit
}

// field is a custom field.
type field struct {
	ID          string
	Name        string
	Description string
	Type        string
	Multiple    bool
	Choices     []string
	Roles       []string // of a regular field; empty: everybody may edit
	// Shared fields have associations in place of Roles.
	Associations []association
	// ConvertingTo is the type that the field is being turned into, if any.
	ConvertingTo string
	// ReferencedType is the type of custom object that the field points to.
	ReferencedType string
}

// sharedOn reports whether a shared field is associated with an object type. A
// regular field never is.
func (f *field) sharedOn(objectType string) bool {
	return slices.ContainsFunc(f.Associations, func(a association) bool { return a.ObjectType == objectType })
}

// editableBy reports whether a role may edit the field's value on a type of object.
func (f *field) editableBy(objectType, role string) bool {
	roles := f.Roles
	for _, a := range f.Associations {
		if a.ObjectType == objectType {
			roles = a.Roles
		}
	}
	return len(roles) == 0 || slices.Contains(roles, role)
}

// user is a person, who may have left.
type user struct {
	ID     string
	First  string
	Last   string
	Email  string
	Former bool
	// Roles maps the organizations of the user to the role held there, also for a
	// former user.
	Roles map[string]string
}

func (u *user) name() string { return u.First + " " + u.Last }

// memberOf reports whether the user works in an organization. Who has left works in
// none.
func (u *user) memberOf(o *org) bool {
	_, member := u.Roles[o.ID]
	return member && !u.Former
}

// contact is a person at a lead. Its props are what a PUT may change: name, title,
// timezone, emails, phones, urls and the flat custom keys that have a value. An item
// of the three lists has its type, its value and whatever else was given to it by
// the control surface; what can be derived from these is added to the answers.
type contact struct {
	ID        string
	LeadID    string
	Props     object
	CreatedBy *user
	UpdatedBy *user
	Created   time.Time
	Updated   time.Time
}

// name is the contact's name, or nothing.
func (c *contact) name() string { return words(c.Props["name"]) }

// lead is a lead. Its props are what a PUT may change: name, description, url,
// status_id, addresses and the flat custom keys that have a value. The control
// surface may put any other key there; it then stands in the answers too.
type lead struct {
	ID            string
	Org           *org
	Props         object
	Contacts      []*contact
	CustomObjects []string // ids of the custom objects that belong to the lead
	Opportunities []object
	Tasks         []object
	Notes         []object
	// unindexed is the lead as search still shows it: see index.go.
	unindexed []indexEntry
	CreatedBy *user
	UpdatedBy *user
	Created   time.Time
	Updated   time.Time
	// Revision grows with every change, for the page that shows the lead.
	Revision int
}

// statusChange records that a lead went from one status to another.
type statusChange struct {
	ID          string `json:"id"`
	LeadID      string `json:"lead_id"`
	OldStatusID string `json:"old_status_id"`
	NewStatusID string `json:"new_status_id"`
	UserID      string `json:"user_id"`
	DateCreated string `json:"date_created"`
}

// org is an organization.
type org struct {
	ID            string
	Name          string
	Statuses      []status // in the order of the interface
	LeadFields    []*field // in the order of the interface, regular and shared
	ContactFields []*field
	Pipelines     []pipeline
	// PhoneCountry is the country of phone numbers that are written without one.
	PhoneCountry string
	// Colleague is the member in whose name the control surface edits leads.
	Colleague *user
}

// fieldsOn returns the fields of a type of object and whether there is such a type.
func (o *org) fieldsOn(objectType string) (fields []*field, ok bool) {
	switch objectType {
	case "lead":
		return o.LeadFields, true
	case "contact":
		return o.ContactFields, true
	}
	return nil, false
}

func (o *org) statusByID(id string) (status, bool) {
	i := slices.IndexFunc(o.Statuses, func(s status) bool { return s.ID == id })
	if i < 0 {
		return status{}, false
	}
	return o.Statuses[i], true
}

func (o *org) statusByLabel(label string) (status, bool) {
	i := slices.IndexFunc(o.Statuses, func(s status) bool { return s.Label == label })
	if i < 0 {
		return status{}, false
	}
	return o.Statuses[i], true
}

// findField looks a field up by id and then, as Close's older clients do, by name.
func findField(fields []*field, ref string) *field {
	for _, f := range fields {
		if f.ID == ref {
			return f
		}
	}
	for _, f := range fields {
		if f.Name == ref {
			return f
		}
	}
	return nil
}

// apiKey is a key for the API: it belongs to one user and one organization.
type apiKey struct {
	Name    string // what the journal calls it
	Secret  string
	User    *user
	Org     *org
	Revoked bool
	// Wide lets the key reach every organization of its user, for tests of a client
	// that must not rely on Close to keep organizations apart.
	Wide bool
}

// Data is what the organizations have. The zero value has nothing; the seed makes a
// full one.
type Data struct {
	Orgs          []*org
	Users         []*user
	Keys          []*apiKey
	Leads         []*lead
	StatusChanges []statusChange
	leadsByID     map[string]*lead
	made          int          // how many objects have been made since the seed
	gone          []indexEntry // deleted leads that search may still show
}

// addLead appends a lead.
func (d *Data) addLead(l *lead) {
	if d.leadsByID == nil {
		d.leadsByID = map[string]*lead{}
	}
	d.Leads = append(d.Leads, l)
	d.leadsByID[l.ID] = l
}

// lead finds a lead, or returns nil.
func (d *Data) lead(id string) *lead { return d.leadsByID[id] }

// contact finds a contact and the lead that it belongs to, or returns nil twice.
func (d *Data) contact(id string) (*contact, *lead) {
	for _, l := range d.Leads {
		for _, p := range l.Contacts {
			if p.ID == id {
				return p, l
			}
		}
	}
	return nil, nil
}

// org finds an organization, or returns nil.
func (d *Data) org(id string) *org {
	for _, o := range d.Orgs {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// leadsOf returns the leads of an organization in the order of the seed.
func (d *Data) leadsOf(o *org) []*lead {
	var out []*lead
	for _, l := range d.Leads {
		if l.Org == o {
			out = append(out, l)
		}
	}
	return out
}
