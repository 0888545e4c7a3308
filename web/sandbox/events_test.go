package main

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// events asks for events as the owner of a key and fails the test unless it gets some
// answer with data.
func (g *rig) events(key, query string) []wire.Object {
	g.t.Helper()
	got := g.api(key, http.MethodGet, "/event/?"+query, "")
	if got.status != http.StatusOK {
		g.t.Fatalf("%s: %d %s", query, got.status, got.text)
	}
	list := []wire.Object{}
	for _, e := range got.json["data"].([]any) {
		list = append(list, e.(wire.Object))
	}
	return list
}

// rename changes the demo lead by the API and returns it as answered.
func (g *rig) rename(name string) wire.Object {
	g.t.Helper()
	got := g.send(g.put(name))
	if got.status != http.StatusOK {
		g.t.Fatalf("%d %s", got.status, got.text)
	}
	return got.json
}

func TestEvent(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	g.ctl(http.MethodPut, "/leads/"+g.acme().ID, g.expand(`{"custom.{Founded}": null}`))
	g.advance(time.Minute)
	before := g.get(path)
	got := g.api("demo", http.MethodPut, path, g.expand(`{"custom.{Industry}": null, "custom.{Founded}": "2001-02-03", "name": "Renamed"}`))
	if got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.text)
	}
	list := g.events("demo", "lead_id="+g.acme().ID)
	if len(list) != 2 {
		t.Fatalf("%d events", len(list))
	}
	e := list[0]
	for key, want := range map[string]any{
		"action": "updated", "object_type": "lead", "object_id": g.acme().ID, "lead_id": g.acme().ID, "organization_id": g.home().ID,
		"user_id": g.expand("{ada}"), "api_key_id": crm.MakeShortID("api", "demo"),
		"date_created": "2026-11-01T10:01:00.266000", "date_updated": "2026-11-01T10:01:00.266000",
		"meta": wire.Object{"request_method": "PUT", "request_path": "/api/v1" + path},
		"data": any(got.json),
	} {
		if !reflect.DeepEqual(e[key], want) {
			t.Errorf("%s is %v, want %v", key, e[key], want)
		}
	}
	want := []any{
		g.expand("custom.{Founded}"), g.expand("custom.{Industry}"), "date_updated", "display_name", "name", "updated_by", "updated_by_name",
	}
	slices.SortFunc(want, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	if !reflect.DeepEqual(e["changed_fields"], any(want)) {
		t.Errorf("changed_fields %v, want %v", e["changed_fields"], want)
	}
	previous := e["previous_data"].(wire.Object)
	for _, key := range want {
		if old, had := before[key.(string)]; !reflect.DeepEqual(previous[key.(string)], old) || had != (previous[key.(string)] != nil) {
			t.Errorf("before, %v was %v, want %v", key, previous[key.(string)], old)
		}
	}
	if _, has := previous[g.expand("custom.{Founded}")]; has {
		t.Errorf("what was empty stands in previous_data: %v", previous)
	}
	one := g.get("/event/" + e["id"].(string) + "/")
	if !reflect.DeepEqual(one, e) {
		t.Errorf("by itself: %v", one)
	}
	if selected := g.events("demo", "_fields=id,action&lead_id="+g.acme().ID); len(selected[0]) != 2 {
		t.Errorf("selected: %v", selected)
	}
}

func TestEventKinds(t *testing.T) {
	g := newRig(t)
	lead, contact := "/lead/"+g.acme().ID+"/", "/contact/"+g.acme().Contacts[0].ID+"/"
	signedIn := g.signIn(g.home())
	g.bearer(signedIn.access, http.MethodPut, lead, `{"status": "Bad Fit"}`)
	g.api("demo", http.MethodPut, contact, `{"title": "Chief"}`)
	g.api("demo", http.MethodPut, contact, `{"title": "Chief"}`)
	g.api("demo", http.MethodPut, lead, `{"custom.cf_nope": 1}`)
	g.ctl(http.MethodPut, "/contacts/"+g.acme().Contacts[1].ID+g.expand("?as={olga}"), `{"name": "Émile"}`)
	g.ctl(http.MethodPut, "/leads/"+g.leadNamed("Null and Void").ID, `{"name": "Void"}`)
	var got []string
	for _, e := range g.events("admin", "") {
		changed := []string{}
		for _, key := range e["changed_fields"].([]any) {
			if !strings.HasPrefix(key.(string), "updated_by") && key != "display_name" {
				changed = append(changed, key.(string))
			}
		}
		got = append(got, fmt.Sprintln(e["object_type"], e["action"], e["lead_id"] == g.acme().ID, e["user_id"], e["api_key_id"], changed))
	}
	key := crm.MakeShortID("api", "demo")
	want := []string{
		fmt.Sprintln("lead updated false", g.expand("{bob}"), nil, "[date_updated name]"),
		fmt.Sprintln("contact updated true", g.expand("{olga}"), nil, "[date_updated name]"),
		fmt.Sprintln("contact updated true", g.expand("{ada}"), key, "[date_updated title]"),
		fmt.Sprintln("activity.lead_status_change created true", g.expand("{ada}"), nil, "[]"),
		fmt.Sprintln("lead updated true", g.expand("{ada}"), nil, "[date_updated status_id status_label]"),
	}
	if !slices.Equal(got, want) {
		t.Errorf("the events are\n%s\nwant\n%s", strings.Join(got, ""), strings.Join(want, ""))
	}
	list := g.events("demo", "lead_id="+g.acme().ID)
	if last := len(list) - 1; list[last]["request_id"] != list[last-1]["request_id"] || list[0]["request_id"] == list[1]["request_id"] {
		t.Errorf("the requests of the events: %v", list)
	}
	if same := g.events("demo", "request_id="+list[len(list)-1]["request_id"].(string)); len(same) != 2 {
		t.Errorf("%d events of one request", len(same))
	}
}

func TestEventConsolidation(t *testing.T) {
	for _, c := range []struct {
		options string
		gap     time.Duration
		events  int
	}{
		{`{}`, 5 * time.Second, 1},
		{`{}`, 5*time.Second + time.Microsecond, 2},
		{`{"event_window_s": 60}`, time.Minute, 1},
		{`{"event_window_s": 0}`, 0, 2},
	} {
		g := newRig(t)
		g.ctl(http.MethodPut, "/options", c.options)
		g.rename("First")
		g.advance(c.gap)
		g.ctl(http.MethodPut, "/leads/"+g.acme().ID, `{"name": "Second", "description": "New"}`)
		list := g.events("admin", "lead_id="+g.acme().ID)
		if len(list) != c.events {
			t.Errorf("%s, %s: %d events", c.options, c.gap, len(list))
			continue
		}
		// Of a consolidated event the beginning is the first one's, all else the last one's.
		e, name := list[0], "First"
		if c.events == 1 {
			name = "Acme GmbH"
		}
		began := e["date_created"] == "2026-11-01T10:00:00.266000"
		if e["previous_data"].(wire.Object)["name"] != name || e["data"].(wire.Object)["name"] != "Second" || e["user_id"] != g.expand("{bob}") ||
			began != (c.events == 1) || e["date_updated"] == "2026-11-01T10:00:00.266000" {
			t.Errorf("%s, %s: %v", c.options, c.gap, e)
		}
	}
}

// TestEventPrivacy: who is no administrator sees an hour of what is in the events, and
// nobody sees more than thirty days of them.
func TestEventPrivacy(t *testing.T) {
	for _, c := range []struct {
		age           time.Duration
		demo, admin   bool // data is there
		listed, fresh int  // how many events, before and after another change
	}{
		{time.Hour - time.Second, true, true, 1, 2},
		{time.Hour, false, true, 1, 2},
		{30 * 24 * time.Hour, false, true, 1, 2},
		{30*24*time.Hour + time.Second, false, false, 0, 1},
	} {
		g := newRig(t)
		g.rename("First")
		id := g.events("demo", "")[0]["id"].(string)
		g.ctl(http.MethodPut, "/options", fmt.Sprintf(`{"clock_skew_s": %d}`, int(c.age.Seconds())))
		for key, seen := range map[string]bool{"demo": c.demo, "admin": c.admin} {
			list := g.events(key, "lead_id="+g.acme().ID)
			if len(list) != c.listed {
				t.Fatalf("%s, %s: %d events", c.age, key, len(list))
			}
			if one := g.api(key, http.MethodGet, "/event/"+id+"/", ""); (one.status == http.StatusOK) != (c.listed == 1) {
				t.Errorf("%s, %s: %d", c.age, key, one.status)
			}
			if c.listed == 0 {
				continue
			}
			_, data := list[0]["data"]
			_, previous := list[0]["previous_data"]
			if data != seen || previous != seen || len(list[0]["changed_fields"].([]any)) == 0 {
				t.Errorf("%s, %s: %v", c.age, key, list[0])
			}
		}
		g.rename("Second")
		if list := g.events("demo", ""); len(list) != c.fresh {
			t.Errorf("%s: %d events after another change", c.age, len(list))
		}
	}
}

func TestEventOrganizations(t *testing.T) {
	g := newRig(t)
	mine, theirs := g.world.LeadsOf(g.second())[0].ID, g.world.LeadsOf(g.world.Orgs[1])[0].ID
	g.ctl(http.MethodPut, "/leads/"+mine, `{"name": "Mine"}`)
	g.ctl(http.MethodPut, "/leads/"+theirs, `{"name": "Theirs"}`)
	g.rename("First")
	for _, c := range []struct {
		key, query string
		events     int
	}{
		{"demo", "", 1}, {"demo", "lead_id=" + mine, 0}, {"demo", "lead_id=" + theirs, 0},
		{"second", "", 1}, {"second", "lead_id=" + mine, 1}, {"second", "lead_id=" + g.acme().ID, 0},
	} {
		if list := g.events(c.key, c.query); len(list) != c.events {
			t.Errorf("%s %q: %d events", c.key, c.query, len(list))
		}
	}
	id := g.events("second", "")[0]["id"].(string)
	g.wantJSON(g.api("demo", http.MethodGet, "/event/"+id+"/", ""), 404, `{"error": "Empty query: Event matching query does not exist."}`)
}

func TestEventFilters(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"event_window_s": 0}`)
	g.rename("First")
	g.advance(time.Second)
	g.api("admin", http.MethodPut, "/lead/"+g.acme().ID+"/", `{"status": "Bad Fit"}`)
	g.advance(time.Second)
	g.api("demo", http.MethodPut, "/contact/"+g.acme().Contacts[0].ID+"/", `{"title": "Chief"}`)
	g.ctl(http.MethodPut, "/leads/"+g.leadNamed("Null and Void").ID, `{"name": "Void"}`)
	for _, c := range []struct {
		query  string
		events int // -1: refused
	}{
		{"", 5},
		{"lead_id={acme}", 4},
		{"lead_id=", 5},
		{"lead_id=lead_nope", 0},
		{"object_type=lead&object_id={acme}", 2},
		{"object_type=contact&action=updated", 1},
		{"object_id={acme}&action=updated", 2},
		{"object_id={acme}&action=created", 0},
		{"lead_id={acme}&object_type=activity.lead_status_change", 1},
		{"lead_id={acme}&object_type=lead&action=updated", 2},
		{"lead_id={acme}&user_id={ada}", 2},
		{"lead_id={acme}&user_id={ada}&object_type=lead", 1},
		{"user_id={bob}", 1},
		{"object_type=lead", -1},
		{"object_id={acme}", -1},
		{"action=updated", -1},
		{"lead_id={acme}&action=updated", -1},
		{"lead_id={acme}&object_id={acme}", -1},
		{"request_id=req_x&lead_id={acme}", -1},
		{"lead_id={acme}&date_updated__gt=2026-11-01T10:00:00.266", 3},
		{"lead_id={acme}&date_updated__gte=2026-11-01T10:00:00.266000Z", 4},
		{"lead_id={acme}&date_updated__lt=2026-11-01T11:00:01.266%2B01:00", 1},
		{"date_updated__gte=2026-11-01T10:00:01&date_updated__lte=2026-11-01T10:00:01.266", 2},
		{"date_updated__lt=yesterday", -1},
		{"_limit=2", 2},
		{"_limit=500", 5},
		{"_limit=0", -1},
		{"_limit=x", -1},
		{"_skip=1", -1},
		{"_cursor=nonsense", -1},
		{"_cursor=!", -1},
	} {
		got := g.api("demo", http.MethodGet, "/event/?"+g.expand(c.query), "")
		if c.events < 0 {
			if got.status != http.StatusBadRequest {
				t.Errorf("%s: %d", c.query, got.status)
			}
			continue
		}
		if list, _ := got.json["data"].([]any); got.status != http.StatusOK || len(list) != c.events {
			t.Errorf("%s: %d, %d events, want %d", c.query, got.status, len(list), c.events)
		}
	}
}

// TestEventPages walks through pages of two forth and back, with a limit of time that
// the cursor has to remember, while new events come in.
func TestEventPages(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"event_window_s": 0}`)
	g.rename("0")
	g.advance(time.Second)
	for i := 1; i <= 5; i++ {
		g.rename(fmt.Sprint(i))
	}
	page := func(cursor any) (names string, next, previous any) {
		query := url.Values{"lead_id": {g.acme().ID}, "_limit": {"2"}}
		if cursor == nil {
			query.Set("date_updated__gte", "2026-11-01T10:00:01")
		} else {
			query.Set("_cursor", cursor.(string))
		}
		got := g.get("/event/?" + query.Encode())
		for _, e := range got["data"].([]any) {
			names += e.(wire.Object)["data"].(wire.Object)["name"].(string)
		}
		return names, got["cursor_next"], got["cursor_previous"]
	}
	first, next, previous := page(nil)
	if first != "54" || previous != nil {
		t.Errorf("first: %s, %v", first, previous)
	}
	g.rename("6")
	second, next, back := page(next)
	third, end, _ := page(next)
	if second != "32" || third != "1" || end != nil {
		t.Errorf("then %s, %s, %v", second, third, end)
	}
	again, _, newer := page(back)
	newest, _, last := page(newer)
	if again != "54" || newest != "6" || last != nil {
		t.Errorf("back: %s, %s, %v", again, newest, last)
	}
}

func TestColleagueOfChoice(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		as     string
		status int
	}{{"{olga}", 200}, {"user_nope", 404}, {g.world.LeadsOf(g.second())[0].Org.Colleague.ID, 404}} {
		for _, path := range []string{"/leads/" + g.acme().ID, "/contacts/" + g.acme().Contacts[0].ID} {
			got := g.send(g.request(http.MethodPut, "/_sandbox"+path+"?as="+g.expand(c.as), `{"name": "By `+c.as+`"}`))
			if got.status != c.status || c.status == 200 && got.json["updated_by"] != g.expand(c.as) {
				t.Errorf("%s as %s: %d %v", path, c.as, got.status, got.json["updated_by"])
			}
		}
	}
}
