package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// customValue checks the value for a custom field and returns the form in which it
// is kept. A nil value means that the field is empty afterwards.
func (c *putContext) customValue(f *field, value any) (kept any, problem string) {
	if value == nil {
		return nil, ""
	}
	if !f.Multiple {
		return c.singleValue(f, value)
	}
	items, isList := value.([]any)
	if !isList {
		return nil, textNotList
	}
	var list []any
	for _, item := range items {
		text, isText := item.(string)
		if !isText {
			return nil, textNotString
		}
		text, problem := c.reference(f, text)
		if problem != "" {
			return nil, problem
		}
		if !slices.Contains(list, any(text)) {
			list = append(list, text)
		}
	}
	if len(list) == 0 {
		return nil, ""
	}
	return list, ""
}

// maxCustomText is generous: the sandbox knows no published limit.
const maxCustomText = 500_000

func (c *putContext) singleValue(f *field, value any) (kept any, problem string) {
	switch f.Type {
	case typeHidden:
		return value, ""
	case typeNumber:
		number, isNumber := value.(json.Number)
		if !isNumber {
			return nil, textNotNumber
		}
		number, err := c.options.Normalise.number(number)
		if err != nil {
			return nil, textNotNumber
		}
		return number, ""
	}
	text, isText := value.(string)
	if !isText {
		return nil, textNotString
	}
	switch f.Type {
	case typeText, typeTextarea:
		if utf8.RuneCountInString(text) > maxCustomText {
			return nil, fmt.Sprintf(textTooLong, maxCustomText)
		}
		if text == "" {
			return nil, ""
		}
		return text, ""
	case typeDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return nil, textNoDate
		}
		return text, ""
	case typeDateTime:
		moment, ok := parseDateTime(text)
		if !ok {
			return nil, textNoDateTime
		}
		return isoTime(moment), ""
	}
	text, problem = c.reference(f, text)
	if problem != "" {
		return nil, problem
	}
	return text, ""
}

// reference checks a value that names something: a choice, a user by id or by exact
// full name, a contact of the lead, a custom object of the lead.
func (c *putContext) reference(f *field, text string) (kept, problem string) {
	switch f.Type {
	case typeChoices:
		if !slices.Contains(f.Choices, text) {
			return "", textNotAChoice
		}
		return text, ""
	case typeUser:
		for _, u := range c.users {
			if u.ID == text || u.name() == text {
				return u.ID, ""
			}
		}
	case typeContact:
		for _, p := range c.lead.Contacts {
			if p.ID == text {
				return text, ""
			}
		}
	case typeCustomObject:
		if wellFormedID.MatchString(text) && slices.Contains(c.lead.CustomObjects, text) {
			return text, ""
		}
	}
	return "", textNoReference
}

// dateTimeLayouts are the ISO 8601 forms that are taken; Go's parser takes a
// fraction of a second after any of them. Without an offset, UTC is meant.
var dateTimeLayouts = []string{
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
}

func parseDateTime(text string) (time.Time, bool) {
	if len(text) > len(time.DateOnly) && text[len(time.DateOnly)] == ' ' {
		text = strings.Replace(text, " ", "T", 1)
	}
	for _, layout := range dateTimeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// isoTime writes a moment as Python's isoformat does in UTC: microseconds stand
// there only when there are any.
func isoTime(t time.Time) string {
	t = t.UTC()
	if t.Nanosecond()/int(time.Microsecond) == 0 {
		return t.Format("2006-01-02T15:04:05+00:00")
	}
	return t.Format("2006-01-02T15:04:05.000000+00:00")
}

// addressKeys are the keys of an address in an answer; all are always there.
var addressKeys = []string{"label", "address_1", "address_2", "city", "state", "zipcode", "country"}

// maxListItems bounds the lists in a body.
const maxListItems = 100

// parseAddresses checks a list of addresses. What an address leaves out is null
// afterwards; keys that it does not have in Close are dropped.
func parseAddresses(value any) (list []any, problem any) {
	if value == nil {
		return []any{}, nil
	}
	items, isList := value.([]any)
	if !isList {
		return nil, textNotList
	}
	if len(items) > maxListItems {
		return nil, textListTooLong
	}
	list, failed := []any{}, map[string]any{}
	for i, item := range items {
		address, problem := parseAddress(item)
		if problem != nil {
			failed[strconv.Itoa(i)] = problem
			continue
		}
		list = append(list, address)
	}
	if len(failed) > 0 {
		return nil, nestedErrors(failed)
	}
	return list, nil
}

func parseAddress(value any) (address object, problem any) {
	dict, isDict := value.(object)
	if !isDict {
		return nil, textNotDict
	}
	address, failed := object{}, fieldErrors{}
	for _, key := range addressKeys {
		part := dict[key]
		address[key] = part
		text, isText := part.(string)
		switch {
		case part == nil:
		case !isText:
			failed[key] = textNotString
		case utf8.RuneCountInString(text) > maxText:
			failed[key] = fmt.Sprintf(textTooLong, maxText)
		case key == "country" && text != "" && !isCountry(text):
			failed[key] = textNotAChoice
		case key == "country":
			address[key] = strings.ToUpper(text)
		}
	}
	if len(failed) > 0 {
		return nil, failed.body()
	}
	return address, nil
}

// isCountry reports whether a text has the form of an ISO 3166-1 alpha-2 code.
func isCountry(text string) bool {
	isLetter := func(b byte) bool { return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' }
	return len(text) == 2 && isLetter(text[0]) && isLetter(text[1])
}

// checkContacts finds fault with the contacts in a lead's PUT, which are read
// although they are not written.
func checkContacts(value any, fields []*field) (problem any) {
	if value == nil {
		return nil
	}
	items, isList := value.([]any)
	if !isList {
		return textNotList
	}
	if len(items) > maxListItems {
		return textListTooLong
	}
	failed := map[string]any{}
	for i, item := range items {
		dict, isDict := item.(object)
		if !isDict {
			failed[strconv.Itoa(i)] = textNotDict
			continue
		}
		if errs := checkContact(dict, fields); len(errs) > 0 {
			failed[strconv.Itoa(i)] = errs.body()
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return nestedErrors(failed)
}

func checkContact(dict object, fields []*field) fieldErrors {
	failed := fieldErrors{}
	for key, value := range dict {
		if ref, isCustom := strings.CutPrefix(key, "custom."); isCustom {
			if found, _ := resolve(fields, ref); found == nil {
				failed[key] = fmt.Sprintf(textNoField, unknownName(ref))
			}
			continue
		}
		switch key {
		case "name", "title":
			if _, isText := value.(string); value != nil && !isText {
				failed[key] = textNotString
			}
		case "emails", "phones", "urls":
			if _, isList := value.([]any); value != nil && !isList {
				failed[key] = textNotList
			}
		}
	}
	return failed
}
