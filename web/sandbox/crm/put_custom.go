package crm

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"leadpatch/web/sandbox/wire"
)

// The ways in which a key can change a custom field, in the order in which they
// are applied when a body holds several for one field.
const (
	opSet = iota
	opAdd
	opRemove
)

// customEdit is what one key of a body wants of one custom field.
type customEdit struct {
	key   string // as it was sent, for the error
	field *Field
	op    int
	value any
}

// customFields applies the edits and the custom keys of a body, and reports whether
// one was locked.
func (c *putContext) customFields(edits []customEdit, body, next wire.Object, failed wire.FieldErrors) (locked bool) {
	for _, key := range slices.Sorted(maps.Keys(body)) {
		if ref, isCustom := strings.CutPrefix(key, "custom."); isCustom {
			found, op := resolve(c.fields, ref)
			if found == nil {
				failed[key] = fmt.Sprintf(wire.TextNoField, unknownName(ref))
				continue
			}
			edits = append(edits, customEdit{key, found, op, body[key]})
		}
	}
	slices.SortStableFunc(edits, func(a, b customEdit) int { return a.op - b.op })
	for _, e := range edits {
		if !e.field.EditableBy(c.objectType, c.role) {
			failed[e.key] = wire.TextLocked
			locked = true
			continue
		}
		if problem := c.applyCustom(e, next); problem != "" {
			failed[e.key] = problem
		}
	}
	return locked
}

// customDict takes the old form of a lead's custom fields, an object keyed by id or
// name. It replaces all of them: those that it does not name are gone.
func (c *putContext) customDict(value any, next wire.Object, failed wire.FieldErrors) []customEdit {
	dict, ok := value.(wire.Object)
	if !ok {
		failed["custom"] = wire.TextNotDict
		return nil
	}
	maps.DeleteFunc(next, func(key string, _ any) bool { return strings.HasPrefix(key, "custom.") })
	var edits []customEdit
	for _, ref := range slices.Sorted(maps.Keys(dict)) {
		key := "custom." + ref
		found := FindField(c.fields, ref)
		if found == nil {
			failed[key] = fmt.Sprintf(wire.TextNoField, ref)
			continue
		}
		edits = append(edits, customEdit{key, found, opSet, dict[ref]})
	}
	return edits
}

// resolve finds the field and the operation that a custom key means, given what
// follows "custom.". A field whose very name ends in ".add" wins over the suffix.
func resolve(fields []*Field, ref string) (*Field, int) {
	if f := FindField(fields, ref); f != nil {
		return f, opSet
	}
	if stem, ok := strings.CutSuffix(ref, ".add"); ok {
		return FindField(fields, stem), opAdd
	}
	if stem, ok := strings.CutSuffix(ref, ".remove"); ok {
		return FindField(fields, stem), opRemove
	}
	return nil, opSet
}

// unknownName is the name that the error for an unknown custom key quotes.
func unknownName(ref string) string {
	if stem, ok := strings.CutSuffix(ref, ".add"); ok {
		return stem
	}
	return strings.TrimSuffix(ref, ".remove")
}

// applyCustom changes one custom field in next, or says why it cannot.
func (c *putContext) applyCustom(e customEdit, next wire.Object) (problem string) {
	key := "custom." + e.field.ID
	if e.op == opSet {
		value, problem := c.customValue(e.field, e.value)
		switch {
		case problem != "":
			return problem
		case value == nil:
			delete(next, key)
		default:
			next[key] = value
		}
		return ""
	}
	if !e.field.Multiple {
		return wire.TextNotMultiple
	}
	value, problem := c.element(e, next[key])
	if problem != "" {
		return problem
	}
	old, _ := next[key].([]any)
	changed := slices.DeleteFunc(slices.Clone(old), func(v any) bool { return v == value })
	switch {
	case e.op == opAdd && len(changed) == len(old):
		changed = append(changed, value)
	case e.op == opAdd:
		changed = old
	}
	if len(changed) == 0 {
		delete(next, key)
		return ""
	}
	next[key] = changed
	return ""
}

// element checks the single value of an add or a remove. What is there already may
// be removed although it could no longer be added, such as a choice that has been
// taken off the list.
func (c *putContext) element(e customEdit, present any) (string, string) {
	text, isText := e.value.(string)
	if !isText {
		return "", wire.TextNotString
	}
	if list, _ := present.([]any); e.op == opRemove && slices.Contains(list, any(text)) {
		return text, ""
	}
	return c.reference(e.field, text)
}
