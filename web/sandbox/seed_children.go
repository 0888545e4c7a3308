package main

import "fmt"

// opportunity adds one to a lead, with the first active status of the first pipeline.
// The value is in cents.
func (s *seeder) opportunity(l *lead, cents int, note string) object {
	o := object{
		"id": makeID("oppo", fmt.Sprintf("%s %d", l.ID, len(l.Opportunities))), "lead_id": l.ID, "lead_name": l.displayName(), "organization_id": l.Org.ID,
		"status_id": l.Org.Pipelines[0].Statuses[0].ID, "value": cents, "value_currency": "EUR", "value_period": "one_time",
		"confidence": 75, "note": note, "contact_id": nil, "date_won": nil, "date_lost": nil,
		"user_id": l.CreatedBy.ID, "created_by": l.CreatedBy.ID, "updated_by": l.CreatedBy.ID,
		"date_created": isoTime(l.Created), "date_updated": isoTime(l.Created),
	}
	l.Opportunities = append(l.Opportunities, o)
	return o
}

// task adds an open task to a lead.
func (s *seeder) task(l *lead, text, date string) object {
	o := object{
		"_type": taskLead, "id": makeID("task", fmt.Sprintf("%s %d", l.ID, len(l.Tasks))), "lead_id": l.ID, "lead_name": l.displayName(), "organization_id": l.Org.ID,
		"text": text, "date": date, "is_complete": false, "is_dateless": false, "assigned_to": l.CreatedBy.ID,
		"contact_id": nil, "object_id": nil, "object_type": nil, "created_by": l.CreatedBy.ID, "updated_by": l.CreatedBy.ID,
		"date_created": isoTime(l.Created), "date_updated": isoTime(l.Created),
	}
	l.Tasks = append(l.Tasks, o)
	return o
}

// note adds one to a lead.
func (s *seeder) note(l *lead, text string) {
	l.Notes = append(l.Notes, object{
		"id": makeID("acti", fmt.Sprintf("note %s %d", l.ID, len(l.Notes))), "lead_id": l.ID, "organization_id": l.Org.ID,
		"note": text, "note_html": richText(text), "title": nil, "contact_id": nil, "pinned": false, "pinned_at": nil,
		"activity_at": isoTime(l.Created), "user_id": l.CreatedBy.ID, "created_by": l.CreatedBy.ID, "updated_by": l.CreatedBy.ID,
		"date_created": isoTime(l.Created), "date_updated": isoTime(l.Created),
	})
}

// notes gives a few leads what people have written about them.
func (s *seeder) notes() {
	acme := s.world.Leads[0]
	s.note(acme, "Met Dana at the fair.\nWants samples of the blue widgets.")
	s.note(acme, `Asked for "net 30" & a discount <10%.`)
	s.note(s.world.Leads[1], "Grüße von Zoë 🌷")
}
