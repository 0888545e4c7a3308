package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// fieldEdit is what all edits of one field come to. It is either absolute (the field
// shall be final) or relative to whatever the server has.
type fieldEdit struct {
	field    *Field
	present  Value // what the server has, for the checks of parse
	absolute bool
	cleared  bool
	final    Value
	adds     []string
	removes  []string
	recAdds  []record
	recRems  []record
	appends  []string
}

// fold applies one more edit to those before. The error is a sentence for the user.
func (fe *fieldEdit) fold(e Edit) error {
	f := fe.field
	if e.Op == Clear {
		if len(e.Value) > 0 {
			return errors.New("“clear” takes no value.")
		}
		if !f.allows(Clear) && !(e.Exact && f.Key == "name") {
			return fmt.Errorf("There is always a %s. Choose another instead.", strings.ToLower(f.Label))
		}
		*fe = fieldEdit{field: f, present: fe.present, absolute: true, cleared: true}
		return nil
	}
	if len(e.Value) == 0 {
		return fmt.Errorf("“%s” needs a value.", shorten(string(e.Op)))
	}
	v := gjson.ParseBytes(e.Value)
	switch e.Op {
	case Set:
		if v.Type == gjson.Null {
			return errors.New("To empty the field, clear it.")
		}
		if f.Multiple && !v.IsArray() {
			return errors.New("Give the list of all values.")
		}
		parse := f.parse
		if e.Exact {
			parse = f.parseExact
		}
		final, err := parse(v, fe.present)
		if err != nil {
			return err
		}
		if final.Empty() && !f.Clearable() {
			return fmt.Errorf("There is always a %s. Choose one.", strings.ToLower(f.Label))
		}
		*fe = fieldEdit{field: f, present: fe.present, absolute: true, final: final}
	case Add, Remove:
		return fe.foldElement(e.Op, v)
	case Append:
		if !f.allows(Append) {
			return errors.New("Text can be appended to text fields only.")
		}
		s, err := textOf(v)
		if err != nil {
			return err
		}
		if fe.absolute {
			fe.final = f.appended(fe.final, []string{s})
			return nil
		}
		fe.appends = append(fe.appends, s)
	default:
		return fmt.Errorf("There is no operation “%s”. Use set, clear, add, remove or append.", shorten(string(e.Op)))
	}
	return nil
}

// foldElement adds one value to a field of several, or takes one away.
func (fe *fieldEdit) foldElement(op Op, v gjson.Result) error {
	f := fe.field
	if !f.allows(op) {
		return errors.New("The field holds one value. Set it instead.")
	}
	if v.IsArray() || v.Type == gjson.Null {
		return fmt.Errorf("“%s” takes one value at a time.", op)
	}
	if op == Remove && !f.Records() && v.Type == gjson.String && slices.Contains(fe.present.list, v.Str) {
		fe.take(v.Str)
		return nil
	}
	one, err := f.parse(v, fe.present)
	if err != nil {
		return err
	}
	for _, a := range one.records {
		fe.moveRecord(op, a)
	}
	for _, s := range one.list {
		if op == Add {
			fe.give(s)
		} else {
			fe.take(s)
		}
	}
	return nil
}

func (fe *fieldEdit) give(s string) {
	if fe.absolute {
		fe.final = listValue(union(fe.final.list, s))
		return
	}
	fe.adds = union(fe.adds, s)
	fe.removes = without(fe.removes, []string{s})
}

func (fe *fieldEdit) take(s string) {
	if fe.absolute {
		fe.final = listValue(without(fe.final.list, []string{s}))
		return
	}
	fe.removes = union(fe.removes, s)
	fe.adds = without(fe.adds, []string{s})
}

func (fe *fieldEdit) moveRecord(op Op, a record) {
	drop := func(list []record) []record {
		return slices.DeleteFunc(slices.Clone(list), func(b record) bool { return a == b })
	}
	switch {
	case fe.absolute && op == Add:
		if !slices.Contains(fe.final.records, a) {
			fe.final = fe.final.withRecords(append(slices.Clone(fe.final.records), a))
		}
	case fe.absolute:
		fe.final = fe.final.withRecords(drop(fe.final.records))
	case op == Add:
		fe.recAdds, fe.recRems = append(drop(fe.recAdds), a), drop(fe.recRems)
	default:
		fe.recRems, fe.recAdds = append(drop(fe.recRems), a), drop(fe.recAdds)
	}
}

func union(a []string, s string) []string {
	if slices.Contains(a, s) {
		return a
	}
	return append(slices.Clone(a), s)
}

// apply returns what the field holds when the edits are made to v.
func (fe *fieldEdit) apply(v Value) Value {
	switch {
	case fe.absolute:
		return fe.final
	case fe.field.Records():
		out := slices.DeleteFunc(slices.Clone(v.records), func(a record) bool { return slices.Contains(fe.recRems, a) })
		for _, a := range fe.recAdds {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
		return recordsValue(out)
	case fe.field.Multiple:
		out := without(v.list, fe.removes)
		for _, s := range fe.adds {
			out = union(out, s)
		}
		return listValue(out)
	}
	return fe.field.appended(v, fe.appends)
}

const (
	alreadyThere = "Close already has this value."
	leftAsItWas  = "You left this value as it was; Close has a newer one."
)

// reconcile carries the edits over to what the server has, which is no longer what
// the user saw. It returns what the field shall hold, or why nothing is to be done,
// or that the user has to choose.
func (fe *fieldEdit) reconcile(saw Value) (mine Value, detail string, conflict bool) {
	f, theirs := fe.field, fe.present
	switch {
	case !fe.absolute && len(fe.appends) == 0:
		return fe.apply(theirs), "", false // one value more or less, whatever the others are
	case fe.absolute && f.equal(fe.final, saw):
		return theirs, leftAsItWas, false
	case fe.absolute && !fe.cleared && f.Multiple:
		// Values merge one by one: mine are those that I added and took away.
		mine = (&fieldEdit{field: f, adds: without(fe.final.list, saw.list), removes: without(saw.list, fe.final.list)}).apply(theirs)
	case fe.absolute && !fe.cleared && f.Records():
		merged, ok := mergeRecords(saw.records, theirs.records, fe.final.records)
		if !ok {
			return theirs, "", true
		}
		mine = recordsValue(merged)
	default:
		mine, conflict = fe.apply(saw), true
	}
	if f.equal(mine, theirs) {
		return theirs, alreadyThere, false
	}
	return mine, "", conflict
}
