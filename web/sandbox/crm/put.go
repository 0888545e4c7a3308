package crm

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"unicode/utf8"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

// putContext is what a PUT depends on besides its body and the object that it
// changes.
type putContext struct {
	objectType string
	fields     []*Field // of that type of object
	lead       *Lead    // the object, or the one that it belongs to
	users      []*User  // of the lead's organization, former ones too
	role       string
	options    options.Options
}

// finish decides on a PUT that has been worked out: it is refused when anything in
// it was, and ignored keys fall back to what they were.
func (c *putContext) finish(before, next wire.Object, failed wire.FieldErrors, locked bool) (wire.Object, *wire.Error) {
	if locked && c.options.RoleLock == options.LockIs403 {
		return nil, wire.PlainError(http.StatusForbidden, wire.TextLocked)
	}
	if len(failed) > 0 {
		return nil, failed.Refusal()
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

// standardText puts a standard text into next. With a limit of 0 it may be of any length.
func (c *putContext) standardText(key string, value any, limit int, next wire.Object, failed wire.FieldErrors) {
	text, isText := value.(string)
	switch {
	case value == nil && c.options.Normalise.NullText == options.NullIsEmpty:
		next[key] = ""
	case value == nil:
		next[key] = nil
	case !isText:
		failed[key] = wire.TextNotString
	case limit > 0 && utf8.RuneCountInString(text) > limit:
		failed[key] = fmt.Sprintf(wire.TextTooLong, limit)
	case key == "url" && strings.ContainsAny(text, " \t\r\n"):
		failed[key] = wire.TextNoURLValue
	default:
		next[key] = c.options.Normalise.Text(key, text)
	}
}

// LeadPut is a PUT on a lead.
type LeadPut struct{ putContext }

// NewLeadPut returns a PUT by somebody of a role on a lead. users are all of the lead's
// organization.
func NewLeadPut(l *Lead, users []*User, role string, o options.Options) *LeadPut {
	return &LeadPut{putContext{objectType: "lead", fields: l.Org.LeadFields, lead: l, users: users, role: role, options: o}}
}

// Apply returns the props that the lead has after the PUT. The lead itself is left
// alone: a PUT with one error in it changes nothing.
func (c *LeadPut) Apply(body wire.Object) (wire.Object, *wire.Error) {
	_, byID := body["status_id"]
	_, byLabel := body["status"]
	if byID && byLabel {
		return nil, wire.ListError(wire.TextBothStatus)
	}
	next, failed := maps.Clone(c.lead.Props), wire.FieldErrors{}
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

func (c *LeadPut) standardFields(body, next wire.Object, failed wire.FieldErrors) {
	for key, limit := range map[string]int{"name": maxText, "url": maxText, "description": 0} {
		if value, named := body[key]; named {
			c.standardText(key, value, limit, next, failed)
		}
	}
	if value, named := body["status_id"]; named {
		c.setStatus(value, c.lead.Org.StatusByID, next, failed)
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
		if c.options.ContactsInPut == options.ContactsRejected {
			failed["contacts"] = wire.TextFrozen
		} else if err := checkContacts(value, c.lead.Org.ContactFields); err != nil {
			failed["contacts"] = err
		}
	}
}

// setStatus reports its errors under "status", whichever key was sent.
func (c *LeadPut) setStatus(value any, find func(string) (Status, bool), next wire.Object, failed wire.FieldErrors) {
	text, isText := value.(string)
	switch {
	case value == nil:
		failed["status"] = wire.TextRequired
	case !isText:
		failed["status"] = wire.TextNotString
	default:
		found, ok := find(text)
		if !ok {
			failed["status"] = fmt.Sprintf(wire.TextNoStatus, text)
			return
		}
		next["status_id"] = found.ID
	}
}
