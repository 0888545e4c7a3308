package main

import (
	"net/http"
	"reflect"
	"slices"
	"testing"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// TestOrganizations asks everything that depends on an organization with the
// credentials of each, and expects the same answers of keys and tokens.
func TestOrganizations(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		key  string
		mine *crm.Org
		rest []*crm.Org
	}{
		{"demo", g.home(), []*crm.Org{g.second(), g.world.Orgs[1]}},
		{"second", g.second(), []*crm.Org{g.home(), g.world.Orgs[1]}},
	} {
		pair := g.signIn(c.mine)
		for name, ask := range map[string]func(method, path, body string) answer{
			"key":   func(method, path, body string) answer { return g.api(c.key, method, path, body) },
			"token": func(method, path, body string) answer { return g.bearer(pair.access, method, path, body) },
		} {
			t.Run(c.key+" "+name, func(t *testing.T) {
				g.t = t
				g.wantOrganization(ask, c.mine)
				for _, o := range c.rest {
					g.wantHidden(ask, o)
				}
			})
		}
	}
}

// wantOrganization fails the test unless all answers are about one organization.
func (g *rig) wantOrganization(ask func(method, path, body string) answer, mine *crm.Org) {
	g.t.Helper()
	data := func(path string) []wire.Object {
		var out []wire.Object
		for _, row := range ask(http.MethodGet, path, "").json["data"].([]any) {
			out = append(out, row.(wire.Object))
		}
		return out
	}
	me := ask(http.MethodGet, "/me/", "").json
	organizations := me["organizations"].([]any)
	if me["id"] != g.world.Users[0].ID || len(organizations) != 2 || organizations[0].(wire.Object)["id"] != mine.ID {
		g.t.Errorf("me is %v in %v", me["id"], organizations)
	}
	membership := me["memberships"].([]any)[0].(wire.Object)
	if membership["organization_id"] != mine.ID || membership["role_id"] != g.world.Users[0].Roles[mine.ID] {
		g.t.Errorf("the first membership is %v", membership)
	}
	for _, objectType := range []string{"lead", "contact"} {
		schema, fields := ask(http.MethodGet, "/custom_field_schema/"+objectType+"/", "").json, []string{}
		for _, f := range schema["fields"].([]any) {
			fields = append(fields, f.(wire.Object)["id"].(string))
		}
		want := []string{}
		known, _ := mine.FieldsOn(objectType)
		for _, f := range known {
			want = append(want, f.ID)
		}
		if schema["organization_id"] != mine.ID || !slices.Equal(fields, want) {
			g.t.Errorf("the %s schema is that of %v: %v", objectType, schema["organization_id"], fields)
		}
	}
	if rows := data("/status/lead/"); len(rows) != len(mine.Statuses) || rows[0]["organization_id"] != mine.ID {
		g.t.Errorf("the statuses are %v", rows)
	}
	for _, row := range data("/user/") {
		if i := slices.IndexFunc(g.world.Users, func(u *crm.User) bool { return u.ID == row["id"] }); g.world.Users[i].Roles[mine.ID] == "" {
			g.t.Errorf("%v is no colleague", row["first_name"])
		}
	}
	if got := ask(http.MethodGet, "/organization/"+mine.ID+"/", ""); got.status != http.StatusOK || got.json["name"] != mine.Name {
		g.t.Errorf("the organization is %d %v", got.status, got.json["name"])
	}
	if rows := data("/lead/"); len(rows) != len(g.world.LeadsOf(mine)) || rows[0]["organization_id"] != mine.ID {
		g.t.Errorf("%d leads of %v", len(rows), rows[0]["organization_id"])
	}
	for _, row := range data("/contact/") {
		if _, l := g.world.Contact(row["id"].(string)); l.Org != mine {
			g.t.Errorf("a contact of %s is listed", l.Org.Name)
		}
	}
	l := g.world.LeadsOf(mine)[0]
	if got := ask(http.MethodPut, "/lead/"+l.ID+"/", `{"description": "Written in `+mine.Name+`."}`); got.status != http.StatusOK || got.json["updated_by"] != g.world.Users[0].ID {
		g.t.Errorf("a write: %d %s", got.status, got.text)
	}
	if got := ask(http.MethodPut, "/contact/"+l.Contacts[0].ID+"/", `{"title": "Met in `+mine.Name+`"}`); got.status != http.StatusOK {
		g.t.Errorf("a write of a contact: %d %s", got.status, got.text)
	}
}

// wantHidden fails the test unless nothing of an organization can be reached.
func (g *rig) wantHidden(ask func(method, path, body string) answer, o *crm.Org) {
	g.t.Helper()
	l := g.world.LeadsOf(o)[0]
	paths := []string{"/lead/" + l.ID + "/"}
	for _, p := range l.Contacts {
		paths = append(paths, "/contact/"+p.ID+"/")
	}
	before := g.ctl(http.MethodGet, "/leads/"+l.ID, "")
	for _, path := range paths {
		for method, body := range map[string]string{http.MethodGet: "", http.MethodPut: `{"name": "Mine now"}`} {
			if got := ask(method, path, body); got.status != http.StatusNotFound {
				g.t.Errorf("%s %s of %s: %d", method, path, o.Name, got.status)
			}
		}
	}
	for _, path := range []string{"/contact/?lead_id=" + l.ID, "/custom_object/?lead_id=" + l.ID, "/lead/?id__in=" + l.ID} {
		if rows := ask(http.MethodGet, path, "").json["data"].([]any); len(rows) != 0 {
			g.t.Errorf("%s of %s has %d rows", path, o.Name, len(rows))
		}
	}
	if got := ask(http.MethodGet, "/organization/"+o.ID+"/", ""); got.status != http.StatusNotFound {
		g.t.Errorf("the organization %s: %d", o.Name, got.status)
	}
	if after := g.ctl(http.MethodGet, "/leads/"+l.ID, ""); !reflect.DeepEqual(after, before) {
		g.t.Errorf("the lead of %s has changed", o.Name)
	}
}

func TestRolePerOrganization(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		in     *crm.Org
		field  string
		status int
	}{{g.home(), "Credit rating", http.StatusBadRequest}, {g.second(), "Tasting notes", http.StatusOK}} {
		body := `{"custom.` + crm.FindField(c.in.LeadFields, c.field).ID + `": "x"}`
		if got := g.bearer(g.signIn(c.in).access, http.MethodPut, "/lead/"+g.world.LeadsOf(c.in)[0].ID+"/", body); got.status != c.status {
			t.Errorf("%s in %s: %d %s", c.field, c.in.Name, got.status, got.text)
		}
	}
}

// TestBearerNames looks at what the journal calls tokens, and at the answer when they
// are over.
func TestBearerNames(t *testing.T) {
	g := newRig(t)
	live, ended := g.signIn(g.second()), g.signIn(g.home())
	g.form("/oauth2/revoke/", client("token", ended.access))
	for _, c := range []struct {
		name, token string
		status      int
		keyName     string
	}{
		{"live", live.access, http.StatusOK, "oauth:Juniper Coffee"},
		{"ended", ended.access, http.StatusUnauthorized, "oauth:Held-out Inc"},
		{"unknown", "x", http.StatusUnauthorized, "bearer"},
		{"refresh token", live.refresh, http.StatusUnauthorized, "bearer"},
		{"empty", "", http.StatusUnauthorized, "bearer"},
	} {
		g.ctl(http.MethodDelete, "/journal", "")
		got := g.bearer(c.token, http.MethodGet, "/me/", "")
		if entry := g.entries(0)[0]; got.status != c.status || entry["key_name"] != c.keyName {
			t.Errorf("%s: %d as %v", c.name, got.status, entry["key_name"])
		}
		if c.status == http.StatusUnauthorized {
			g.wantJSON(got, c.status, `{"error": "`+wire.TextUnauthorized+`"}`)
		}
	}
	if got := g.api("demo", http.MethodGet, "/me/", ""); got.status != http.StatusOK {
		t.Errorf("the key: %d", got.status)
	}
}

// TestTokenRate counts each token for itself.
func TestTokenRate(t *testing.T) {
	g := newRig(t)
	one, two := g.signIn(g.home()), g.signIn(g.home())
	g.ctl(http.MethodPut, "/options", `{"rate": 1}`)
	for i, c := range []struct {
		token  string
		status int
	}{{one.access, 200}, {one.access, 429}, {two.access, 200}, {two.access, 429}} {
		if got := g.bearer(c.token, http.MethodGet, "/me/", ""); got.status != c.status {
			t.Errorf("request %d: %d, want %d", i, got.status, c.status)
		}
	}
	if got := g.api("demo", http.MethodGet, "/me/", ""); got.status != http.StatusOK {
		t.Errorf("the key: %d", got.status)
	}
}
