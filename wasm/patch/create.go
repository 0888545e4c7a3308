package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
)

// Create makes the plan for an object that is not there yet. Each value travels under
// its field's own key: there is nothing that it could be added to or taken from. The
// body becomes that of a POST by [NewContact] or [NewLead].
func Create(schema *Schema, edits []Edit) (*Plan, error) {
	nothing, err := ParseDocument([]byte("{}"))
	if err != nil {
		return nil, err
	}
	plan, err := Compile(nothing, schema, nil, edits)
	if err != nil {
		return nil, err
	}
	plan.Unchanged = nil // what is cleared in something new needs no word
	if len(plan.Bodies) == 0 {
		return plan, nil
	}
	for i := range plan.Changes {
		c := &plan.Changes[i]
		c.parts = []part{{key: c.Field.Key, value: c.Field.appendJSON(nil, c.After)}}
	}
	plan.Bodies, err = emit(schema.kind, plan.Changes)
	return plan, err
}

// NewContact returns the body of the POST that adds a planned contact to a lead.
func NewContact(plan *Plan, leadID string) ([]byte, error) {
	fields, err := plan.created()
	if err != nil {
		return nil, err
	}
	body, err := sjson.SetBytes(fields, "lead_id", leadID)
	if err != nil {
		return nil, fmt.Errorf("patch: writing the lead of a contact: %w", err)
	}
	if err := checkContact(body, leadID, plan.names); err != nil {
		return nil, fmt.Errorf("patch: refusing to send what was compiled: %w", err)
	}
	return body, nil
}

// NewLead returns the body of the POST that makes a planned lead with its contacts.
func NewLead(plan *Plan, contacts []*Plan) ([]byte, error) {
	body, err := plan.created()
	if err != nil {
		return nil, err
	}
	for _, c := range contacts {
		fields, err := c.created()
		if err != nil {
			return nil, err
		}
		if body, err = sjson.SetRawBytes(body, "contacts.-1", fields); err != nil {
			return nil, fmt.Errorf("patch: writing a contact of a lead: %w", err)
		}
	}
	if err := checkLead(body, plan, contacts); err != nil {
		return nil, fmt.Errorf("patch: refusing to send what was compiled: %w", err)
	}
	return body, nil
}

// created returns the fields of a plan by [Create].
func (p *Plan) created() ([]byte, error) {
	if len(p.Bodies) != 1 {
		return nil, errors.New("patch: nothing was compiled that could be made")
	}
	return slices.Clone(p.Bodies[0]), nil
}

// names reports whether the plan changes the field.
func (p *Plan) names(field string) bool {
	return slices.ContainsFunc(p.Changes, func(c Change) bool { return c.Field.Key == field })
}

// checkContact proves of the bytes of a POST that they make one contact of the lead
// with the named fields, and nothing else.
func checkContact(body []byte, leadID string, named func(string) bool) error {
	doc, err := ParseDocument(body)
	if err != nil {
		return err
	}
	if got := doc.Get("lead_id"); got.Type != gjson.String || got.Str != leadID || !isID(leadID) || !strings.HasPrefix(leadID, "lead_") {
		return errors.New("it names no lead, or another one")
	}
	return checkNew(ContactKind, doc, "lead_id", named)
}

// checkLead proves the same of a lead and its contacts.
func checkLead(body []byte, plan *Plan, contacts []*Plan) error {
	doc, err := ParseDocument(body)
	if err != nil {
		return err
	}
	nested := doc.Get("contacts")
	if n := len(nested.Array()); n != len(contacts) || n > 0 && !nested.IsArray() || n == 0 && doc.Has("contacts") {
		return errors.New("it holds other contacts than were compiled")
	}
	for i, v := range nested.Array() {
		contact, err := ParseDocument([]byte(v.Raw))
		if err == nil {
			err = checkNew(ContactKind, contact, "", contacts[i].names)
		}
		if err != nil {
			return fmt.Errorf("contact %d: %w", i+1, err)
		}
	}
	return checkNew(LeadKind, doc, "contacts", plan.names)
}

// checkNew holds the members of what is to be made against what a POST takes. The key
// besides is its caller's to check.
func checkNew(kind Kind, doc *Document, besides string, named func(string) bool) error {
	fields := 0
	for key, raw := range doc.values {
		if key == besides {
			continue
		}
		fields++
		if !named(key) {
			return fmt.Errorf("the key %q belongs to no edit", key)
		}
		if err := checkValue(kind, key, "", gjson.Parse(raw)); err != nil {
			return fmt.Errorf("the key %q %w", key, err)
		}
	}
	if fields == 0 {
		return errors.New("empty")
	}
	return nil
}
