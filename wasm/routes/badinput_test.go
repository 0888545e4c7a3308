//go:build !js

package routes_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
)

var plainTransport = memhost.Transport{}

// TestBadInput gives each kind of bad input and expects its sentence, the field
// at fault, and that no PUT was sent.
func TestBadInput(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	apply := "/leads/" + id + "/apply"
	tests := []struct {
		name, method, path, body string
		status                   int
		word, field, detail      string
	}{
		{"malformed id", "GET", "/leads/lead_1", "", 400, "bad-request", "id", "not the id of a lead"},
		{"id that climbs", "GET", "/leads/lead_..%2f..%2fme", "", 400, "bad-request", "id", "not the id"},
		{"id of a contact", "GET", "/leads/cont_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54", "", 400, "bad-request", "id", "not the id"},
		{"unknown lead", "GET", "/leads/lead_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54", "", 404, "not-found", "", "no such lead"},
		{"unknown route", "GET", "/nothing", "", 404, "bad-request", "", "does not answer GET /nothing"},
		{"wrong verb", "PATCH", "/leads/" + id, "", 404, "bad-request", "", "does not answer PATCH"},
		{"not JSON", "POST", apply, `{"edits":`, 400, "bad-request", "", "not valid JSON"},
		{"not UTF-8", "POST", apply, "{\"edits\":[{\"field\":\"name\",\"op\":\"set\",\"value\":\"\xff\"}]}", 400, "bad-request", "", "not valid UTF-8"},
		{"half a character", "POST", apply, `{"edits":[{"field":"name","op":"set","value":"\ud800"}]}`, 422, "invalid-edits", "name", "Correct"},
		{"misspelt key", "POST", apply, `{"edit":[]}`, 400, "bad-request", "", "unknown field"},
		{"wrong kind", "POST", apply, `{"edits":{}}`, 400, "bad-request", "", "edits"},
		{"too long", "POST", apply, `{"edits":[{"field":"name","op":"set","value":"` + strings.Repeat("x", 5<<20) + `"}]}`, 400, "bad-request", "", "4 MB"},
		{"too deep", "POST", apply, strings.Repeat("[", 1000) + strings.Repeat("]", 1000), 400, "bad-request", "", "nested"},
		{"choice that does not exist", "POST", apply, set(w.field("Industry"), "Alchemy"), 422, "invalid-edits", w.field("Industry"), "Correct"},
		{"number that is none", "POST", apply, set(w.field("Employees"), "many"), 422, "invalid-edits", w.field("Employees"), "Correct"},
		{"a step that is none", "POST", apply, `{"edits":[],"steps":[{"do":"fly"}]}`, 422, "invalid-edits", "steps.0", "Correct"},
		{"a step with more to it", "POST", apply, `{"edits":[],"steps":[{"do":"note","text":"x","url":"https://evil.example"}]}`, 400, "bad-request", "", "unknown field"},
		{"a step of the wrong kind", "POST", apply, `{"edits":[],"steps":"note"}`, 400, "bad-request", "", "steps"},
		{"too many steps", "POST", apply, `{"edits":[],"steps":[` + strings.Repeat(`{"do":"note","text":"x"},`, 50) + `{"do":"note","text":"x"}]}`, 400, "bad-request", "", "50 steps"},
		{"a task for nobody", "POST", apply, `{"edits":[],"steps":[{"do":"task","text":"x","assigned_to":"/../me"}]}`, 422, "invalid-edits", "steps.0", "Correct"},
		{"a recipe's name without end", "POST", apply, `{"edits":[],"recipe":"` + strings.Repeat("x", 2000) + `"}`, 400, "bad-request", "", "name of the recipe"},
		{"a note to delete", "POST", apply, `{"edits":[],"steps":[{"do":"delete_note","id":"acti_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54"}]}`, 400, "bad-request", "", "Only the undo"},
		{"a new lead that is none", "POST", "/leads/apply", `{"edits":{}}`, 400, "bad-request", "", "edits"},
		{"a new lead with a target", "POST", "/leads/apply", `{"edits":[{"target":"lead_x","field":"name","op":"set","value":"x"}]}`, 400, "bad-request", "lead_x", "not one of this lead"},
		{"a locked field", "POST", "/leads/apply", set(w.field("Credit rating"), "A"), 422, "invalid-edits", w.field("Credit rating"), "Correct"},
		{"locked field", "POST", apply, set(w.field("Credit rating"), "A"), 422, "invalid-edits", w.field("Credit rating"), "Correct"},
		{"empty key", "PUT", "/session/key", `{"key":"  "}`, 422, "key-refused", "key", "Paste"},
		{"key with spaces", "PUT", "/session/key", `{"key":"my key"}`, 422, "key-refused", "key", "no spaces"},
		{"unknown key", "PUT", "/session/key", `{"key":"api_wrong"}`, 422, "key-refused", "key", "does not know"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			p := w.problem(test.method, test.path, test.body)
			if p.Status != test.status || p.Type != "urn:leadpatch:"+test.word || p.Field != test.field || !strings.Contains(p.Detail, test.detail) {
				t.Errorf("%+v", p)
			}
		})
	}
	w.t = t
	if puts := w.puts(); len(puts) > 0 {
		t.Errorf("sent %v", puts)
	}
	// A key that was refused has not replaced the good one.
	if status, raw := w.do("GET", "/leads/"+id, ""); status != 200 {
		t.Error(raw)
	}
}

func TestLongDescriptionIsSavedWhole(t *testing.T) {
	w := signedIn(t)
	long := strings.Repeat("ä\n", 70_000) // 210 KB
	value := fmt.Sprintf("%q", long)
	applied := w.apply(w.lead(0), `{"edits":[{"field":"description","op":"set","value":`+value+`}]}`)
	if len(applied.Changes) != 1 {
		t.Fatal("not saved")
	}
	if got := w.control("GET", "/leads/"+w.lead(0), "").Get("description").String(); got != long {
		t.Errorf("%d bytes of %d arrived", len(got), len(long))
	}
}

func TestOtherOrganization(t *testing.T) {
	w := newWorld(t)
	w.signIn("both")
	other := w.seed.Get("other_lead_id").String()
	for _, request := range [][3]string{
		{"GET", "/leads/" + other, ""},
		{"POST", "/leads/" + other + "/preview", set("name", "x")},
		{"POST", "/leads/" + other + "/apply", set("name", "x")},
	} {
		p := w.problem(request[0], request[1], request[2])
		if p.Type != "urn:leadpatch:other-organization" || !strings.Contains(p.Detail, "Held-out Inc") {
			t.Errorf("%+v", p)
		}
	}
	if puts := w.puts(); len(puts) > 0 {
		t.Errorf("sent %v", puts)
	}
}

// TestCloseRefuses gives every kind of refusal by Close, in all of its shapes,
// and expects a sentence that says what to do.
func TestCloseRefuses(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	tests := []struct {
		name, fault  string
		status       int
		word, action string
		detail       string
	}{
		{"402", `"status":402,"body":{"error":"Upgrade."}`, 402, "plan-limit", "", "plan does not include this"},
		{"403 in plain text", `"status":403,"body":"Forbidden","content_type":"text/plain"`, 403, "forbidden", "", "role in Close"},
		{"401 with a good key", `"status":401,"body":{"error":"Unauthorized"}`, 403, "forbidden", "", "role in Close"},
		{"404", `"status":404,"body":{"error":"Empty query: Lead matching query does not exist."}`, 404, "not-found", "", "no such lead"},
		{"400 with errors", `"status":400,"body":{"errors":["No."]}`, 422, "invalid-edits", "reload", "Close says: No."},
		{"400 with error", `"status":400,"body":{"error":"The request contains invalid JSON."}`, 422, "invalid-edits", "reload", "invalid JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			w.control("DELETE", "/faults", "")
			w.control("POST", "/faults", `{"method":"PUT","path_prefix":"/api/v1/lead/","times":1,`+test.fault+`}`)
			p := w.problem("POST", "/leads/"+id+"/apply", set("name", "New "+test.name))
			if p.Status != test.status || p.Type != "urn:leadpatch:"+test.word || p.Action != test.action || !strings.Contains(p.Detail, test.detail) {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestRefusalsStandAtTheirField(t *testing.T) {
	w := signedIn(t)
	id, days := w.lead(0), w.field("Days")
	status := `{"field":"status_id","op":"set","value":"Qualified"}`
	tests := []struct{ name, edits, body, field string }{
		{"status for status_id", status, `{"errors":[],"field-errors":{"status":"Not a valid choice."}}`, "status_id"},
		{"operation in the key", fmt.Sprintf(`{"field":%q,"op":"add","value":"Fri"}`, days), `{"field-errors":{"` + days + `.add":"No."}}`, days},
		{"by the field's name", fmt.Sprintf(`{"field":%q,"op":"add","value":"Fri"}`, days), `{"field-errors":{"custom.Days":"The Custom Field \"Days\" does not exist."}}`, days},
		{"nested list", `{"field":"addresses","op":"set","value":[{"city":"Ulm"}]}`, `{"field-errors":{"addresses":{"errors":{"0":{"field-errors":{"country":"No."},"errors":[]}}}},"errors":[]}`, "addresses"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			w.control("DELETE", "/faults", "")
			w.control("POST", "/faults", `{"method":"PUT","path_prefix":"/api/v1/lead/","times":1,"status":400,"body":`+test.body+`}`)
			p := w.problem("POST", "/leads/"+id+"/apply", `{"edits":[`+test.edits+`]}`)
			if p.Status != 422 || len(p.Errors) != 1 || p.Errors[0].Field != test.field || !strings.Contains(p.Errors[0].Detail, "Close did not accept this") {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: func(*closeapi.Request) bool { return true }})
	if p := w.problem("GET", "/leads/"+w.lead(0), ""); p.Type != "urn:leadpatch:offline" || p.Action != "retry" {
		t.Errorf("%+v", p)
	}
	// A write whose proof cannot be read either: nobody knows, and that is said.
	writes := 0
	w.backend = w.fresh(brokenTransport{after: true, match: func(r *closeapi.Request) bool {
		if r.Method == http.MethodPut {
			writes++
		}
		return writes > 0
	}})
	if a := w.apply(w.lead(0), set("name", "Perhaps")); a.Waiting == nil || a.Waiting.Reason != "unsure" || len(a.Changes) != 0 {
		t.Errorf("%+v", a)
	}
}
