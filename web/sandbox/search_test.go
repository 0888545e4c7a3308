package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"leadpatch/web/sandbox/seed"
	"leadpatch/web/sandbox/wire"
)

// find searches and returns the names of what was found.
func (g *rig) find(body string) []string {
	g.t.Helper()
	got := g.api("demo", http.MethodPost, "/data/search/", body)
	if got.status != http.StatusOK {
		g.t.Fatalf("%s: %d %s", body, got.status, got.text)
	}
	names := []string{}
	for _, row := range got.json["data"].([]any) {
		names = append(names, wire.Words(row.(wire.Object)["display_name"]))
	}
	return names
}

// leadsWhere is the body of a search for leads that a node fits.
func leadsWhere(node string) string {
	return `{"query": {"type": "and", "queries": [{"type": "object_type", "object_type": "lead"}, ` + node + `]}, "_fields": {"lead": ["display_name"], "contact": ["display_name"]}}`
}

func fieldText(kind, field, mode, value string) string {
	return fmt.Sprintf(`{"type": "field_condition", "field": {"type": "regular_field", "object_type": %q, "field_name": %q}, "condition": {"type": "text", "mode": %q, "value": %q}}`,
		kind, field, mode, value)
}

func hasWay(kind, inner string) string {
	return `{"type": "has_related", "this_object_type": "lead", "related_object_type": "contact", "related_query":
		{"type": "has_related", "this_object_type": "contact", "related_object_type": "` + kind + `", "related_query": ` + inner + `}}`
}

func TestSearch(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		node string
		want []string
	}{
		{fieldText("lead", "display_name", "full_words", "tours HOPFEN"), []string{"Hopfen Brewery Tours"}},
		{fieldText("lead", "display_name", "phrase", "brewery tours"), []string{"Hopfen Brewery Tours"}},
		{fieldText("lead", "display_name", "phrase", "tours brewery"), []string{}},
		{fieldText("lead", "name", "exact_value", "hopfen brewery"), []string{"Hopfen Brewery", "Hopfen Brewery"}},
		{fieldText("lead", "name", "starts_with", "hopfen br"), []string{"Hopfen Brewery", "Hopfen Brewery Tours", "Hopfen Brewery"}},
		{fieldText("lead", "name", "full_words", "hopf"), []string{}},
		{fieldText("lead", "name", "beginning_of_words", "tou hopf"), []string{"Hopfen Brewery Tours"}},
		{fieldText("lead", "name", "full_words", "  "), []string{}},
		// By words, "pedal.co.uk" is in the address of another company too.
		{fieldText("lead", "url", "full_words", "pedal.co.uk"), []string{"Pedal Co Works"}},
		{fieldText("lead", "url", "full_words", "works.co.uk"), []string{"Pedal Co Works"}},
		{hasWay("contact_email", fieldText("contact_email", "email", "phrase", "LENA@studiolumen.net")), []string{"Studio Lumen"}},
		{hasWay("contact_email", fieldText("contact_email", "email", "phrase", "gmail.com")), []string{"Gwen's Gardens", "Pim Paints"}},
		{hasWay("contact_phone", fieldText("contact_phone", "phone", "phrase", "+4930555001122")), []string{"Rohrfrei Notdienst"}},
		{hasWay("contact_url", fieldText("contact_url", "url", "phrase", "kornblume-berlin.de")), []string{"Bäckerei Kornblume"}},
		{`{"type": "text", "mode": "full_words", "value": "studiolumen"}`, []string{"Studio Lumen"}},
		{`{"type": "text", "mode": "full_words", "value": "Ada"}`, []string{}},
		{`{"type": "id", "value": "` + g.acme().ID + `"}`, []string{"Acme GmbH"}},
		{`{"type": "id", "value": "` + g.world.Leads[len(g.world.Leads)-1].ID + `"}`, []string{}},
		{`{"type": "or", "queries": [` + fieldText("lead", "name", "phrase", "zimtstern") + `, ` + fieldText("lead", "name", "phrase", "kornblume") + `]}`,
			[]string{"Bäckerei Kornblume", "Zimtstern Confectionery"}},
		{`{"type": "and", "queries": []}, {"type": "match_all", "negate": true}`, []string{}},
		{fieldText("lead", "name", "phrase", "brewery") + `, ` + strings.Replace(fieldText("lead", "name", "phrase", "tours"), `{`, `{"negate": true, `, 1),
			[]string{"Hopfen Brewery", "Hopfen Brewery"}},
		{fieldText("lead", "name", "phrase", "null and") + `, {"type": "field_condition", "negate": true, "field": {"type": "regular_field", "object_type": "lead", "field_name": "url"}, "condition": {"type": "exists"}}`,
			[]string{"Null and Void"}},
		{g.expand(`{"type": "field_condition", "field": {"type": "custom_field", "custom_field_id": "{Credit rating}"}, "condition": {"type": "term", "values": ["A-"]}}`), []string{"Acme GmbH"}},
		{g.expand(`{"type": "field_condition", "field": {"type": "custom_field", "custom_field_id": "{Main contact}"}, "condition": {"type": "reference", "reference_type": "contact", "object_ids": ["{dana}"]}}`), []string{"Acme GmbH"}},
	} {
		if got := g.find(leadsWhere(c.node)); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s\nfinds %q, want %q", c.node, got, c.want)
		}
	}
	contacts := g.find(strings.Replace(leadsWhere(fieldText("contact", "name", "full_words", "dana")), `"lead"}, `, `"contact"}, `, 1))
	if fmt.Sprint(contacts) != "[Dana Keller]" {
		t.Errorf("contacts %v", contacts)
	}
	if n := len(g.ctl(http.MethodGet, "/journal", "")["entries"].([]any)); n == 0 {
		t.Error("no search is in the journal")
	}
}

func TestSearchWholeHosts(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"search_words": "hosts"}`)
	for host, want := range map[string]string{
		"hopfen-brewery.com": "[Hopfen Brewery Tours]", // "www.hopfen" and "tours.hopfen" are words, of which the others are no part
		"pedalworks.co.uk":   "[Pedal Works Ltd]",
	} {
		body := leadsWhere(hasWay("contact_email", fieldText("contact_email", "email", "phrase", host)))
		if host == "hopfen-brewery.com" {
			body = leadsWhere(fieldText("lead", "url", "phrase", "tours."+host))
		}
		if got := fmt.Sprint(g.find(body)); got != want {
			t.Errorf("%s finds %s", host, got)
		}
	}
	if got := g.find(leadsWhere(fieldText("lead", "url", "phrase", "hopfen-brewery.com"))); len(got) != 0 {
		t.Errorf("the bare host finds %v", got)
	}
}

func TestSearchRefused(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct{ body, want string }{
		{`{}`, `{"errors": [], "field-errors": {"query": "Value must be of dict type."}}`},
		{`{"query": {"type": "nope"}}`, `{"errors": [], "field-errors": {"query": "Unknown type: nope."}}`},
		{`{"query": {"type": "match_all"}, "limit": 3}`, `{"errors": [], "field-errors": {"limit": "Unknown field."}}`},
		{`{"query": {"type": "match_all"}, "_limit": 201}`, `{"error": "The limit you set is larger than the maximum limit for this resource (max_limit = 200)."}`},
		{`{"query": {"type": "object_type", "object_type": "horse"}}`, `{"errors": [], "field-errors": {"query": "Unknown object type: horse."}}`},
		{leadsWhere(fieldText("lead", "nope", "phrase", "x")), `{"errors": [], "field-errors": {"query": "Unknown field nope of the object type lead."}}`},
		{leadsWhere(fieldText("lead", "name", "nearly", "x")), `{"errors": [], "field-errors": {"query": "Unknown text mode: nearly."}}`},
		{`{"query": ` + strings.Repeat(`{"type": "and", "queries": [`, 21) + `{"type": "match_all"}` + strings.Repeat(`]}`, 21) + `}`,
			`{"errors": [], "field-errors": {"query": "The query is nested deeper than 20 levels."}}`},
		{`{"cursor": "nope"}`, `{"error": "Invalid cursor."}`},
	} {
		g.wantJSON(g.api("demo", http.MethodPost, "/data/search/", c.body), http.StatusBadRequest, c.want)
	}
}

func TestSearchPages(t *testing.T) {
	g := newRig(t)
	body := `{"query": {"type": "object_type", "object_type": "lead"}, "_limit": 50, "include_counts": true,
		"sort": [{"direction": "desc", "field": {"type": "regular_field", "object_type": "lead", "field_name": "name"}}]}`
	first := g.api("demo", http.MethodPost, "/data/search/", body)
	rows := first.json["data"].([]any)
	if len(rows) != 50 || len(rows[0].(wire.Object)) != 2 || rows[0].(wire.Object)["id"] != g.leadNamed("🚀 Rocket Labs 👩‍🚀🏳️‍🌈").ID {
		t.Errorf("the first page begins with %v", rows[0])
	}
	if count := first.json["count"]; fmt.Sprint(count) != fmt.Sprintf("map[limited:%d total:%d]", seed.HomeLeads, seed.HomeLeads) {
		t.Errorf("count %v", count)
	}
	next := fmt.Sprintf(`{"cursor": %q}`, first.json["cursor"])
	second := g.api("demo", http.MethodPost, "/data/search/", next)
	if rows := second.json["data"].([]any); len(rows) != seed.HomeLeads-50 || second.json["cursor"] != nil {
		t.Errorf("the second page has %d rows and the cursor %v", len(rows), second.json["cursor"])
	}
	if foreign := g.api("admin", http.MethodPost, "/data/search/", next); foreign.status != http.StatusBadRequest {
		t.Errorf("the cursor of somebody else: %d", foreign.status)
	}
	g.advance(31 * time.Second)
	if late := g.api("demo", http.MethodPost, "/data/search/", next); late.status != http.StatusBadRequest {
		t.Errorf("a cursor after its time: %d", late.status)
	}
	few := g.api("demo", http.MethodPost, "/data/search/", `{"query": {"type": "match_all"}, "results_limit": 3}`)
	if rows := few.json["data"].([]any); len(rows) != 3 || few.json["cursor"] != nil {
		t.Errorf("%d rows within a limit of 3", len(rows))
	}
}

func TestSearchLags(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"search_lag_ms": 2000}`)
	names := func() string {
		return fmt.Sprint(g.find(leadsWhere(`{"type": "or", "queries": [` + fieldText("lead", "name", "full_words", "renamed") + `,` + fieldText("lead", "name", "full_words", "acme") + `,` +
			fieldText("lead", "name", "full_words", "newborn") + `,` + fieldText("lead", "name", "full_words", "zimtstern") + `]}`)))
	}
	g.api("demo", http.MethodPut, "/lead/"+g.acme().ID+"/", `{"name": "Renamed GmbH"}`)
	g.advance(time.Second)
	g.api("demo", http.MethodPut, "/lead/"+g.acme().ID+"/", `{"name": "Renamed again"}`)
	g.api("demo", http.MethodPost, "/lead/", `{"name": "Newborn"}`)
	g.ctl(http.MethodDelete, "/leads/"+g.leadNamed("Zimtstern Confectionery").ID, "")
	if got := names(); got != "[Acme GmbH Zimtstern Confectionery]" {
		t.Errorf("right after the writes: %s", got)
	}
	g.advance(1500 * time.Millisecond)
	if got := names(); got != "[Renamed GmbH Zimtstern Confectionery]" {
		t.Errorf("after the first write has arrived: %s", got)
	}
	g.advance(time.Second)
	if got := names(); got != "[Renamed again Newborn]" {
		t.Errorf("after all have arrived: %s", got)
	}
}
