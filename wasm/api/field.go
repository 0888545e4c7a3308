package api

import "encoding/json"

// Op says what an edit does to its field.
type Op string

const (
	// OpSet gives the field a new value; for a field of several values, all of them.
	OpSet Op = "set"
	// OpClear empties the field. It carries no value.
	OpClear Op = "clear"
	// OpAdd adds one value to a field of several values.
	OpAdd Op = "add"
	// OpRemove takes one value away from a field of several values.
	OpRemove Op = "remove"
	// OpAppend writes more text after the text that is there: on a new line, or
	// after a space in a field of one line.
	OpAppend Op = "append"
)

// Edit is one operation on one field of the lead, or of one of its contacts.
type Edit struct {
	// Target is the id of the contact that is meant; absent for the lead itself.
	Target string `json:"target,omitempty"`
	// Field is "name", "description", "url", "status_id", "addresses" or
	// "custom." and the id of a custom field; of a contact "name", "title",
	// "emails", "phones", "urls" or a custom field.
	Field string `json:"field"`
	Op    Op     `json:"op"`
	// Value is text for every type but addresses, emails, phones and urls (a list
	// of their objects); for a field of several values, "set" takes a list of
	// texts. Absent with "clear".
	Value json.RawMessage `json:"value,omitempty" tstype:"Value"`
	// Exact says that this is what Close itself had, not what a person typed. Only
	// undo, which the backend writes, says so.
	Exact bool `json:"exact,omitempty"`
}

// Base is what the user saw: for each field the JSON text that the server had,
// "null" where it had none, under the field's key, or for a contact's field under
// the contact's id, a slash and the key. Pages do not look inside the texts.
type Base map[string]string

// FieldType tells a page which editor a field deserves.
type FieldType string

const (
	TypeText         FieldType = "text"
	TypeTextarea     FieldType = "textarea"
	TypeURL          FieldType = "url"
	TypeNumber       FieldType = "number"
	TypeDate         FieldType = "date"     // Value is "2006-01-02"
	TypeDateTime     FieldType = "datetime" // Value is RFC 3339 with its offset
	TypeStatus       FieldType = "status"
	TypeChoices      FieldType = "choices"
	TypeUser         FieldType = "user"
	TypeContact      FieldType = "contact"
	TypeCustomObject FieldType = "custom_object" // Value is an id; there are no options to pick from
	TypeHidden       FieldType = "hidden"        // kept behind a fence: for integrations
	TypeAddresses    FieldType = "addresses"     // Value is a list of Address
	TypeEmails       FieldType = "emails"        // Value is a list of Email
	TypePhones       FieldType = "phones"        // Value is a list of Phone
	TypeURLs         FieldType = "urls"          // Value is a list of Link
	TypeUnknown      FieldType = "unknown"       // newer than this version; always locked
)

// Address is one postal address of a lead, in Close's keys. Empty parts are "".
type Address struct {
	Label    string `json:"label"` // "business", "mailing" or "other" in Close's own interface
	Address1 string `json:"address_1"`
	Address2 string `json:"address_2"`
	City     string `json:"city"`
	State    string `json:"state"`
	Zipcode  string `json:"zipcode"`
	Country  string `json:"country"` // ISO 3166-1 alpha-2, such as "DE"
}

// Email is one email address of a contact. Type is "office", "home", "direct" or
// "other" in Close's own interface.
type Email struct {
	Type  string `json:"type"`
	Email string `json:"email"`
}

// Phone is one phone number of a contact, which Close writes in international
// form. Type is "office", "mobile", "home", "direct" or "fax".
type Phone struct {
	Type  string `json:"type"`
	Phone string `json:"phone"`
}

// Link is one web address of a contact. Type is "url".
type Link struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// Option is one value that a field may take.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
	// Note says what is special about it, such as "Former user". Usually empty.
	Note string `json:"note,omitempty"`
}

// Field is one field of a lead with its present value.
type Field struct {
	Key      string    `json:"key"`   // as in Edit.Field
	Label    string    `json:"label"` // the field's name in Close
	Help     string    `json:"help,omitempty"`
	Type     FieldType `json:"type"`
	Multiple bool      `json:"multiple"`
	Options  []Option  `json:"options,omitempty"`
	// Value is the present value: text, a list of texts, a list of objects (Address,
	// Email, Phone or Link), or null.
	Value json.RawMessage `json:"value" tstype:"Value"`
	// Locked says in one sentence why the field may not be edited; empty when it may.
	Locked string `json:"locked,omitempty"`
	// Operations are those that an edit of the field may name, in the order in which Op
	// lists them; absent where there are none, since the field is locked.
	Operations []Op `json:"operations,omitempty"`
	// RecordLabels are what Close's own interface offers as the type of an email, phone or
	// link, or as the label of an address, the one of a new record first. Others may be
	// written. Absent for a field that holds none of them.
	RecordLabels []string `json:"record_labels,omitempty"`
}
