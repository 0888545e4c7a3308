// Package view turns what the compiler, Close and the session know into the JSON that
// the extension's pages read. It reads and writes nothing, and decides nothing: no
// sentence here depends on what is done next.
package view

import (
	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
)

// Lead returns what a lead is called and where it is. appOrigin is that of Close's web
// app, "https://app.close.com".
func Lead(lead *patch.Document, appOrigin string) api.Lead {
	id := lead.Get("id").String()
	return api.Lead{ID: id, Name: DisplayName(lead), URL: LeadURL(id, appOrigin), StatusID: lead.Get("status_id").String()}
}

// LeadURL returns the address of a lead's page in Close.
func LeadURL(id, appOrigin string) string { return appOrigin + "/lead/" + id + "/" }

// DisplayName returns the name of a lead or a contact that Close shows.
func DisplayName(doc *patch.Document) string {
	for _, key := range []string{"display_name", "name"} {
		if name := doc.Get(key).String(); name != "" {
			return name
		}
	}
	return "Untitled"
}

// User returns the user of a session.
func User(me closeapi.Me) api.User {
	return api.User{ID: me.ID, Name: me.Name, Email: me.Email}
}

// Organization returns the organization of a session.
func Organization(me closeapi.Me) api.Organization {
	return api.Organization{ID: me.OrganizationID, Name: me.OrganizationName}
}

// Fields returns the fields of a lead or a contact for an editor, and adds what the
// user sees to the base. The target is "" for a lead, the id of a contact.
func Fields(target string, doc *patch.Document, schema *patch.Schema, base api.Base) []api.Field {
	out := []api.Field{}
	for i := range schema.Fields() {
		f := &schema.Fields()[i]
		out = append(out, api.Field{
			Key: f.Key, Label: f.Label, Help: f.Help,
			Type: api.FieldType(f.Type), Multiple: f.Multiple, Options: Options(f.Options),
			Value: f.Show(f.Read(doc)), Locked: f.Locked,
			Operations: operations(f), RecordLabels: f.RecordLabels(),
		})
		base[BaseKey(target, f.Key)] = doc.Raw(f.Key)
	}
	return out
}

func operations(f *patch.Field) []api.Op {
	var out []api.Op
	for _, op := range f.Operations() {
		out = append(out, api.Op(op))
	}
	return out
}

// Forms returns the fields of a lead and a contact that are still to be created, empty.
// The status of a new lead is not asked for: it begins with the first.
func Forms() api.Forms {
	all := Fields("", emptyDocument, patch.NewSchema(patch.LeadKind, patch.LeadFields(nil)), api.Base{})
	var lead []api.Field
	for _, key := range []string{"name", "url", "description", "addresses"} {
		for _, f := range all {
			if f.Key == key {
				lead = append(lead, f)
			}
		}
	}
	return api.Forms{Lead: lead, Contact: NewContact()}
}

// NewContact returns the fields of a contact that is still to be added, empty.
func NewContact() []api.Field {
	return Fields("", emptyDocument, patch.NewSchema(patch.ContactKind, patch.ContactFields()), api.Base{})
}

var emptyDocument = func() *patch.Document {
	doc, err := patch.ParseDocument([]byte("{}"))
	if err != nil {
		panic(err) // it is a document
	}
	return doc
}()

// Options returns the choices of a field.
func Options(in []patch.Option) []api.Option {
	out := make([]api.Option, len(in))
	for i, o := range in {
		out[i] = api.Option(o)
	}
	return out
}

// BaseKey returns the key of a field in an [api.Base].
func BaseKey(target, field string) string {
	if target == "" {
		return field
	}
	return target + "/" + field
}
