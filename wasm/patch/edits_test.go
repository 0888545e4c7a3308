package patch_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"leadpatch/wasm/patch"
)

// edit returns an edit, mostly of a field that can be edited and mostly right.
func (d *dice) edit(s *scene) wanted {
	if d.once(40) {
		key := pick(d, "custom", "contacts", "custom.cf_gone", "custom.cf_0x.add", "id", "", "status", "@this", "custom.cf_unlisted.x")
		return wanted{Edit: patch.Edit{Field: key, Op: patch.Set, Value: []byte(`"x"`)}, bad: true}
	}
	f := &s.fields[d.n(len(s.fields))]
	if len(s.edits) > 0 && d.once(4) { // several edits of one field
		if again := s.field(s.edits[d.n(len(s.edits))].Field); again != nil {
			f = again
		}
	}
	var e wanted
	switch {
	case d.once(25):
		e = d.wrong()
	case d.once(12) && !f.Multiple:
		e = d.exact(f)
	default:
		e = d.right(s, f)
	}
	e.Field = f.Key
	return e
}

// wrong returns an edit that no field takes.
func (d *dice) wrong() wanted {
	return wanted{bad: true, Edit: pick(d,
		patch.Edit{Op: "replace", Value: []byte(`"x"`)},
		patch.Edit{Op: patch.Set},
		patch.Edit{Op: patch.Add},
		patch.Edit{Op: patch.Set, Value: []byte(`null`)},
		patch.Edit{Op: patch.Set, Value: []byte(`"torn`)},
		patch.Edit{Op: patch.Set, Value: []byte("\"\xff\"")},
		patch.Edit{Op: patch.Clear, Value: []byte(`"x"`)},
		patch.Edit{Op: patch.Append, Value: []byte(`["x"]`)},
		patch.Edit{Op: patch.Append, Value: []byte(`"a\ud83d"`)},
		patch.Edit{Op: patch.Append, Value: []byte(`"a\u0000"`)},
	)}
}

// exact returns an edit as undo makes them: a value that the server had, whatever a
// person may type.
func (d *dice) exact(f *patch.Field) wanted {
	v := d.value(f)
	if v == nil || d.n(4) == 0 || f.Type == patch.Number && d.n(8) == 0 {
		return wanted{Edit: patch.Edit{Op: patch.Clear, Exact: true}}
	}
	e := wanted{Edit: patch.Edit{Op: patch.Set, Exact: true, Value: d.encode(v)}, value: v}
	switch {
	case partsOf[f.Key] != nil:
		e.items = []item{}
		for _, r := range v.([]any) {
			e.items = append(e.items, item{given: r, meant: r})
		}
	case f.Type == patch.Status, f.Type == patch.Choices, f.Type == patch.User, f.Type == patch.Contact:
		// Close takes none but those on offer, so undo cannot bring back another.
		text, isText := v.(string)
		e.items, e.bad = []item{{given: text}}, !isText
	case f.Key == "name":
		e.bad = v == ""
	}
	return e
}

// right returns an edit of the field that makes sense, and now and then a value
// that does not.
func (d *dice) right(s *scene, f *patch.Field) wanted {
	if d.n(6) == 5 {
		return wanted{Edit: patch.Edit{Op: patch.Clear}}
	}
	if f.Type == patch.Text || f.Type == patch.Textarea {
		return d.typedText(f)
	}
	if partsOf[f.Key] != nil || f.Multiple {
		return d.listEdit(s, f)
	}
	e := wanted{Edit: patch.Edit{Op: patch.Set}}
	switch f.Type {
	case patch.Status, patch.Choices, patch.User, patch.Contact, patch.CustomObject:
		it := d.choice(s, f)
		e.items, e.Value = []item{it}, d.encode(it.given)
	case patch.Hidden, patch.Unknown:
		e.value = pick[any](d, d.json(1), "5", "-1.50", `[1, {"b": 2.0, "a": "x"}]`, `"quoted"`, `[1`, "x", true)
		e.Value = d.encode(e.value)
	default:
		t := pick(d, typed[f.Type]...)
		e.value, e.bad, e.Value = t.means, t.bad, d.encode(t.given)
	}
	return e
}

// typed are texts as people type them, and what they mean.
var typed = map[patch.Type][]struct {
	given, means any
	bad          bool
}{
	patch.URL: {
		{given: "https://acme.example", means: "https://acme.example"},
		{given: " acme.example/x?y=1#z ", means: "https://acme.example/x?y=1#z"},
		{given: "acme.example:8080", means: "https://acme.example:8080"},
		{given: "http://b\u00fccher.example/<a>", bad: true},
		{given: "http://b\u00fccher.example/a&b", means: "http://b\u00fccher.example/a&b"},
		{given: "  ", means: nil},
		{given: "javascript:alert(1)", bad: true},
		{given: "two words", bad: true},
	},
	patch.Number: {
		{given: "12.50", means: json.Number("12.50")},
		{given: " +007. ", means: json.Number("7")},
		{given: "\u2212.5", means: json.Number("-0.5")},
		{given: "9007199254740993", means: json.Number("9007199254740993")},
		{given: json.Number("9007199254740993"), means: json.Number("9007199254740993")},
		{given: json.Number("-0.10"), means: json.Number("-0.10")},
		{given: "0", means: json.Number("0")},
		{given: "99999999999999999999.000000000000000000001", means: json.Number("99999999999999999999.000000000000000000001")},
		{given: "12,5", bad: true},
		{given: "", bad: true},
		{given: "0x10", bad: true},
		{given: true, bad: true},
	},
	patch.Date: {
		{given: "2024-02-29", means: "2024-02-29"},
		{given: " 2026-03-31\n", means: "2026-03-31"},
		{given: "2023-02-29", bad: true},
		{given: "31.03.2026", bad: true},
	},
	patch.DateTime: {
		{given: "2026-03-29T02:30+01:00", means: "2026-03-29T01:30:00Z"},
		{given: "2026-03-29T03:30:00+02:00", means: "2026-03-29T01:30:00Z"},
		{given: " 2026-10-25T02:30:00+02:00", means: "2026-10-25T00:30:00Z"},
		{given: "2026-10-25T02:30:00+01:00", means: "2026-10-25T01:30:00Z"},
		{given: "2014-06-28T06:00:00.123456Z", means: "2014-06-28T06:00:00.123456Z"},
		{given: "2026-03-31T14:30:00", bad: true},
		{given: "2026-03-31", bad: true},
	},
}

func (d *dice) typedText(f *patch.Field) wanted {
	e := wanted{Edit: patch.Edit{Op: pick(d, patch.Set, patch.Set, patch.Append)}, value: d.text()}
	if d.n(5) == 4 {
		e.value = pick(d, "one", "two", "three") // so that two people may write the same
	}
	e.bad = e.Op == patch.Set && f.Key == "name" && strings.TrimSpace(e.value.(string)) == ""
	e.Value = d.encode(e.value)
	return e
}

// choice returns a value for a field that refers to something: by its id, by its
// label in some case, or wrong.
func (d *dice) choice(s *scene, f *patch.Field) item {
	if held := several(s.now[f.Key]); len(held) > 0 && d.n(4) == 3 {
		if text, isText := held[d.n(len(held))].(string); isText {
			return item{given: text, meant: text, bad: !strings.HasPrefix(text, "coi_")}
		}
	}
	if f.Type == patch.CustomObject {
		id := d.reference(f)
		if d.once(8) {
			return item{given: "../x", bad: true}
		}
		return item{given: pick(d, id, any(" "+id.(string)+" ")), meant: id}
	}
	o := f.Options[d.n(len(f.Options))]
	return item{given: pick(d, o.Value, o.Value, o.Value, " "+strings.ToUpper(o.Label)+"\n", strings.ToLower(o.Label), "nowhere")}
}

// listEdit returns an edit of a field that holds a list.
func (d *dice) listEdit(s *scene, f *patch.Field) wanted {
	e := wanted{Edit: patch.Edit{Op: pick(d, patch.Set, patch.Add, patch.Remove)}, items: []item{}}
	one := func() item {
		if partsOf[f.Key] != nil {
			return d.recordItem(s, f)
		}
		return d.choice(s, f)
	}
	if e.Op != patch.Set {
		e.items = append(e.items, one())
		e.Value, e.bad = d.encode(e.items[0].given), hasForeign(e.items[0])
		return e
	}
	if held := elements(f, s.seen[f.Key]); d.n(3) > 0 { // edited from what was seen
		for _, v := range held {
			e.items = append(e.items, asGiven(f, v))
		}
	}
	for range d.n(3) {
		switch at := d.n(len(e.items) + 1); {
		case at == len(e.items):
			e.items = append(e.items, one())
		case d.n(2) == 0:
			e.items[at] = one()
		default:
			e.items = slices.Delete(e.items, at, at+1)
		}
	}
	if d.once(400) && f.Type == patch.CustomObject { // more than travel one by one
		for i := range 30 {
			id := "coi_many" + string(rune('a'+i%26)) + string(rune('a'+i/26))
			e.items = append(e.items, item{given: id, meant: id})
		}
	}
	given := []any{}
	for _, it := range e.items {
		given = append(given, it.given)
		e.bad = e.bad || hasForeign(it)
	}
	e.Value = d.encode(given)
	return e
}

// writable returns an item of a list without the parts that only the server writes.
func writable(f *patch.Field, v any) any {
	o, isObject := v.(object)
	if !isObject {
		return v
	}
	o = maps.Clone(o)
	maps.DeleteFunc(o, func(part string, _ any) bool { return !slices.Contains(partsOf[f.Key], part) })
	return o
}

// asGiven returns a value of the server's as a person gives it back.
func asGiven(f *patch.Field, v any) item {
	if given, isObject := writable(f, v).(object); isObject {
		return meantRecord(f, given)
	}
	return item{given: v, meant: v}
}

// recordItem returns an address, a phone number and so on as a person gives them.
func (d *dice) recordItem(s *scene, f *patch.Field) item {
	if held := elements(f, s.now[f.Key]); len(held) > 0 && d.n(3) == 0 {
		return asGiven(f, held[d.n(len(held))])
	}
	given := writable(f, d.record(f.Key)).(object)
	if d.once(15) {
		given = object{partsOf[f.Key][0]: "business"}
	} else if d.once(15) {
		given["tz_ids"] = []any{}
	}
	return meantRecord(f, given)
}

// meantRecord returns what a person means by such an item, and whether it is one.
func meantRecord(f *patch.Field, given object) item {
	it := item{given: given}
	meant := object{}
	filled := 0
	for i, part := range partsOf[f.Key] {
		text, _ := given[part].(string)
		text = strings.TrimSpace(text)
		if text != "" && i > 0 {
			filled++
		}
		switch part {
		case "country":
			text = strings.ToUpper(text)
			it.bad = it.bad || len(text) != 2 && text != ""
		case "email":
			it.bad = it.bad || !strings.Contains(text, "@")
		case "phone":
			it.bad = it.bad || len(text) < 3
		case "url":
			if !strings.Contains(text, "://") && text != "" {
				text = "https://" + text
			}
		}
		meant[part] = text
	}
	it.bad = it.bad || filled == 0
	it.meant = meant
	return it
}

// hasForeign reports whether an item has a part that only the server writes: that is
// refused even of an item that is there.
func hasForeign(it item) bool {
	o, _ := it.given.(object)
	_, foreign := o["tz_ids"]
	return foreign
}
