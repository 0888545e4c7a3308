package crm

import (
	"slices"
	"time"

	"leadpatch/web/sandbox/wire"
)

// The types of custom fields.
const (
	TypeText         = "text"
	TypeTextarea     = "textarea"
	TypeNumber       = "number"
	TypeDate         = "date"
	TypeDateTime     = "datetime"
	TypeChoices      = "choices"
	TypeUser         = "user"
	TypeContact      = "contact"
	TypeCustomObject = "custom_object"
	TypeHidden       = "hidden"
)

// Status is a lead status.
type Status struct {
	ID    string
	Label string
}

// Association ties a shared custom field to one type of object.
type Association struct {
	ObjectType string
	Roles      []string // empty: everybody may edit
}

// Field is a custom field.
type Field struct {
	ID          string
	Name        string
	Description string
	Type        string
	Multiple    bool
	Choices     []string
	Roles       []string // of a regular field; empty: everybody may edit
	// Shared fields have associations in place of Roles.
	Associations []Association
	// ConvertingTo is the type that the field is being turned into, if any.
	ConvertingTo string
	// ReferencedType is the type of custom object that the field points to.
	ReferencedType string
}

// SharedOn reports whether a shared field is associated with an object type. A
// regular field never is.
func (f *Field) SharedOn(objectType string) bool {
	return slices.ContainsFunc(f.Associations, func(a Association) bool { return a.ObjectType == objectType })
}

// EditableBy reports whether a role may edit the field's value on a type of object.
func (f *Field) EditableBy(objectType, role string) bool {
	roles := f.Roles
	for _, a := range f.Associations {
		if a.ObjectType == objectType {
			roles = a.Roles
		}
	}
	return len(roles) == 0 || slices.Contains(roles, role)
}

// User is a person, who may have left.
type User struct {
	ID     string
	First  string
	Last   string
	Email  string
	Former bool
	// Roles maps the organizations of the user to the role held there, also for a
	// former user.
	Roles map[string]string
}

// Name is the user's full name.
func (u *User) Name() string { return u.First + " " + u.Last }

// MemberOf reports whether the user works in an organization. Who has left works in
// no organization.
func (u *User) MemberOf(o *Org) bool {
	_, member := u.Roles[o.ID]
	return member && !u.Former
}

// Contact is a person at a lead. Its props are what a PUT may change: name, title,
// timezone, emails, phones, urls and the flat custom keys that have a value. An item
// of the three lists has its type, its value and whatever else was given to it by
// the control surface; what can be derived from these is added to the answers.
type Contact struct {
	ID        string
	LeadID    string
	Props     wire.Object
	CreatedBy *User
	UpdatedBy *User
	Created   time.Time
	Updated   time.Time
}

// Name is the contact's name, or nothing.
func (c *Contact) Name() string { return wire.Words(c.Props["name"]) }

// Lead is a lead. Its props are what a PUT may change: name, description, url,
// status_id, addresses and the flat custom keys that have a value. The control
// surface may put any other key there; it then stands in the answers too.
type Lead struct {
	ID            string
	Org           *Org
	Props         wire.Object
	Contacts      []*Contact
	CustomObjects []string // ids of the custom objects that belong to the lead
	Opportunities []wire.Object
	Tasks         []wire.Object
	Notes         []wire.Object
	// unindexed is the lead as search still shows it: see index.go.
	unindexed []indexEntry
	CreatedBy *User
	UpdatedBy *User
	Created   time.Time
	Updated   time.Time
	// Revision grows with every change, for the page that shows the lead.
	Revision int
}

// Org is an organization.
type Org struct {
	ID            string
	Name          string
	Statuses      []Status // in the order of the interface
	LeadFields    []*Field // in the order of the interface, regular and shared
	ContactFields []*Field
	Pipelines     []Pipeline
	// PhoneCountry is the country of phone numbers that are written without one.
	PhoneCountry string
	// Colleague is the member in whose name the control surface edits leads.
	Colleague *User
}

// FieldsOn returns the fields of a type of object and whether there is such a type.
func (o *Org) FieldsOn(objectType string) (fields []*Field, ok bool) {
	switch objectType {
	case "lead":
		return o.LeadFields, true
	case "contact":
		return o.ContactFields, true
	}
	return nil, false
}

// StatusByID finds a lead status of the organization by its id, and reports whether
// there is one.
func (o *Org) StatusByID(id string) (Status, bool) {
	i := slices.IndexFunc(o.Statuses, func(s Status) bool { return s.ID == id })
	if i < 0 {
		return Status{}, false
	}
	return o.Statuses[i], true
}

func (o *Org) statusByLabel(label string) (Status, bool) {
	i := slices.IndexFunc(o.Statuses, func(s Status) bool { return s.Label == label })
	if i < 0 {
		return Status{}, false
	}
	return o.Statuses[i], true
}

// FindField looks a field up by id and then, as Close's older clients do, by name.
func FindField(fields []*Field, ref string) *Field {
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

// Key is a key for the API: it belongs to one user and one organization.
type Key struct {
	Name    string // what the journal calls it
	Secret  string
	User    *User
	Org     *Org
	Revoked bool
	// Wide lets the key reach every organization of its user, for tests of a client
	// that must not rely on Close to keep organizations apart.
	Wide bool
}

// Data is what the organizations have. The zero value has nothing; the seed makes a
// full one.
type Data struct {
	Orgs          []*Org
	Users         []*User
	Keys          []*Key
	Leads         []*Lead
	StatusChanges []StatusChange
	leadsByID     map[string]*Lead
	made          int          // how many objects have been made since the seed
	gone          []indexEntry // deleted leads that search may still show
}

// AddLead appends a lead.
func (d *Data) AddLead(l *Lead) {
	if d.leadsByID == nil {
		d.leadsByID = map[string]*Lead{}
	}
	d.Leads = append(d.Leads, l)
	d.leadsByID[l.ID] = l
}

// Lead finds a lead, or returns nil.
func (d *Data) Lead(id string) *Lead { return d.leadsByID[id] }

// Contact finds a contact and the lead that it belongs to, or returns nil twice.
func (d *Data) Contact(id string) (*Contact, *Lead) {
	for _, l := range d.Leads {
		for _, p := range l.Contacts {
			if p.ID == id {
				return p, l
			}
		}
	}
	return nil, nil
}

// Org finds an organization, or returns nil.
func (d *Data) Org(id string) *Org {
	for _, o := range d.Orgs {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// LeadsOf returns the leads of an organization in the order of the seed.
func (d *Data) LeadsOf(o *Org) []*Lead {
	var out []*Lead
	for _, l := range d.Leads {
		if l.Org == o {
			out = append(out, l)
		}
	}
	return out
}

// SeedTime is when the organization of the seed was made.
var SeedTime = time.Date(2026, time.January, 2, 3, 4, 5, 678_000_000, time.UTC)

// The roles of the seed's users. admin and user are Close's own, the third one is
// made by the organization.
const (
	RoleAdmin = "admin"
	RoleUser  = "user"
)
