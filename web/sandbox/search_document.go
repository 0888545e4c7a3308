package main

// document is one object as search sees it, with what is related to it.
type document struct {
	kind    string
	values  object
	related map[string][]document
}

// leadDocument is a lead with its contacts and opportunities.
func leadDocument(w *World, l *lead) document {
	out := document{kind: "lead", values: w.renderLead(l), related: map[string][]document{}}
	for _, p := range l.Contacts {
		out.related["contact"] = append(out.related["contact"], contactDocument(w, p, l))
	}
	for _, o := range l.Opportunities {
		out.related["opportunity"] = append(out.related["opportunity"], document{kind: "opportunity", values: oppoKind.render(w, o, l)})
	}
	return out
}

// contactDocument is a contact with the ways to reach it. The lead that is related to
// it is bare: it leads no further.
func contactDocument(w *World, p *contact, l *lead) document {
	out := document{kind: "contact", values: w.renderContact(p, l), related: map[string][]document{
		"lead": {{kind: "lead", values: w.renderLead(l)}},
	}}
	for key, way := range ways {
		kind := "contact_" + way.value
		for _, item := range renderItems(key, p.Props[key]) {
			out.related[kind] = append(out.related[kind], document{kind: kind, values: item})
		}
	}
	return out
}
