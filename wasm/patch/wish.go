package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Op says what an edit does to its field.
type Op string

const (
	Set    Op = "set"
	Clear  Op = "clear"
	Add    Op = "add"
	Remove Op = "remove"
	Append Op = "append"
)

// Edit is one operation on one field.
type Edit struct {
	Field string
	Op    Op
	Value []byte // JSON; nil for Clear
	// Exact says of a Set or Clear that this is what Close had, not what a person
	// typed. It is how undo restores what no person could type.
	Exact bool
}

// wish is what all edits of one field come to. It is either absolute (the field
// shall be final) or relative to whatever the server has.
type wish struct {
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

// fold applies one more edit to the wish. The error is a sentence for the user.
func (w *wish) fold(e Edit) error {
	f := w.field
	if e.Op == Clear {
		if len(e.Value) > 0 {
			return errors.New("“clear” takes no value.")
		}
		if !f.allows(Clear) && !(e.Exact && f.Key == "name") {
			return fmt.Errorf("There is always a %s. Choose another instead.", strings.ToLower(f.Label))
		}
		*w = wish{field: f, present: w.present, absolute: true, cleared: true}
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
		final, err := parse(v, w.present)
		if err != nil {
			return err
		}
		if final.Empty() && !f.Clearable() {
			return fmt.Errorf("There is always a %s. Choose one.", strings.ToLower(f.Label))
		}
		*w = wish{field: f, present: w.present, absolute: true, final: final}
	case Add, Remove:
		return w.foldElement(e.Op, v)
	case Append:
		if !f.allows(Append) {
			return errors.New("Text can be appended to text fields only.")
		}
		s, err := textOf(v)
		if err != nil {
			return err
		}
		if w.absolute {
			w.final = f.appended(w.final, []string{s})
			return nil
		}
		w.appends = append(w.appends, s)
	default:
		return fmt.Errorf("There is no operation “%s”. Use set, clear, add, remove or append.", shorten(string(e.Op)))
	}
	return nil
}

// foldElement adds one value to a field of several, or takes one away.
func (w *wish) foldElement(op Op, v gjson.Result) error {
	f := w.field
	if !f.allows(op) {
		return errors.New("The field holds one value. Set it instead.")
	}
	if v.IsArray() || v.Type == gjson.Null {
		return fmt.Errorf("“%s” takes one value at a time.", op)
	}
	if op == Remove && !f.Records() && v.Type == gjson.String && slices.Contains(w.present.list, v.Str) {
		w.take(v.Str)
		return nil
	}
	one, err := f.parse(v, w.present)
	if err != nil {
		return err
	}
	for _, a := range one.records {
		w.moveRecord(op, a)
	}
	for _, s := range one.list {
		if op == Add {
			w.give(s)
		} else {
			w.take(s)
		}
	}
	return nil
}

func (w *wish) give(s string) {
	if w.absolute {
		w.final = listValue(union(w.final.list, s))
		return
	}
	w.adds = union(w.adds, s)
	w.removes = without(w.removes, []string{s})
}

func (w *wish) take(s string) {
	if w.absolute {
		w.final = listValue(without(w.final.list, []string{s}))
		return
	}
	w.removes = union(w.removes, s)
	w.adds = without(w.adds, []string{s})
}

func (w *wish) moveRecord(op Op, a record) {
	drop := func(list []record) []record {
		return slices.DeleteFunc(slices.Clone(list), func(b record) bool { return a == b })
	}
	switch {
	case w.absolute && op == Add:
		if !slices.Contains(w.final.records, a) {
			w.final = w.final.withRecords(append(slices.Clone(w.final.records), a))
		}
	case w.absolute:
		w.final = w.final.withRecords(drop(w.final.records))
	case op == Add:
		w.recAdds, w.recRems = append(drop(w.recAdds), a), drop(w.recRems)
	default:
		w.recRems, w.recAdds = append(drop(w.recRems), a), drop(w.recAdds)
	}
}

func union(a []string, s string) []string {
	if slices.Contains(a, s) {
		return a
	}
	return append(slices.Clone(a), s)
}

// apply returns what the field holds when the wish comes true over v.
func (w *wish) apply(v Value) Value {
	switch {
	case w.absolute:
		return w.final
	case w.field.Records():
		out := slices.DeleteFunc(slices.Clone(v.records), func(a record) bool { return slices.Contains(w.recRems, a) })
		for _, a := range w.recAdds {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
		return recordsValue(out)
	case w.field.Multiple:
		out := without(v.list, w.removes)
		for _, s := range w.adds {
			out = union(out, s)
		}
		return listValue(out)
	}
	return w.field.appended(v, w.appends)
}

const (
	alreadyThere = "Close already has this value."
	leftAsItWas  = "You left this value as it was; Close has a newer one."
)

// reconcile carries the wish over to what the server has, which is no longer what
// the user saw. It returns what the field shall hold, or why nothing is to be done,
// or that the user has to choose.
func (w *wish) reconcile(saw Value) (mine Value, detail string, conflict bool) {
	f, theirs := w.field, w.present
	switch {
	case !w.absolute && len(w.appends) == 0:
		return w.apply(theirs), "", false // one value more or less, whatever the others are
	case w.absolute && f.equal(w.final, saw):
		return theirs, leftAsItWas, false
	case w.absolute && !w.cleared && f.Multiple:
		// Values merge one by one: mine are those that I added and took away.
		mine = (&wish{field: f, adds: without(w.final.list, saw.list), removes: without(saw.list, w.final.list)}).apply(theirs)
	case w.absolute && !w.cleared && f.Records():
		merged, ok := mergeRecords(saw.records, theirs.records, w.final.records)
		if !ok {
			return theirs, "", true
		}
		mine = recordsValue(merged)
	default:
		mine, conflict = w.apply(saw), true
	}
	if f.equal(mine, theirs) {
		return theirs, alreadyThere, false
	}
	return mine, "", conflict
}
