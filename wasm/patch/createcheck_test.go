package patch

import (
	"strings"
	"testing"
)

// TestChecksOfWhatIsNew: bytes that would make something else than the edits say are
// refused, however they came about.
func TestChecksOfWhatIsNew(t *testing.T) {
	const lead = "lead_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54"
	named := func(field string) bool { return field == "name" || field == "emails" || field == "custom.cf_1" }
	for body, good := range map[string]bool{
		`{"name":"N","lead_id":"` + lead + `"}`:                         true,
		`{"emails":[{"email":"a@b.example"}],"lead_id":"` + lead + `"}`: true,
		`{"name":"N"}`:               false,
		`{"lead_id":"` + lead + `"}`: false,
		`{"name":"N","lead_id":"` + strings.Replace(lead, "2", "3", 1) + `"}`:         false,
		`{"name":"N","lead_id":["` + lead + `"]}`:                                     false,
		`{"name":"N","name":"M","lead_id":"` + lead + `"}`:                            false,
		`{"name":"N","title":"x","lead_id":"` + lead + `"}`:                           false,
		`{"name":7,"lead_id":"` + lead + `"}`:                                         false,
		`{"custom.cf_1.add":"x","lead_id":"` + lead + `"}`:                            false,
		`{"custom":{"cf_1":"x"},"lead_id":"` + lead + `"}`:                            false,
		`{"name":"N","lead_id":"` + lead + `","contacts":[]}`:                         false,
		`{"emails":[{"email":"a@b.example","lead_id":"x"}],"lead_id":"` + lead + `"}`: false,
		`[]`: false,
	} {
		if err := checkContact([]byte(body), lead, named); (err == nil) != good {
			t.Errorf("contact %s: %v", body, err)
		}
	}
	schema := func(kind Kind, fields []Field) *Plan {
		plan, err := Create(NewSchema(kind, fields), []Edit{{Field: "name", Op: Set, Value: []byte(`"N"`)}})
		if err != nil {
			t.Fatal(err)
		}
		return plan
	}
	of, contact := schema(LeadKind, LeadFields(nil)), schema(ContactKind, ContactFields())
	for _, test := range []struct {
		body     string
		contacts []*Plan
		good     bool
	}{
		{`{"name":"N"}`, nil, true},
		{`{"name":"N","contacts":[{"name":"C"}]}`, []*Plan{contact}, true},
		{`{"contacts":[{"name":"C"}]}`, []*Plan{contact}, false},
		{`{"name":"N","contacts":[]}`, nil, false},
		{`{"name":"N","contacts":[{"name":"C"}]}`, nil, false},
		{`{"name":"N"}`, []*Plan{contact}, false},
		{`{"name":"N","contacts":{"name":"C"}}`, []*Plan{contact}, false},
		{`{"name":"N","contacts":["C"]}`, []*Plan{contact}, false},
		{`{"name":"N","contacts":[{}]}`, []*Plan{contact}, false},
		{`{"name":"N","contacts":[{"name":"C","lead_id":"` + lead + `"}]}`, []*Plan{contact}, false},
		{`{"name":"N","contacts":[{"name":"C","title":"x"}]}`, []*Plan{contact}, false},
		{`{"name":"N","status_id":"stat_1"}`, nil, false},
		{`{"name":"N","opportunities":[]}`, nil, false},
	} {
		if err := checkLead([]byte(test.body), of, test.contacts); (err == nil) != test.good {
			t.Errorf("lead %s: %v", test.body, err)
		}
	}
}
