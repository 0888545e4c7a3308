package main

import (
	"fmt"
	"net/http"
	"testing"

	"leadpatch/web/sandbox/wire"
)

func TestCreateLead(t *testing.T) {
	g := newRig(t)
	body := g.expand(`{"name": "New GmbH", "url": "https://new.example", "custom.{Industry}": "Retail", "custom.{Days}": ["Mon"],
		"addresses": [{"city": "Bonn", "country": "de"}],
		"contacts": [{"name": "Nora", "emails": [{"email": "nora@new.example"}], "phones": [{"phone": "030 123456"}], "custom.{Language}": "Deutsch"}, {"name": "Nils"}]}`)
	made := g.api("demo", http.MethodPost, "/lead/", body)
	if made.status != http.StatusOK {
		t.Fatalf("%d %s", made.status, made.text)
	}
	id := made.json["id"].(string)
	if again := g.api("demo", http.MethodGet, "/lead/"+id+"/", ""); again.text != made.text {
		t.Errorf("a GET shows %s, the POST %s", again.text, made.text)
	}
	contacts := made.json["contacts"].([]any)
	nora := contacts[0].(wire.Object)
	phone := nora["phones"].([]any)[0].(wire.Object)["phone"]
	if len(contacts) != 2 || nora["lead_id"] != id || phone != "+4930123456" || nora["emails"].([]any)[0].(wire.Object)["type"] != "office" {
		t.Errorf("contacts %v", contacts)
	}
	if made.json["status_label"] != "Potential" || made.json["custom."+g.field("Industry").ID] != "Retail" || made.json["created_by_name"] != "Ada Held" {
		t.Errorf("the lead is %s", made.text)
	}
	if city := made.json["addresses"].([]any)[0].(wire.Object); city["country"] != "DE" || city["label"] != nil {
		t.Errorf("the address is %v", city)
	}
	var kinds []string
	for _, e := range g.get("/event/?lead_id=" + id)["data"].([]any) {
		kinds = append(kinds, fmt.Sprint(e.(wire.Object)["action"], " ", e.(wire.Object)["object_type"]))
	}
	if fmt.Sprint(kinds) != "[created contact created contact created lead]" {
		t.Errorf("events %v", kinds)
	}
	seed := g.ctl(http.MethodGet, "/seed", "")["leads"].([]any)
	if last := seed[len(seed)-1].(wire.Object); last["id"] != id {
		t.Errorf("the last lead is %v", last)
	}
}

func TestCreateRefused(t *testing.T) {
	g := newRig(t)
	before := len(g.ctl(http.MethodGet, "/seed", "")["leads"].([]any))
	for _, c := range []struct{ path, body, want string }{
		{"/lead/", `[]`, `{"error": "JSON data must be a dict."}`},
		{"/lead/", `{"status_id": "stat_nope"}`, `{"errors": [], "field-errors": {"status": "Not a valid choice. Please go to Customizations in your organization settings and add \"stat_nope\" to the list of lead statuses."}}`},
		{"/lead/", `{"name": 1, "contacts": [{"name": "ok"}, {"emails": [{"email": "nope"}], "shoe": 1}]}`, `{"errors": [], "field-errors": {"name": "Value must be of str type.", "contacts": {"errors": {"1": {"errors": [], "field-errors": {
			"emails": {"errors": {"0": {"errors": [], "field-errors": {"email": "Invalid email address."}}}}, "shoe": "Unknown field."}}}}}}`},
		{"/lead/", `{"contacts": {}}`, `{"errors": [], "field-errors": {"contacts": "Value must be of list type."}}`},
		{"/lead/", `{"contacts": [7]}`, `{"errors": [], "field-errors": {"contacts": {"errors": {"0": "Value must be of dict type."}}}}`},
		{"/lead/", `{"custom.cf_nope": 1}`, `{"errors": [], "field-errors": {"custom.cf_nope": "The Custom Field \"cf_nope\" does not exist."}}`},
		{"/contact/", `{"lead_id": "lead_nope", "name": "X"}`, `{"errors": [], "field-errors": {"lead": "Object does not exist."}}`},
		{"/contact/", `{"lead_id": "{acme}", "shoe": 42}`, `{"errors": [], "field-errors": {"shoe": "Unknown field."}}`},
	} {
		g.wantJSON(g.api("demo", http.MethodPost, c.path, g.expand(c.body)), http.StatusBadRequest, c.want)
	}
	if after := len(g.ctl(http.MethodGet, "/seed", "")["leads"].([]any)); after != before {
		t.Errorf("%d leads, want %d", after, before)
	}
}

func TestContactComesAndGoes(t *testing.T) {
	g := newRig(t)
	made := g.api("demo", http.MethodPost, "/contact/", g.expand(`{"lead_id": "{acme}", "name": "New Person"}`))
	if made.status != http.StatusOK || made.json["lead_id"] != g.acme().ID {
		t.Fatalf("%d %s", made.status, made.text)
	}
	path := "/contact/" + made.json["id"].(string) + "/"
	if n := len(g.get("/lead/" + g.acme().ID + "/")["contacts"].([]any)); n != 3 {
		t.Errorf("%d contacts", n)
	}
	g.wantJSON(g.api("demo", http.MethodDelete, path, ""), http.StatusOK, `{}`)
	if gone := g.api("demo", http.MethodGet, path, ""); gone.status != http.StatusNotFound {
		t.Errorf("a GET after the DELETE: %d", gone.status)
	}
	if n := len(g.get("/lead/" + g.acme().ID + "/")["contact_ids"].([]any)); n != 2 {
		t.Errorf("%d contacts afterwards", n)
	}
	lone := g.api("demo", http.MethodPost, "/contact/", `{"name": "Lone Wolf"}`)
	if lead := g.get("/lead/" + lone.json["lead_id"].(string) + "/"); lead["name"] != "Lone Wolf" || len(lead["contacts"].([]any)) != 1 {
		t.Errorf("the lead of a contact without one: %v", lead)
	}
}

func TestDeleteLead(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	g.wantJSON(g.api("demo", http.MethodDelete, path, ""), http.StatusForbidden, `{"error": "You do not have permission to perform this action."}`)
	g.wantJSON(g.api("admin", http.MethodDelete, path, ""), http.StatusOK, `{}`)
	if gone := g.api("admin", http.MethodGet, path, ""); gone.status != http.StatusNotFound {
		t.Errorf("a GET after the DELETE: %d", gone.status)
	}
	g.ctl(http.MethodDelete, "/leads/"+g.world.Leads[1].ID, "")
	if gone := g.api("demo", http.MethodGet, "/lead/"+g.world.Leads[1].ID+"/", ""); gone.status != http.StatusNotFound {
		t.Errorf("a GET after a colleague deleted it: %d", gone.status)
	}
}

// TestFaultsOfCreation holds the faults to requests that make something.
func TestFaultsOfCreation(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPost, "/faults", `{"method": "POST", "path_prefix": "/api/v1/lead/", "status": 504, "applied": true}`)
	before := len(g.ctl(http.MethodGet, "/seed", "")["leads"].([]any))
	if got := g.api("demo", http.MethodPost, "/lead/", `{"name": "Lost answer"}`); got.status != http.StatusGatewayTimeout {
		t.Errorf("status %d", got.status)
	}
	if after := len(g.ctl(http.MethodGet, "/seed", "")["leads"].([]any)); after != before+1 {
		t.Errorf("%d leads, want one more than %d", after, before)
	}
}
