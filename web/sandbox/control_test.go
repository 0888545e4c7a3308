package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"leadpatch/web/sandbox/oauth"
	"leadpatch/web/sandbox/wire"
)

func (g *rig) entries(after int) []wire.Object {
	g.t.Helper()
	var out []wire.Object
	for _, item := range g.ctl(http.MethodGet, fmt.Sprintf("/journal?after=%d", after), "")["entries"].([]any) {
		out = append(out, item.(wire.Object))
	}
	return out
}

func TestJournal(t *testing.T) {
	g := newRig(t)
	body := "{ \"name\" : \"A \\u00e9\",\n\t\"name\":\"é\" }"
	path := "/lead/" + g.acme().ID + "/"
	g.api("demo", http.MethodPut, path+"?_fields=id", body)
	g.api("admin", http.MethodGet, "/nope/", "")
	g.api("demo", http.MethodPut, path, "\"\xff\"")
	list := g.entries(0)
	if len(list) != 3 {
		t.Fatalf("%d entries", len(list))
	}
	want := wire.Object{
		"n": g.value("1"), "time": "2026-11-01T10:00:00.266Z", "method": "PUT", "path": "/api/v1" + path, "query": "_fields=id",
		"key_name": "demo", "body": body, "status": g.value("200"),
	}
	if !reflect.DeepEqual(list[0], want) {
		t.Errorf("entry %v, want %v", list[0], want)
	}
	if list[2]["body"] != "" || list[2]["body_base64"] != base64.StdEncoding.EncodeToString([]byte("\"\xff\"")) {
		t.Errorf("bytes that are no text: %v", list[2])
	}
	if later := g.entries(2); len(later) != 1 || !reflect.DeepEqual(later[0], list[2]) {
		t.Errorf("after 2: %v", later)
	}
	g.ctl(http.MethodDelete, "/journal", "")
	if left := g.entries(0); len(left) != 0 {
		t.Errorf("after the deletion: %v", left)
	}
	g.api("demo", http.MethodGet, "/me/", "")
	if next := g.entries(3); len(next) != 1 || next[0]["n"] != g.value("4") {
		t.Errorf("the numbers do not go on: %v", next)
	}
}

func TestReset(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	before := g.get(path)
	g.api("demo", http.MethodPut, path, `{"name": "x", "status": "Bad Fit"}`)
	g.ctl(http.MethodPut, "/options", `{"contacts_in_put": "reject", "ignore_fields": ["name"]}`)
	g.ctl(http.MethodPost, "/faults", `{"status": 503, "times": 9}`)
	g.ctl(http.MethodPost, "/keys/demo/revoke", "")
	g.ctl(http.MethodPost, "/reset", "")
	if list := g.entries(0); len(list) != 0 {
		t.Errorf("the journal has %d entries", len(list))
	}
	if after := g.get(path); !reflect.DeepEqual(after, before) {
		t.Errorf("the lead is %v", after)
	}
	if options := g.ctl(http.MethodGet, "/options", ""); options["contacts_in_put"] != "ignore" || len(options["ignore_fields"].([]any)) != 0 {
		t.Errorf("options %v", options)
	}
	if changes := g.ctl(http.MethodGet, "/status_changes", "")["data"].([]any); len(changes) != 0 {
		t.Errorf("status changes %v", changes)
	}
}

func TestColleague(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	before := g.get(path)
	g.ctl(http.MethodPut, "/leads/"+g.acme().ID, g.expand(`{"custom.{Days}": null, "custom.{Industry}": "Unheard of", "description": null, "extra": [1.0], "organization_id": "orga_moved"}`))
	after := g.get(path)
	want := before
	delete(want, g.expand("custom.{Days}"))
	want[g.expand("custom.{Industry}")], want["description"] = "Unheard of", nil
	want["extra"], want["organization_id"] = []any{g.value("1.0")}, "orga_moved"
	want["updated_by"], want["updated_by_name"], want["date_updated"] = g.expand("{bob}"), "Bob Held", "2026-11-01T10:00:00.266000+00:00"
	if !reflect.DeepEqual(after, want) {
		t.Errorf("the lead is %v, want %v", after, want)
	}
	if raw := g.ctl(http.MethodGet, "/leads/"+g.acme().ID, ""); !reflect.DeepEqual(raw, after) {
		t.Errorf("the control surface shows %v", raw)
	}
	if list := g.entries(0); len(list) != 2 {
		t.Errorf("the control surface is in the journal: %v", list)
	}
}

func TestOptions(t *testing.T) {
	cases := []struct {
		name, options, body string
		status              int
		want                string // keys of the answer
	}{
		{"contacts refused", `{"contacts_in_put": "reject"}`, `{"contacts": []}`, 400, `{"errors": [], "field-errors": {"contacts": "Value cannot be changed."}}`},
		{"locked is 403", `{"role_lock": "403"}`, `{"custom.{Credit rating}": "AAA"}`, 403, `{"error": "You do not have permission to edit this Custom Field."}`},
		{"ignored fields", `{"ignore_fields": ["url", "status_id", "custom.{Lead source}", "custom.{Days}"]}`,
			`{"url": "https://new.example", "name": "New", "status": "Bad Fit", "custom.{Lead source}": null, "custom.{Days}.add": "Sun"}`, 200,
			`{"url": "https://acme.example", "name": "New", "status_label": "Potential", "custom.{Lead source}": "Trade fair", "custom.{Days}": ["Mon", "Wed"]}`},
		{"null is empty", `{"normalise": {"null_text": "empty"}}`, `{"description": null}`, 200, `{"description": ""}`},
		{"scheme and space", `{"normalise": {"url_scheme": true, "trim_text": true}}`, `{"url": "acme.example", "name": "  New "}`, 200,
			`{"url": "http://acme.example", "name": "New"}`},
		{"floats", `{"normalise": {"float_numbers": true}}`, `{"custom.{Employees}": 9007199254740993, "custom.{Annual revenue}": 12.50}`, 200,
			`{"custom.{Employees}": 9007199254740992, "custom.{Annual revenue}": 12.5}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := newRig(t)
			g.ctl(http.MethodPut, "/options", g.expand(c.options))
			got := g.api("demo", http.MethodPut, "/lead/"+g.acme().ID+"/", g.expand(c.body))
			if got.status != c.status {
				t.Fatalf("%d %.300s", got.status, got.text)
			}
			for key, want := range g.value(g.expand(c.want)).(wire.Object) {
				if !reflect.DeepEqual(got.json[key], want) {
					t.Errorf("%s is %v, want %v", key, got.json[key], want)
				}
			}
		})
	}
}

func TestOptionsStayWhereNotNamed(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"role_lock": "403", "ignore_fields": ["name"]}`)
	options := g.ctl(http.MethodPut, "/options", `{"latency_ms": 250}`)
	if options["role_lock"] != "403" || !reflect.DeepEqual(options["ignore_fields"], []any{"name"}) {
		t.Errorf("options %v", options)
	}
	g.api("demo", http.MethodGet, "/me/", "")
	if want := []time.Duration{250 * time.Millisecond}; !slices.Equal(g.waited, want) {
		t.Errorf("waited %v, want %v", g.waited, want)
	}
}

func TestControlRefuses(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"PUT", "/options", `{"role_lok": "403"}`, 400},
		{"PUT", "/options", `{"role_lock": "404"}`, 400},
		{"PUT", "/options", `{"contact_keys": "maybe"}`, 400},
		{"PUT", "/options", `{"contact_item_keys": "maybe"}`, 400},
		{"PUT", "/options", `{"rate": 0}`, 400},
		{"PUT", "/options", `{"latency_ms": -1}`, 400},
		{"POST", "/faults", `{"statsu": 500}`, 400},
		{"POST", "/faults", `{"status": 99}`, 400},
		{"POST", "/faults", `{"drop": "sometime"}`, 400},
		{"POST", "/faults", `[{"status": 500}, {"times": -1}]`, 400},
		{"GET", "/faults/held?count=x", ``, 400},
		{"GET", "/faults/held?count=-1", ``, 400},
		{"POST", "/faults/release", `{"names": "x"}`, 400},
		{"POST", "/faults/release", `[]`, 400},
		{"PUT", "/leads/" + g.acme().ID, `[]`, 400},
		{"PUT", "/leads/lead_nope", `{}`, 404},
		{"GET", "/leads/lead_nope", ``, 404},
		{"GET", "/view/lead_nope", ``, 404},
		{"GET", "/contacts/cont_nope", ``, 404},
		{"PUT", "/contacts/cont_nope", `{}`, 404},
		{"PUT", "/contacts/" + g.acme().Contacts[0].ID, `[]`, 400},
		{"GET", "/journal?after=x", ``, 400},
		{"POST", "/keys/nobody/revoke", ``, 404},
		{"POST", "/nope", ``, 404},
		{"PUT", "/reset", ``, 405},
	} {
		if got := g.send(g.request(c.method, "/_sandbox"+c.path, c.body)); got.status != c.status {
			t.Errorf("%s %s %s: %d, want %d", c.method, c.path, c.body, got.status, c.status)
		}
	}
	if left := g.ctl(http.MethodGet, "/faults", "")["faults"].([]any); len(left) != 0 {
		t.Errorf("a refused list left faults behind: %v", left)
	}
}

func TestControlForeignOrigin(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		origin, host string
		status       int
	}{
		{"", "", 200},
		{g.server.URL, "", 200},
		{"https://evil.example", "", 403},
		{"null", "", 403},
		{"http://evil.example:8787", "evil.example:8787", 403},
	} {
		r := g.request(http.MethodPost, "/_sandbox/reset", "")
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		r.Host = c.host
		if got := g.send(r); got.status != c.status {
			t.Errorf("origin %q: %d, want %d", c.origin, got.status, c.status)
		}
	}
}

func TestFaults(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	name := func() any { return g.ctl(http.MethodGet, "/leads/"+g.acme().ID, "")["name"] }
	g.ctl(http.MethodPost, "/faults", `[
		{"method": "put", "path_prefix": "/api/v1/lead/", "times": 2, "status": 503, "body": "<html>busy</html>", "headers": {"Retry-After": "3"}},
		{"method": "PUT", "status": 400, "body": {"error": "x"}, "delay_ms": 40},
		{"method": "PUT", "status": 504, "applied": true},
		{"method": "PUT", "status": 403, "body": "Forbidden", "content_type": "text/plain"}
	]`)
	for i, want := range []struct {
		status            int
		contentType, text string
		name              string
	}{
		{503, "text/html", "<html>busy</html>", "Acme GmbH"},
		{503, "text/html", "<html>busy</html>", "Acme GmbH"},
		{400, "application/json", `{"error": "x"}`, "Acme GmbH"},
		{504, "application/json", "", "name 3"},
		{403, "text/plain", "Forbidden", "name 3"},
	} {
		if got := g.api("demo", http.MethodGet, path+"?_fields=id", ""); got.status != http.StatusOK {
			t.Fatalf("a fault met a GET: %d", got.status)
		}
		got := g.api("demo", http.MethodPut, path, fmt.Sprintf(`{"name": "name %d"}`, i))
		if got.status != want.status || got.header.Get("Content-Type") != want.contentType || got.text != want.text {
			t.Errorf("request %d: %d %s %q", i, got.status, got.header.Get("Content-Type"), got.text)
		}
		if got.status == 503 && got.header.Get("Retry-After") != "3" {
			t.Errorf("request %d: headers %v", i, got.header)
		}
		if name() != want.name {
			t.Errorf("after request %d the name is %v, want %s", i, name(), want.name)
		}
	}
	if got := g.api("demo", http.MethodPut, path, `{"name": "last"}`); got.status != http.StatusOK {
		t.Errorf("when the faults are used up: %d", got.status)
	}
	if want := []time.Duration{40 * time.Millisecond}; !slices.Equal(g.waited, want) {
		t.Errorf("waited %v, want %v", g.waited, want)
	}
	list := g.entries(0)
	if list[1]["fault"] != true || list[1]["status"] != g.value("503") || list[0]["fault"] != nil {
		t.Errorf("journal %v %v", list[0], list[1])
	}
}

func TestDrops(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct{ drop, name string }{{"before", "Acme GmbH"}, {"after", "Dropped"}} {
		g.ctl(http.MethodPost, "/faults", `{"method": "PUT", "drop": "`+c.drop+`"}`)
		r := g.request(http.MethodPut, "/api/v1/lead/"+g.acme().ID+"/", `{"name": "Dropped"}`)
		r.SetBasicAuth(g.keys["demo"], "")
		r.Header.Set("Content-Type", "application/json")
		if response, err := g.server.Client().Do(r); err == nil {
			response.Body.Close()
			t.Errorf("drop %s: an answer came: %d", c.drop, response.StatusCode)
		}
		if name := g.ctl(http.MethodGet, "/leads/"+g.acme().ID, "")["name"]; name != c.name {
			t.Errorf("drop %s: the name is %v, want %s", c.drop, name, c.name)
		}
	}
	list := g.entries(0)
	if len(list) != 2 || list[1]["status"] != g.value("0") {
		t.Errorf("journal %v", list)
	}
	g.ctl(http.MethodPost, "/faults", `{"status": 500}`)
	g.ctl(http.MethodDelete, "/faults", "")
	g.get("/me/")
}

func TestSeedAnswer(t *testing.T) {
	g := newRig(t)
	info := g.ctl(http.MethodGet, "/seed", "")
	if info["api_base"] != g.server.URL || info["app_base"] != g.server.URL {
		t.Errorf("bases %v, %v", info["api_base"], info["app_base"])
	}
	if secrets := info["keys"].(wire.Object); secrets["demo"] != g.keys["demo"] || len(secrets) != 4 {
		t.Errorf("keys %v", secrets)
	}
	first := info["leads"].([]any)[0].(wire.Object)
	if first["name"] != "Acme GmbH" || len(first["custom_objects"].([]any)) != 3 {
		t.Errorf("the first lead is %v", first)
	}
	locked := 0
	for _, item := range info["fields"].([]any) {
		if item.(wire.Object)["locked_for_demo"] == true {
			locked++
		}
	}
	client := info["oauth"].(wire.Object)
	if client["client_id"] != oauth.SeedClient().ID || client["client_secret"] != oauth.SeedClient().Secret {
		t.Errorf("the OAuth client is %v", client)
	}
	var names []any
	for _, item := range info["organizations"].([]any) {
		o := item.(wire.Object)
		names = append(names, o["name"], o["role"], o["key"])
		lead := g.api(o["key"].(string), http.MethodGet, "/lead/"+o["lead_id"].(string)+"/", "")
		if lead.status != http.StatusOK || lead.json["organization_id"] != o["id"] || o["leads"].([]any)[0].(wire.Object)["id"] != o["lead_id"] {
			t.Errorf("the first lead of %v: %d", o["name"], lead.status)
		}
	}
	if want := []any{"Held-out Inc", "user", "demo", "Juniper Coffee", "admin", "second"}; !slices.Equal(names, want) {
		t.Errorf("the organizations are %v", names)
	}
	if locked != 2 || len(info["users"].([]any)) != 6 || len(info["statuses"].([]any)) != 5 {
		t.Errorf("%d locked fields, %d users, %d statuses", locked, len(info["users"].([]any)), len(info["statuses"].([]any)))
	}
}

// TestConcurrent is for the race detector: everything at once, and every add of a
// distinct value is there in the end.
func TestConcurrent(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"rate": 100000}`)
	path := "/lead/" + g.acme().ID + "/"
	g.api("demo", http.MethodPut, path, g.expand(`{"custom.{Days}": null}`))
	var group sync.WaitGroup
	for _, day := range g.field("Days").Choices {
		group.Go(func() {
			g.api("demo", http.MethodPut, path, g.expand(`{"custom.{Days}.add": "`+day+`"}`))
		})
		group.Go(func() { g.api("admin", http.MethodGet, path, "") })
		group.Go(func() { g.send(g.request(http.MethodGet, "/_sandbox/journal", "")) })
		group.Go(func() { g.send(g.request(http.MethodGet, "/_sandbox/view/"+g.acme().ID, "")) })
		group.Go(func() {
			g.send(g.request(http.MethodPut, "/_sandbox/leads/"+g.acme().ID, `{"description": "`+day+`"}`))
		})
	}
	group.Wait()
	days := g.get(path)[g.expand("custom.{Days}")].([]any)
	if len(days) != len(g.field("Days").Choices) {
		t.Errorf("days %v", days)
	}
	if names := strings.Count(g.send(g.request(http.MethodGet, "/_sandbox/journal", "")).text, `"status":200`); names != 2*len(g.field("Days").Choices)+2 {
		t.Errorf("%d answered requests in the journal", names)
	}
}
