package patch

import (
	"bytes"
	"fmt"
	"testing"
)

// Ids of the fields that the tests use.
const (
	cfText     = "custom.cf_text0000000000000000000000000000000000000000000"
	cfArea     = "custom.cf_area"
	cfNumber   = "custom.cf_number"
	cfDate     = "custom.cf_date"
	cfDateTime = "custom.cf_datetime"
	cfChoice   = "custom.lcf_choice"
	cfDays     = "custom.cf_days"
	cfOwner    = "custom.cf_owner"
	cfTeam     = "custom.cf_team"
	cfContact  = "custom.cf_contact"
	cfPeople   = "custom.cf_people"
	cfObject   = "custom.cf_object"
	cfObjects  = "custom.cf_objects"
	cfHidden   = "custom.cf_hidden"
	cfLocked   = "custom.cf_locked"
	cfStrange  = "custom.cf_strange"
)

func opts(pairs ...string) []Option {
	var out []Option
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return out
}

var (
	testUsers    = opts("user_ada", "Ada", "user_bob", "Bob", "user_bob2", "Bob", "user_cy", "Cy")
	testContacts = opts("cont_a", "Dana", "cont_b", "Eve")
)

// testSchema has a field of every type, single and of several values.
var testSchema = NewSchema(LeadKind, append(
	LeadFields(opts("stat_new", "New", "stat_won", "Won", "stat_lost", "Lost")),
	Field{Key: cfText, Label: "Text", Type: Text},
	Field{Key: cfArea, Label: "Area", Type: Textarea},
	Field{Key: cfNumber, Label: "Number", Type: Number},
	Field{Key: cfDate, Label: "Date", Type: Date},
	Field{Key: cfDateTime, Label: "Moment", Type: DateTime},
	Field{Key: cfChoice, Label: "Choice", Type: Choices, Options: opts("A & B", "A & B", "\"C\" <d>", "\"C\" <d>", "Ü", "Ü")},
	Field{Key: cfDays, Label: "Days", Type: Choices, Multiple: true, Options: opts("Mon", "Mon", "Tue", "Tue", "Wed", "Wed", "Thu", "Thu")},
	Field{Key: cfOwner, Label: "Owner", Type: User, Options: testUsers},
	Field{Key: cfTeam, Label: "Team", Type: User, Multiple: true, Options: testUsers},
	Field{Key: cfContact, Label: "Contact", Type: Contact, Options: testContacts},
	Field{Key: cfPeople, Label: "People", Type: Contact, Multiple: true, Options: testContacts},
	Field{Key: cfObject, Label: "Object", Type: CustomObject},
	Field{Key: cfObjects, Label: "Objects", Type: CustomObject, Multiple: true},
	Field{Key: cfHidden, Label: "Hidden", Type: Hidden},
	Field{Key: cfLocked, Label: "Locked", Type: Text, Locked: "Only admins may change this."},
	Field{Key: cfStrange, Label: "Strange", Type: Unknown},
))

// lead returns a lead with the given members after the fixed ones.
func lead(t testing.TB, members string) *Document {
	t.Helper()
	if members != "" {
		members = "," + members
	}
	doc, err := ParseDocument([]byte(`{"id":"lead_x","organization_id":"orga_x","name":"Acme","status_id":"stat_new"` + members + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func q(key, value string) string { return fmt.Sprintf("%q:%s", key, value) }

func edit(field string, op Op, value string) Edit {
	e := Edit{Field: field, Op: op}
	if value != "" {
		e.Value = []byte(value)
	}
	return e
}

func mustCompile(t testing.TB, doc *Document, base Base, edits ...Edit) *Plan {
	t.Helper()
	plan, err := Compile(doc, testSchema, base, edits)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// sent returns the plan's bodies in one line.
func sent(p *Plan) string { return string(bytes.Join(p.Bodies, []byte(" + "))) }
