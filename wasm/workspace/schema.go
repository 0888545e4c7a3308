package workspace

import (
	"slices"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
)

// Schema returns the schema of a lead or of one of its contacts: the
// organization's fields, with the lead's own contacts to choose from and locks for
// the user's role. objects are the lead's own custom objects, nil when not known.
func (m *Metadata) Schema(kind patch.Kind, lead *patch.Document, roleID string, objects []patch.Option) *patch.Schema {
	contacts := ContactOptions(lead)
	fields := patch.ContactFields()
	if kind == patch.LeadKind {
		fields = patch.LeadFields(m.Statuses)
	}
	for _, cf := range m.Fields[kind] {
		f := patch.Field{
			Key:      "custom." + cf.ID,
			Label:    cf.Name,
			Help:     cf.Description,
			Type:     FieldType(cf.Type),
			Multiple: cf.Multiple,
			Locked:   locked(cf, roleID),
		}
		switch f.Type {
		case patch.Choices:
			for _, c := range cf.Choices {
				f.Options = append(f.Options, patch.Option{Value: c, Label: c})
			}
		case patch.User:
			f.Options = m.Users
		case patch.Contact:
			f.Options = contacts
		case patch.CustomObject:
			f.Options = objects
		}
		fields = append(fields, f)
	}
	return patch.NewSchema(kind, fields)
}

// customTypes are the types of custom fields that Close documents.
var customTypes = []patch.Type{
	patch.Text, patch.Textarea, patch.Number, patch.Date, patch.DateTime, patch.Choices,
	patch.User, patch.Contact, patch.CustomObject, patch.Hidden,
}

// FieldType returns the type of a custom field from the word that Close has for it.
func FieldType(s string) patch.Type {
	if t := patch.Type(s); slices.Contains(customTypes, t) {
		return t
	}
	return patch.Unknown
}

// locked returns the sentence that says why a field may not be edited, or "".
func locked(f closeapi.CustomField, roleID string) string {
	switch {
	case !patch.IsCustomFieldID(f.ID):
		return "Leadpatch does not know this kind of field id. Change the field in Close."
	case FieldType(f.Type) == patch.Unknown:
		return "Leadpatch does not know this type of field yet. Change it in Close."
	case f.ConvertingTo != "":
		return "Close is converting this field to another type. Reload when it has finished."
	case len(f.EditableWithRoles) > 0 && !slices.Contains(f.EditableWithRoles, roleID):
		if slices.Equal(f.EditableWithRoles, []string{"admin"}) {
			return "Only admins may change this."
		}
		return "Your role in Close may not change this."
	}
	return ""
}

// ContactOptions returns the lead's contacts. Close has marked the embedded
// contacts deprecated: where they are missing, the ids stand for themselves.
func ContactOptions(lead *patch.Document) []patch.Option {
	var out []patch.Option
	for _, c := range lead.Get("contacts").Array() {
		label := c.Get("display_name").String()
		if label == "" {
			label = c.Get("name").String()
		}
		if label == "" {
			label = "Unnamed contact"
		}
		out = append(out, patch.Option{Value: c.Get("id").String(), Label: label, Note: c.Get("title").String()})
	}
	for _, id := range lead.Get("contact_ids").Array() {
		if !slices.ContainsFunc(out, func(o patch.Option) bool { return o.Value == id.String() }) {
			out = append(out, patch.Option{Value: id.String(), Label: id.String()})
		}
	}
	return out
}

// ContactDocuments returns the contacts as far as the lead holds them.
func ContactDocuments(lead *patch.Document) map[string]*patch.Document {
	out := map[string]*patch.Document{}
	for _, c := range lead.Get("contacts").Array() {
		if doc, err := patch.ParseDocument([]byte(c.Raw)); err == nil {
			out[doc.Get("id").String()] = doc
		}
	}
	return out
}
