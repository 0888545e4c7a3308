package crm_test

import (
	"maps"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/seed"
	"leadpatch/web/sandbox/wire"
)

// FuzzPut puts any bytes on the demo lead. It must never panic, never answer with a
// server error, change nothing when it refuses, and never touch a prop whose key
// the body does not name, unless the body has the old custom object.
func FuzzPut(f *testing.F) {
	w := seed.Data()
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
		body, problem := wire.ParseBody(text)
		if problem != nil {
			if problem.Status != 400 {
				t.Fatalf("parsing: %v", problem)
			}
			return
		}
		after, problem := crm.NewLeadPut(l, w.Users, crm.RoleUser, options.Default()).Apply(body)
		if !reflect.DeepEqual(l.Props, before) {
			t.Fatal("the lead itself was changed")
		}
		if problem != nil {
			if problem.Status != 400 || after != nil {
				t.Fatalf("%v, props %v", problem, after)
			}
			return
		}
		if _, err := wire.Encode(after); err != nil {
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

// FuzzContactPut does the same to the first contact of the demo lead, and sends what
// was kept once more: the second time, nothing may change.
func FuzzContactPut(f *testing.F) {
	w := seed.Data()
	l := w.Leads[0]
	p, channels := l.Contacts[0], w.Orgs[0].ContactFields[4].ID
	for _, body := range []string{
		`{}`, `{"name": "x", "title": null}`, `{"emails": [{"email": " a@b.example "}]}`, `{"emails": null, "urls": [{"url": "x"}]}`,
		`{"phones": [{"phone": "030 1234567", "type": "home"}, {"phone": "+49 (0) 0"}]}`, `{"phones": [{"phone": "+49\u00e90"}]}`,
		`{"custom.` + channels + `.add": "Carrier pigeon"}`, `{"custom.Channels": [], "timezone": "Asia/Tokyo"}`, `{"lead_id": 1, "lead": 2}`, `{"custom": {}}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		before := maps.Clone(p.Props)
		body, problem := wire.ParseBody(text)
		if problem != nil {
			return
		}
		after, problem := crm.NewContactPut(p, l, w.Users, crm.RoleUser, options.Default()).Apply(body)
		if !reflect.DeepEqual(p.Props, before) {
			t.Fatal("the contact itself was changed")
		}
		if problem != nil {
			if problem.Status != 400 || after != nil {
				t.Fatalf("%v, props %v", problem, after)
			}
			return
		}
		named := namedProps(body, w.Orgs[0].ContactFields)
		for key := range merged(before, after) {
			if !named[key] && !reflect.DeepEqual(before[key], after[key]) {
				t.Errorf("%s went from %v to %v although %q does not name it", key, before[key], after[key], text)
			}
		}
		kept := &crm.Contact{ID: p.ID, LeadID: p.LeadID, Props: after}
		again := wire.Object{}
		for key := range crm.Ways {
			again[key] = after[key]
			for _, item := range crm.RenderItems(key, after[key]) {
				if formatted := wire.Words(item["phone_formatted"]); !utf8.ValidString(formatted) {
					t.Errorf("%q is shown as %q", item["phone"], formatted)
				}
			}
		}
		if settled, problem := crm.NewContactPut(kept, l, w.Users, crm.RoleUser, options.Default()).Apply(again); problem != nil || !reflect.DeepEqual(settled, after) {
			t.Errorf("%v becomes %v when it is sent back: %v", after, settled, problem)
		}
	})
}

// namedProps are the props that a body may change, worked out without the code
// under test.
func namedProps(body wire.Object, fields []*crm.Field) map[string]bool {
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

// merged has the keys of both.
func merged(a, b wire.Object) wire.Object {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}
