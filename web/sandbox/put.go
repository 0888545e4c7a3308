package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// parseBody reads the body of a PUT: one JSON object in UTF-8. Of duplicate keys
// the last one counts, and numbers keep their digits.
func parseBody(body []byte) (object, *apiError) {
	invalid := plainError(http.StatusBadRequest, textInvalidJSON)
	if !utf8.Valid(body) {
		return nil, invalid
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, invalid
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, invalid
	}
	dict, ok := value.(object)
	if !ok {
		return nil, plainError(http.StatusBadRequest, textNotADict)
	}
	return dict, nil
}

// putContext is what a PUT on a lead depends on besides its body.
type putContext struct {
	lead    *lead
	users   []*user // of the lead's organization, former ones too
	role    string
	options Options
}

// apply returns the props that the lead has after the PUT. The lead itself is left
// alone: a PUT with one error in it changes nothing.
func (c *putContext) apply(body object) (object, *apiError) {
	_, byID := body["status_id"]
	_, byLabel := body["status"]
	if byID && byLabel {
		return nil, listError(textBothStatus)
	}
	next, failed := maps.Clone(c.lead.Props), fieldErrors{}
	c.standardFields(body, next, failed)
	locked := c.customFields(body, next, failed)
	if locked && c.options.RoleLock == lockIs403 {
		return nil, plainError(http.StatusForbidden, textLocked)
	}
	if len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	for _, key := range c.options.IgnoreFields {
		if old, had := c.lead.Props[key]; had {
			next[key] = old
		} else {
			delete(next, key)
		}
	}
	return next, nil
}

// maxText is the length limit of the standard texts but the description, which is
// limited by the size of the body alone.
const maxText = 10_000

func (c *putContext) standardFields(body, next object, failed fieldErrors) {
	for _, key := range []string{"name", "url", "description"} {
		value, named := body[key]
		if !named {
			continue
		}
		text, isText := value.(string)
		switch {
		case value == nil && c.options.Normalise.NullText == nullIsEmpty:
			next[key] = ""
		case value == nil:
			next[key] = nil
		case !isText:
			failed[key] = textNotString
		case key != "description" && utf8.RuneCountInString(text) > maxText:
			failed[key] = fmt.Sprintf(textTooLong, maxText)
		case key == "url" && strings.ContainsAny(text, " \t\r\n"):
			failed[key] = textNoURLValue
		default:
			next[key] = c.options.Normalise.text(key, text)
		}
	}
	if value, named := body["status_id"]; named {
		c.setStatus(value, c.lead.Org.statusByID, next, failed)
	}
	if value, named := body["status"]; named {
		c.setStatus(value, c.lead.Org.statusByLabel, next, failed)
	}
	if value, named := body["addresses"]; named {
		if list, err := parseAddresses(value); err != nil {
			failed["addresses"] = err
		} else {
			next["addresses"] = list
		}
	}
	if value, named := body["contacts"]; named {
		if c.options.ContactsInPut == contactsRejected {
			failed["contacts"] = textFrozen
		} else if err := checkContacts(value, c.lead.Org.ContactFields); err != nil {
			failed["contacts"] = err
		}
	}
}

// setStatus reports its errors under "status", whichever key was sent.
func (c *putContext) setStatus(value any, find func(string) (status, bool), next object, failed fieldErrors) {
	text, isText := value.(string)
	switch {
	case value == nil:
		failed["status"] = textRequired
	case !isText:
		failed["status"] = textNotString
	default:
		found, ok := find(text)
		if !ok {
			failed["status"] = fmt.Sprintf(textNoStatus, text)
			return
		}
		next["status_id"] = found.ID
	}
}

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
	field *field
	op    int
	value any
}

// customFields applies the custom keys and reports whether one was locked.
func (c *putContext) customFields(body, next object, failed fieldErrors) (locked bool) {
	var edits []customEdit
	if value, named := body["custom"]; named {
		edits = append(edits, c.customDict(value, next, failed)...)
	}
	for _, key := range slices.Sorted(maps.Keys(body)) {
		if ref, isCustom := strings.CutPrefix(key, "custom."); isCustom {
			found, op := resolve(c.lead.Org.LeadFields, ref)
			if found == nil {
				failed[key] = fmt.Sprintf(textNoField, unknownName(ref))
				continue
			}
			edits = append(edits, customEdit{key, found, op, body[key]})
		}
	}
	slices.SortStableFunc(edits, func(a, b customEdit) int { return a.op - b.op })
	for _, e := range edits {
		if !e.field.editableBy(c.role) {
			failed[e.key] = textLocked
			locked = true
			continue
		}
		if problem := c.applyCustom(e, next); problem != "" {
			failed[e.key] = problem
		}
	}
	return locked
}

// customDict takes the old form, an object keyed by id or name. It replaces all
// custom fields: those that it does not name are gone.
func (c *putContext) customDict(value any, next object, failed fieldErrors) []customEdit {
	dict, ok := value.(object)
	if !ok {
		failed["custom"] = textNotDict
		return nil
	}
	maps.DeleteFunc(next, func(key string, _ any) bool { return strings.HasPrefix(key, "custom.") })
	var edits []customEdit
	for _, ref := range slices.Sorted(maps.Keys(dict)) {
		key := "custom." + ref
		found := findField(c.lead.Org.LeadFields, ref)
		if found == nil {
			failed[key] = fmt.Sprintf(textNoField, ref)
			continue
		}
		edits = append(edits, customEdit{key, found, opSet, dict[ref]})
	}
	return edits
}

// resolve finds the field and the operation that a custom key means, given what
// follows "custom.". A field whose very name ends in ".add" wins over the suffix.
func resolve(fields []*field, ref string) (*field, int) {
	if f := findField(fields, ref); f != nil {
		return f, opSet
	}
	if stem, ok := strings.CutSuffix(ref, ".add"); ok {
		return findField(fields, stem), opAdd
	}
	if stem, ok := strings.CutSuffix(ref, ".remove"); ok {
		return findField(fields, stem), opRemove
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
func (c *putContext) applyCustom(e customEdit, next object) (problem string) {
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
		return textNotMultiple
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
		return "", textNotString
	}
	if list, _ := present.([]any); e.op == opRemove && slices.Contains(list, any(text)) {
		return text, ""
	}
	return c.reference(e.field, text)
}
