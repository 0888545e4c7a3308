package patch

import "strings"

// Field describes one field of a lead.
type Field struct {
	// Key is the key in a lead's JSON: "name", "status_id", "custom.cf_…".
	Key      string
	Label    string
	Help     string
	Type     Type
	Multiple bool
	// Options are the permitted values of a status, choices, user or contact field.
	// Of a custom-object field they are the lead's own objects, or nil when those are
	// not known; then Close has the last word.
	Options []Option
	// Locked is the sentence that says why the field may not be edited; empty when
	// it may.
	Locked string
}

// Kind is a kind of object that can be patched.
type Kind string

const (
	LeadKind    Kind = "lead"
	ContactKind Kind = "contact"
)

// Schema is the ordered set of the fields of one kind of object.
type Schema struct {
	kind   Kind
	fields []Field
	index  map[string]int
}

// NewSchema returns a schema of the fields in their order. Of two fields with
// one key the first counts.
func NewSchema(kind Kind, fields []Field) *Schema {
	s := &Schema{kind: kind, fields: fields, index: make(map[string]int, len(fields))}
	for i := range fields {
		if _, dup := s.index[fields[i].Key]; !dup {
			s.index[fields[i].Key] = i
		}
	}
	return s
}

// Fields returns the fields in their order. The caller must not change them.
func (s *Schema) Fields() []Field { return s.fields }

// Field returns the field under the key, or nil.
func (s *Schema) Field(key string) *Field {
	i, ok := s.index[key]
	if !ok {
		return nil
	}
	return &s.fields[i]
}

// LeadFields returns the five standard fields that a lead PUT takes, in the order
// of Close's interface. statuses are the organization's lead statuses in its own
// order. Source: developer.close.com, Leads.
func LeadFields(statuses []Option) []Field {
	return []Field{
		{Key: "name", Label: "Name", Type: Text},
		{Key: "status_id", Label: "Status", Type: Status, Options: statuses},
		{Key: "description", Label: "Description", Type: Textarea},
		{Key: "url", Label: "URL", Type: URL},
		{Key: "addresses", Label: "Addresses", Type: Addresses},
	}
}

// ContactFields returns the five standard fields that a contact PUT takes.
// Source: developer.close.com, Contacts.
func ContactFields() []Field {
	return []Field{
		{Key: "name", Label: "Name", Type: Text},
		{Key: "title", Label: "Title", Type: Text},
		{Key: "emails", Label: "Emails", Type: Emails},
		{Key: "phones", Label: "Phones", Type: Phones},
		{Key: "urls", Label: "URLs", Type: URLs},
	}
}

// isCustomKey reports whether the key is "custom." and a well-formed custom-field
// id: "cf_" or, for fields older than the common prefix, "lcf_", then base62.
func isCustomKey(key string) bool {
	id, ok := strings.CutPrefix(key, "custom.")
	return ok && IsCustomFieldID(id)
}

// IsCustomFieldID reports whether the id has the form of a custom field's.
func IsCustomFieldID(id string) bool {
	rest, ok := strings.CutPrefix(id, "cf_")
	if !ok {
		rest, ok = strings.CutPrefix(id, "lcf_")
	}
	return ok && isBase62(rest)
}

// isID reports whether s has the form of any Close id: lower-case letters, an
// underscore, base62.
func isID(s string) bool {
	for i := 0; i < len(s) && i < 20; i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
		case c == '_' && i > 0:
			return isBase62(s[i+1:])
		default:
			return false
		}
	}
	return false
}

func isBase62(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}
