package patch

import (
	"slices"
	"strings"
	"testing"
)

// TestOperations: what a field says that it allows is what the compiler does not refuse.
func TestOperations(t *testing.T) {
	// A value of each type, as an edit carries it.
	values := map[Type]string{
		Text: `"x"`, Textarea: `"x"`, URL: `"example.com"`, Number: `"1"`, Date: `"2026-03-31"`,
		DateTime: `"2026-03-31T14:30:00Z"`, Status: `"a"`, Choices: `"a"`, User: `"a"`, Contact: `"a"`,
		CustomObject: `"custobj_a"`, Hidden: `"x"`, Addresses: `{"city":"Berlin"}`, Emails: `{"email":"a@b.de"}`,
		Phones: `{"phone":"+49 30 901820"}`, URLs: `{"url":"example.com"}`, Unknown: `"x"`,
	}
	for _, typ := range Types() {
		value, ok := values[typ]
		if !ok {
			t.Errorf("%s: no value to try", typ)
		}
		for _, multiple := range []bool{false, true} {
			for _, locked := range []string{"", "Only admins may change this."} {
				f := Field{Key: "custom.cf_x", Label: "X", Type: typ, Multiple: multiple, Locked: locked}
				if typ.Form() == FormOption {
					f.Options = []Option{{Value: "a", Label: "A"}}
				}
				schema := NewSchema(LeadKind, []Field{f})
				for _, op := range operations {
					e := Edit{Field: f.Key, Op: op, Value: []byte(value)}
					switch {
					case op == Clear:
						e.Value = nil
					case op == Set && multiple:
						e.Value = []byte("[" + value + "]")
					}
					plan, err := Compile(&Document{}, schema, nil, []Edit{e})
					if err != nil {
						t.Fatal(err)
					}
					if got, want := slices.Contains(f.Operations(), op), len(plan.Errors) == 0; got != want {
						t.Errorf("%s, several %t, locked %q: Operations has %s: %t; Compile says %v", typ, multiple, locked, op, got, plan.Errors)
					}
				}
			}
		}
	}
}

// TestAppendToSeveral: text appended to a field of several once took its values away.
func TestAppendToSeveral(t *testing.T) {
	lead, err := ParseDocument([]byte(`{"custom.cf_x":["a","b"]}`))
	if err != nil {
		t.Fatal(err)
	}
	schema := NewSchema(LeadKind, []Field{{Key: "custom.cf_x", Label: "X", Type: Text, Multiple: true}})
	plan, err := Compile(lead, schema, nil, []Edit{
		{Field: "custom.cf_x", Op: Set, Value: []byte(`["a","c"]`)},
		{Field: "custom.cf_x", Op: Append, Value: []byte(`"d"`)},
	})
	if err != nil || len(plan.Errors) != 1 || len(plan.Bodies) != 0 {
		t.Errorf("%v, errors %v, bodies %q", err, plan.Errors, plan.Bodies)
	}
}

// TestFieldTypes: each row of the table is whole.
func TestFieldTypes(t *testing.T) {
	for name, d := range fieldTypes {
		if d.name != name || string(name) != strings.ToLower(string(name)) {
			t.Errorf("%q is under %q", d.name, name)
		}
		ways := 0
		for _, is := range []bool{d.parse != nil, d.records != nil, d.locked != ""} {
			if is {
				ways++
			}
		}
		if ways != 1 {
			t.Errorf("%s: %d of: parsed as one value, made of records, locked", name, ways)
		}
		if (d.form == FormOption) != (d.source != FromNowhere && d.source != FromObjects) || d.labeled && d.form != FormOption {
			t.Errorf("%s: form %q, options from %q, labeled %t", name, d.form, d.source, d.labeled)
		}
		if got, known := CustomType(string(name)); known != d.custom || known && got != name || !known && got != Unknown {
			t.Errorf("CustomType(%q) = %q, %t", name, got, known)
		}
	}
	if got, known := CustomType("location"); got != Unknown || known {
		t.Errorf("a type that nobody knows: %q, %t", got, known)
	}
	f := Field{Key: "custom.cf_x", Type: "location"}
	if f.locked() == "" || f.Operations() != nil {
		t.Error("a type that is not in the table can be edited")
	}
}
