package main

import (
	"slices"
	"time"
)

// indexEntry is a lead as search shows it until a time: nil for one that it does not
// know yet.
type indexEntry struct {
	until time.Time
	lead  *lead
}

// beforeIndexing is called before a lead changes: search shows what is there now for
// as long as the index lags.
func (s *sandbox) beforeIndexing(l *lead) {
	l.unindexed = stillThere(l.unindexed, s.now())
	if lag := s.options.searchLag(); lag > 0 {
		l.unindexed = append(l.unindexed, indexEntry{s.now().Add(lag), l.copy()})
	}
}

// notIndexedYet is what a new lead begins with.
func (s *sandbox) notIndexedYet() []indexEntry {
	if lag := s.options.searchLag(); lag > 0 {
		return []indexEntry{{until: s.now().Add(lag)}}
	}
	return nil
}

// goneFromIndex is called before a lead is deleted.
func (s *sandbox) goneFromIndex(l *lead) {
	s.world.gone = stillThere(s.world.gone, s.now())
	if lag := s.options.searchLag(); lag > 0 {
		s.world.gone = append(s.world.gone, indexEntry{s.now().Add(lag), l.copy()})
	}
}

func stillThere(list []indexEntry, now time.Time) []indexEntry {
	return slices.DeleteFunc(slices.Clone(list), func(e indexEntry) bool { return !e.until.After(now) })
}

// indexed returns the leads of an organization as search shows them now.
func (s *sandbox) indexed(o *org) []*lead {
	now := s.now()
	var out []*lead
	for _, l := range s.world.leadsOf(o) {
		if later := stillThere(l.unindexed, now); len(later) > 0 {
			l = later[0].lead
		}
		if l != nil {
			out = append(out, l)
		}
	}
	for _, e := range stillThere(s.world.gone, now) {
		if e.lead.Org == o {
			out = append(out, e.lead)
		}
	}
	return out
}

// document is one object as search sees it, with what is related to it.
type document struct {
	kind    string
	values  object
	related map[string][]document
}

// leadDocument is a lead with its contacts and opportunities.
func (s *sandbox) leadDocument(l *lead) document {
	out := document{kind: "lead", values: s.renderLead(l), related: map[string][]document{}}
	for _, p := range l.Contacts {
		out.related["contact"] = append(out.related["contact"], s.contactDocument(p, l))
	}
	for _, o := range l.Opportunities {
		out.related["opportunity"] = append(out.related["opportunity"], document{kind: "opportunity", values: oppoKind.render(s, o, l)})
	}
	return out
}

// contactDocument is a contact with the ways to reach it. The lead that is related to
// it is bare: it leads no further.
func (s *sandbox) contactDocument(p *contact, l *lead) document {
	out := document{kind: "contact", values: s.renderContact(p, l), related: map[string][]document{
		"lead": {{kind: "lead", values: s.renderLead(l)}},
	}}
	for key, w := range ways {
		kind := "contact_" + w.value
		for _, item := range renderItems(key, p.Props[key]) {
			out.related[kind] = append(out.related[kind], document{kind: kind, values: item})
		}
	}
	return out
}
