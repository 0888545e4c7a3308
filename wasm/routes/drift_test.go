//go:build !js

package routes_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestSchemaDrift changes the fields between two requests, as an administrator
// does while a panel is open. The first PUT meets Close's refusal; the fields are
// read again by themselves and the user gets the sentence that explains it.
func TestSchemaDrift(t *testing.T) {
	tests := []struct {
		name, field, change, value string
		want                       string
	}{
		{"choice removed", "Industry", `{"choices":["Retail","Health care"]}`, `"Software"`, "not in the list of choices"},
		{"choice renamed", "Industry", `{"choices":["Computing","Retail"]}`, `"Software"`, "not in the list of choices"},
		{"field deleted", "Lead source", `{"deleted":true}`, `"x"`, "no such field"},
		{"locked for the role", "Lead source", `{"editable_with_roles":["admin"]}`, `"x"`, "Only admins"},
		{"locked for the role, shared", "Owner", `{"editable_with_roles":["admin","role_other"]}`, `"ada held"`, "Your role"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := signedIn(t)
			id, key := w.lead(0), w.field(test.field)
			if status, raw := w.do("GET", "/leads/"+id, ""); status != 200 { // the fields are known now
				t.Fatal(raw)
			}
			w.control("PUT", "/schema/lead/"+strings.TrimPrefix(key, "custom."), test.change)
			edits := fmt.Sprintf(`{"edits":[{"field":%q,"op":"set","value":%s}]}`, key, test.value)
			p := w.problem("POST", "/leads/"+id+"/apply", edits)
			if p.Type != "urn:leadpatch:invalid-edits" || len(p.Errors) != 1 || p.Errors[0].Field != key || !strings.Contains(p.Errors[0].Detail, test.want) {
				t.Fatalf("%+v", p)
			}
			if n := len(w.puts()); n != 1 {
				t.Errorf("%d PUTs: the first one meets the refusal, then none", n)
			}
			// Now it is known, and nothing more is sent.
			w.problem("POST", "/leads/"+id+"/apply", edits)
			if n := len(w.puts()); n != 1 {
				t.Errorf("%d PUTs", n)
			}
		})
	}
}

func TestConversionIsLocked(t *testing.T) {
	w := signedIn(t)
	key := w.field("Lead source")
	w.control("PUT", "/schema/lead/"+strings.TrimPrefix(key, "custom."), `{"converting_to_type":"number"}`)
	p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", set(key, "x"))
	if len(p.Errors) != 1 || !strings.Contains(p.Errors[0].Detail, "converting") {
		t.Errorf("%+v", p)
	}
}

// TestRoundedNumberIsShown: a server that keeps floats rounds 2^53+1, and the user
// is told what it has.
func TestRoundedNumberIsShown(t *testing.T) {
	w := signedIn(t)
	w.control("PUT", "/options", `{"normalise":{"float_numbers":true}}`)
	applied := w.apply(w.lead(0), set(w.field("Employees"), "9007199254740993"))
	if len(applied.Changes) != 1 || applied.Changes[0].Note == "" || string(applied.Changes[0].After) != `"9007199254740992"` {
		t.Errorf("%+v", applied)
	}
}

func TestFormerUserCanBeChosen(t *testing.T) {
	w := signedIn(t)
	applied := w.apply(w.lead(0), set(w.field("Owner"), "Olga Former"))
	if len(applied.Changes) != 1 {
		t.Errorf("%+v", applied)
	}
}

// TestCustomObjectOfAnotherLead is refused before anything is sent.
func TestCustomObjectOfAnotherLead(t *testing.T) {
	w := signedIn(t)
	key := w.field("Subscription")
	stranger := w.seed.Get("leads.10.custom_objects.0").String()
	p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", set(key, stranger))
	if len(p.Errors) != 1 || !strings.Contains(p.Errors[0].Detail, "not a custom object of this lead") || len(w.puts()) != 0 {
		t.Errorf("%+v", p)
	}
	own := w.seed.Get("leads.0.custom_objects.2").String()
	if applied := w.apply(w.lead(0), set(key, own)); len(applied.Changes) != 1 {
		t.Errorf("%+v", applied)
	}
	// Where the objects may not be read, Close has the last word.
	w.control("POST", "/faults", `{"method":"GET","path_prefix":"/api/v1/custom_object/","times":1,"status":403}`)
	p = w.problem("POST", "/leads/"+w.lead(0)+"/apply", set(key, stranger))
	if len(p.Errors) != 1 || !strings.Contains(p.Errors[0].Detail, "Close did not accept this") {
		t.Errorf("%+v", p)
	}
}
