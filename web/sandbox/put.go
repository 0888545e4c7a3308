package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
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

// putContext is what a PUT depends on besides its body and the object that it
// changes.
type putContext struct {
	objectType string
	fields     []*field // of that type of object
	lead       *lead    // the object, or the one that it belongs to
	users      []*user  // of the lead's organization, former ones too
	role       string
	options    Options
}

// finish decides on a PUT that has been worked out: it is refused when anything in
// it was, and ignored keys fall back to what they were.
func (c *putContext) finish(before, next object, failed fieldErrors, locked bool) (object, *apiError) {
	if locked && c.options.RoleLock == lockIs403 {
		return nil, plainError(http.StatusForbidden, textLocked)
	}
	if len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	for _, key := range c.options.IgnoreFields {
		if old, had := before[key]; had {
			next[key] = old
		} else {
			delete(next, key)
		}
	}
	return next, nil
}

// standardText puts a standard text into next. A limit of 0 is none.
func (c *putContext) standardText(key string, value any, limit int, next object, failed fieldErrors) {
	text, isText := value.(string)
	switch {
	case value == nil && c.options.Normalise.NullText == nullIsEmpty:
		next[key] = ""
	case value == nil:
		next[key] = nil
	case !isText:
		failed[key] = textNotString
	case limit > 0 && utf8.RuneCountInString(text) > limit:
		failed[key] = fmt.Sprintf(textTooLong, limit)
	case key == "url" && strings.ContainsAny(text, " \t\r\n"):
		failed[key] = textNoURLValue
	default:
		next[key] = c.options.Normalise.text(key, text)
	}
}

// leadPut is a PUT on a lead.
type leadPut struct{ putContext }

func newLeadPut(l *lead, users []*user, role string, options Options) *leadPut {
	return &leadPut{putContext{objectType: "lead", fields: l.Org.LeadFields, lead: l, users: users, role: role, options: options}}
}

// apply returns the props that the lead has after the PUT. The lead itself is left
// alone: a PUT with one error in it changes nothing.
func (c *leadPut) apply(body object) (object, *apiError) {
	_, byID := body["status_id"]
	_, byLabel := body["status"]
	if byID && byLabel {
		return nil, listError(textBothStatus)
	}
	next, failed := maps.Clone(c.lead.Props), fieldErrors{}
	c.standardFields(body, next, failed)
	var fromDict []customEdit
	if value, named := body["custom"]; named {
		fromDict = c.customDict(value, next, failed)
	}
	locked := c.customFields(fromDict, body, next, failed)
	return c.finish(c.lead.Props, next, failed, locked)
}

// maxText is the length limit of the standard texts of a lead but the description,
// which is limited by the size of the body alone.
const maxText = 10_000

func (c *leadPut) standardFields(body, next object, failed fieldErrors) {
	for key, limit := range map[string]int{"name": maxText, "url": maxText, "description": 0} {
		if value, named := body[key]; named {
			c.standardText(key, value, limit, next, failed)
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
func (c *leadPut) setStatus(value any, find func(string) (status, bool), next object, failed fieldErrors) {
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
