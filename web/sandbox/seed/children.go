package seed

import (
	"fmt"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// opportunity adds one to a lead, with the first active status of the first pipeline.
// The value is in cents.
func (s *seeder) opportunity(l *crm.Lead, cents int, note string) wire.Object {
	o := wire.Object{
		"id": crm.MakeID("oppo", fmt.Sprintf("%s %d", l.ID, len(l.Opportunities))), "lead_id": l.ID, "lead_name": l.DisplayName(), "organization_id": l.Org.ID,
		"status_id": l.Org.Pipelines[0].Statuses[0].ID, "value": cents, "value_currency": "EUR", "value_period": "one_time",
		"confidence": 75, "note": note, "contact_id": nil, "date_won": nil, "date_lost": nil,
		"user_id": l.CreatedBy.ID, "created_by": l.CreatedBy.ID, "updated_by": l.CreatedBy.ID,
		"date_created": wire.ISOTime(l.Created), "date_updated": wire.ISOTime(l.Created),
	}
	l.Opportunities = append(l.Opportunities, o)
	return o
}

// task adds an open task to a lead.
func (s *seeder) task(l *crm.Lead, text, date string) wire.Object {
	o := wire.Object{
		"_type": crm.TaskLead, "id": crm.MakeID("task", fmt.Sprintf("%s %d", l.ID, len(l.Tasks))), "lead_id": l.ID, "lead_name": l.DisplayName(), "organization_id": l.Org.ID,
		"text": text, "date": date, "is_complete": false, "is_dateless": false, "assigned_to": l.CreatedBy.ID,
		"contact_id": nil, "object_id": nil, "object_type": nil, "created_by": l.CreatedBy.ID, "updated_by": l.CreatedBy.ID,
		"date_created": wire.ISOTime(l.Created), "date_updated": wire.ISOTime(l.Created),
	}
	l.Tasks = append(l.Tasks, o)
	return o
}

// note adds one to a lead.
func (s *seeder) note(l *crm.Lead, text string) {
	l.Notes = append(l.Notes, wire.Object{
		"id": crm.MakeID("acti", fmt.Sprintf("note %s %d", l.ID, len(l.Notes))), "lead_id": l.ID, "organization_id": l.Org.ID,
		"note": text, "note_html": crm.RichText(text), "title": nil, "contact_id": nil, "pinned": false, "pinned_at": nil,
		"activity_at": wire.ISOTime(l.Created), "user_id": l.CreatedBy.ID, "created_by": l.CreatedBy.ID, "updated_by": l.CreatedBy.ID,
		"date_created": wire.ISOTime(l.Created), "date_updated": wire.ISOTime(l.Created),
	})
}

// notes adds what people have written about a few leads.
func (s *seeder) notes() {
	acme := s.world.Leads[0]
	s.note(acme, "Met Dana at the fair.\nWants samples of the blue widgets.")
	s.note(acme, `Asked for "net 30" & a discount <10%.`)
	s.note(s.world.Leads[1], "Grüße von Zoë 🌷")
}
