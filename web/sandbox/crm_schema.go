package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// deleteField takes a field and its values away from everything.
func (w *World) deleteField(o *org, f *field) {
	isIt := func(other *field) bool { return other == f }
	o.LeadFields = slices.DeleteFunc(slices.Clone(o.LeadFields), isIt)
	o.ContactFields = slices.DeleteFunc(slices.Clone(o.ContactFields), isIt)
	w.editValues(o, f, func(*putContext, any) any { return nil })
}

// convertValues turns the values of a field into its present type. Those that it cannot
// hold are gone.
func (w *World) convertValues(o *org, f *field) {
	w.editValues(o, f, func(put *putContext, value any) any { return put.converted(f, value) })
}

// editValues replaces each value of a field by what edit returns for it, nil for
// none. The times and authors of the last change do not move, as nobody changed an
// object, but the pages are shown anew.
func (w *World) editValues(o *org, f *field, edit func(*putContext, any) any) {
	key, users := "custom."+f.ID, w.usersOf(o)
	edited := func(put *putContext, props object) (object, bool) {
		value, has := props[key]
		if !has {
			return props, false
		}
		props = maps.Clone(props)
		if value = edit(put, value); value == nil {
			delete(props, key)
		} else {
			props[key] = value
		}
		return props, true
	}
	for _, l := range w.leadsOf(o) {
		put, touched := &newLeadPut(l, users, roleAdmin, w.options).putContext, false
		l.Props, touched = edited(put, l.Props)
		for _, p := range l.Contacts {
			var touchedToo bool
			p.Props, touchedToo = edited(put, p.Props)
			touched = touched || touchedToo
		}
		if touched {
			l.Revision++
		}
	}
}

// converted returns a value as it is after the field has taken on its present type,
// or nil when it cannot be kept.
func (c *putContext) converted(f *field, value any) any {
	list, isList := value.([]any)
	switch {
	case !isList && f.Multiple:
		value = []any{value}
	case isList && !f.Multiple && (f.Type == typeText || f.Type == typeTextarea):
		var parts []string
		for _, part := range list {
			parts = append(parts, words(part))
		}
		value = strings.Join(parts, ", ")
	case isList && !f.Multiple && len(list) > 0:
		value = list[0]
	}
	switch f.Type {
	case typeText, typeTextarea:
		value = words(value)
	case typeNumber:
		var number json.Number
		if json.Unmarshal([]byte(words(value)), &number) == nil {
			value = number
		}
	}
	kept, problem := c.customValue(f, value)
	if problem != "" {
		return nil
	}
	return kept
}
