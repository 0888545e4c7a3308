package seed

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

func TestSeedIsDeterministic(t *testing.T) {
	if !reflect.DeepEqual(Data(), Data()) {
		t.Error("two seeds differ")
	}
	// A test or a bookmark may name this id: it must not move.
	if id := Data().Leads[0].ID; id != "lead_IaGwRm8M3Bq3LK6j4vvRqtaT5Z0p0f5usRIbLDRuYSO" {
		t.Errorf("the demo lead is %s", id)
	}
}

// The lengths of ids after their prefix, and the digits there.
const (
	long     = 43
	short    = 22
	idDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

func TestSeedIDs(t *testing.T) {
	w, seen := Data(), map[string]bool{}
	check := func(prefix, id string, length int) {
		t.Helper()
		if digits, ok := strings.CutPrefix(id, prefix+"_"); !ok || len(digits) != length || strings.Trim(digits, idDigits) != "" {
			t.Errorf("%s is no id of the kind %s", id, prefix)
		}
		if seen[id] {
			t.Errorf("%s is there twice", id)
		}
		seen[id] = true
	}
	for _, o := range w.Orgs {
		check("orga", o.ID, long)
		for _, st := range o.Statuses {
			check("stat", st.ID, long)
		}
		old := 0
		for _, f := range o.LeadFields {
			prefix, _, _ := strings.Cut(f.ID, "_")
			check(prefix, f.ID, long)
			if prefix == "lcf" {
				old++
			}
		}
		if o == w.Orgs[0] && old != 1 {
			t.Errorf("%d fields with an old id, want 1", old)
		}
	}
	for _, f := range w.Orgs[0].ContactFields {
		if f.Associations == nil {
			check("cf", f.ID, long)
		}
	}
	for _, u := range w.Users {
		check("user", u.ID, long)
	}
	for _, l := range w.Leads {
		check("lead", l.ID, long)
		for _, c := range l.Contacts {
			check("cont", c.ID, long)
		}
		for _, id := range l.CustomObjects {
			check("cobj", id, short)
		}
	}
	for _, k := range w.Keys {
		if first, second, ok := strings.Cut(strings.TrimPrefix(k.Secret, "api_"), "."); !ok || len(first) != short || len(second) != short {
			t.Errorf("the key %s has not the shape of one", k.Name)
		}
	}
}

func TestSeedContents(t *testing.T) {
	w := Data()
	home := w.Orgs[0]
	if n := len(w.LeadsOf(home)); n != HomeLeads {
		t.Errorf("%d leads", n)
	}
	if n := len(w.LeadsOf(w.Orgs[1])); n != 1 {
		t.Errorf("%d leads in the other organization", n)
	}
	kinds := map[string]bool{}
	for _, f := range home.LeadFields {
		kind := f.Type
		if f.Multiple {
			kind += " multiple"
		}
		kinds[kind] = true
		if _, has := w.Leads[0].Props["custom."+f.ID]; !has {
			t.Errorf("the demo lead has no %s", f.Name)
		}
		if utf8.RuneCountInString(f.Description) > 280 {
			t.Errorf("the description of %s is too long", f.Name)
		}
	}
	for _, kind := range []string{
		"text", "textarea", "number", "date", "datetime", "choices", "choices multiple", "user", "user multiple",
		"contact", "contact multiple", "custom_object", "custom_object multiple", "hidden",
	} {
		if !kinds[kind] {
			t.Errorf("no field of the type %s", kind)
		}
	}
	if i := slices.IndexFunc(home.LeadFields, func(f *crm.Field) bool { return f.ConvertingTo != "" }); i < 0 {
		t.Error("no field is being converted")
	}
	bare, nameless, longest, most, twoContacts := 0, 0, 0, 0, 0
	for _, l := range w.LeadsOf(home) {
		description := wire.Words(l.Props["description"])
		longest = max(longest, len(description))
		if len(l.Props) == 5 && description == "" && len(l.Contacts) == 0 {
			bare++
		}
		if l.DisplayName() == "Untitled" {
			nameless++
		}
		if list, _ := l.Props["addresses"].([]any); len(list) > most {
			most = len(list)
		}
		if len(l.Contacts) == 2 {
			twoContacts++
		}
	}
	if bare != 1 || nameless != 1 || longest < 20_000 || most != 3 || twoContacts < 50 {
		t.Errorf("%d bare leads, %d nameless, longest description %d, at most %d addresses, %d leads with two contacts", bare, nameless, longest, most, twoContacts)
	}
}

// TestSeedContacts puts every contact through the checks of a PUT, as it is answered
// but for what only the server writes. Nothing may change.
func TestSeedContacts(t *testing.T) {
	w, withValues := Data(), 0
	for _, l := range w.Leads {
		for _, p := range l.Contacts {
			body := wire.Object{}
			for key, value := range p.Props {
				body[key] = value
			}
			for key := range crm.Ways {
				list := []any{}
				for _, item := range crm.RenderItems(key, p.Props[key]) {
					list = append(list, item)
				}
				body[key] = list
			}
			if len(body) > 6 {
				withValues++
			}
			put := crm.NewContactPut(p, l, w.Users, crm.RoleAdmin, options.Default())
			if after, problem := put.Apply(body); problem != nil || !reflect.DeepEqual(after, p.Props) {
				t.Errorf("%v becomes %v: %v", p.Props, after, problem)
			}
		}
	}
	dana := w.Leads[0].Contacts[0]
	for _, f := range w.Orgs[0].ContactFields {
		if _, has := dana.Props["custom."+f.ID]; !has {
			t.Errorf("the first contact has no %s", f.Name)
		}
	}
	if withValues < 2 {
		t.Errorf("%d contacts have custom fields", withValues)
	}
}

// TestSeedIsValid puts every value of every lead through the checks of a PUT. Only
// the lead that is stale on purpose may fail.
func TestSeedIsValid(t *testing.T) {
	w := Data()
	for _, l := range w.Leads {
		for _, f := range l.Org.LeadFields {
			value, has := l.Props["custom."+f.ID]
			if !has {
				continue
			}
			key := "custom." + f.ID
			after, refused := crm.NewLeadPut(l, w.Users, crm.RoleAdmin, options.Default()).Apply(wire.Object{key: value})
			var problem any
			if refused != nil {
				problem = refused.Body["field-errors"].(wire.FieldErrors)[key]
			}
			if l.Props["name"] == "Old Telegraph Company" && f.Name == "Industry" {
				if problem != wire.TextNotAChoice {
					t.Errorf("the stale choice: %v", problem)
				}
				continue
			}
			if problem != nil || !reflect.DeepEqual(after[key], value) {
				t.Errorf("%v, %s: %v is kept as %v: %v", l.Props["name"], f.Name, value, after[key], problem)
			}
		}
	}
}
