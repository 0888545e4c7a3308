package main

import "maps"

// renderContact is a contact as the API answers it, by itself and within its lead.
func (w *World) renderContact(c *contact, l *lead) object {
	display := c.name()
	if display == "" {
		display = untitled
	}
	out := object{
		"id":                c.ID,
		"lead_id":           c.LeadID,
		"organization_id":   l.Org.ID,
		"display_name":      display,
		"integration_links": []object{},
		"timezone_source":   nil,
		"created_by":        c.CreatedBy.ID,
		"updated_by":        c.UpdatedBy.ID,
		"date_created":      isoTime(c.Created),
		"date_updated":      isoTime(c.Updated),
	}
	if c.Props["timezone"] != nil {
		out["timezone_source"] = "manual"
	}
	maps.Copy(out, c.Props)
	for key := range ways {
		out[key] = renderItems(key, c.Props[key])
	}
	return out
}

// renderItems adds to the items of a contact's list what Close derives from them.
// What an item has already stays, because a test may have put it there.
func renderItems(key string, value any) []object {
	items, _ := value.([]any)
	out := []object{}
	for _, value := range items {
		item, isDict := value.(object)
		if !isDict {
			continue
		}
		full := object{}
		switch key {
		case "emails":
			full["is_unsubscribed"] = false
		case "phones":
			full["phone_formatted"], full["country"] = formatPhone(words(item["phone"]))
		}
		maps.Copy(full, item)
		out = append(out, full)
	}
	return out
}
