package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	// The names of time zones are checked on every machine alike.
	_ "time/tzdata"
	"unicode/utf8"
)

// maxContactText is the length limit of a contact's name and title.
const maxContactText = 1000

// maxEmail is the length limit of an e-mail address.
const maxEmail = 254

// way describes one of the lists by which a contact can be reached.
type way struct {
	value string // the key of an item that holds the address, number or URL
	kind  string // the type of an item that was sent without one
}

var ways = map[string]way{
	"emails": {"email", "office"},
	"phones": {"phone", "office"},
	"urls":   {"url", "url"},
}

// contactPut is a PUT on a contact.
type contactPut struct {
	putContext
	contact *contact
	// leadExists reports whether there is a lead that the user may see.
	leadExists func(id string) bool
}

func newContactPut(p *contact, l *lead, users []*user, role string, options Options) *contactPut {
	return &contactPut{
		putContext: putContext{objectType: "contact", fields: l.Org.ContactFields, lead: l, users: users, role: role, options: options},
		contact:    p,
		leadExists: func(id string) bool { return id == l.ID },
	}
}

// apply returns the props that the contact has after the PUT. The contact itself is
// left alone: a PUT with one error in it changes nothing.
func (c *contactPut) apply(body object) (object, *apiError) {
	next, failed := maps.Clone(c.contact.Props), fieldErrors{}
	for key, value := range body {
		switch key {
		case "name", "title":
			c.standardText(key, value, maxContactText, next, failed)
		case "timezone":
			c.setTimezone(value, next, failed)
		case "emails", "phones", "urls":
			if list, problem := c.items(key, value); problem != nil {
				failed[key] = problem
			} else {
				next[key] = list
			}
		case "lead_id":
			c.stayAtLead(value, failed)
		case "created_by", "date_created":
			failed[key] = textFrozen
		default:
			if !strings.HasPrefix(key, "custom.") && c.options.ContactKeys == keysRejected {
				failed[key] = textUnknownKey
			}
		}
	}
	locked := c.customFields(nil, body, next, failed)
	return c.finish(c.contact.Props, next, failed, locked)
}

func (c *contactPut) setTimezone(value any, next object, failed fieldErrors) {
	text, isText := value.(string)
	switch {
	case value == nil:
		next["timezone"] = nil
	case !isText:
		failed["timezone"] = textNotString
	case !isTimezone(text):
		failed["timezone"] = textNotAChoice
	default:
		next["timezone"] = text
	}
}

// isTimezone reports whether a text names a time zone of the IANA database. Go takes
// "" and "Local" too, which are not in there.
func isTimezone(text string) bool {
	_, err := time.LoadLocation(text)
	return err == nil && text != "" && text != "Local"
}

// stayAtLead refuses to move the contact. Errors about lead_id stand under "lead".
func (c *contactPut) stayAtLead(value any, failed fieldErrors) {
	id, isText := value.(string)
	switch {
	case value == nil:
		failed["lead"] = textFrozen
	case !isText:
		failed["lead"] = textNotString
	case !c.leadExists(id):
		failed["lead"] = textNoReference
	case id != c.lead.ID:
		failed["lead"] = textFrozen
	}
}

// items checks one of the three lists, which replaces the old one whole.
func (c *contactPut) items(key string, value any) (list []any, problem any) {
	if value == nil {
		return []any{}, nil
	}
	sent, isList := value.([]any)
	if !isList {
		return nil, textNotList
	}
	if len(sent) > maxListItems {
		return nil, textListTooLong
	}
	list, failed := []any{}, map[string]any{}
	for i, item := range sent {
		dict, isDict := item.(object)
		if !isDict {
			failed[strconv.Itoa(i)] = textNotDict
			continue
		}
		kept, errs := c.item(key, dict)
		switch {
		case len(errs) > 0:
			failed[strconv.Itoa(i)] = errs.body()
		case kept != nil:
			list = append(list, kept)
		}
	}
	if len(failed) > 0 {
		return nil, nestedErrors(failed)
	}
	return list, nil
}

// item checks one item of a list. A nil item without errors is one that is dropped:
// a phone, unlike an e-mail address and a URL, is not required.
func (c *contactPut) item(key string, sent object) (kept object, failed fieldErrors) {
	w, failed := ways[key], fieldErrors{}
	kind := w.kind
	if text, isText := sent["type"].(string); isText {
		kind = text
	} else if sent["type"] != nil {
		failed["type"] = textNotString
	}
	for name := range sent {
		if name != "type" && name != w.value && c.options.ContactItemKeys == keysRejected {
			failed[name] = textUnknownKey
		}
	}
	text, problem := c.wayValue(key, sent[w.value])
	if problem != "" {
		failed[w.value] = problem
	}
	if len(failed) > 0 || text == "" {
		return nil, failed
	}
	kept = c.known(key, text)
	kept[w.value], kept["type"] = text, kind
	return kept, nil
}

// known returns a copy of the item that the contact has with the same value, for
// what stands there beside the type: an address that has been unsubscribed stays so
// when the list is replaced. Without such an item, the copy is empty.
func (c *contactPut) known(key, text string) object {
	old, _ := c.contact.Props[key].([]any)
	i := slices.IndexFunc(old, func(item any) bool {
		dict, isDict := item.(object)
		return isDict && dict[ways[key].value] == text
	})
	if i < 0 {
		return object{}
	}
	return maps.Clone(old[i].(object))
}

// wayValue checks an address, a number or a URL and returns it as it is kept.
func (c *contactPut) wayValue(key string, value any) (kept, problem string) {
	text, isText := value.(string)
	if value != nil && !isText {
		return "", textNotString
	}
	text = strings.TrimSpace(text)
	switch {
	case key == "phones":
		return normalisePhone(text, c.lead.Org.PhoneCountry), ""
	case text == "":
		return "", textRequired
	case key == "emails" && !isEmail(text):
		return "", textBadEmail
	case key == "urls" && strings.ContainsAny(text, " \t\r\n"):
		return "", textNoURLValue
	case key == "urls":
		return c.options.Normalise.text("url", text), ""
	}
	return text, ""
}

// isEmail is a loose check for the form of an e-mail address.
func isEmail(text string) bool {
	before, domain, ok := strings.Cut(text, "@")
	name, top := "", ""
	if at := strings.LastIndexByte(domain, '.'); at >= 0 {
		name, top = domain[:at], domain[at+1:]
	}
	return ok && before != "" && name != "" && len(top) >= 2 && utf8.RuneCountInString(text) <= maxEmail &&
		!strings.ContainsAny(text, " \t\r\n") && !strings.Contains(domain, "@") && !strings.Contains(text, "..")
}
