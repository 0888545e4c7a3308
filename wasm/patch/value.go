package patch

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// kind is the shape of a [Value].
type kind byte

const (
	none  kind = iota // null or absent
	text              // a JSON string
	digit             // a JSON number, kept as its digits
	raw               // any other JSON, kept as it is
	list              // the texts of a field of several values
	table             // records, such as addresses
)

// Value is the value of one field, in a form that compares and prints exactly.
// The zero Value is "no value".
type Value struct {
	kind    kind
	text    string // the text, the digits, or the raw JSON
	list    []string
	records []record
	forms   map[record]string // how the server wrote each record it has

	unreadable bool // the server holds items that cannot be sent back or taken away
}

// read returns the value that the server holds under the field, given as JSON
// text. It takes any JSON: a field that is being converted from one type to
// another may hold the old one.
func (f *Field) read(json string) Value {
	v := gjson.Parse(json)
	if r := f.Type.info().records; r != nil {
		return r.readAll(v)
	}
	if f.Multiple && v.Type != gjson.Null {
		items, unreadable := make([]string, 0, 4), false
		for _, item := range v.Array() { // a single value reads as a list of it
			items = append(items, item.String())
			// .remove takes a text, which is not known to take a number away.
			unreadable = unreadable || item.Type != gjson.String
		}
		out := listValue(items)
		out.unreadable = unreadable
		return out
	}
	return f.readOne(v)
}

// readOne returns a value that the server holds alone.
func (f *Field) readOne(v gjson.Result) Value {
	switch v.Type {
	case gjson.Null:
		return Value{}
	case gjson.String:
		if v.Str == "" && !f.Custom() {
			return Value{} // Close keeps both "" and null for an empty standard text
		}
		return Value{kind: text, text: v.Str}
	case gjson.Number:
		return Value{kind: digit, text: strings.TrimSpace(v.Raw)}
	default:
		return Value{kind: raw, text: strings.TrimSpace(v.Raw)}
	}
}

func listValue(items []string) Value {
	if len(items) == 0 {
		return Value{}
	}
	return Value{kind: list, list: items}
}

func recordsValue(list []record) Value {
	if len(list) == 0 {
		return Value{}
	}
	return Value{kind: table, records: list}
}

// withRecords returns the value with other records, the server's forms kept.
func (v Value) withRecords(list []record) Value {
	out := recordsValue(list)
	out.forms = v.forms
	return out
}

// Empty reports whether there is no value.
func (v Value) Empty() bool { return v.kind == none }

// Same reports whether two JSON texts, as a [Base] holds them, mean the same for the
// field.
func (f *Field) Same(a, b string) bool {
	return CheckJSON([]byte(a)) == nil && CheckJSON([]byte(b)) == nil && f.equal(f.read(a), f.read(b))
}

// equal reports whether two values of the field mean the same: numbers by their
// digits, several values as a set, all else by text, as far as the type has no more to
// say about it.
func (f *Field) equal(a, b Value) bool {
	switch {
	case a.kind == list || b.kind == list:
		return sameSet(a.list, b.list) && (a.kind == b.kind || a.Empty() || b.Empty())
	case a.kind == table && b.kind == table:
		return slices.Equal(a.records, b.records)
	case a.kind != b.kind:
		return false
	case a.kind == digit:
		return sameNumber(a.text, b.text)
	case a.kind == raw:
		return sameJSON(gjson.Parse(a.text), gjson.Parse(b.text))
	case a.text == b.text:
		return true
	case a.kind == text:
		same := f.Type.info().same
		return same != nil && same(a.text, b.text)
	}
	return false
}

// sameJSON reports whether two JSON values mean the same: members in any order,
// numbers by their digits, text by its characters.
func sameJSON(a, b gjson.Result) bool {
	switch {
	case a.Type != b.Type:
		return false
	case a.Type == gjson.Number:
		return sameNumber(a.Raw, b.Raw)
	case a.Type != gjson.JSON:
		return a.Str == b.Str
	case a.IsArray() != b.IsArray():
		return false
	}
	ma, mb := members(a), members(b)
	if len(ma) != len(mb) {
		return false
	}
	for key, v := range ma {
		if w, ok := mb[key]; !ok || !sameJSON(v, w) {
			return false
		}
	}
	return true
}

// members returns the members of an object by key, or of an array by index.
func members(v gjson.Result) map[string]gjson.Result {
	out := map[string]gjson.Result{}
	array := v.IsArray()
	v.ForEach(func(key, value gjson.Result) bool {
		k := key.Str
		if array {
			k = strconv.Itoa(len(out))
		}
		out[k] = value
		return true
	})
	return out
}

func sameSet(a, b []string) bool {
	return len(without(a, b)) == 0 && len(without(b, a)) == 0
}

// without returns the elements of a that are not in b, once each, in order.
func without(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// appendJSON appends the value as Close takes it.
func (f *Field) appendJSON(dst []byte, v Value) []byte {
	switch v.kind {
	case none:
		return append(dst, "null"...)
	case text:
		return gjson.AppendJSONString(dst, v.text)
	case list:
		return appendStrings(dst, v.list)
	case table:
		return f.Type.info().records.appendJSON(dst, v, false)
	default:
		return append(dst, v.text...)
	}
}

// Show returns a value of the field as the extension's pages read it: text, a
// list of texts, a list of records with all their keys, or null. Numbers come as
// their digits and anything else as its JSON text, so that JavaScript rounds
// nothing.
func (f *Field) Show(v Value) []byte {
	switch v.kind {
	case digit, raw:
		return gjson.AppendJSONString(nil, v.text)
	case table:
		return f.Type.info().records.appendJSON(nil, v, true)
	default:
		return f.appendJSON(nil, v)
	}
}

func appendStrings(dst []byte, items []string) []byte {
	dst = append(dst, '[')
	for i, s := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = gjson.AppendJSONString(dst, s)
	}
	return append(dst, ']')
}

// Read returns the field's value in a lead.
func (f *Field) Read(lead *Document) Value { return f.read(lead.Raw(f.Key)) }
