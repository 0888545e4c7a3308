package patch_test

import (
	"cmp"
	"encoding/json"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"leadpatch/wasm/patch"
)

// This file is what a list of edits means, told without the compiler: the edits of
// one field are functions of its value, carried out one after the other, and what
// may become of them when somebody else was there is a rule over three values.

// wanted is an edit together with what the person who made it means. The generator
// knows that, so that no parser has to be written a second time.
type wanted struct {
	patch.Edit
	// bad says that the edit is wrong whatever the lead holds.
	bad bool
	// value is the meaning of a single value, such as the number 7 for " +007. ".
	value any
	// items are the values of a list, or the one value of an add or a remove.
	items []item
}

// item is one value of a list: as it was given, and as it is meant.
type item struct {
	given, meant any
	bad          bool // wrong, unless the lead has exactly this already
}

// outcome is what becomes of the edits of one field.
type outcome string

const (
	refused     outcome = "refused"
	unchanged   outcome = "unchanged"
	conflicting outcome = "conflicting"
	changed     outcome = "changed"
)

// intent is what the edits of one field come to.
type intent struct {
	outcome outcome
	value   any  // what the field holds afterwards
	loose   bool // the order of a list is nobody's: it was merged, or items came and went
}

// intend applies the three-way rule to the edits of one field. now is what the
// server has, base what the user saw, as JSON; nil for a field that was not seen.
func intend(f *patch.Field, edits []wanted, base *string, now any) intent {
	if f == nil || f.Locked != "" || f.Type == patch.Unknown {
		return intent{outcome: refused}
	}
	absolute, cleared, appends := false, false, false
	for _, e := range edits {
		if e.bad || !possible(f, e) {
			return intent{outcome: refused}
		}
		appends = appends || e.Op == patch.Append
		if e.Op == patch.Set || e.Op == patch.Clear {
			absolute, cleared = true, e.Op == patch.Clear
		}
	}
	mine, ok := carryOut(f, edits, now, now)
	if !absolute && isRecords(f) && len(less(f, mine, now))+len(less(f, now, mine)) == 0 {
		mine = now // taken away and given back
	}
	switch {
	case !ok:
		return intent{outcome: refused}
	case same(f, mine, now):
		return intent{outcome: unchanged}
	case base == nil:
		return intent{outcome: changed, value: mine, loose: !absolute}
	}
	saw, err := decode([]byte(*base))
	switch {
	case err != nil:
		return intent{outcome: refused}
	case same(f, saw, now):
		return intent{outcome: changed, value: mine, loose: !absolute}
	case absolute && same(f, mine, saw):
		return intent{outcome: unchanged}
	case absolute && !cleared && (f.Multiple || isRecords(f)):
		merged, ok := threeWay(f, saw, now, mine)
		if !ok {
			return intent{outcome: conflicting}
		}
		if same(f, merged, now) {
			return intent{outcome: unchanged}
		}
		return intent{outcome: changed, value: merged, loose: true}
	}
	if wrote, _ := carryOut(f, edits, saw, now); appends && same(f, wrote, now) {
		return intent{outcome: unchanged} // both have written the same under it
	}
	if absolute || appends {
		return intent{outcome: conflicting}
	}
	return intent{outcome: changed, value: mine, loose: !absolute}
}

// possible reports whether such a field can be edited in such a way at all.
func possible(f *patch.Field, e wanted) bool {
	several := f.Multiple || isRecords(f)
	switch e.Op {
	case patch.Clear:
		return f.Type != patch.Status && (f.Key != "name" || e.Exact)
	case patch.Set:
		return true
	case patch.Add, patch.Remove:
		return several
	case patch.Append:
		return f.Type == patch.Text || f.Type == patch.Textarea
	}
	return false
}

// carryOut returns what the field holds after the edits over a value. ok is false
// where a value is not on offer; what the lead has now always is.
func carryOut(f *patch.Field, edits []wanted, over, now any) (value any, ok bool) {
	value = over
	for _, e := range edits {
		var items []any
		for _, it := range e.items {
			meant, known := resolve(f, it, e.Exact, now)
			if !known {
				return nil, false
			}
			items = append(items, meant)
		}
		switch e.Op {
		case patch.Clear:
			value = nil
		case patch.Append:
			value = appended(f, value, e.value.(string))
		case patch.Add:
			if !slices.ContainsFunc(elements(f, value), equalTo(f, items[0])) {
				value = append(slices.Clone(elements(f, value)), items[0])
			}
		case patch.Remove:
			value = slices.DeleteFunc(slices.Clone(elements(f, value)), equalTo(f, items[0]))
		case patch.Set:
			switch {
			case f.Multiple || isRecords(f):
				value = items
			case e.items != nil:
				value = items[0]
			default:
				if value, ok = hiddenValue(f, e, now); !ok {
					return nil, false
				}
			}
		}
	}
	return value, true
}

// resolve returns the value that one item means.
func resolve(f *patch.Field, it item, exact bool, now any) (any, bool) {
	if isRecords(f) {
		if exact || slices.ContainsFunc(elements(f, now), equalTo(f, it.given)) {
			return it.given, true
		}
		return it.meant, !it.bad
	}
	if slices.Contains(several(now), it.given) && it.given != "" {
		return it.given, true
	}
	if f.Type == patch.CustomObject {
		return it.meant, !it.bad
	}
	var named []string
	for _, o := range f.Options {
		if o.Value == it.given {
			return o.Value, true
		}
		if text, isText := it.given.(string); isText && strings.EqualFold(o.Label, strings.TrimSpace(text)) {
			named = append(named, o.Value)
		}
	}
	if len(named) != 1 {
		return nil, false
	}
	return named[0], true
}

// hiddenValue returns what a value for a field that is not a choice means. Text for
// a hidden field keeps the kind of what is there: a number stays a number, and JSON
// stays JSON.
func hiddenValue(f *patch.Field, e wanted, now any) (any, bool) {
	text, typed := e.value.(string)
	if f.Type != patch.Hidden || !typed || e.Exact {
		return e.value, true
	}
	switch now.(type) {
	case nil, string:
		return text, true
	}
	if _, isNumber := now.(json.Number); isNumber {
		m := typedNumber.FindStringSubmatch(strings.TrimSpace(text))
		if m == nil {
			return nil, false
		}
		return json.Number(m[1] + m[2]), true
	}
	value, err := decode([]byte(text))
	return value, err == nil && value != nil
}

// typedNumber is a number as the generator has people type it, zeros in front and all.
var typedNumber = regexp.MustCompile(`^(-?)0*([0-9]+(?:\.[0-9]+)?)$`)

// appended returns a text with more under it: on a new line where the field has
// lines, after a space where it has one only.
func appended(f *patch.Field, value any, more string) any {
	text, isText := value.(string)
	if value != nil && !isText {
		text = string(encode(value))
	}
	glue := "\n"
	if f.Type == patch.Text {
		glue = " "
	}
	switch {
	case more == "":
		return value
	case text == "":
		return more
	}
	return text + glue + more
}

// threeWay carries what changed from saw to mine over to now. Elements of a field
// of several merge one by one. Items of a list merge while the two sides touched
// different ones; a new order of the same items means nothing over another list.
func threeWay(f *patch.Field, saw, now, mine any) (any, bool) {
	gone, come := less(f, saw, mine), less(f, mine, saw)
	if isRecords(f) {
		theirsGone, theirsCome := less(f, saw, now), less(f, now, saw)
		both := len(gone) != len(less(f, gone, theirsGone))
		if len(gone)+len(come) == 0 || both && !same(f, come, theirsCome) {
			return nil, false
		}
	}
	out := less(f, now, gone)
	return append(out, less(f, come, out)...), true
}

// less returns the elements of a that are not in b.
func less(f *patch.Field, a, b any) []any {
	var out []any
	for _, v := range elements(f, a) {
		if !slices.ContainsFunc(elements(f, b), equalTo(f, v)) {
			out = append(out, v)
		}
	}
	return out
}

func equalTo(f *patch.Field, a any) func(any) bool {
	return func(b any) bool {
		if isRecords(f) {
			return slices.Equal(texts(f, a), texts(f, b))
		}
		return reflect.DeepEqual(a, b)
	}
}

func isRecords(f *patch.Field) bool { return partsOf[f.Key] != nil }

// elements returns the values of a list.
func elements(f *patch.Field, value any) []any {
	if isRecords(f) {
		list, _ := value.([]any)
		return list
	}
	return several(value)
}

// texts returns the parts of an address, a phone number and so on. A part that is
// null, empty or absent is "".
func texts(f *patch.Field, value any) []string {
	o, _ := value.(object)
	var out []string
	for _, part := range partsOf[f.Key] {
		text, _ := o[part].(string)
		out = append(out, text)
	}
	return out
}

// same reports whether two values of a field mean the same. These, and no others, are
// the equivalences: null and "" of a standard text; one instant with two offsets;
// one number with two spellings; the order and the repeats of the values of a field
// of several, one value alone for a list of it, and no value for none of them; null,
// "" and absence of a part of an address, and the parts that only Close writes.
func same(f *patch.Field, a, b any) bool {
	switch {
	case isRecords(f):
		la, lb := elements(f, a), elements(f, b)
		return slices.EqualFunc(la, lb, func(x, y any) bool { return equalTo(f, x)(y) })
	case f.Multiple:
		return len(less(f, a, b)) == 0 && len(less(f, b, a)) == 0
	}
	if !strings.HasPrefix(f.Key, "custom.") {
		return cmp.Or(a, any("")) == cmp.Or(b, any(""))
	}
	if ta, isTime := instantOf(f, a); isTime {
		tb, isTime := instantOf(f, b)
		if isTime {
			return ta.Equal(tb)
		}
	}
	return sameJSON(a, b)
}

func instantOf(f *patch.Field, value any) (time.Time, bool) {
	text, isText := value.(string)
	if f.Type != patch.DateTime || !isText {
		return time.Time{}, false
	}
	return moment(text)
}

// sameJSON reports whether two JSON values are the same: objects in any order, numbers
// by their value, digit for digit.
func sameJSON(a, b any) bool {
	switch x := a.(type) {
	case json.Number:
		y, isNumber := b.(json.Number)
		if !isNumber {
			return false
		}
		ra, oka := new(big.Rat).SetString(x.String())
		rb, okb := new(big.Rat).SetString(y.String())
		return oka && okb && ra.Cmp(rb) == 0
	case []any:
		y, isList := b.([]any)
		return isList && slices.EqualFunc(x, y, sameJSON)
	case object:
		y, isObject := b.(object)
		if !isObject || len(x) != len(y) {
			return false
		}
		for key, v := range x {
			if w, has := y[key]; !has || !sameJSON(v, w) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}
