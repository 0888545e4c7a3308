package crm

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"leadpatch/web/sandbox/wire"
)

// DeleteField takes a field and its values away from everything.
func (w *World) DeleteField(o *Org, f *Field) {
	isIt := func(other *Field) bool { return other == f }
	o.LeadFields = slices.DeleteFunc(slices.Clone(o.LeadFields), isIt)
	o.ContactFields = slices.DeleteFunc(slices.Clone(o.ContactFields), isIt)
	w.editValues(o, f, func(*putContext, any) any { return nil })
}

// ConvertValues turns the values of a field into its present type. Those that it cannot
// hold are gone.
func (w *World) ConvertValues(o *Org, f *Field) {
	w.editValues(o, f, func(put *putContext, value any) any { return put.converted(f, value) })
}

// editValues replaces each value of a field by what edit returns for it, nil for
// no value. The times and authors of the last change do not move, as nobody changed an
// object, but the pages are shown again.
func (w *World) editValues(o *Org, f *Field, edit func(*putContext, any) any) {
	key, users := "custom."+f.ID, w.UsersOf(o)
	edited := func(put *putContext, props wire.Object) (wire.Object, bool) {
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
	for _, l := range w.LeadsOf(o) {
		put, touched := &NewLeadPut(l, users, RoleAdmin, w.Options).putContext, false
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
func (c *putContext) converted(f *Field, value any) any {
	list, isList := value.([]any)
	switch {
	case !isList && f.Multiple:
		value = []any{value}
	case isList && !f.Multiple && (f.Type == TypeText || f.Type == TypeTextarea):
		var parts []string
		for _, part := range list {
			parts = append(parts, wire.Words(part))
		}
		value = strings.Join(parts, ", ")
	case isList && !f.Multiple && len(list) > 0:
		value = list[0]
	}
	switch f.Type {
	case TypeText, TypeTextarea:
		value = wire.Words(value)
	case TypeNumber:
		var number json.Number
		if json.Unmarshal([]byte(wire.Words(value)), &number) == nil {
			value = number
		}
	}
	kept, problem := c.customValue(f, value)
	if problem != "" {
		return nil
	}
	return kept
}
