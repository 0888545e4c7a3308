package patch

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// Base is what the user saw: for each field key the JSON text that the server
// had then, "null" for none. A field that is missing was not seen.
type Base map[string]string

// Change is one field that the plan changes.
type Change struct {
	Field *Field
	Now   Value
	After Value
	// Note is a sentence to read before applying; usually empty.
	Note string

	parts []part
}

// part is one key of an emitted object.
type part struct {
	key   string
	value []byte
	round int // which of the plan's bodies it goes into
}

// Unchanged is a field for which nothing is sent, and why.
type Unchanged struct {
	Field  *Field
	Detail string
}

// Conflict is a field that was changed here and in Close, differently.
type Conflict struct {
	Field  *Field
	Base   Value
	Theirs Value
	Mine   Value
	// NewBase is theirs as JSON text: as Base it says "seen, and still mine".
	NewBase string
}

// FieldError is what is wrong with the edits of one field.
type FieldError struct {
	Field  string
	Label  string
	Detail string
}

// Plan is a compiled patch.
type Plan struct {
	Changes   []Change
	Unchanged []Unchanged
	Conflicts []Conflict
	Errors    []FieldError
	// Bodies are the exact JSON of the PUTs, in order: usually one. There is none
	// when there is nothing to send or when conflicts or errors stand in the way: a
	// plan is sent whole or not at all.
	Bodies [][]byte
}

// maxEdits bounds the work of one request. A lead has some hundred fields.
const maxEdits = 2000

// Compile makes the plan that carries the edits out on the lead as the server
// has it now. What is wrong with single fields is in the plan; the error is for
// requests that make no sense as a whole.
func Compile(lead *Document, schema *Schema, base Base, edits []Edit) (*Plan, error) {
	if len(edits) > maxEdits {
		return nil, fmt.Errorf("more than %d edits at once", maxEdits)
	}
	plan := &Plan{}
	folded := plan.foldAll(lead, schema, edits)
	for _, fe := range folded {
		plan.merge(fe, base)
	}
	if len(plan.Errors) > 0 || len(plan.Conflicts) > 0 || len(plan.Changes) == 0 {
		return plan, nil
	}
	bodies, err := emit(schema.kind, plan.Changes)
	if err != nil {
		return nil, err
	}
	plan.Bodies = bodies
	return plan, nil
}

// foldAll makes one [fieldEdit] of all edits of each field, in the order in which the
// fields were first named. A field with a wrong edit becomes an error instead.
func (p *Plan) foldAll(lead *Document, schema *Schema, edits []Edit) []*fieldEdit {
	var order []*fieldEdit
	byField := make(map[string]*fieldEdit, len(edits))
	for _, e := range edits {
		fe, seen := byField[e.Field]
		if seen && fe == nil {
			continue // already an error
		}
		f, refusal := schema.editable(e.Field)
		if refusal == "" && !seen {
			fe = &fieldEdit{field: f, present: f.Read(lead)}
			order = append(order, fe)
			if fe.present.unreadable {
				refusal = "Close holds something here that cannot be read. Change this field in Close."
			}
		}
		if refusal == "" {
			if err := checkEdit(e); err != nil {
				refusal = err.Error()
			} else if err := fe.fold(e); err != nil {
				refusal = err.Error()
			}
		}
		if refusal != "" {
			label := shorten(e.Field)
			if f != nil {
				label = f.Label
			}
			p.Errors = append(p.Errors, FieldError{Field: e.Field, Label: label, Detail: refusal})
			order = drop(order, fe)
			fe = nil
		}
		byField[e.Field] = fe
	}
	return order
}

func drop(order []*fieldEdit, fe *fieldEdit) []*fieldEdit {
	for i := range order {
		if order[i] == fe {
			return append(order[:i:i], order[i+1:]...)
		}
	}
	return order
}

// checkEdit refuses a value that is not JSON before gjson reads it.
func checkEdit(e Edit) error {
	if len(e.Value) == 0 {
		return nil
	}
	if err := CheckJSON(e.Value); err != nil {
		return fmt.Errorf("The value is %fe.", err)
	}
	return nil
}

// editable returns the field under the key, or the sentence that says why it
// cannot be edited.
func (s *Schema) editable(key string) (*Field, string) {
	f := s.Field(key)
	switch {
	case f != nil:
		return f, f.locked()
	case strings.HasSuffix(key, ".add") || strings.HasSuffix(key, ".remove"):
		return nil, "Name the field itself and use the operation “add” or “remove”."
	case isCustomKey(key):
		return nil, fmt.Sprintf("Close has no such field for a %s any more. Reload.", s.kind)
	case key == "custom":
		return nil, "“custom” would replace all custom fields at once. Name each field as custom.cf_…."
	case s.kind == LeadKind && (key == "contacts" || strings.HasPrefix(key, "contacts.") || IsField(ContactKind, key)):
		return nil, "A contact is not changed through its lead. Choose the contact and change it there."
	}
	return nil, fmt.Sprintf("“%s” is not a field of a %s that can be changed.", shorten(key), s.kind)
}

// merge compares what the user saw, what the server has and what the user wants,
// and puts the field where it belongs in the plan.
func (p *Plan) merge(fe *fieldEdit, base Base) {
	f, theirs := fe.field, fe.present
	mine := fe.apply(theirs)
	if f.equal(mine, theirs) {
		p.Unchanged = append(p.Unchanged, Unchanged{f, alreadyThere})
		return
	}
	if seen, ok := base[f.Key]; ok {
		if err := CheckJSON([]byte(seen)); err != nil {
			p.Errors = append(p.Errors, FieldError{f.Key, f.Label, "What you saw of this field was lost on the way. Reload the lead."})
			return
		}
		if saw := f.read(seen); !f.equal(saw, theirs) {
			var conflict bool
			var detail string
			mine, detail, conflict = fe.reconcile(saw)
			switch {
			case conflict:
				p.Conflicts = append(p.Conflicts, Conflict{f, saw, theirs, fe.apply(saw), string(f.appendJSON(nil, theirs))})
				return
			case detail != "":
				p.Unchanged = append(p.Unchanged, Unchanged{f, detail})
				return
			}
		}
	}
	mine.forms = theirs.forms
	if fe.final.forms != nil {
		mine.forms = fe.final.forms // exact: as undo wants them back
	}
	p.Changes = append(p.Changes, Change{Field: f, Now: theirs, After: mine, Note: note(f, mine), parts: parts(f, theirs, mine, fe.cleared)})
}

// maxRounds is the most PUTs that one plan makes.
const maxRounds = 20

// parts chooses the keys that carry one change.
//
// Several values travel as .add and .remove, one value each, in as many PUTs as
// the longer of the two needs. A list would need one PUT only, but it replaces
// what anybody adds between our reading and our writing, and Close has no ETag
// that would tell. The price is requests, so beyond [maxRounds] it is a list.
func parts(f *Field, theirs, mine Value, cleared bool) []part {
	if f.Multiple && !cleared {
		added, removed := without(mine.list, theirs.list), without(theirs.list, mine.list)
		if max(len(added), len(removed)) <= maxRounds {
			out := make([]part, 0, len(added)+len(removed))
			for i, s := range added {
				out = append(out, part{f.Key + ".add", gjson.AppendJSONString(nil, s), i})
			}
			for i, s := range removed {
				out = append(out, part{f.Key + ".remove", gjson.AppendJSONString(nil, s), i})
			}
			return out
		}
	}
	if mine.Empty() && !f.Custom() {
		// No page of Close says that a standard field takes null; its own empty
		// values are "" and [].
		if f.Records() {
			return []part{{key: f.Key, value: []byte("[]")}}
		}
		return []part{{key: f.Key, value: []byte(`""`)}}
	}
	return []part{{key: f.Key, value: f.appendJSON(nil, mine)}}
}

// note returns what a user should know about the value before it is sent.
func note(f *Field, v Value) string {
	switch {
	case v.kind == digit:
		if shown, rounded := roundedInBrowser(v.text); rounded {
			return fmt.Sprintf("More digits than a browser keeps: Close's own page may show %s.", shown)
		}
	case v.kind == text && f.Textual():
		if n := utf8.RuneCountInString(v.text); n >= longText {
			return fmt.Sprintf("A long text: %d characters.", n)
		}
	}
	return ""
}
