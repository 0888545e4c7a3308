package patch

import (
	"strings"
	"testing"
)

// TestCheck feeds the last gate what a broken compiler might produce.
func TestCheck(t *testing.T) {
	tests := []struct {
		body string
		ok   bool
	}{
		{`{"name":"x"}`, true},
		{`{"custom.cf_a":null}`, true},
		{`{"custom.cf_a.add":"x","custom.cf_a.remove":"y"}`, true},
		{`{"custom.cf_a":["x"]}`, true},
		{`{"addresses":[{"city":"x"}]}`, true},
		{`{"addresses":[]}`, true},
		{`{"description":"","url":""}`, true},
		{`{}`, false},
		{``, false},
		{`[]`, false},
		{`{"name":"x"`, false},
		{`{"name":"x"} `, true},
		{`{"name":"x"}{}`, false},
		{`{"custom":{"cf_a":1}}`, false},
		{`{"contacts":[]}`, false},
		{`{"status":"x"}`, false},
		{`{"id":"lead_x"}`, false},
		{`{"name":"x","name":"y"}`, false},
		{`{"name":"x","n\u0061me":"y"}`, false},
		{`{"name":null}`, false},
		{`{"name":""}`, true},
		{`{"status_id":1}`, false},
		{`{"description":null}`, false},
		{`{"addresses":null}`, false},
		{`{"addresses":[{"city":"x","tz_ids":[]}]}`, false},
		{`{"addresses.add":{}}`, false},
		{`{"custom.cf_a.add":["x"]}`, false},
		{`{"custom.cf_a.add":null}`, false},
		{`{"custom.cf_a.add.add":"x"}`, false},
		{`{"custom.cf_":"x"}`, false},
		{`{"custom.x":"x"}`, false},
		{`{"other":"x"}`, false},
		{"{\"name\":\"\xff\"}", false},
	}
	for _, test := range tests {
		if err := Check(LeadKind, []byte(test.body), func(string) bool { return true }); (err == nil) != test.ok {
			t.Errorf("Check(%s) = %v, want ok %v", test.body, err, test.ok)
		}
	}
	err := Check(LeadKind, []byte(`{"name":"x","url":"y"}`), func(f string) bool { return f == "name" })
	if err == nil || !strings.Contains(err.Error(), "url") {
		t.Errorf("a key of no edit: %v", err)
	}
}

func TestParseDocument(t *testing.T) {
	for raw, want := range map[string]string{
		`{"a":1,"a":2}`:        "twice",
		`[1]`:                  "not a JSON object",
		`{"a":tru}`:            "not valid JSON",
		"{\"a\":\"\xc3\x28\"}": "UTF-8",
		`{"a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`: "deeper",
	} {
		if _, err := ParseDocument([]byte(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseDocument(%.40s) = %v, want %q", raw, err, want)
		}
	}
	doc, err := ParseDocument([]byte(`{"a":"[[[[{{{\"[","b":9007199254740993}`))
	if err != nil || doc.Raw("b") != "9007199254740993" || doc.Raw("zz") != "null" {
		t.Errorf("doc %v, %v", doc, err)
	}
}
