package main

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/seed"
	"leadpatch/web/sandbox/wire"
)

func TestAuthorization(t *testing.T) {
	g := newRig(t)
	basic := func(name, password string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(name, password) }
	}
	cases := []struct {
		name      string
		authorize func(*http.Request)
		status    int
		keyName   string
	}{
		{"demo key", basic(g.keys["demo"], ""), http.StatusOK, "demo"},
		{"admin key", basic(g.keys["admin"], ""), http.StatusOK, "admin"},
		{"no key", func(*http.Request) {}, http.StatusUnauthorized, "none"},
		{"wrong key", basic("api_wrong.key", ""), http.StatusUnauthorized, "unknown"},
		{"empty key", basic("", ""), http.StatusUnauthorized, "unknown"},
		{"key with a password", basic(g.keys["demo"], "x"), http.StatusUnauthorized, "unknown"},
		{"key as password", basic("", g.keys["demo"]), http.StatusUnauthorized, "unknown"},
		{"bearer", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+g.keys["demo"]) }, http.StatusUnauthorized, "bearer"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g.t = t
			g.ctl(http.MethodDelete, "/journal", "")
			r := g.request(http.MethodGet, "/api/v1/me/", "")
			c.authorize(r)
			got := g.send(r)
			if got.status != c.status {
				t.Errorf("status %d, want %d", got.status, c.status)
			}
			if c.status == http.StatusUnauthorized {
				g.wantJSON(got, c.status, `{"error": "The server could not verify that you are authorized to access the URL requested.  You either supplied the wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required."}`)
			}
			journal := g.send(g.request(http.MethodGet, "/_sandbox/journal", ""))
			if entry := journal.json["entries"].([]any)[0].(wire.Object); entry["key_name"] != c.keyName {
				t.Errorf("the journal calls the key %v, want %q", entry["key_name"], c.keyName)
			}
			if strings.Contains(journal.text, g.keys["demo"]) {
				t.Error("the key stands in the journal")
			}
		})
	}
}

func TestRevokedKey(t *testing.T) {
	g := newRig(t)
	for _, step := range []struct {
		path   string
		status int
	}{{"/keys/demo/revoke", http.StatusUnauthorized}, {"/keys/demo/restore", http.StatusOK}} {
		g.ctl(http.MethodPost, step.path, "")
		if got := g.api("demo", http.MethodGet, "/me/", ""); got.status != step.status {
			t.Errorf("after %s: %d, want %d", step.path, got.status, step.status)
		}
	}
}

func TestRefusedPaths(t *testing.T) {
	g := newRig(t)
	const noURL = `{"error": "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."}`
	missing := func(kind string) string {
		return fmt.Sprintf(`{"error": "Empty query: %s matching query does not exist."}`, kind)
	}
	other := g.world.Leads[len(g.world.Leads)-1]
	cases := []struct {
		method, path string
		status       int
		want         string
	}{
		{"GET", "/me", 404, noURL},
		{"GET", "/lead/" + g.acme().ID, 404, noURL},
		{"GET", "/lead/a/b/", 404, noURL},
		{"GET", "/lead//", 404, noURL},
		{"GET", "/nope/", 404, noURL},
		{"GET", "/lead/lead_nope/", 404, missing("Lead")},
		{"PUT", "/lead/lead_nope/", 404, missing("Lead")},
		{"GET", "/lead/" + other.ID + "/", 404, missing("Lead")},
		{"PUT", "/lead/" + other.ID + "/", 404, missing("Lead")},
		{"GET", "/contact/cont_nope/", 404, missing("Contact")},
		{"PUT", "/contact/cont_nope/", 404, missing("Contact")},
		{"GET", "/contact//", 404, noURL},
		{"DELETE", "/contact/cont_nope/", 404, missing("Contact")},
		{"POST", "/contact/" + g.acme().Contacts[0].ID + "/", 405, `{"error": "The method is not allowed for the requested URL."}`},
		{"GET", "/activity/note/acti_nope/", 404, missing("Note")},
		{"DELETE", "/task/task_nope/", 404, missing("Task")},
		{"PUT", "/opportunity/oppo_nope/", 404, missing("Opportunity")},
		{"DELETE", "/opportunity/oppo_nope/", 405, `{"error": "The method is not allowed for the requested URL."}`},
		{"GET", "/data/search/", 405, `{"error": "The method is not allowed for the requested URL."}`},
		{"GET", "/contact/?_limit=101", 400, `{"error": "The limit you set is larger than the maximum limit for this resource (max_limit = 100)."}`},
		{"GET", "/organization/orga_nope/", 404, missing("Organization")},
		{"GET", "/organization/" + other.Org.ID + "/", 404, missing("Organization")},
		{"GET", "/custom_field_schema/nope/", 404, missing("CustomFieldSchema")},
		{"DELETE", "/me/", 405, `{"error": "The method is not allowed for the requested URL."}`},
		{"OPTIONS", "/me/", 405, `{"error": "The method is not allowed for the requested URL."}`},
		{"GET", "/user/?_limit=101", 400, `{"error": "The limit you set is larger than the maximum limit for this resource (max_limit = 100)."}`},
		{"GET", "/lead/?_limit=201", 400, `{"error": "The limit you set is larger than the maximum limit for this resource (max_limit = 200)."}`},
		{"GET", "/lead/?_limit=x", 400, `{"error": "_limit must be a non-negative integer (got \"x\")."}`},
		{"GET", "/lead/?_skip=-1", 400, `{"error": "_skip must be a non-negative integer (got \"-1\")."}`},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			g.t = t
			body := ""
			if c.method == "PUT" {
				body = "{}"
			}
			got := g.api("demo", c.method, c.path, body)
			g.wantJSON(got, c.status, c.want)
			for name := range got.header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("the answer has the header %s", name)
				}
			}
		})
	}
}

func TestMemberOfBoth(t *testing.T) {
	g := newRig(t)
	other := g.world.Leads[len(g.world.Leads)-1]
	got := g.api("both", http.MethodGet, "/lead/"+other.ID+"/", "")
	if got.status != http.StatusOK || got.json["organization_id"] == g.acme().Org.ID {
		t.Errorf("%d %v", got.status, got.json["organization_id"])
	}
	me := g.api("both", http.MethodGet, "/me/", "").json
	organizations := me["organizations"].([]any)
	if len(organizations) != 2 || organizations[0].(wire.Object)["id"] != g.acme().Org.ID {
		t.Errorf("organizations %v", organizations)
	}
	for _, row := range g.api("both", http.MethodGet, "/lead/", "").json["data"].([]any) {
		if row.(wire.Object)["organization_id"] != g.acme().Org.ID {
			t.Errorf("the list of leads holds one of another organization: %v", row.(wire.Object)["id"])
		}
	}
}

func TestLeadShape(t *testing.T) {
	g := newRig(t)
	l := g.acme()
	lead := g.get("/lead/" + l.ID + "/")
	for _, key := range []string{
		"id", "organization_id", "name", "display_name", "description", "url", "html_url", "status_id", "status_label", "addresses", "contact_ids",
		"contacts", "opportunities", "tasks", "integration_links", "created_by", "updated_by", "date_created", "date_updated",
	} {
		if _, has := lead[key]; !has {
			t.Errorf("no %s", key)
		}
	}
	if _, has := lead["custom"]; has {
		t.Error("the old custom object is there")
	}
	if want := g.server.URL + "/lead/" + l.ID + "/"; lead["html_url"] != want {
		t.Errorf("html_url %v, want %s", lead["html_url"], want)
	}
	if nameless := g.get("/lead/" + g.world.Leads[7].ID + "/"); nameless["name"] != nil || nameless["display_name"] != "Untitled" {
		t.Errorf("the nameless lead is %v, shown as %v", nameless["name"], nameless["display_name"])
	}
	contact := g.get("/contact/" + l.Contacts[0].ID + "/")
	if !reflect.DeepEqual(contact, lead["contacts"].([]any)[0]) {
		t.Errorf("contact %v", contact)
	}
}

func TestFields(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	days := "custom." + g.field("Days").ID
	for _, c := range []struct {
		param string
		want  []string
	}{
		{"id", []string{"id"}},
		{"id,name,nope", []string{"id", "name"}},
		{"id,%20" + days, []string{days, "id"}},
	} {
		if got := keys(g.get(path + "?_fields=" + c.param)); !slices.Equal(got, c.want) {
			t.Errorf("_fields=%s: %v, want %v", c.param, got, c.want)
		}
	}
	custom := keys(g.get(path + "?_fields=custom"))
	if len(custom) != len(g.world.Orgs[0].LeadFields) {
		t.Errorf("_fields=custom gives %d fields: %v", len(custom), custom)
	}
	if all, plain := g.get(path+"?_fields=_all"), g.get(path); !reflect.DeepEqual(all, plain) {
		t.Error("_fields=_all differs from no _fields")
	}
	row := g.get("/lead/?_limit=1&_fields=id")["data"].([]any)[0].(wire.Object)
	if got := keys(row); !slices.Equal(got, []string{"id"}) {
		t.Errorf("_fields on a list: %v", got)
	}
}

func TestManySelectors(t *testing.T) {
	g := newRig(t)
	l := g.acme()
	before := g.get("/lead/" + l.ID + "/")
	selectors := func(n int) string {
		list := []string{"id", "name"}
		for i := range n - 1 {
			list = append(list, "custom."+crm.MakeID("cf", fmt.Sprint("nowhere ", i)))
		}
		return "?_fields=" + strings.Join(append(list, g.expand("custom.{Owner}")), ",")
	}
	for path, want := range map[string]string{
		"/lead/" + l.ID + "/":                `{"id": "{acme}", "name": "Acme GmbH", "custom.{Owner}": "{bob}"}`,
		"/contact/" + l.Contacts[0].ID + "/": `{"id": "{dana}", "name": "Dana Keller", "custom.{Owner}": "{bob}"}`,
	} {
		g.wantJSON(g.api("demo", http.MethodGet, path+selectors(100), ""), http.StatusOK, g.expand(want))
		const refused = `{"error": "Too many custom fields in _fields: at most 100 can be selected one by one."}`
		g.wantJSON(g.api("demo", http.MethodGet, path+selectors(101), ""), http.StatusBadRequest, refused)
		g.wantJSON(g.api("demo", http.MethodPut, path+selectors(101), `{"name": "x"}`), http.StatusBadRequest, refused)
	}
	if got := g.api("demo", http.MethodGet, "/lead/"+selectors(101), ""); got.status != http.StatusBadRequest {
		t.Errorf("the list: %d", got.status)
	}
	if after := g.get("/lead/" + l.ID + "/"); !reflect.DeepEqual(after, before) {
		t.Errorf("a refused PUT changed the lead to %v", after)
	}
}

func keys(o wire.Object) []string {
	var out []string
	for key := range o {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

func TestPaging(t *testing.T) {
	g := newRig(t)
	var seen []string
	for skip := 0; ; skip += 25 {
		list := g.get(fmt.Sprintf("/lead/?_limit=25&_skip=%d&_fields=id", skip))
		if list["total_results"].(fmt.Stringer).String() != fmt.Sprint(seed.HomeLeads) {
			t.Fatalf("total_results %v", list["total_results"])
		}
		for _, row := range list["data"].([]any) {
			seen = append(seen, row.(wire.Object)["id"].(string))
		}
		if list["has_more"] == false {
			break
		}
	}
	slices.Sort(seen)
	if len(slices.Compact(seen)) != seed.HomeLeads {
		t.Errorf("paging gave %d different leads", len(slices.Compact(seen)))
	}
	ids := g.world.Leads[3].ID + "," + g.world.Leads[5].ID
	if rows := g.get("/lead/?id__in=" + ids)["data"].([]any); len(rows) != 2 {
		t.Errorf("id__in gave %d leads", len(rows))
	}
	if beyond := g.get("/user/?_skip=1000"); len(beyond["data"].([]any)) != 0 || beyond["has_more"] != false {
		t.Errorf("beyond the end: %v", beyond)
	}
}

func TestStatusOrders(t *testing.T) {
	g := newRig(t)
	idsOf := func(rows any) []string {
		var out []string
		for _, row := range rows.([]any) {
			out = append(out, row.(wire.Object)["id"].(string))
		}
		return out
	}
	listed := idsOf(g.get("/status/lead/")["data"])
	mine := g.get("/me/")["organizations"].([]any)[0].(wire.Object)
	shown := idsOf(mine["lead_statuses"])
	organization := g.get("/organization/" + mine["id"].(string) + "/")
	if !slices.Equal(shown, idsOf(organization["lead_statuses"])) {
		t.Error("/me/ and /organization/ disagree about the order")
	}
	if !slices.IsSorted(listed) || slices.Equal(listed, shown) || len(listed) != 5 {
		t.Errorf("listed %v, shown %v", listed, shown)
	}
}

func TestSchema(t *testing.T) {
	g := newRig(t)
	schema := g.get("/custom_field_schema/lead/")
	var names []string
	for i, item := range schema["fields"].([]any) {
		f, want := item.(wire.Object), g.world.Orgs[0].LeadFields[i]
		names = append(names, f["id"].(string))
		_, hasRoles := f["editable_with_roles"]
		_, hasAssociations := f["associations"]
		if f["id"] != want.ID || hasRoles == hasAssociations || hasAssociations != (want.Associations != nil) {
			t.Errorf("field %d is %v", i, f)
		}
		if (f["choices"] != nil) != (want.Type == crm.TypeChoices) {
			t.Errorf("%s has the choices %v", want.Name, f["choices"])
		}
	}
	var regular []string
	for _, item := range g.get("/custom_field/lead/")["data"].([]any) {
		regular = append(regular, item.(wire.Object)["id"].(string))
	}
	for _, item := range g.get("/custom_field/shared/")["data"].([]any) {
		if id := item.(wire.Object)["id"].(string); slices.Contains(regular, id) || !slices.Contains(names, id) {
			t.Errorf("shared field %s", id)
		}
		regular = append(regular, item.(wire.Object)["id"].(string))
	}
	slices.Sort(names)
	slices.Sort(regular)
	if !slices.Equal(names, regular) {
		t.Errorf("the schema has %v, the lists have %v", names, regular)
	}
	if fields := g.get("/custom_field_schema/contact/")["fields"].([]any); len(fields) != 7 {
		t.Errorf("%d contact fields", len(fields))
	}
}

func TestUsers(t *testing.T) {
	g := newRig(t)
	former := 0
	for _, item := range g.get("/user/")["data"].([]any) {
		if len(item.(wire.Object)["organizations"].([]any)) == 0 {
			former++
		}
	}
	organization := g.get("/organization/" + g.acme().Org.ID + "/")
	active, inactive := organization["memberships"].([]any), organization["inactive_memberships"].([]any)
	if former != 2 || len(active) != 4 || len(inactive) != 2 {
		t.Errorf("%d former users, %d memberships, %d inactive", former, len(active), len(inactive))
	}
	me := g.get("/me/")
	if role := me["memberships"].([]any)[0].(wire.Object)["role_id"]; role != "user" {
		t.Errorf("the demo user's role is %v", role)
	}
}
