package search

import (
	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// Document is one object as search sees it, with what is related to it.
type Document struct {
	Kind    string
	Values  wire.Object
	related map[string][]Document
}

// leadDocument is a lead with its contacts and opportunities.
func leadDocument(w *crm.World, l *crm.Lead) Document {
	out := Document{Kind: "lead", Values: w.RenderLead(l), related: map[string][]Document{}}
	for _, p := range l.Contacts {
		out.related["contact"] = append(out.related["contact"], contactDocument(w, p, l))
	}
	for _, o := range l.Opportunities {
		out.related["opportunity"] = append(out.related["opportunity"], Document{Kind: "opportunity", Values: crm.OpportunityKind.Render(w, o, l)})
	}
	return out
}

// contactDocument is a contact with the ways to reach it. The lead that is related to
// it is bare: it leads no further.
func contactDocument(w *crm.World, p *crm.Contact, l *crm.Lead) Document {
	out := Document{Kind: "contact", Values: w.RenderContact(p, l), related: map[string][]Document{
		"lead": {{Kind: "lead", Values: w.RenderLead(l)}},
	}}
	for key, way := range crm.Ways {
		kind := "contact_" + way.Value
		for _, item := range crm.RenderItems(key, p.Props[key]) {
			out.related[kind] = append(out.related[kind], Document{Kind: kind, Values: item})
		}
	}
	return out
}
