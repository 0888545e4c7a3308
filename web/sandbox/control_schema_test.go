package main

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// schemaField is a field in the schema that the API answers, or nil.
func (g *rig) schemaField(objectType, id string) wire.Object {
	g.t.Helper()
	for _, item := range g.get("/custom_field_schema/" + objectType + "/")["fields"].([]any) {
		if f := item.(wire.Object); f["id"] == id {
			return f
		}
	}
	return nil
}

func TestSeedContactFields(t *testing.T) {
	g := newRig(t)
	seed := g.ctl(http.MethodGet, "/seed", "")
	locked := map[string]bool{}
	for objectType, list := range map[string]any{"lead": seed["fields"], "contact": seed["contact_fields"]} {
		if n := len(g.get("/custom_field_schema/" + objectType + "/")["fields"].([]any)); n != len(list.([]any)) {
			t.Errorf("%d %s fields, the schema has %d", len(list.([]any)), objectType, n)
		}
		for _, item := range list.([]any) {
			f := item.(wire.Object)
			locked[fmt.Sprint(objectType, " ", f["name"])] = f["locked_for_demo"].(bool)
			known := g.schemaField(objectType, f["id"].(string))
			if known["name"] != f["name"] || known["type"] != f["type"] || f["shared"] != (known["associations"] != nil) {
				t.Errorf("%v stands in the schema as %v", f, known)
			}
		}
	}
	for name, want := range map[string]bool{
		"lead Région": true, "contact Région": false, "contact Vetting": true, "contact Language": false, "lead Owner": false, "contact Owner": false,
	} {
		if got, has := locked[name]; !has || got != want {
			t.Errorf("%s: locked %t (there: %t), want %t", name, got, has, want)
		}
	}
}

func TestSchemaChoices(t *testing.T) {
	g := newRig(t)
	lead, before := g.expand("/lead/{acme}/"), g.get(g.expand("/lead/{acme}/"))
	g.ctl(http.MethodPut, g.expand("/schema/lead/{Industry}"), `{"choices": ["Software", "Space"], "name": "Sector"}`)
	if f := g.schemaField("lead", g.expand("{Industry}")); f["name"] != "Sector" || !reflect.DeepEqual(f["choices"], []any{"Software", "Space"}) {
		t.Errorf("the field is %v", f)
	}
	if after := g.get(lead); !reflect.DeepEqual(after, before) {
		t.Errorf("the lead went from %v to %v", before, after)
	}
	for value, status := range map[string]int{"Space": http.StatusOK, "Retail": http.StatusBadRequest} {
		if got := g.api("demo", http.MethodPut, lead, g.expand(`{"custom.{Industry}": "`+value+`"}`)); got.status != status {
			t.Errorf("%s: %d %s", value, got.status, got.text)
		}
	}
	g.ctl(http.MethodPost, "/reset", "")
	if f := g.schemaField("lead", g.expand("{Industry}")); f["name"] != "Industry" || len(f["choices"].([]any)) != len(g.field("Industry").Choices) {
		t.Errorf("after the reset the field is %v", f)
	}
}

func TestSchemaRoles(t *testing.T) {
	g := newRig(t)
	for _, c := range []struct {
		path, put, body string
		status          int
	}{
		{"/schema/lead/{Credit rating}", `{"editable_with_roles": []}`, `{"custom.{Credit rating}": "AAA"}`, http.StatusOK},
		{"/schema/lead/{Industry}", `{"editable_with_roles": ["admin"]}`, `{"custom.{Industry}": "Media"}`, http.StatusBadRequest},
		{"/schema/contact/{Owner}", `{"editable_with_roles": ["admin"]}`, `{"custom.{Owner}": "{ada}"}`, http.StatusOK},
		{"/schema/lead/{Owner}", `{"editable_with_roles": ["admin"]}`, `{"custom.{Owner}": "{bob}"}`, http.StatusBadRequest},
	} {
		g.ctl(http.MethodPut, g.expand(c.path), c.put)
		if got := g.api("demo", http.MethodPut, g.expand("/lead/{acme}/"), g.expand(c.body)); got.status != c.status {
			t.Errorf("after %s %s: %d %s", c.path, c.put, got.status, got.text)
		}
	}
	got := g.api("demo", http.MethodPut, g.expand("/contact/{dana}/"), g.expand(`{"custom.{Owner}": "{ada}"}`))
	g.wantJSON(got, http.StatusBadRequest, g.expand(`{"errors": [], "field-errors": {"custom.{Owner}": "You do not have permission to edit this Custom Field."}}`))
}

func TestSchemaDeleted(t *testing.T) {
	for _, c := range []struct {
		name, path, key string
	}{
		{"lead field", "/schema/lead/{Days}", "custom.{Days}"},
		{"contact field", "/schema/contact/{Channels}", "custom.{Channels}"},
		{"shared field", "/schema/contact/{Owner}", "custom.{Owner}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newRig(t)
			key, lead, dana := g.expand(c.key), g.expand("/lead/{acme}/"), g.expand("/contact/{dana}/")
			before, view := g.get(lead), func() any { return g.ctl(http.MethodGet, g.expand("/view/{acme}"), "")["revision"] }
			g.ctl(http.MethodPut, g.expand(c.path), `{"deleted": true}`)
			delete(before, key)
			for _, contact := range before["contacts"].([]any) {
				delete(contact.(wire.Object), key)
			}
			if after := g.get(lead); !reflect.DeepEqual(after, before) || view() != g.value("1") {
				t.Errorf("in revision %v, the lead is %v, want %v", view(), after, before)
			}
			for _, list := range []string{"/lead/?_limit=200", "/contact/?_limit=100"} {
				if a := g.api("demo", http.MethodGet, list, ""); strings.Contains(a.text, `"`+key+`"`) {
					t.Errorf("%s still has %s", list, key)
				}
			}
			refused := fmt.Sprintf(`{"errors": [], "field-errors": {%q: "The Custom Field \"%s\" does not exist."}}`, key, strings.TrimPrefix(key, "custom."))
			for _, path := range []string{lead, dana} {
				g.wantJSON(g.api("demo", http.MethodPut, path, fmt.Sprintf(`{%q: null}`, key)), http.StatusBadRequest, refused)
			}
			for _, objectType := range []string{"lead", "contact"} {
				if f := g.schemaField(objectType, strings.TrimPrefix(key, "custom.")); f != nil {
					t.Errorf("the %s schema still has %v", objectType, f)
				}
			}
			if got := g.send(g.request(http.MethodPut, "/_sandbox"+g.expand(c.path), `{"name": "x"}`)); got.status != http.StatusNotFound {
				t.Errorf("the field can still be changed: %d", got.status)
			}
		})
	}
}

func TestSchemaConversion(t *testing.T) {
	for _, c := range []struct {
		name, path, patch string
		holder, key, want string // want is null for a value that is gone
	}{
		{"number to text", "/schema/lead/{Annual revenue}", `{"type": "text"}`, "/lead/{acme}/", "custom.{Annual revenue}", `"1250000.50"`},
		{"text to number", "/schema/contact/{Language}", `{"type": "number"}`, "/contact/{dana}/", "custom.{Language}", `null`},
		{"choices to text", "/schema/lead/{Days}", `{"type": "textarea"}`, "/lead/{acme}/", "custom.{Days}", `"Mon, Wed"`},
		{"choices to user", "/schema/contact/{Channels}", `{"type": "user"}`, "/contact/{dana}/", "custom.{Channels}", `null`},
		{"text to choices", "/schema/contact/{Language}", `{"type": "choices", "choices": ["Deutsch", "English"]}`, "/contact/{dana}/", "custom.{Language}", `"Deutsch"`},
		{"date to date-time", "/schema/lead/{Founded}", `{"type": "datetime"}`, "/lead/{acme}/", "custom.{Founded}", `null`},
		{"digits to number", "/schema/lead/{Lead source}", `{"type": "number"}`, "/lead/{acme}/", "custom.{Lead source}", `12`},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newRig(t)
			if c.name == "digits to number" {
				g.api("demo", http.MethodPut, g.expand("/lead/{acme}/"), g.expand(`{"custom.{Lead source}": "12"}`))
			}
			before := g.get(g.expand(c.holder))
			g.ctl(http.MethodPut, g.expand(c.path), `{"converting_to_type": "hidden"}`)
			id := g.expand(c.path[strings.LastIndex(c.path, "/")+1:])
			objectType := strings.Split(c.path, "/")[2]
			if f := g.schemaField(objectType, id); f["converting_to_type"] != "hidden" || !reflect.DeepEqual(g.get(g.expand(c.holder)), before) {
				t.Errorf("during the conversion: %v", f)
			}
			g.ctl(http.MethodPut, g.expand(c.path), c.patch)
			f := g.schemaField(objectType, id)
			if want := g.value(c.patch).(wire.Object); f["type"] != want["type"] || !reflect.DeepEqual(f["choices"], want["choices"]) || f["converting_to_type"] != nil {
				t.Errorf("the field is %v", f)
			}
			if value := g.get(g.expand(c.holder))[g.expand(c.key)]; !reflect.DeepEqual(value, g.value(c.want)) {
				t.Errorf("the value is %v, want %s", value, c.want)
			}
		})
	}
}

func TestSchemaConversionCalledOff(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, g.expand("/schema/lead/{Score}"), `{"converting_to_type": ""}`)
	if f := g.schemaField("lead", g.expand("{Score}")); f["converting_to_type"] != nil || f["type"] != "number" {
		t.Errorf("the field is %v", f)
	}
}

func TestUserVanishes(t *testing.T) {
	g := newRig(t)
	lead := g.expand("/lead/{acme}/")
	put := func() answer {
		return g.api("admin", http.MethodPut, lead, g.expand(`{"custom.{Owner}": "{ada}"}`))
	}
	g.ctl(http.MethodPut, g.expand("/users/{ada}"), `{"former": true}`)
	if got := put(); got.status != http.StatusOK {
		t.Errorf("a former user is refused: %d %s", got.status, got.text)
	}
	if got := g.api("demo", http.MethodGet, lead, ""); got.status != http.StatusNotFound {
		t.Errorf("a former user reads the lead: %d", got.status)
	}
	g.ctl(http.MethodPut, g.expand("/users/{ada}"), `{"deleted": true}`)
	g.wantJSON(put(), http.StatusBadRequest, g.expand(`{"errors": [], "field-errors": {"custom.{Owner}": "Object does not exist."}}`))
	if a := g.api("admin", http.MethodGet, "/user/", ""); strings.Contains(a.text, g.expand("{ada}")) {
		t.Error("the deleted user is still in the list")
	}
	if got := g.api("admin", http.MethodGet, lead, ""); got.json[g.expand("custom.{Owner}")] != g.expand("{ada}") {
		t.Errorf("the lead's owner is %v", got.json[g.expand("custom.{Owner}")])
	}
}

func TestSchemaControlRefuses(t *testing.T) {
	g := newRig(t)
	before := g.get("/custom_field_schema/lead/")
	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"/schema/opportunity/{Days}", `{}`, 404},
		{"/schema/lead/cf_nope", `{}`, 404},
		{"/schema/lead/{Language}", `{}`, 404},
		{"/schema/lead/{Days}", `{"chioces": []}`, 400},
		{"/schema/lead/{Days}", `{"name": ""}`, 400},
		{"/schema/lead/{Days}", `{"type": "colour"}`, 400},
		{"/schema/lead/{Days}", `{"converting_to_type": "colour"}`, 400},
		{"/schema/lead/{Employees}", `{"choices": ["1"]}`, 400},
		{"/schema/lead/{Employees}", `{"type": "choices"}`, 400},
		{"/users/user_nope", `{}`, 404},
		{"/users/{ada}", `{"gone": true}`, 400},
	} {
		if got := g.send(g.request(http.MethodPut, "/_sandbox"+g.expand(c.path), c.body)); got.status != c.status {
			t.Errorf("%s %s: %d %s, want %d", c.path, c.body, got.status, got.text, c.status)
		}
	}
	if after := g.get("/custom_field_schema/lead/"); !reflect.DeepEqual(after, before) {
		t.Errorf("a refused change left %v", after)
	}
}

// TestSchemaOfSecond changes a field of the second organization that has the name of
// one in the first.
func TestSchemaOfSecond(t *testing.T) {
	g := newRig(t)
	id := crm.FindField(g.second().LeadFields, "Industry").ID
	before := g.schemaField("lead", g.expand("{Industry}"))
	if f := g.ctl(http.MethodPut, "/schema/lead/"+id, `{"name": "Kind of house"}`); f["organization_id"] != g.second().ID || f["name"] != "Kind of house" {
		t.Errorf("the field is %v", f)
	}
	if after := g.schemaField("lead", g.expand("{Industry}")); !reflect.DeepEqual(after, before) {
		t.Errorf("the field of the first organization is %v", after)
	}
	lead := g.world.LeadsOf(g.second())[0]
	g.ctl(http.MethodPut, "/schema/lead/"+id, `{"deleted": true}`)
	if raw := g.ctl(http.MethodGet, "/leads/"+lead.ID, ""); raw["custom."+id] != nil {
		t.Errorf("the value is still there: %v", raw["custom."+id])
	}
}
