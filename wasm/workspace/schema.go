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
	options := map[patch.Source][]patch.Option{
		patch.FromStatuses: m.Statuses, patch.FromUsers: m.Users, patch.FromContacts: ContactOptions(lead), patch.FromObjects: objects,
	}
	fields := patch.ContactFields()
	if kind == patch.LeadKind {
		fields = patch.LeadFields(m.Statuses)
	}
	for _, cf := range m.Fields[kind] {
		t, known := patch.CustomType(cf.Type)
		f := patch.Field{
			Key:      "custom." + cf.ID,
			Label:    cf.Name,
			Help:     cf.Description,
			Type:     t,
			Multiple: cf.Multiple,
			Locked:   locked(cf, known, roleID),
			Options:  options[t.Source()],
		}
		if t.Source() == patch.FromChoices {
			for _, c := range cf.Choices {
				f.Options = append(f.Options, patch.Option{Value: c, Label: c})
			}
		}
		fields = append(fields, f)
	}
	return patch.NewSchema(kind, fields)
}

// locked returns the sentence that says why a field may not be edited, or "".
func locked(f closeapi.CustomField, known bool, roleID string) string {
	switch {
	case !patch.IsCustomFieldID(f.ID):
		return "Leadpatch does not know this kind of field id. Change the field in Close."
	case !known:
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
