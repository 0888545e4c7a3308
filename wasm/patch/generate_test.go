package patch_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"leadpatch/wasm/patch"
)

// dice makes every choice of the generators: by a seed, or by the bytes of a fuzzer.
type dice struct {
	random *rand.Rand
	bytes  []byte
}

// n returns a number below max. When the bytes are used up it is always 0, which
// every generator takes for the simplest choice.
func (d *dice) n(max int) int {
	switch {
	case d.random != nil:
		return d.random.IntN(max)
	case len(d.bytes) == 0:
		return 0
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return int(b) % max
}

// once says yes once in so many times.
func (d *dice) once(in int) bool { return d.n(in) == in-1 }

func pick[T any](d *dice, from ...T) T { return from[d.n(len(from))] }

// scene is one random case: a lead or a contact as a person saw it, as it is now
// after a colleague's work, and what the person wants.
type scene struct {
	kind      patch.Kind
	fields    []patch.Field
	seen, now object
	base      patch.Base
	edits     []wanted
	server    server
}

func newScene(d *dice) *scene {
	s := &scene{kind: pick(d, patch.LeadKind, patch.LeadKind, patch.ContactKind)}
	s.fields = d.schema(s.kind)
	s.server = newServer(s.kind, s.fields)
	s.server.emptyLists, s.server.tidy = d.once(4), d.once(5)
	s.seen = d.object(s)
	s.now = d.colleague(s, s.seen, 4)
	for range 1 + d.n(6) {
		s.edits = append(s.edits, d.edit(s))
	}
	s.base = d.base(s)
	return s
}

func (s *scene) field(key string) *patch.Field {
	for i := range s.fields {
		if s.fields[i].Key == key {
			return &s.fields[i]
		}
	}
	return nil
}

// --- fields -------------------------------------------------------------------

var optionPool = []patch.Option{
	{Value: "Mon", Label: "Mon"}, {Value: "Tue", Label: "Tue"}, {Value: "A & B <c>", Label: "A & B <c>"},
	{Value: "\u00dc", Label: "\u00dc"}, {Value: "U\u0308", Label: "U\u0308"}, {Value: "id_ada", Label: "Ada"},
	{Value: "id_bob", Label: "Bob"}, {Value: "id_bob2", Label: "Bob"}, {Value: "id_cy", Label: "\"Cy\"\\"},
}

// schema returns the standard fields and a few custom ones of any type. A field in
// conversion is locked; one that has been converted may hold the old type's values.
func (d *dice) schema(kind patch.Kind) []patch.Field {
	fields := patch.ContactFields()
	if kind == patch.LeadKind {
		fields = patch.LeadFields([]patch.Option{{Value: "stat_new", Label: "New"}, {Value: "stat_won", Label: "Won"}, {Value: "stat_lost", Label: "Lost <&>"}})
	}
	for i := range 2 + d.n(7) {
		f := patch.Field{
			Key:   fmt.Sprintf("custom.%s_%dx", pick(d, "cf", "cf", "lcf"), i),
			Label: fmt.Sprintf("Field %d", i),
			Type: pick(d, patch.Text, patch.Textarea, patch.Number, patch.Date, patch.DateTime, patch.Choices, patch.Choices,
				patch.User, patch.Contact, patch.CustomObject, patch.Hidden),
		}
		switch f.Type {
		case patch.Choices, patch.User, patch.Contact:
			f.Multiple = d.n(2) == 1
			f.Options = slices.Clone(optionPool[d.n(3) : 4+d.n(len(optionPool)-3)])
		case patch.CustomObject:
			f.Multiple = d.n(2) == 1
		}
		if d.once(12) {
			f.Locked = "Close is converting this field to another type."
		} else if d.once(16) {
			f.Type, f.Multiple = patch.Unknown, false
		}
		fields = append(fields, f)
	}
	return fields
}

// --- what a server holds --------------------------------------------------------

var textAtoms = []string{
	"a", "Acme", "<GmbH> & \"S\u00f6hne\"", "e\u0301", "\u00e9", "\u2028", "\u2029", "line\nline", "\r\n", "\\", " ", "\t", "\U0001f600",
	"null", "0", "\ufeff", "\u007f", "</script>", "{\"a\":1}", "\u202e", "\u0130i\u0131",
}

func (d *dice) text() string {
	if d.once(400) {
		return strings.Repeat(pick(d, textAtoms...), 20_000)
	}
	var out strings.Builder
	for range d.n(4) {
		out.WriteString(pick(d, textAtoms...))
	}
	return out.String()
}

func (d *dice) number() any {
	return json.Number(pick(d, "0", "1", "1.0", "12.50", "-3", "1e3", "9007199254740993", "0.1", "123456789012345678901234567890.5", "-0.0"))
}

// json returns any JSON, as a hidden field may hold.
func (d *dice) json(depth int) any {
	switch d.n(6 + min(depth, 2)) {
	case 0, 1:
		return d.text()
	case 2, 3:
		return d.number()
	case 4:
		return true
	case 5:
		return false
	case 6:
		list := []any{}
		for range d.n(3) {
			list = append(list, d.json(depth-1))
		}
		return list
	}
	o := object{}
	for range d.n(3) {
		o[pick(d, "a", "b", "<&>", "z.z", "")] = d.json(depth - 1)
	}
	return o
}

// value returns what the server may hold under a field; nil for nothing.
func (d *dice) value(f *patch.Field) any {
	if partsOf[f.Key] != nil {
		var list []any
		for range d.n(4) {
			list = append(list, d.record(f.Key))
		}
		return append([]any{}, list...)
	}
	custom := strings.HasPrefix(f.Key, "custom.")
	switch {
	case f.Type == patch.Status:
		return pick(d, "stat_new", "stat_new", "stat_won", "stat_lost", "stat_archived")
	case d.n(4) == 0:
		return nil
	case f.Multiple:
		if d.once(12) {
			return d.reference(f) // one value alone
		}
		list := []any{}
		for range d.n(5) {
			if v := d.reference(f); !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
		return list
	case custom && d.once(15) && f.Type != patch.Hidden:
		return pick[any](d, json.Number("5"), true, "what it was before") // of the type that the field had
	}
	switch f.Type {
	case patch.URL:
		return pick(d, "https://acme.example", "http://acme.example/", "https://x.example/a?b=<c>&d=%20#e", "gopher://old")
	case patch.Number:
		return d.number()
	case patch.Date:
		return pick(d, "2024-02-29", "2026-03-31", "0001-01-01")
	case patch.DateTime:
		return pick(d, moments...)
	case patch.Choices, patch.User, patch.Contact, patch.CustomObject:
		return d.reference(f)
	case patch.Hidden, patch.Unknown:
		return d.json(2)
	}
	return d.text()
}

// moments are instants as servers and people write them. Several are the same.
var moments = []string{
	"2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-10-25T02:30:00+02:00",
	"2026-10-25T02:30:00+01:00", "2014-06-28T06:00:00.000000+00:00", "2014-06-28T06:00:00.123456Z", "2014-06-28T06:00:00",
	"2014-06-27T22:00:00-08:00", "1969-12-31T23:59:59.999999+14:00",
}

// reference returns the value of a choice: mostly one on offer, sometimes one that
// no longer is.
func (d *dice) reference(f *patch.Field) any {
	if f.Type == patch.CustomObject {
		return fmt.Sprintf("coi_%d", d.n(5))
	}
	if d.once(8) {
		return pick(d, "gone", "former & <user>", "U\u0308")
	}
	return f.Options[d.n(len(f.Options))].Value
}

// record returns an item of a list as the server shows it.
func (d *dice) record(key string) any {
	o := maps.Clone(readOnlyParts[key])
	if o == nil || d.n(3) == 0 {
		o = object{}
	}
	for _, part := range partsOf[key] {
		switch d.n(4) {
		case 0:
			o[part] = nil
		case 1:
			o[part] = ""
		default:
			o[part] = d.part(part)
		}
	}
	// The part that makes it one.
	last := partsOf[key][min(3, len(partsOf[key])-1)]
	o[last] = d.part(last)
	return o
}

func (d *dice) part(part string) string {
	switch part {
	case "country":
		return pick(d, "DE", "US", "GB", "Germany")
	case "email":
		return pick(d, "a@x.example", "A@x.example", "\u00fc@x.example", "not an address")
	case "phone":
		return pick(d, "+4930901820", "030 901820", "+1 800 4445555", "12")
	case "url":
		return pick(d, "https://x.example", "http://x.example/a?b&c", "x.example")
	}
	return pick(d, "Bonn", "Ulm", "K\u00f6ln", "Ko\u0308ln", " padded ", "<&>\"", "1\n2")
}

// object returns a lead or a contact: the fields, and much that no edit may touch.
func (d *dice) object(s *scene) object {
	o := object{
		"id": "lead_x", "organization_id": "orga_x", "date_updated": "2026-01-01T00:00:00.000000+00:00",
		"custom.cf_unlisted": d.json(2), "custom.cf_0x.add": d.text(), "a.b|c*?\\": d.json(1), "<&>": d.number(),
		"integration_links": []any{object{"name": d.text()}},
	}
	if s.kind == patch.LeadKind {
		o["contacts"] = []any{object{"id": "cont_a", "name": d.text(), "custom.cf_0x": "not the lead's"}}
	}
	for i := range s.fields {
		f := &s.fields[i]
		if v := d.value(f); v != nil || d.n(2) == 0 && !strings.HasPrefix(f.Key, "custom.") {
			o[f.Key] = v
		}
	}
	return o
}

// colleague returns the object after somebody else has changed some of it: each
// field once in so many times.
func (d *dice) colleague(s *scene, before object, in int) object {
	after := maps.Clone(before)
	for i := range s.fields {
		f := &s.fields[i]
		if !d.once(in) {
			continue
		}
		old := elements(f, after[f.Key])
		v := d.value(f)
		if list, isList := v.([]any); isList && f.Type != patch.Hidden && len(old) > 0 && d.n(3) > 0 {
			// Mostly one element comes, goes or is edited where it stood.
			next := slices.Clone(old)
			at := d.n(len(next))
			switch {
			case len(list) == 0:
				next = slices.Delete(next, at, at+1)
			case slices.ContainsFunc(next, equalTo(f, list[0])):
			case d.n(2) == 0:
				next = append(next, list[0])
			default:
				next[at] = list[0]
			}
			v = next
		}
		if v == nil && strings.HasPrefix(f.Key, "custom.") {
			delete(after, f.Key)
		} else {
			after[f.Key] = v
		}
	}
	if d.once(in) {
		after["custom.cf_unlisted"] = d.json(2)
	}
	return after
}

// base returns what the person saw of the fields under edit: mostly all of it.
func (d *dice) base(s *scene) patch.Base {
	base := patch.Base{}
	for _, e := range s.edits {
		if _, done := base[e.Field]; done || d.once(6) {
			continue
		}
		base[e.Field] = string(d.encode(s.seen[e.Field]))
		if d.once(60) {
			base[e.Field] = `{"torn`
		}
	}
	return base
}

// encode writes a value in one of the spellings that JSON has for it.
func (d *dice) encode(v any) []byte {
	raw := encode(v)
	text, isText := v.(string)
	switch d.n(4) {
	case 1:
		escaped, err := json.Marshal(v) // < > & as \u003c and so on
		if err != nil {
			panic(err)
		}
		return escaped
	case 2:
		if isText && len(text) < 100 {
			return escapeAll(text)
		}
	case 3:
		return append([]byte(" \n"), append(raw, '\t')...)
	}
	return raw
}

// escapeAll writes a text with every character as \uXXXX.
func escapeAll(text string) []byte {
	out := []byte{'"'}
	for _, c := range text {
		if c > 0xffff {
			c -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04X`, 0xd800+c>>10, 0xdc00+c&0x3ff)
			continue
		}
		out = fmt.Appendf(out, `\u%04x`, c)
	}
	return append(out, '"')
}
