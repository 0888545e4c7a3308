package main

import (
	"maps"
	"reflect"
	"strings"
	"testing"
)

// FuzzPut puts any bytes on the demo lead. It must never panic, never answer with a
// server error, change nothing when it refuses, and never touch a prop whose key
// the body does not name, unless the body has the old custom object.
func FuzzPut(f *testing.F) {
	w := seed()
	l := w.Leads[0]
	days := w.Orgs[0].LeadFields[2].ID
	for _, body := range []string{
		`{}`, `{"name": "x", "name": null}`, `{"custom": {"Industry": "Software"}}`, `{"custom.` + days + `.add": "Sun"}`,
		`{"custom.` + days + `.remove": "Mon"}`, `{"custom.Days": []}`, `{"custom.` + days + `": ["Tue"], "status": "Customer"}`,
		`{"addresses": [{"country": "de"}]}`, `{"contacts": [{"custom.x": 1}]}`, `{"custom.Employees": 1e5}`, `{"custom.Next call": "2020-01-01T00:00:00Z"}`,
		`[`, "{\"\xff\": 1}", `{"custom.": null, "custom..add": 1, "\u0063ustom": {}}`, `{"status_id": 1, "status": 2}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		before := maps.Clone(l.Props)
		body, problem := parseBody(text)
		if problem != nil {
			if problem.status != 400 {
				t.Fatalf("parsing: %v", problem)
			}
			return
		}
		put := putContext{lead: l, users: w.Users, role: roleUser, options: defaultOptions()}
		after, problem := put.apply(body)
		if !reflect.DeepEqual(l.Props, before) {
			t.Fatal("the lead itself was changed")
		}
		if problem != nil {
			if problem.status != 400 || after != nil {
				t.Fatalf("%v, props %v", problem, after)
			}
			return
		}
		if _, err := encode(after); err != nil {
			t.Fatalf("the answer cannot be written: %v", err)
		}
		if _, wipes := body["custom"]; wipes {
			return
		}
		named := namedProps(body, w.Orgs[0].LeadFields)
		for key := range merged(before, after) {
			if !named[key] && !reflect.DeepEqual(before[key], after[key]) {
				t.Errorf("%s went from %v to %v although %q does not name it", key, before[key], after[key], text)
			}
		}
	})
}

// namedProps are the props that a body may change, worked out without the code
// under test.
func namedProps(body object, fields []*field) map[string]bool {
	named := map[string]bool{}
	for key := range body {
		if key == "status" {
			key = "status_id"
		}
		named[key] = true
		for _, f := range fields {
			for _, suffix := range []string{"", ".add", ".remove"} {
				if ref := strings.TrimPrefix(key, "custom."); ref == f.ID+suffix || ref == f.Name+suffix {
					named["custom."+f.ID] = true
				}
			}
		}
	}
	return named
}
