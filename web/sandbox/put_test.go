package main

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

// TestPutAccepted gives each case a fresh demo lead and compares every key of the
// lead before and after: what a case does not name must not move.
func TestPutAccepted(t *testing.T) {
	cases := []struct {
		name string
		body string
		want string // the keys that change, with null for those that go away
	}{
		{"nothing", `{}`, `{}`},
		{"unknown keys", `{"nope": 1, "id": "lead_x", "organization_id": "orga_x", "Name": "case matters"}`, `{}`},
		{"description", `{"description": "New\ntext"}`, `{"description": "New\ntext"}`},
		{"null text stays null", `{"description": null}`, `{"description": null}`},
		{"last duplicate wins", `{"name": "One", "name": "Two"}`, `{"name": "Two", "display_name": "Two"}`},
		{"empty name", `{"name": ""}`, `{"name": "", "display_name": "Untitled"}`},
		{"status by id", `{"status_id": "{status Qualified}"}`, `{"status_id": "{status Qualified}", "status_label": "Qualified"}`},
		{"status by label", `{"status": "Bad Fit"}`, `{"status_id": "{status Bad Fit}", "status_label": "Bad Fit"}`},
		{"the same again", `{"name": "Acme GmbH", "custom.{Days}": ["Mon", "Wed"]}`, `{}`},

		{"null clears", `{"custom.{Industry}": null}`, `{"custom.{Industry}": null}`},
		{"null clears several", `{"custom.{Days}": null}`, `{"custom.{Days}": null}`},
		{"old id", `{"custom.{Lead source}": "Fair"}`, `{"custom.{Lead source}": "Fair"}`},
		{"by name", `{"custom.Lead source": "Fair"}`, `{"custom.{Lead source}": "Fair"}`},
		{"empty text empties", `{"custom.{Lead source}": ""}`, `{"custom.{Lead source}": null}`},
		{"textarea", `{"custom.{Background}": "a\r\nb"}`, `{"custom.{Background}": "a\r\nb"}`},
		{"number keeps its digits", `{"custom.{Employees}": 9007199254740993}`, `{"custom.{Employees}": 9007199254740993}`},
		{"number keeps its zeros", `{"custom.{Annual revenue}": 12.50}`, `{"custom.{Annual revenue}": 12.50}`},
		{"field under conversion", `{"custom.{Score}": 1}`, `{"custom.{Score}": 1}`},
		{"date", `{"custom.{Founded}": "2014-06-12"}`, `{"custom.{Founded}": "2014-06-12"}`},
		{"date-time to UTC", `{"custom.{Next call}": "2014-06-27T22:00:00-08:00"}`, `{"custom.{Next call}": "2014-06-28T06:00:00+00:00"}`},
		{"date-time with a fraction", `{"custom.{Next call}": "2014-06-27T22:00:00.5Z"}`, `{"custom.{Next call}": "2014-06-27T22:00:00.500000+00:00"}`},
		{"date-time without offset", `{"custom.{Next call}": "2014-06-27 22:00"}`, `{"custom.{Next call}": "2014-06-27T22:00:00+00:00"}`},
		{"choice", `{"custom.{Industry}": "Software"}`, `{"custom.{Industry}": "Software"}`},
		{"choices", `{"custom.{Days}": ["Sun", "Mon", "Sun"]}`, `{"custom.{Days}": ["Sun", "Mon"]}`},
		{"no choices", `{"custom.{Days}": []}`, `{"custom.{Days}": null}`},
		{"odd choices", `{"custom.{Interests & "extras" <all>}": ["Größe <XL>", "C:\\path"]}`, `{"custom.{Interests & "extras" <all>}": ["Größe <XL>", "C:\\path"]}`},
		{"user by id", `{"custom.{Owner}": "{ada}"}`, `{"custom.{Owner}": "{ada}"}`},
		{"user by name", `{"custom.{Owner}": "Ada Held"}`, `{"custom.{Owner}": "{ada}"}`},
		{"former user", `{"custom.{Owner}": "{olga}"}`, `{"custom.{Owner}": "{olga}"}`},
		{"users", `{"custom.{Account team}": ["Olga Former", "{ada}"]}`, `{"custom.{Account team}": ["{olga}", "{ada}"]}`},
		{"contact", `{"custom.{Main contact}": "{emile}"}`, `{"custom.{Main contact}": "{emile}"}`},
		{"contacts field", `{"custom.{Decision makers}": ["{emile}"]}`, `{"custom.{Decision makers}": ["{emile}"]}`},
		{"custom object", `{"custom.{Subscription}": "{object}"}`, `{"custom.{Subscription}": "{object}"}`},
		{"custom objects", `{"custom.{Sites}.add": "{object}"}`, `{"custom.{Sites}": ["SITE", "{object}"]}`},
		{"hidden takes anything", `{"custom.{ERP sync token}": {"a": [1, null]}}`, `{"custom.{ERP sync token}": {"a": [1, null]}}`},

		{"add", `{"custom.{Days}.add": "Sun"}`, `{"custom.{Days}": ["Mon", "Wed", "Sun"]}`},
		{"add what is there", `{"custom.{Days}.add": "Mon"}`, `{}`},
		{"remove", `{"custom.{Days}.remove": "Mon"}`, `{"custom.{Days}": ["Wed"]}`},
		{"remove what is not there", `{"custom.{Days}.remove": "Sun"}`, `{}`},
		{"remove by user name", `{"custom.{Account team}.remove": "Ada Held"}`, `{"custom.{Account team}": ["{bob}"]}`},
		{"remove the last", `{"custom.{Sites}.remove": "SITE"}`, `{"custom.{Sites}": null}`},
		{"set, add and remove", `{"custom.{Days}.remove": "Tue", "custom.{Days}.add": "Fri", "custom.{Days}": ["Tue", "Thu"]}`, `{"custom.{Days}": ["Thu", "Fri"]}`},

		{"contacts are ignored", `{"contacts": [{"name": "New", "emails": [{"email": "x@y.example"}], "custom.Language": "fr"}]}`, `{}`},
		{"addresses", `{"addresses": [{"label": "mailing", "city": "Hof", "country": "de", "tz_ids": ["x"]}, {"city": ""}]}`,
			`{"addresses": [{"label": "mailing", "address_1": null, "address_2": null, "city": "Hof", "state": null, "zipcode": null, "country": "DE"},
			 {"label": null, "address_1": null, "address_2": null, "city": "", "state": null, "zipcode": null, "country": null}]}`},
		{"no addresses", `{"addresses": []}`, `{"addresses": []}`},
		{"large description", `{"description": "` + strings.Repeat("é", 100_000) + `"}`, `{"description": "` + strings.Repeat("é", 100_000) + `"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := newRig(t)
			site := strings.NewReplacer("SITE", g.acme().CustomObjects[1])
			path := "/lead/" + g.acme().ID + "/"
			before := g.get(path)
			got := g.api("demo", http.MethodPut, path, site.Replace(g.expand(c.body)))
			if got.status != http.StatusOK {
				t.Fatalf("%d %s", got.status, got.text)
			}
			want := before
			changes := g.value(site.Replace(g.expand(c.want))).(wire.Object)
			for key, value := range changes {
				if value == nil && strings.HasPrefix(key, "custom.") {
					delete(want, key)
					continue
				}
				want[key] = value
			}
			if len(changes) > 0 {
				want["date_updated"], want["updated_by"], want["updated_by_name"] = "2026-11-01T10:00:00.266000+00:00", g.world.Users[0].ID, "Ada Held"
			}
			for key := range merged(want, got.json) {
				if !reflect.DeepEqual(got.json[key], want[key]) {
					t.Errorf("%s is %v, want %v", key, got.json[key], want[key])
				}
			}
			if after := g.get(path); !reflect.DeepEqual(after, got.json) {
				t.Errorf("the PUT answered %v, but a GET %v", got.json, after)
			}
		})
	}
}

func merged(a, b wire.Object) wire.Object {
	out := wire.Object{}
	for key := range a {
		out[key] = nil
	}
	for key := range b {
		out[key] = nil
	}
	return out
}

func TestPutRefused(t *testing.T) {
	const noField = `The Custom Field \"%s\" does not exist.`
	const noStatus = `Not a valid choice. Please go to Customizations in your organization settings and add \"%s\" to the list of lead statuses.`
	cases := []struct {
		name string
		body string
		want string // the field-errors
	}{
		{"unknown status", `{"status_id": "foo"}`, `{"status": "` + fmt.Sprintf(noStatus, "foo") + `"}`},
		{"unknown label", `{"status": "foo"}`, `{"status": "` + fmt.Sprintf(noStatus, "foo") + `"}`},
		{"status of another organization", `{"status": "Won"}`, `{"status": "` + fmt.Sprintf(noStatus, "Won") + `"}`},
		{"null status", `{"status_id": null}`, `{"status": "This field is required."}`},
		{"status number", `{"status_id": 1}`, `{"status": "Value must be of str type."}`},
		{"name number", `{"name": 1}`, `{"name": "Value must be of str type."}`},
		{"name too long", `{"name": "` + strings.Repeat("é", 10_001) + `"}`, `{"name": "The value must be no longer than 10000 characters."}`},
		{"URL with a space", `{"url": "https://a b.example"}`, `{"url": "Invalid URL."}`},

		{"unknown field", `{"custom.cf_nope": 1}`, `{"custom.cf_nope": "` + fmt.Sprintf(noField, "cf_nope") + `"}`},
		{"unknown field, add", `{"custom.Nope.add": 1}`, `{"custom.Nope.add": "` + fmt.Sprintf(noField, "Nope") + `"}`},
		{"no field name", `{"custom.": 1}`, `{"custom.": "` + fmt.Sprintf(noField, "") + `"}`},
		{"contact field", `{"custom.Language": "x"}`, `{"custom.Language": "` + fmt.Sprintf(noField, "Language") + `"}`},
		{"unknown field in the dict", `{"custom": {"Nope": 1}}`, `{"custom.Nope": "` + fmt.Sprintf(noField, "Nope") + `"}`},
		{"dict is no dict", `{"custom": null}`, `{"custom": "Value must be of dict type."}`},

		{"text number", `{"custom.{Lead source}": 1}`, `{"custom.{Lead source}": "Value must be of str type."}`},
		{"number text", `{"custom.{Employees}": "12"}`, `{"custom.{Employees}": "Value must be of float type."}`},
		{"number truth", `{"custom.{Employees}": true}`, `{"custom.{Employees}": "Value must be of float type."}`},
		{"number out of range", `{"custom.{Employees}": 1e400}`, `{"custom.{Employees}": "Value must be of float type."}`},
		{"no such day", `{"custom.{Founded}": "2015-02-29"}`, `{"custom.{Founded}": "Invalid ISO 8601 date."}`},
		{"date with time", `{"custom.{Founded}": "2015-02-28T00:00:00Z"}`, `{"custom.{Founded}": "Invalid ISO 8601 date."}`},
		{"no date-time", `{"custom.{Next call}": "tomorrow"}`, `{"custom.{Next call}": "Invalid ISO 8601 datetime."}`},
		{"unknown choice", `{"custom.{Industry}": "software"}`, `{"custom.{Industry}": "Not a valid choice."}`},
		{"list for one choice", `{"custom.{Industry}": ["Software"]}`, `{"custom.{Industry}": "Value must be of str type."}`},
		{"one for a list", `{"custom.{Days}": "Mon"}`, `{"custom.{Days}": "Value must be of list type."}`},
		{"unknown in a list", `{"custom.{Days}": ["Mon", "Someday"]}`, `{"custom.{Days}": "Not a valid choice."}`},
		{"null in a list", `{"custom.{Days}": [null]}`, `{"custom.{Days}": "Value must be of str type."}`},
		{"unknown user", `{"custom.{Owner}": "Nobody Here"}`, `{"custom.{Owner}": "Object does not exist."}`},
		{"contact of another lead", `{"custom.{Main contact}": "{foreign contact}"}`, `{"custom.{Main contact}": "Object does not exist."}`},
		{"object of another lead", `{"custom.{Subscription}": "{foreign object}"}`, `{"custom.{Subscription}": "Object does not exist."}`},

		{"add a list", `{"custom.{Days}.add": ["Sun"]}`, `{"custom.{Days}.add": "Value must be of str type."}`},
		{"remove a list", `{"custom.{Days}.remove": ["Mon"]}`, `{"custom.{Days}.remove": "Value must be of str type."}`},
		{"add null", `{"custom.{Days}.add": null}`, `{"custom.{Days}.add": "Value must be of str type."}`},
		{"add unknown", `{"custom.{Days}.add": "Someday"}`, `{"custom.{Days}.add": "Not a valid choice."}`},
		{"add to a single field", `{"custom.{Industry}.add": "Media"}`, `{"custom.{Industry}.add": "This Custom Field does not accept multiple values."}`},

		{"locked", `{"custom.{Credit rating}": "AAA"}`, `{"custom.{Credit rating}": "You do not have permission to edit this Custom Field."}`},
		{"locked, clear", `{"custom.{Credit rating}": null}`, `{"custom.{Credit rating}": "You do not have permission to edit this Custom Field."}`},
		{"locked, shared", `{"custom.{Région}": "DACH"}`, `{"custom.{Région}": "You do not have permission to edit this Custom Field."}`},

		{"addresses no list", `{"addresses": {}}`, `{"addresses": "Value must be of list type."}`},
		{"address no dict", `{"addresses": ["x"]}`, `{"addresses": {"errors": {"0": "Value must be of dict type."}}}`},
		{"bad country", `{"addresses": [{}, {"country": "Germany", "city": 1}]}`,
			`{"addresses": {"errors": {"1": {"errors": [], "field-errors": {"country": "Not a valid choice.", "city": "Value must be of str type."}}}}}`},
		{"too many addresses", `{"addresses": [` + strings.Repeat("{},", 100) + `{}]}`, `{"addresses": "List is too long."}`},
		{"nested contact field", `{"contacts": [{"custom.LinkedIn": "x"}]}`,
			`{"contacts": {"errors": {"0": {"errors": [], "field-errors": {"custom.LinkedIn": "` + fmt.Sprintf(noField, "LinkedIn") + `"}}}}}`},
		{"contacts no list", `{"contacts": "x"}`, `{"contacts": "Value must be of list type."}`},
		{"two errors, nothing done", `{"name": 1, "url": 2, "description": "kept out"}`, `{"name": "Value must be of str type.", "url": "Value must be of str type."}`},
	}
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	before := g.get(path)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g.t = t
			g.advance(options.Window)
			got := g.api("demo", http.MethodPut, path, g.expand(c.body))
			g.wantJSON(got, http.StatusBadRequest, g.expand(`{"errors": [], "field-errors": `+c.want+`}`))
			if after := g.get(path); !reflect.DeepEqual(after, before) {
				t.Errorf("a refused PUT changed the lead: %v, before %v", after, before)
			}
		})
	}
}

func TestPutBodies(t *testing.T) {
	const invalid, form = `{"error": "The request contains invalid JSON."}`, `{"error": "Please send valid JSON with a 'Content-Type: application/json' header."}`
	cases := []struct {
		name, contentType, body, want string
	}{
		{"broken", "application/json", `{"name":`, invalid},
		{"empty", "application/json", ``, invalid},
		{"two values", "application/json", `{} {}`, invalid},
		{"trailing bracket", "application/json", `{}]`, invalid},
		{"NaN", "application/json", `{"a": NaN}`, invalid},
		{"invalid UTF-8", "application/json", "{\"name\": \"\xff\"}", invalid},
		{"too deep", "application/json", strings.Repeat("[", 20_000), invalid},
		{"list", "application/json", `[1]`, `{"error": "JSON data must be a dict."}`},
		{"null", "application/json", `null`, `{"error": "JSON data must be a dict."}`},
		{"text type", "text/plain", `{}`, form},
		{"no type", "", `{}`, form},
		{"both statuses", "application/json; charset=utf-8", `{"status": "Bad Fit", "status_id": "x"}`,
			`{"errors": ["Please provide either status or status_id, but not both."], "field-errors": {}}`},
	}
	g := newRig(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g.t = t
			r := g.request(http.MethodPut, "/api/v1/lead/"+g.acme().ID+"/", c.body)
			r.SetBasicAuth(g.keys["demo"], "")
			if c.contentType != "" {
				r.Header.Set("Content-Type", c.contentType)
			}
			g.wantJSON(g.send(r), http.StatusBadRequest, c.want)
		})
	}
}

func TestPutTooLarge(t *testing.T) {
	g := newRig(t)
	got := g.api("demo", http.MethodPut, "/lead/"+g.acme().ID+"/", `{"description": "`+strings.Repeat("x", maxBody)+`"}`)
	if got.status != http.StatusRequestEntityTooLarge || got.header.Get("Content-Type") != "text/html" || !strings.HasPrefix(got.text, "<html>") {
		t.Errorf("%d %s %q", got.status, got.header.Get("Content-Type"), got.text)
	}
}

func TestCustomDictWipes(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	got := g.api("demo", http.MethodPut, path, g.expand(`{"custom": {"Industry": "Software", "{Employees}": 7}}`))
	if got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	custom := g.get(path + "?_fields=custom")
	want := g.value(g.expand(`{"custom.{Industry}": "Software", "custom.{Employees}": 7}`))
	if !reflect.DeepEqual(any(custom), want) {
		t.Errorf("custom fields %v, want %v", custom, want)
	}
}

func TestPutRoles(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	for _, c := range []struct {
		key, body string
		status    int
	}{
		{"admin", `{"custom.{Credit rating}": "AAA", "custom.{Région}": "Nordics"}`, http.StatusOK},
		{"both", `{"custom.{Région}": "日本"}`, http.StatusOK},
		{"both", `{"custom.{Credit rating}": "C"}`, http.StatusBadRequest},
		{"demo", `{"custom.{Région}": "DACH"}`, http.StatusBadRequest},
	} {
		if got := g.api(c.key, http.MethodPut, path, g.expand(c.body)); got.status != c.status {
			t.Errorf("%s %s: %d %s, want %d", c.key, c.body, got.status, got.text, c.status)
		}
	}
}

func TestPutRemovesStaleChoice(t *testing.T) {
	g := newRig(t)
	l := g.acme()
	g.ctl(http.MethodPut, "/leads/"+l.ID, g.expand(`{"custom.{Days}": ["Mon", "Caturday"]}`))
	got := g.api("demo", http.MethodPut, "/lead/"+l.ID+"/", g.expand(`{"custom.{Days}.remove": "Caturday"}`))
	if want := []any{"Mon"}; !reflect.DeepEqual(got.json[g.expand("custom.{Days}")], want) {
		t.Errorf("%d %s", got.status, got.text)
	}
}

func TestPutUpdatedMovesForward(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/?_fields=date_updated"
	var last string
	for _, name := range []string{"one", "two", "three"} {
		got := g.api("demo", http.MethodPut, path, `{"name": "`+name+`"}`)
		updated, _ := got.json["date_updated"].(string)
		if updated <= last || len(got.json) != 1 {
			t.Errorf("after %s: %s, before %s", name, got.text, last)
		}
		last = updated
	}
}

func TestStatusChanges(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	for _, body := range []string{`{"status": "Qualified"}`, `{"status": "Qualified"}`, `{"name": "x"}`} {
		if got := g.api("demo", http.MethodPut, path, body); got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.text)
		}
	}
	data := g.ctl(http.MethodGet, "/status_changes", "")["data"].([]any)
	if len(data) != 1 {
		t.Fatalf("%d status changes, want 1: %v", len(data), data)
	}
	change := data[0].(wire.Object)
	if change["old_status_id"] != g.expand("{status Potential}") || change["new_status_id"] != g.expand("{status Qualified}") ||
		change["lead_id"] != g.acme().ID || change["user_id"] != g.world.Users[0].ID {
		t.Errorf("%v", change)
	}
}
