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

// TestContactPutAccepted gives each case a fresh contact and compares every key of it
// before and after, alone and within its lead.
func TestContactPutAccepted(t *testing.T) {
	email := func(address, kind string) string {
		return fmt.Sprintf(`{"email": %q, "type": %q, "is_unsubscribed": false}`, address, kind)
	}
	phone := func(number, formatted, kind string) string {
		return fmt.Sprintf(`{"phone": %q, "phone_formatted": %q, "country": "DE", "type": %q}`, number, formatted, kind)
	}
	cases := []struct {
		name string
		body string
		want string // the keys that change, with null for custom fields that go away
	}{
		{"nothing", `{}`, `{}`},
		{"texts", `{"name": "Dana K.", "title": "CEO"}`, `{"name": "Dana K.", "display_name": "Dana K.", "title": "CEO"}`},
		{"null texts", `{"name": null, "title": null}`, `{"name": null, "display_name": "Untitled", "title": null}`},
		{"longest title", `{"title": "` + strings.Repeat("é", 1000) + `"}`, `{"title": "` + strings.Repeat("é", 1000) + `"}`},
		{"time zone", `{"timezone": "Asia/Tokyo"}`, `{"timezone": "Asia/Tokyo"}`},
		{"no time zone", `{"timezone": null}`, `{"timezone": null, "timezone_source": null}`},
		{"the lead it has", `{"lead_id": "{acme}"}`, `{}`},

		{"emails are replaced", `{"emails": [{"email": " d@home.example\n", "type": "home"}, {"email": "x@y.example"}]}`,
			`{"emails": [` + email("d@home.example", "home") + `,` + email("x@y.example", "office") + `]}`},
		{"no emails", `{"emails": []}`, `{"emails": []}`},
		{"null for a list", `{"emails": null, "phones": null, "urls": null}`, `{"emails": [], "phones": [], "urls": []}`},
		{"what an answer holds goes back", `{"emails": [` + email("dana@acme.example", "office") + `], "phones": [` + phone("+493012345670", "+49 30 12345670", "office") + `]}`, `{}`},
		{"derived keys are not taken", `{"emails": [{"email": "dana@acme.example", "type": "office", "is_unsubscribed": true, "x": 1}],
			"phones": [{"phone": "+493012345670", "type": "office", "phone_formatted": "?", "country": "US", "tz_ids": []}]}`, `{}`},
		{"national phones", `{"phones": [{"phone": "030 / 901820", "type": "direct"}, {"phone": "(0171) 123-4567"}]}`,
			`{"phones": [` + phone("+4930901820", "+49 30 901820", "direct") + `,` + phone("+491711234567", "+49 171 1234567", "office") + `]}`},
		{"foreign phone", `{"phones": [{"phone": "0044 20 7946 0123", "type": "office"}]}`,
			`{"phones": [{"phone": "+442079460123", "phone_formatted": "+44 20 79460123", "country": "GB", "type": "office"}]}`},
		{"phone as typed", `{"phones": [{"phone": " ask for Dana ", "type": "other"}, {"phone": "030 1234 ext. 5"}]}`,
			`{"phones": [{"phone": "ask for Dana", "phone_formatted": "ask for Dana", "country": null, "type": "other"},
			 {"phone": "030 1234 ext. 5", "phone_formatted": "030 1234 ext. 5", "country": null, "type": "office"}]}`},
		{"phones without a number are dropped", `{"phones": [{"type": "home"}, {"phone": ""}, {"phone": null}]}`, `{"phones": []}`},
		{"URLs", `{"urls": [{"url": " https://x.example/a?b=<c> "}]}`, `{"urls": [{"url": "https://x.example/a?b=<c>", "type": "url"}]}`},

		{"custom text", `{"custom.{Language}": "日本語"}`, `{"custom.{Language}": "日本語"}`},
		{"custom null", `{"custom.{Language}": null}`, `{"custom.{Language}": null}`},
		{"custom by name", `{"custom.Influence": "Uses"}`, `{"custom.{Influence}": "Uses"}`},
		{"custom choices", `{"custom.{Channels}": ["Carrier pigeon"]}`, `{"custom.{Channels}": ["Carrier pigeon"]}`},
		{"custom add", `{"custom.{Channels}.add": "Carrier pigeon"}`, `{"custom.{Channels}": ["E-mail", "Letter & \"fax\"", "Carrier pigeon"]}`},
		{"custom remove", `{"custom.{Channels}.remove": "E-mail"}`, `{"custom.{Channels}": ["Letter & \"fax\""]}`},
		{"custom user by name", `{"custom.{Introduced by}": "Ada Held"}`, `{"custom.{Introduced by}": "{ada}"}`},
		{"shared field", `{"custom.{Owner}": "{ada}"}`, `{"custom.{Owner}": "{ada}"}`},
		{"shared field that is locked on leads", `{"custom.{Région}": "Nordics"}`, `{"custom.{Région}": "Nordics"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := newRig(t)
			path := g.expand("/contact/{dana}/")
			leadBefore := g.get(g.expand("/lead/{acme}/"))
			before := g.get(path)
			got := g.api("demo", http.MethodPut, path, g.expand(c.body))
			if got.status != http.StatusOK {
				t.Fatalf("%d %s", got.status, got.text)
			}
			want := before
			changes := g.value(g.expand(c.want)).(wire.Object)
			for key, value := range changes {
				if value == nil && strings.HasPrefix(key, "custom.") {
					delete(want, key)
					continue
				}
				want[key] = value
			}
			if len(changes) > 0 {
				want["date_updated"], want["updated_by"] = "2026-11-01T10:00:00.266000+00:00", g.expand("{ada}")
			}
			for key := range merged(want, got.json) {
				if !reflect.DeepEqual(got.json[key], want[key]) {
					t.Errorf("%s is %v, want %v", key, got.json[key], want[key])
				}
			}
			if after := g.get(path); !reflect.DeepEqual(after, got.json) {
				t.Errorf("the PUT answered %v, but a GET %v", got.json, after)
			}
			leadBefore["contacts"].([]any)[0] = got.json
			if lead := g.get(g.expand("/lead/{acme}/")); !reflect.DeepEqual(lead, leadBefore) {
				t.Errorf("the lead is %v, want %v", lead, leadBefore)
			}
		})
	}
}

func TestContactPutRefused(t *testing.T) {
	const noField = `The Custom Field \"%s\" does not exist.`
	nested := func(key, errors string) string { return `{"` + key + `": {"errors": {` + errors + `}}}` }
	cases := []struct {
		name string
		body string
		want string // the field-errors
	}{
		{"unknown key", `{"nope": 1, "name": "x"}`, `{"nope": "Unknown field."}`},
		{"read-only key", `{"display_name": "x"}`, `{"display_name": "Unknown field."}`},
		{"old custom object", `{"custom": {}}`, `{"custom": "Unknown field."}`},
		{"creation", `{"created_by": null, "date_created": "x"}`, `{"created_by": "Value cannot be changed.", "date_created": "Value cannot be changed."}`},
		{"name number", `{"name": 1}`, `{"name": "Value must be of str type."}`},
		{"title too long", `{"title": "` + strings.Repeat("é", 1001) + `"}`, `{"title": "The value must be no longer than 1000 characters."}`},
		{"unknown time zone", `{"timezone": "Europe/Atlantis"}`, `{"timezone": "Not a valid choice."}`},
		{"local time zone", `{"timezone": "Local"}`, `{"timezone": "Not a valid choice."}`},
		{"time zone number", `{"timezone": 1}`, `{"timezone": "Value must be of str type."}`},
		{"another lead", `{"lead_id": "{other lead}"}`, `{"lead": "Value cannot be changed."}`},
		{"no lead", `{"lead_id": null}`, `{"lead": "Value cannot be changed."}`},
		{"unknown lead", `{"lead_id": "lead_nope"}`, `{"lead": "Object does not exist."}`},
		{"lead of another organization", `{"lead_id": "{foreign lead}"}`, `{"lead": "Object does not exist."}`},
		{"lead number", `{"lead_id": 1}`, `{"lead": "Value must be of str type."}`},

		{"emails no list", `{"emails": {}}`, `{"emails": "Value must be of list type."}`},
		{"too many phones", `{"phones": [` + strings.Repeat("{},", 100) + `{}]}`, `{"phones": "List is too long."}`},
		{"email no dict", `{"emails": ["x@y.example"]}`, nested("emails", `"0": "Value must be of dict type."`)},
		{"emails with errors", `{"emails": [{"email": "a@b.example"}, {"email": "a@b"}, {"type": 1}, {"email": 2}]}`, nested("emails",
			`"1": {"errors": [], "field-errors": {"email": "Invalid email address."}},
			 "2": {"errors": [], "field-errors": {"email": "This field is required.", "type": "Value must be of str type."}},
			 "3": {"errors": [], "field-errors": {"email": "Value must be of str type."}}`)},
		{"phone number", `{"phones": [{"phone": 49}]}`, nested("phones", `"0": {"errors": [], "field-errors": {"phone": "Value must be of str type."}}`)},
		{"URLs with errors", `{"urls": [{"url": "a b"}, {}]}`, nested("urls",
			`"0": {"errors": [], "field-errors": {"url": "Invalid URL."}}, "1": {"errors": [], "field-errors": {"url": "This field is required."}}`)},

		{"field of leads", `{"custom.{Industry}": "Retail"}`, `{"custom.{Industry}": "` + fmt.Sprintf(noField, "{Industry}") + `"}`},
		{"unknown field", `{"custom.cf_nope.add": "x"}`, `{"custom.cf_nope.add": "` + fmt.Sprintf(noField, "cf_nope") + `"}`},
		{"unknown choice", `{"custom.{Channels}.add": "Smoke"}`, `{"custom.{Channels}.add": "Not a valid choice."}`},
		{"add to one", `{"custom.{Influence}.add": "Uses"}`, `{"custom.{Influence}.add": "This Custom Field does not accept multiple values."}`},
		{"locked", `{"custom.{Vetting}": null}`, `{"custom.{Vetting}": "You do not have permission to edit this Custom Field."}`},
	}
	g := newRig(t)
	path := g.expand("/contact/{dana}/")
	leads := strings.NewReplacer("{other lead}", g.world.Leads[1].ID, "{foreign lead}", g.world.Leads[len(g.world.Leads)-1].ID)
	before := g.get(path)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g.t = t
			g.advance(options.Window)
			got := g.api("demo", http.MethodPut, path, g.expand(leads.Replace(c.body)))
			g.wantJSON(got, http.StatusBadRequest, g.expand(`{"errors": [], "field-errors": `+c.want+`}`))
			if after := g.get(path); !reflect.DeepEqual(after, before) {
				t.Errorf("a refused PUT changed the contact: %v, before %v", after, before)
			}
		})
	}
}

func TestContactPutBodies(t *testing.T) {
	g := newRig(t)
	path := g.expand("/contact/{dana}/")
	g.wantJSON(g.api("demo", http.MethodPut, path, `{"name":`), http.StatusBadRequest, `{"error": "The request contains invalid JSON."}`)
	r := g.request(http.MethodPut, "/api/v1"+path, `{}`)
	r.SetBasicAuth(g.keys["demo"], "")
	g.wantJSON(g.send(r), http.StatusBadRequest, `{"error": "Please send valid JSON with a 'Content-Type: application/json' header."}`)
}

func TestContactPutVisibility(t *testing.T) {
	g := newRig(t)
	mine := g.expand("/contact/{dana}/")
	for _, c := range []struct {
		key, body string
		status    int
	}{
		{"admin", `{"custom.{Vetting}": "Cleared in June"}`, http.StatusOK},
		{"both", `{"custom.{Vetting}": "x"}`, http.StatusBadRequest},
		{"both", `{"lead_id": "` + g.world.Leads[len(g.world.Leads)-1].ID + `"}`, http.StatusBadRequest},
	} {
		if got := g.api(c.key, http.MethodPut, mine, g.expand(c.body)); got.status != c.status {
			t.Errorf("%s %s: %d %s", c.key, c.body, got.status, got.text)
		}
	}
	got := g.api("demo", http.MethodPut, mine+"?_fields=title", `{"title": "CEO"}`)
	g.wantJSON(got, http.StatusOK, `{"title": "CEO"}`)
}

func TestContactOptions(t *testing.T) {
	const frozen = `{"errors": [], "field-errors": {"date_created": "Value cannot be changed."}}`
	cases := []struct {
		name, options, body string
		status              int
		want                string // keys of the answer
	}{
		{"unknown keys ignored", `{"contact_keys": "ignore"}`, `{"nope": 1, "display_name": "x", "custom": {}, "title": "CEO"}`, 200,
			`{"title": "CEO", "display_name": "Dana Keller", "custom.{Language}": "Deutsch", "nope": null}`},
		{"creation stays refused", `{"contact_keys": "ignore"}`, `{"date_created": "x"}`, 400, frozen},
		{"item keys refused", `{"contact_item_keys": "reject"}`, `{"phones": [{"phone": "030901820", "country": "DE", "phone_formatted": "x"}]}`, 400,
			`{"errors": [], "field-errors": {"phones": {"errors": {"0": {"errors": [], "field-errors": {"country": "Unknown field.", "phone_formatted": "Unknown field."}}}}}}`},
		{"locked is 403", `{"role_lock": "403"}`, `{"custom.{Vetting}": "x"}`, 403, `{"error": "You do not have permission to edit this Custom Field."}`},
		{"ignored fields", `{"ignore_fields": ["emails", "custom.{Channels}", "custom.{Vetting}"]}`, `{"emails": [], "custom.{Channels}": null, "title": "CEO"}`, 200,
			`{"title": "CEO", "emails": [{"email": "dana@acme.example", "type": "office", "is_unsubscribed": false}], "custom.{Channels}": ["E-mail", "Letter & \"fax\""]}`},
		{"null is empty", `{"normalise": {"null_text": "empty"}}`, `{"title": null}`, 200, `{"title": ""}`},
		{"scheme and space", `{"normalise": {"url_scheme": true, "trim_text": true}}`, `{"name": " D ", "urls": [{"url": "a.example"}]}`, 200,
			`{"name": "D", "urls": [{"url": "http://a.example", "type": "url"}]}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := newRig(t)
			g.ctl(http.MethodPut, "/options", g.expand(c.options))
			got := g.api("demo", http.MethodPut, g.expand("/contact/{dana}/"), g.expand(c.body))
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

// TestContactColleague edits a contact through the control surface. What a colleague
// put beside an address stays when a PUT keeps that address.
func TestContactColleague(t *testing.T) {
	g := newRig(t)
	path, control := g.expand("/contact/{dana}/"), g.expand("/contacts/{dana}")
	want := g.get(path)
	raw := g.ctl(http.MethodPut, control, g.expand(`{"title": null, "custom.{Influence}": "Unheard of", "custom.{Channels}": null, "extra": 1.0,
		"emails": [{"email": "dana@acme.example", "type": "office", "is_unsubscribed": true}],
		"phones": [{"phone": "+442079460123", "type": "home", "tz_ids": ["Europe/London"]}]}`))
	delete(want, g.expand("custom.{Channels}"))
	want["title"], want["extra"], want[g.expand("custom.{Influence}")] = nil, g.value("1.0"), "Unheard of"
	want["emails"] = g.value(`[{"email": "dana@acme.example", "type": "office", "is_unsubscribed": true}]`)
	want["phones"] = g.value(`[{"phone": "+442079460123", "type": "home", "tz_ids": ["Europe/London"], "phone_formatted": "+44 20 79460123", "country": "GB"}]`)
	want["updated_by"], want["date_updated"] = g.expand("{bob}"), "2026-11-01T10:00:00.266000+00:00"
	if !reflect.DeepEqual(raw, want) || !reflect.DeepEqual(g.get(path), want) || !reflect.DeepEqual(g.ctl(http.MethodGet, control, ""), want) {
		t.Errorf("the contact is %v, want %v", raw, want)
	}
	got := g.api("demo", http.MethodPut, path, `{"emails": [{"email": "new@acme.example"}, {"email": "dana@acme.example", "type": "home"}], "phones": [{"phone": "+44 20 7946 0123", "type": "direct"}]}`)
	emails := g.value(`[{"email": "new@acme.example", "type": "office", "is_unsubscribed": false}, {"email": "dana@acme.example", "type": "home", "is_unsubscribed": true}]`)
	want["phones"].([]any)[0].(wire.Object)["type"] = "direct"
	if !reflect.DeepEqual(got.json["emails"], emails) || !reflect.DeepEqual(got.json["phones"], want["phones"]) {
		t.Errorf("emails %v, phones %v", got.json["emails"], got.json["phones"])
	}
	if odd := g.ctl(http.MethodPut, control, `{"emails": "none", "phones": ["x"], "name": 7}`); !reflect.DeepEqual(odd["emails"], []any{}) || odd["display_name"] != "7" {
		t.Errorf("odd values: %v", odd)
	}
}

// TestContactTimes makes sure that only a change moves the times, and always forward.
func TestContactTimes(t *testing.T) {
	g := newRig(t)
	path, revision := g.expand("/contact/{dana}/"), func() any { return g.ctl(http.MethodGet, g.expand("/view/{acme}"), "")["revision"] }
	first := g.api("demo", http.MethodPut, path, `{"title": "A"}`).json["date_updated"].(string)
	if same := g.api("demo", http.MethodPut, path, `{"title": "A"}`).json["date_updated"]; same != first || revision() != g.value("1") {
		t.Errorf("without a change the time went from %s to %v, the revision is %v", first, same, revision())
	}
	if next := g.api("demo", http.MethodPut, path, `{"title": "B"}`).json["date_updated"].(string); next <= first || revision() != g.value("2") {
		t.Errorf("from %s to %s, revision %v", first, next, revision())
	}
}

func TestListContacts(t *testing.T) {
	g := newRig(t)
	dana, lead := g.get(g.expand("/contact/{dana}/")), g.get(g.expand("/lead/{acme}/"))
	list := g.get(g.expand("/contact/?lead_id={acme}"))
	if !reflect.DeepEqual(list["data"], lead["contacts"]) || list["has_more"] != false || !reflect.DeepEqual(list["data"].([]any)[0], any(dana)) {
		t.Errorf("the lead has %v, the list %v", lead["contacts"], list)
	}
	g.wantJSON(g.api("demo", http.MethodGet, g.expand("/contact/?lead_id={acme}&_limit=1&_skip=1&_fields=id"), ""), http.StatusOK, g.expand(`{"data": [{"id": "{emile}"}], "has_more": false}`))
	for _, id := range []string{"lead_nope", g.world.Leads[len(g.world.Leads)-1].ID} {
		g.wantJSON(g.api("demo", http.MethodGet, "/contact/?lead_id="+id, ""), http.StatusOK, `{"data": [], "has_more": false}`)
	}
	if all := g.get("/contact/?_limit=100"); len(all["data"].([]any)) != 100 || all["has_more"] != true {
		t.Errorf("%d of all contacts", len(all["data"].([]any)))
	}
}
