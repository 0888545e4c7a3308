//go:build !js

package routes_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"leadpatch/wasm/api"
)

func TestLeadView(t *testing.T) {
	w := signedIn(t)
	status, raw := w.do("GET", "/leads/"+w.lead(0), "")
	if status != 200 {
		t.Fatal(status, raw)
	}
	v := decode[api.LeadView](t, raw)
	if v.Lead.Name != "Acme GmbH" || v.Organization.Name != "Held-out Inc" || v.User.Name != "Ada Held" {
		t.Errorf("head %+v %+v %+v", v.Lead, v.Organization, v.User)
	}
	var labels []string
	byLabel := map[string]api.Field{}
	for _, f := range v.Fields {
		labels = append(labels, f.Label)
		byLabel[f.Label] = f
		if _, ok := v.Base[f.Key]; !ok {
			t.Errorf("%s has no base", f.Key)
		}
	}
	if got := labels[:7]; !slices.Equal(got, []string{"Name", "Status", "Description", "URL", "Addresses", "Industry", "Owner"}) {
		t.Errorf("order %v", got)
	}
	// The list endpoint sorts statuses by id; people know them in the order of Close.
	var statuses []string
	for _, o := range byLabel["Status"].Options {
		statuses = append(statuses, o.Label)
	}
	if !slices.Equal(statuses, []string{"Potential", "Contacted", "Qualified", "Customer", "Bad Fit"}) {
		t.Errorf("statuses %v", statuses)
	}
	if got := string(byLabel["Annual revenue"].Value); got != `"1250000.50"` {
		t.Errorf("a number lost digits: %s", got)
	}
	if f := byLabel["Credit rating"]; f.Locked != "Only admins may change this." {
		t.Errorf("locked: %+v", f)
	}
	if f := byLabel["Région"]; f.Locked == "" {
		t.Errorf("a shared field's lock is lost: %+v", f)
	}
	if f := byLabel["Score"]; !strings.Contains(f.Locked, "converting") {
		t.Errorf("converting: %+v", f)
	}
	owner := byLabel["Owner"].Options
	if last := owner[len(owner)-1]; last.Note != "Former user" {
		t.Errorf("former users are not last and marked: %+v", owner)
	}
	if n := len(byLabel["Main contact"].Options); n != 2 {
		t.Errorf("%d contacts to choose from", n)
	}
	if slices.Contains(byLabel["Name"].Operations, api.OpClear) || slices.Contains(byLabel["Status"].Operations, api.OpClear) || !slices.Contains(byLabel["Industry"].Operations, api.OpClear) {
		t.Error("what may be empty is wrong")
	}
}

// TestApplyEveryType changes a field of every type at once and checks the exact
// bytes and that nothing else on the lead has changed.
func TestApplyEveryType(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	before := w.stored(id)
	edits := []struct{ field, op, value, sent string }{
		{"name", "set", `"Acme & Söhne"`, `"name":"Acme \u0026 Söhne"`},
		{"status_id", "set", `"Qualified"`, ""},
		{"description", "append", `"Second line."`, `"description":"Makes widgets.\nSecond line."`},
		{"url", "set", `"acme.example/neu"`, `"url":"https://acme.example/neu"`},
		{"addresses", "set", `[{"label":"mailing","city":"Köln","country":"de"}]`, `"addresses":[{"label":"mailing","city":"Köln","country":"DE"}]`},
		{w.field("Industry"), "set", `"Software"`, `"Software"`},
		{w.field("Owner"), "set", `"ada held"`, `"user_`},
		{w.field("Days"), "add", `"Fri"`, `.add":"Fri"`},
		{w.field("Next call"), "set", `"2027-01-02T03:04:05+02:00"`, `"2027-01-02T03:04:05+02:00"`},
		{w.field("Founded"), "set", `"2001-02-03"`, `"2001-02-03"`},
		{w.field("Employees"), "set", `"9007199254740993"`, `:9007199254740993`},
		{w.field("Lead source"), "set", `"Käse <b>"`, `"Käse \u003cb\u003e"`},
		{w.field("Background"), "set", `"a\nb"`, `"a\nb"`},
		{w.field("Account team"), "clear", ``, `:null`},
		{w.field("Main contact"), "clear", ``, `:null`},
		{w.field("Subscription"), "clear", ``, `:null`},
		{w.field("ERP sync token"), "set", `"t-1"`, `"t-1"`},
	}
	var parts []string
	touched := map[string]bool{}
	for _, e := range edits {
		value := ""
		if e.value != "" {
			value = `,"value":` + e.value
		}
		parts = append(parts, fmt.Sprintf(`{"field":%q,"op":%q%s}`, e.field, e.op, value))
		touched[e.field] = true
	}
	body := `{"edits":[` + strings.Join(parts, ",") + `]}`

	status, raw := w.do("POST", "/leads/"+id+"/preview", body)
	preview := decode[api.Preview](t, raw)
	if status != 200 || len(preview.Errors) > 0 || len(preview.Changes) != len(edits) {
		t.Fatalf("preview %d: %+v", status, preview)
	}
	if n := len(w.puts()); n != 0 {
		t.Fatalf("a preview sent %d PUTs", n)
	}
	applied := w.apply(id, body)
	if len(applied.Changes) != len(edits) || len(applied.Ignored) > 0 {
		t.Errorf("applied %+v", applied)
	}
	puts := w.puts()
	if len(puts) != 1 || puts[0] != preview.Requests[0].Body || puts[0] != applied.Sent[0].Body {
		t.Fatalf("promised %s\nsaid %s\nsent %s", preview.Requests[0].Body, applied.Sent[0].Body, puts)
	}
	for _, e := range edits {
		if !strings.Contains(puts[0], e.sent) {
			t.Errorf("%s: no %s in %s", e.field, e.sent, puts[0])
		}
	}
	after := w.stored(id)
	for key := range maps.Keys(before) {
		expected := touched[key] || slices.Contains([]string{"date_updated", "updated_by", "updated_by_name", "status_label", "display_name"}, key)
		if !expected && string(before[key]) != string(after[key]) {
			t.Errorf("%s changed: %s -> %s", key, before[key], after[key])
		}
	}
	if string(after[w.field("Employees")]) != "9007199254740993" {
		t.Errorf("digits lost: %s", after[w.field("Employees")])
	}
}

func TestNothingToDo(t *testing.T) {
	w := signedIn(t)
	applied := w.apply(w.lead(0), set("name", "Acme GmbH"))
	if len(applied.Sent) > 0 || len(applied.Unchanged) != 1 || len(w.puts()) != 0 {
		t.Errorf("%+v, PUTs %v", applied, w.puts())
	}
}

func TestConflict(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	w.control("PUT", "/leads/"+id, `{"description":"A colleague's."}`)
	body := `{"edits":[{"field":"description","op":"set","value":"Mine."}],"base":{"description":"\"Makes widgets.\""}}`
	p := w.problem("POST", "/leads/"+id+"/apply", body)
	if p.Type != "urn:leadpatch:conflict" || len(p.Conflicts) != 1 || len(w.puts()) != 0 {
		t.Fatalf("%+v", p)
	}
	c := p.Conflicts[0]
	if string(c.Base) != `"Makes widgets."` || string(c.Theirs) != `"A colleague's."` || string(c.Mine) != `"Mine."` {
		t.Errorf("%s %s %s", c.Base, c.Theirs, c.Mine)
	}
	w.apply(id, fmt.Sprintf(`{"edits":[{"field":"description","op":"set","value":"Mine."}],"base":{"description":%q}}`, c.NewBase))
	if got := string(w.stored(id)["description"]); got != `"Mine."` {
		t.Errorf("description %s", got)
	}
}

func TestIgnoredByClose(t *testing.T) {
	w := signedIn(t)
	w.control("PUT", "/options", `{"ignore_fields":["url"]}`)
	applied := w.apply(w.lead(0), `{"edits":[{"field":"url","op":"set","value":"https://new.example"},{"field":"name","op":"set","value":"New"}]}`)
	if len(applied.Ignored) != 1 || applied.Ignored[0].Field != "url" || len(applied.Changes) != 1 {
		t.Errorf("%+v", applied)
	}
}

// TestAppliesSideBySide makes two applies of one lead at once: they go one after
// the other, and the second, seeing what the first has done, sends nothing.
func TestAppliesSideBySide(t *testing.T) {
	w := signedIn(t)
	var wg sync.WaitGroup
	sent := make([]bool, 2)
	for i := range sent {
		wg.Go(func() { sent[i] = len(w.apply(w.lead(0), set("name", "Twice")).Sent) > 0 })
	}
	wg.Wait()
	if sent[0] == sent[1] || len(w.puts()) != 1 {
		t.Errorf("sent %v, PUTs %v", sent, w.puts())
	}
}

func TestRestartBetweenReviewAndApply(t *testing.T) {
	w := signedIn(t)
	_, raw := w.do("POST", "/leads/"+w.lead(0)+"/preview", set("name", "After"))
	promised := decode[api.Preview](t, raw).Requests[0].Body
	w.backend = w.fresh(plainTransport)
	if applied := w.apply(w.lead(0), set("name", "After")); applied.Sent[0].Body != promised {
		t.Errorf("promised %s, sent %s", promised, applied.Sent[0].Body)
	}
}

// TestMetadataAge proves that fields are read once, again when they are old, and
// again when the user asks.
func TestMetadataAge(t *testing.T) {
	w := signedIn(t)
	reads := func() (n int) {
		for _, e := range w.control("GET", "/journal", "").Get("entries").Array() {
			if strings.Contains(e.Get("path").String(), "custom_field_schema/lead") {
				n++
			}
		}
		return n
	}
	get := func(query string) {
		if status, raw := w.do("GET", "/leads/"+w.lead(0)+query, ""); status != 200 {
			t.Fatal(raw)
		}
	}
	get("")
	first := reads()
	get("")
	if reads() != first {
		t.Error("read again while young")
	}
	w.now.Add(6 * 60)
	get("")
	if reads() != first+1 {
		t.Error("not read again when old")
	}
	get("?fresh=1")
	if reads() != first+2 {
		t.Error("not read again when asked")
	}
}
