package crm

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"leadpatch/web/sandbox/wire"
)

// customValue checks the value for a custom field and returns the form in which it
// is kept. A nil value means that the field is empty afterwards.
func (c *putContext) customValue(f *Field, value any) (kept any, problem string) {
	if value == nil {
		return nil, ""
	}
	if !f.Multiple {
		return c.singleValue(f, value)
	}
	items, isList := value.([]any)
	if !isList {
		return nil, wire.TextNotList
	}
	var list []any
	for _, item := range items {
		text, isText := item.(string)
		if !isText {
			return nil, wire.TextNotString
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

func (c *putContext) singleValue(f *Field, value any) (kept any, problem string) {
	switch f.Type {
	case TypeHidden:
		return value, ""
	case TypeNumber:
		number, isNumber := value.(json.Number)
		if !isNumber {
			return nil, wire.TextNotNumber
		}
		number, err := c.options.Normalise.Number(number)
		if err != nil {
			return nil, wire.TextNotNumber
		}
		return number, ""
	}
	text, isText := value.(string)
	if !isText {
		return nil, wire.TextNotString
	}
	switch f.Type {
	case TypeText, TypeTextarea:
		if utf8.RuneCountInString(text) > maxCustomText {
			return nil, fmt.Sprintf(wire.TextTooLong, maxCustomText)
		}
		if text == "" {
			return nil, ""
		}
		return text, ""
	case TypeDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return nil, wire.TextNoDate
		}
		return text, ""
	case TypeDateTime:
		moment, ok := wire.ParseDateTime(text)
		if !ok {
			return nil, wire.TextNoDateTime
		}
		return wire.ISOTime(moment), ""
	}
	text, problem = c.reference(f, text)
	if problem != "" {
		return nil, problem
	}
	return text, ""
}

// reference checks a value that names something: a choice, a user by id or by exact
// full name, a contact of the lead, a custom object of the lead.
func (c *putContext) reference(f *Field, text string) (kept, problem string) {
	switch f.Type {
	case TypeChoices:
		if !slices.Contains(f.Choices, text) {
			return "", wire.TextNotAChoice
		}
		return text, ""
	case TypeUser:
		for _, u := range c.users {
			if u.ID == text || u.Name() == text {
				return u.ID, ""
			}
		}
	case TypeContact:
		for _, p := range c.lead.Contacts {
			if p.ID == text {
				return text, ""
			}
		}
	case TypeCustomObject:
		if wellFormedID.MatchString(text) && slices.Contains(c.lead.CustomObjects, text) {
			return text, ""
		}
	}
	return "", wire.TextNoReference
}

// AddressKeys are the keys of an address in an answer; all are always there.
var AddressKeys = []string{"label", "address_1", "address_2", "city", "state", "zipcode", "country"}

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
		return nil, wire.TextNotList
	}
	if len(items) > maxListItems {
		return nil, wire.TextListTooLong
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
		return nil, wire.NestedErrors(failed)
	}
	return list, nil
}

func parseAddress(value any) (address wire.Object, problem any) {
	dict, isDict := value.(wire.Object)
	if !isDict {
		return nil, wire.TextNotDict
	}
	address, failed := wire.Object{}, wire.FieldErrors{}
	for _, key := range AddressKeys {
		part := dict[key]
		address[key] = part
		text, isText := part.(string)
		switch {
		case part == nil:
		case !isText:
			failed[key] = wire.TextNotString
		case utf8.RuneCountInString(text) > maxText:
			failed[key] = fmt.Sprintf(wire.TextTooLong, maxText)
		case key == "country" && text != "" && !isCountry(text):
			failed[key] = wire.TextNotAChoice
		case key == "country":
			address[key] = strings.ToUpper(text)
		}
	}
	if len(failed) > 0 {
		return nil, failed.Body()
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
func checkContacts(value any, fields []*Field) (problem any) {
	if value == nil {
		return nil
	}
	items, isList := value.([]any)
	if !isList {
		return wire.TextNotList
	}
	if len(items) > maxListItems {
		return wire.TextListTooLong
	}
	failed := map[string]any{}
	for i, item := range items {
		dict, isDict := item.(wire.Object)
		if !isDict {
			failed[strconv.Itoa(i)] = wire.TextNotDict
			continue
		}
		if errs := checkContact(dict, fields); len(errs) > 0 {
			failed[strconv.Itoa(i)] = errs.Body()
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return wire.NestedErrors(failed)
}

func checkContact(dict wire.Object, fields []*Field) wire.FieldErrors {
	failed := wire.FieldErrors{}
	for key, value := range dict {
		if ref, isCustom := strings.CutPrefix(key, "custom."); isCustom {
			if found, _ := resolve(fields, ref); found == nil {
				failed[key] = fmt.Sprintf(wire.TextNoField, unknownName(ref))
			}
			continue
		}
		switch key {
		case "name", "title":
			if _, isText := value.(string); value != nil && !isText {
				failed[key] = wire.TextNotString
			}
		case "emails", "phones", "urls":
			if _, isList := value.([]any); value != nil && !isList {
				failed[key] = wire.TextNotList
			}
		}
	}
	return failed
}
