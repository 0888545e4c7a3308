//go:build !js

package routes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"leadpatch/wasm/api"

	"github.com/tidwall/gjson"
)

// newLead is the body of a request for a lead with one contact, a note and a task.
func newLead(name, intent string) string {
	return fmt.Sprintf(`{"intent":%q,"surface":"popup","edits":[{"field":"name","op":"set","value":%q},`+
		`{"field":"url","op":"set","value":"https://neu.example"},`+
		`{"target":"new-1","field":"name","op":"set","value":"Nora Neu"},`+
		`{"target":"new-1","field":"emails","op":"set","value":[{"type":"office","email":"nora@neu.example"}]}],`+
		`"steps":[{"do":"note","text":"Found on the web"},{"do":"task","text":"Call Nora"}]}`, intent, name)
}

func (w *world) create(body string) api.Applied {
	w.t.Helper()
	status, raw := w.do("POST", "/leads/apply", body)
	if status != 200 {
		w.t.Fatalf("create: %d %s", status, raw)
	}
	return decode[api.Applied](w.t, raw)
}

// called returns the leads with the name, as the sandbox has them.
func (w *world) called(name string) []gjson.Result {
	w.t.Helper()
	var out []gjson.Result
	for _, l := range w.control("GET", "/seed", "").Get("leads").Array() {
		if l.Get("name").String() == name {
			out = append(out, l)
		}
	}
	return out
}

// TestCreateLead: the lead, its contact and its steps, as they were shown before.
func TestCreateLead(t *testing.T) {
	w := signedIn(t)
	body := newLead("Neu & Co", "nnnnnnnnnnnnnnnnnnnn")
	status, raw := w.do("POST", "/leads/preview", body)
	preview := decode[api.Preview](t, raw)
	if status != 200 || len(preview.Errors) > 0 || len(preview.Changes) != 7 || len(preview.Requests) != 3 || preview.Lead.Name != "Neu & Co" || len(w.writes()) != 0 {
		t.Fatalf("%d %s", status, raw)
	}
	first := w.seed.Get("statuses.0.id").String()
	if c := preview.Changes[2]; c.Field != "status_id" || c.AfterLabel == "" || string(c.After) != fmt.Sprintf("%q", first) {
		t.Errorf("the first status is not shown: %+v", c)
	}
	applied := w.create(body)
	got := w.writes()
	want := `POST /api/v1/lead/ {"name":"Neu \u0026 Co","url":"https://neu.example","status_id":"` + first +
		`","contacts":[{"name":"Nora Neu","emails":[{"type":"office","email":"nora@neu.example"}]}]}`
	if len(got) != 3 || got[0] != want || preview.Requests[0].Body != strings.TrimPrefix(want, "POST /api/v1/lead/ ") {
		t.Errorf("sent %s\nwant %s", strings.Join(got, "\n"), want)
	}
	if applied.View == nil || applied.View.Lead.Name != "Neu & Co" || len(applied.View.Contacts) != 1 || len(applied.Changes) != 7 || applied.UndoUntil != "" || applied.Waiting != nil {
		t.Fatalf("%+v", applied)
	}
	id := applied.View.Lead.ID
	if c := applied.Changes[3]; c.Target != applied.View.Contacts[0].ID || string(c.After) != `"Nora Neu"` {
		t.Errorf("%+v", c)
	}
	if len(w.says(id, "notes", "Found on the web")) != 1 || len(w.says(id, "tasks", "Call Nora")) != 1 {
		t.Error("the steps were not carried out")
	}
	e := w.entries("lead=" + id)
	if len(e) != 1 || !e[0].Created || e[0].State != api.StateApplied || e[0].Undo || !strings.Contains(e[0].Detail, "delete it in Close") ||
		e[0].Lead.ID != id || len(e[0].Requests) != 3 || strings.Contains(e[0].Requests[1].Body, "…") {
		t.Errorf("%+v", e)
	}
	if again := w.create(body); again.Entry != applied.Entry || again.View == nil || len(w.called("Neu & Co")) != 1 {
		t.Errorf("asked again: %+v", again)
	}
	_, raw = w.do("POST", "/journal/undo", fmt.Sprintf(`{"entries":[%q]}`, applied.Entry))
	if r := decode[api.UndoResults](t, raw).Results[0]; r.Problem == nil || !strings.Contains(r.Problem.Detail, "delete it in Close") {
		t.Errorf("%s", raw)
	}
	if _, raw := w.do("GET", "/journal/export?format=csv", ""); !strings.Contains(decode[api.Exported](t, raw).Text, "Potential") {
		t.Errorf("the status has no label in the file: %s", raw)
	}
}

func TestCreateRefusals(t *testing.T) {
	w := signedIn(t)
	name := `{"field":"name","op":"set","value":"N"}`
	for _, test := range []struct{ name, edits, steps, field, target, detail string }{
		{"no name", `{"field":"url","op":"set","value":"https://n.example"}`, ``, "name", "", "Give the new lead a name"},
		{"nothing", ``, ``, "name", "", "Give the new lead a name"},
		{"a blank name", `{"field":"name","op":"set","value":"  "}`, ``, "name", "", ""},
		{"a contact without a value", name + `,{"target":"new-1","field":"title","op":"clear"}`, ``, "name", "new-1", "new contact is empty"},
		{"a bad e-mail", name + `,{"target":"new-1","field":"emails","op":"add","value":{"email":"nora"}}`, ``, "emails", "new-1", "not an email address"},
		{"no such status", name + `,{"field":"status_id","op":"set","value":"Dreamt of"}`, ``, "status_id", "", ""},
		{"an opportunity", name, `{"do":"opportunity_status","status":"Won"}`, "steps.0", "", "has no opportunity yet"},
		{"contacts as a field", name + `,{"field":"contacts","op":"set","value":[]}`, ``, "contacts", "", "Choose the contact"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			body := `{"edits":[` + test.edits + `],"steps":[` + test.steps + `]}`
			p := w.problem("POST", "/leads/apply", body)
			if p.Type != "urn:leadpatch:invalid-edits" || len(p.Errors) != 1 || p.Errors[0].Field != test.field || p.Errors[0].Target != test.target || !strings.Contains(p.Errors[0].Detail, test.detail) {
				t.Errorf("%+v", p)
			}
			_, raw := w.do("POST", "/leads/preview", body)
			if v := decode[api.Preview](t, raw); len(v.Errors) != 1 || len(v.Requests) != 0 {
				t.Errorf("%s", raw)
			}
		})
	}
	w.t = t
	for name, body := range map[string]string{
		"a contact that is there": `{"edits":[` + name + `,` + contactEdit(w.contact(0), "title", `"op":"set","value":"x"`) + `]}`,
		"a name that climbs":      `{"edits":[` + name + `,{"target":"new-../x","field":"name","op":"set","value":"x"}]}`,
		"a short intent":          `{"edits":[` + name + `],"intent":"x"}`,
		"a step to delete":        `{"edits":[` + name + `],"steps":[{"do":"delete_note","id":"acti_1"}]}`,
		"a base":                  `{"edits":[` + name + `],"base":{}}`,
	} {
		if p := w.problem("POST", "/leads/apply", body); p.Type != "urn:leadpatch:bad-request" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p := w.problem("POST", "/leads/apply", `{"edits":[`+name+`],"account":"nobody"}`); p.Type != "urn:leadpatch:signed-out" {
		t.Errorf("%+v", p)
	}
	if got := w.writes(); len(got) != 0 || len(w.entries("")) != 0 {
		t.Errorf("sent %v", got)
	}
}

// TestCreateRefusedByClose: Close's own words stand at the fields, those of a contact at
// the contact's.
func TestCreateRefusedByClose(t *testing.T) {
	w := signedIn(t)
	for body, want := range map[string][2]string{
		`{"errors":[],"field-errors":{"status":"Not a valid choice."}}`:                                                        {"status_id", ""},
		`{"errors":[],"field-errors":{"contacts":{"errors":{"0":{"field-errors":{"emails":"Not an address."},"errors":[]}}}}}`: {"emails", "new-1"},
	} {
		w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/lead/","times":1,"status":400,"body":`+body+`}`)
		p := w.problem("POST", "/leads/apply", newLead("Refused", ""))
		if p.Status != 422 || len(p.Errors) != 1 || p.Errors[0].Field != want[0] || p.Errors[0].Target != want[1] {
			t.Errorf("%+v", p)
		}
	}
	if e := w.entries("")[0]; e.State != api.StateRejected || e.Lead.Name != "Refused" || !e.Created || len(w.called("Refused")) != 0 {
		t.Errorf("%+v", e)
	}
}

// TestCreateWithTheRightAccount: a new lead is made where the user says, and a change that
// waits is not carried out in another organization.
func TestCreateWithTheRightAccount(t *testing.T) {
	w := signedIn(t)
	w.signIn(w.seed.Get("organizations.1.key").String())
	_, raw := w.do("GET", "/session", "")
	var first api.Account
	for _, a := range decode[api.Session](t, raw).Accounts {
		if a.Organization.Name == "Held-out Inc" {
			first = a
		}
	}
	body := strings.Replace(newLead("Placed", "pppppppppppppppppppp"), `{"intent"`, fmt.Sprintf(`{"account":%q,"intent"`, first.ID), 1)
	w.backend = w.fresh(brokenTransport{match: offline})
	if a := w.create(body); a.Waiting == nil {
		t.Fatalf("%+v", a)
	}
	w.backend = w.fresh(plainTransport)
	w.do("DELETE", "/session/accounts/"+first.ID, "")
	w.deliver()
	if e := w.entries("")[0]; e.State != api.StateRejected || !strings.Contains(e.Detail, "not signed in there") || len(w.called("Placed"))+len(w.writes()) != 0 {
		t.Errorf("%+v, sent %v", e, w.writes())
	}
}

// TestNewContacts: contacts are added to a lead after its own changes, and taken away
// again while they are as they were made.
func TestNewContacts(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	channels := w.contactField("Channels")
	body := editsBody(
		contactEdit("new-a", "name", `"op":"set","value":"Nora Neu"`),
		`{"field":"name","op":"set","value":"Acme AG"}`,
		contactEdit("new-a", "phones", `"op":"add","value":{"type":"mobile","phone":"030 901820"}`),
		contactEdit("new-a", channels, `"op":"set","value":["E-mail","Carrier pigeon"]`),
		contactEdit("new-b", "emails", `"op":"add","value":{"email":"b@acme.example"}`),
	)
	preview := w.preview(id, body)
	applied := w.apply(id, body)
	got := w.writes()
	want := []string{
		`PUT /api/v1/lead/` + id + `/ {"name":"Acme AG"}`,
		`POST /api/v1/contact/ {"name":"Nora Neu","phones":[{"type":"mobile","phone":"030 901820"}],"` + channels + `":["E-mail","Carrier pigeon"],"lead_id":"` + id + `"}`,
		`POST /api/v1/contact/ {"emails":[{"email":"b@acme.example"}],"lead_id":"` + id + `"}`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || len(preview.Requests) != 3 || preview.Requests[1].Body != gjson.Get("["+jsonQuote(got[1])+"]", "0").String()[len("POST /api/v1/contact/ "):] {
		t.Errorf("sent\n%s\nwant\n%s\npromised %+v", strings.Join(got, "\n"), strings.Join(want, "\n"), preview.Requests)
	}
	if len(applied.View.Contacts) != 4 || len(applied.Changes) != 5 || applied.Changes[1].Target != applied.View.Contacts[2].ID || len(w.undoOf(applied).Steps) != 2 {
		t.Fatalf("%+v", applied)
	}
	for _, c := range applied.Changes {
		if c.Field == "phones" && (c.Note == "" || !strings.Contains(string(c.After), "+4930901820")) {
			t.Errorf("the number that Close rewrote is not shown as such: %+v", c)
		}
	}
	undone := w.undo(id, applied)
	if len(undone.View.Contacts) != 2 || undone.View.Lead.Name != "Acme GmbH" {
		t.Errorf("%+v", undone.View.Contacts)
	}
}

func jsonQuote(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// TestUndoOfAContactThatMoved: it stays when somebody has written into it since.
func TestUndoOfAContactThatMoved(t *testing.T) {
	for field, value := range map[string]string{"title": `"CEO"`, "emails": `[{"type":"home","email":"n@home.example"}]`} {
		w := signedIn(t)
		a := w.apply(w.lead(0), editsBody(contactEdit("new-1", "name", `"op":"set","value":"Nora"`)))
		made := w.undoOf(a).Steps[0].ID
		w.control("PUT", "/contacts/"+made, fmt.Sprintf(`{%q:%s}`, field, value))
		p := w.tryUndo(a.Entry, api.UndoRequest{}).Problem
		if p == nil || p.Type != "urn:leadpatch:conflict" || !strings.Contains(p.Detail, "contact has been changed") || w.control("GET", "/contacts/"+made, "").Get("name").String() != "Nora" {
			t.Errorf("%+v", p)
		}
	}
}

func TestNewContactRefusals(t *testing.T) {
	w := signedIn(t)
	var many []string
	for i := range 21 {
		many = append(many, contactEdit(fmt.Sprintf("new-%d", i), "name", `"op":"set","value":"x"`))
	}
	for name, edits := range map[string]string{
		"an empty name of it": contactEdit("new-", "name", `"op":"set","value":"x"`),
		"one that climbs":     contactEdit("new-/../x", "name", `"op":"set","value":"x"`),
		"too many":            strings.Join(many, ","),
	} {
		if p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", `{"edits":[`+edits+`]}`); p.Type != "urn:leadpatch:bad-request" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", editsBody(contactEdit("new-1", "status_id", `"op":"set","value":"x"`), contactEdit("new-2", "name", `"op":"clear"`)))
	if len(p.Errors) != 2 || p.Errors[0].Target != "new-1" || p.Errors[1].Target != "new-2" {
		t.Errorf("%+v", p)
	}
	if got := w.writes(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

// TestOneLeadOnce: however often a change for a new lead arrives, and whoever else goes on
// with it, there is one lead.
func TestOneLeadOnce(t *testing.T) {
	w := signedIn(t)
	body := newLead("Only One", "oooooooooooooooooooo")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if a := w.create(body); len(a.Changes) != 7 || a.View == nil {
				t.Errorf("%+v", a)
			}
			w.deliver()
		})
	}
	wg.Wait()
	leads := w.called("Only One")
	if len(leads) != 1 || w.posts() != 3 || len(w.says(leads[0].Get("id").String(), "notes", "Found on the web")) != 1 {
		t.Errorf("%d leads, %v", len(leads), w.writes())
	}
	if p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", `{"edits":[],"intent":"oooooooooooooooooooo"}`); p.Type != "urn:leadpatch:bad-request" {
		t.Errorf("%+v", p)
	}
	w.apply(w.lead(0), `{"edits":[{"field":"name","op":"set","value":"x"}],"intent":"qqqqqqqqqqqqqqqqqqqq"}`)
	if p := w.problem("POST", "/leads/apply", newLead("Another", "qqqqqqqqqqqqqqqqqqqq")); p.Type != "urn:leadpatch:bad-request" {
		t.Errorf("%+v", p)
	}
}
