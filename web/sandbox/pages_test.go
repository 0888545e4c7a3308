package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"leadpatch/web/sandbox/seed"
	"leadpatch/web/sandbox/wire"
)

func TestPages(t *testing.T) {
	g := newRig(t)
	id := g.acme().ID
	for _, path := range []string{"/lead/" + id + "/", "/lead/" + id, "/leads/" + id + "/", "/lead/" + id + "/activity/acti_x?q=1", "/leads/", "/lead/lead_nope/"} {
		got := g.send(g.request(http.MethodGet, path, ""))
		if got.status != http.StatusOK || !strings.HasPrefix(got.text, "<!doctype html>") {
			t.Errorf("%s: %d %.80s", path, got.status, got.text)
		}
		if policy := got.header.Get("Content-Security-Policy"); policy != "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" {
			t.Errorf("%s has the policy %q", path, policy)
		}
		// The policy forbids these, and a page that broke it would be blank.
		for _, inline := range []string{"<style", "style=", "onclick=", "<script>"} {
			if strings.Contains(got.text, inline) {
				t.Errorf("%s has %s in it", path, inline)
			}
		}
	}
	for path, contentType := range map[string]string{"/assets/page.js": "text/javascript; charset=utf-8", "/assets/page.css": "text/css; charset=utf-8"} {
		if got := g.send(g.request(http.MethodGet, path, "")); got.status != http.StatusOK || got.header.Get("Content-Type") != contentType {
			t.Errorf("%s: %d %s", path, got.status, got.header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/assets/", "/assets/page.html", "/doc.go", "/leadsx/"} {
		if got := g.send(g.request(http.MethodGet, path, "")); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	if got := g.send(g.request(http.MethodPost, "/leads/", "")); got.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", got.status)
	}
}

func TestLeadView(t *testing.T) {
	g := newRig(t)
	leads := g.world.LeadsOf(g.world.Orgs[0])
	view := g.ctl(http.MethodGet, "/view/"+leads[0].ID, "")
	if view["name"] != "Acme GmbH" || view["status"] != "Potential" || view["previous"] != "" || view["next"] != leads[1].ID {
		t.Errorf("%v", view)
	}
	rows := map[any]any{}
	for _, item := range view["custom"].([]any) {
		r := item.(wire.Object)
		rows[r["label"]] = r["values"].([]any)[0]
	}
	if rows["Owner"] != "Bob Held" || rows["Main contact"] != "Dana Keller" || rows["Annual revenue"] != "1250000.50" {
		t.Errorf("rows %v", rows)
	}
	if _, shown := rows["ERP sync token"]; shown {
		t.Error("the hidden field is shown")
	}
	if last := g.ctl(http.MethodGet, "/view/"+leads[seed.HomeLeads-1].ID, ""); last["next"] != "" || last["previous"] != leads[seed.HomeLeads-2].ID {
		t.Errorf("the last lead's neighbours: %v, %v", last["previous"], last["next"])
	}
	g.api("demo", http.MethodPut, "/lead/"+leads[0].ID+"/", `{"name": "Renamed"}`)
	if again := g.ctl(http.MethodGet, "/view/"+leads[0].ID, ""); again["name"] != "Renamed" || again["revision"] == view["revision"] {
		t.Errorf("after a PUT: %v", again["name"])
	}
	view = g.ctl(http.MethodGet, "/view/"+g.world.LeadsOf(g.second())[0].ID, "")
	if view["organization"] != "Juniper Coffee" || view["count"] != g.value("3") || view["previous"] != "" {
		t.Errorf("a lead of the second organization: %v", view)
	}
	all := g.ctl(http.MethodGet, "/view", "")
	others := all["others"].([]any)
	if len(others) != 1 || others[0].(wire.Object)["organization"] != "Juniper Coffee" || len(others[0].(wire.Object)["leads"].([]any)) != 3 {
		t.Errorf("beside the first organization: %v", others)
	}
	index := all["leads"].([]any)
	if len(index) != seed.HomeLeads || !slices.ContainsFunc(index, func(row any) bool { return row.(wire.Object)["name"] == "Untitled" }) {
		t.Errorf("%d leads in the index", len(index))
	}
}
