package crm

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	// The names of time zones are checked on every machine alike.
	_ "time/tzdata"
	"unicode/utf8"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

// maxContactText is the length limit of a contact's name and title.
const maxContactText = 1000

// maxEmail is the length limit of an e-mail address.
const maxEmail = 254

// Way describes one of the lists by which a contact can be reached.
type Way struct {
	Value string // the key of an item that holds the address, number or URL
	kind  string // the type of an item that was sent without one
}

// Ways are the lists by which a contact can be reached, by their keys.
var Ways = map[string]Way{
	"emails": {"email", "office"},
	"phones": {"phone", "office"},
	"urls":   {"url", "url"},
}

// ContactPut is a PUT on a contact.
type ContactPut struct {
	putContext
	contact *Contact
	// LeadExists reports whether there is a lead that the user may see.
	LeadExists func(id string) bool
}

// NewContactPut returns a PUT by somebody of a role on a contact of a lead. users are all
// of the lead's organization.
func NewContactPut(p *Contact, l *Lead, users []*User, role string, o options.Options) *ContactPut {
	return &ContactPut{
		putContext: putContext{objectType: "contact", fields: l.Org.ContactFields, lead: l, users: users, role: role, options: o},
		contact:    p,
		LeadExists: func(id string) bool { return id == l.ID },
	}
}

// Apply returns the props that the contact has after the PUT. The contact itself is
// left alone: a PUT with one error in it changes nothing.
func (c *ContactPut) Apply(body wire.Object) (wire.Object, *wire.Error) {
	next, failed := maps.Clone(c.contact.Props), wire.FieldErrors{}
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
			failed[key] = wire.TextFrozen
		default:
			if !strings.HasPrefix(key, "custom.") && c.options.ContactKeys == options.KeysRejected {
				failed[key] = wire.TextUnknownKey
			}
		}
	}
	locked := c.customFields(nil, body, next, failed)
	return c.finish(c.contact.Props, next, failed, locked)
}

func (c *ContactPut) setTimezone(value any, next wire.Object, failed wire.FieldErrors) {
	text, isText := value.(string)
	switch {
	case value == nil:
		next["timezone"] = nil
	case !isText:
		failed["timezone"] = wire.TextNotString
	case !isTimezone(text):
		failed["timezone"] = wire.TextNotAChoice
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
func (c *ContactPut) stayAtLead(value any, failed wire.FieldErrors) {
	id, isText := value.(string)
	switch {
	case value == nil:
		failed["lead"] = wire.TextFrozen
	case !isText:
		failed["lead"] = wire.TextNotString
	case !c.LeadExists(id):
		failed["lead"] = wire.TextNoReference
	case id != c.lead.ID:
		failed["lead"] = wire.TextFrozen
	}
}

// items checks one of the three lists, which replaces the old one whole.
func (c *ContactPut) items(key string, value any) (list []any, problem any) {
	if value == nil {
		return []any{}, nil
	}
	sent, isList := value.([]any)
	if !isList {
		return nil, wire.TextNotList
	}
	if len(sent) > maxListItems {
		return nil, wire.TextListTooLong
	}
	list, failed := []any{}, map[string]any{}
	for i, item := range sent {
		dict, isDict := item.(wire.Object)
		if !isDict {
			failed[strconv.Itoa(i)] = wire.TextNotDict
			continue
		}
		kept, errs := c.item(key, dict)
		switch {
		case len(errs) > 0:
			failed[strconv.Itoa(i)] = errs.Body()
		case kept != nil:
			list = append(list, kept)
		}
	}
	if len(failed) > 0 {
		return nil, wire.NestedErrors(failed)
	}
	return list, nil
}

// item checks one item of a list. A nil item without errors is one that is dropped:
// a phone, unlike an e-mail address and a URL, is not required.
func (c *ContactPut) item(key string, sent wire.Object) (kept wire.Object, failed wire.FieldErrors) {
	w, failed := Ways[key], wire.FieldErrors{}
	kind := w.kind
	if text, isText := sent["type"].(string); isText {
		kind = text
	} else if sent["type"] != nil {
		failed["type"] = wire.TextNotString
	}
	for name := range sent {
		if name != "type" && name != w.Value && c.options.ContactItemKeys == options.KeysRejected {
			failed[name] = wire.TextUnknownKey
		}
	}
	text, problem := c.wayValue(key, sent[w.Value])
	if problem != "" {
		failed[w.Value] = problem
	}
	if len(failed) > 0 || text == "" {
		return nil, failed
	}
	kept = c.known(key, text)
	kept[w.Value], kept["type"] = text, kind
	return kept, nil
}

// known returns a copy of the item that the contact has with the same value, for
// what stands there besides the type: an address that has been unsubscribed stays so
// when the list is replaced. Without such an item, the copy is empty.
func (c *ContactPut) known(key, text string) wire.Object {
	old, _ := c.contact.Props[key].([]any)
	i := slices.IndexFunc(old, func(item any) bool {
		dict, isDict := item.(wire.Object)
		return isDict && dict[Ways[key].Value] == text
	})
	if i < 0 {
		return wire.Object{}
	}
	return maps.Clone(old[i].(wire.Object))
}

// wayValue checks an address, a number or a URL and returns it as it is kept.
func (c *ContactPut) wayValue(key string, value any) (kept, problem string) {
	text, isText := value.(string)
	if value != nil && !isText {
		return "", wire.TextNotString
	}
	text = strings.TrimSpace(text)
	switch {
	case key == "phones":
		return normalizePhone(text, c.lead.Org.PhoneCountry), ""
	case text == "":
		return "", wire.TextRequired
	case key == "emails" && !isEmail(text):
		return "", wire.TextBadEmail
	case key == "urls" && strings.ContainsAny(text, " \t\r\n"):
		return "", wire.TextNoURLValue
	case key == "urls":
		return c.options.Normalise.Text("url", text), ""
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
