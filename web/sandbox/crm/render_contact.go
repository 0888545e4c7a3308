package crm

import (
	"maps"

	"leadpatch/web/sandbox/wire"
)

// RenderContact is a contact as the API answers it, by itself and within its lead.
func (w *World) RenderContact(c *Contact, l *Lead) wire.Object {
	display := c.Name()
	if display == "" {
		display = untitled
	}
	out := wire.Object{
		"id":                c.ID,
		"lead_id":           c.LeadID,
		"organization_id":   l.Org.ID,
		"display_name":      display,
		"integration_links": []wire.Object{},
		"timezone_source":   nil,
		"created_by":        c.CreatedBy.ID,
		"updated_by":        c.UpdatedBy.ID,
		"date_created":      wire.ISOTime(c.Created),
		"date_updated":      wire.ISOTime(c.Updated),
	}
	if c.Props["timezone"] != nil {
		out["timezone_source"] = "manual"
	}
	maps.Copy(out, c.Props)
	for key := range Ways {
		out[key] = RenderItems(key, c.Props[key])
	}
	return out
}

// RenderItems adds to the items of a contact's list what Close derives from them.
// What an item has already stays, because a test may have put it there.
func RenderItems(key string, value any) []wire.Object {
	items, _ := value.([]any)
	out := []wire.Object{}
	for _, value := range items {
		item, isDict := value.(wire.Object)
		if !isDict {
			continue
		}
		full := wire.Object{}
		switch key {
		case "emails":
			full["is_unsubscribed"] = false
		case "phones":
			full["phone_formatted"], full["country"] = formatPhone(wire.Words(item["phone"]))
		}
		maps.Copy(full, item)
		out = append(out, full)
	}
	return out
}
