package patch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
)

// benchLead returns a lead of about size bytes with n text fields, its schema,
// edits of all of them, and what was seen.
func benchLead(b *testing.B, n, size int) ([]byte, *Schema, []Edit, Base) {
	b.Helper()
	members := map[string]any{"id": "lead_x", "organization_id": "orga_x", "name": "Acme", "status_id": "stat_new"}
	fields := LeadFields(nil)
	var edits []Edit
	base := Base{}
	for i := range n {
		key := fmt.Sprintf("custom.cf_%043d", i)
		members[key] = fmt.Sprintf("old value %d", i)
		fields = append(fields, Field{Key: key, Label: key, Type: Text})
		edits = append(edits, Edit{Field: key, Op: Set, Value: []byte(fmt.Sprintf(`"new value %d"`, i))})
		base[key] = fmt.Sprintf(`"old value %d"`, i)
	}
	var contacts []map[string]any
	for len(contacts)*100 < size {
		contacts = append(contacts, map[string]any{"id": fmt.Sprintf("cont_%043d", len(contacts)), "name": "Dana Demo", "title": "Chief"})
	}
	members["contacts"] = contacts
	raw, err := json.Marshal(members)
	if err != nil {
		b.Fatal(err)
	}
	return raw, NewSchema(LeadKind, fields), edits, base
}

// BenchmarkCompile20 compiles an edit of 20 fields on a lead of 100 KB, from the
// bytes of the lead to the bytes of the PUT.
func BenchmarkCompile20(b *testing.B) {
	raw, schema, edits, base := benchLead(b, 20, 100_000)
	b.Run("leadpatch", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			doc, err := ParseDocument(raw)
			if err != nil {
				b.Fatal(err)
			}
			plan, err := Compile(doc, schema, base, edits)
			if err != nil || plan.Bodies == nil {
				b.Fatal(err, plan)
			}
		}
	})
	// The same work as most clients do it: decode into maps, compare base and theirs,
	// put the changed keys in a map, encode that.
	b.Run("encoding-json-maps", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			body, err := compileWithMaps(raw, base, edits)
			if err != nil || len(body) < 100 {
				b.Fatal(err, string(body))
			}
		}
	})
}

func compileWithMaps(raw []byte, base Base, edits []Edit) ([]byte, error) {
	var lead map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&lead); err != nil {
		return nil, err
	}
	out := map[string]any{}
	for _, e := range edits {
		var mine, saw any
		if err := json.Unmarshal(e.Value, &mine); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(base[e.Field]), &saw); err != nil {
			return nil, err
		}
		theirs := lead[e.Field]
		if !reflect.DeepEqual(saw, theirs) {
			return nil, fmt.Errorf("conflict in %s", e.Field)
		}
		if !reflect.DeepEqual(mine, theirs) {
			out[e.Field] = mine
		}
	}
	return json.Marshal(out)
}
