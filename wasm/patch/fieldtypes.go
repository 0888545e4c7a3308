package patch

import (
	"maps"
	"slices"

	"github.com/tidwall/gjson"
)

// Type is the kind of values a field takes. The words are those of Close's
// custom-field schema, and a few more for the standard fields. Each has a file of its
// own, type_*.go.
type Type string

// Form is what one value of a field is when it is given as a text.
type Form string

const (
	// FormText is any text, kept as it is.
	FormText Form = "text"
	// FormOption is one of [Field.Options].
	FormOption Form = "option"
	FormNumber Form = "number"
	// FormDate is a date as Close writes it, 2006-01-02.
	FormDate Form = "date"
	// FormDateTime is RFC 3339 with its offset.
	FormDateTime Form = "datetime"
	FormURL      Form = "url"
	FormEmail    Form = "email"
	FormPhone    Form = "phone"
	// FormID is the id of an object in Close.
	FormID Form = "id"
	// FormNone is what no single text can say.
	FormNone Form = ""
)

// Source is where the options of a field come from.
type Source string

const (
	FromNowhere  Source = ""         // the field takes no options
	FromStatuses Source = "statuses" // the lead statuses of the organization
	FromChoices  Source = "choices"  // the field's own list
	FromUsers    Source = "users"    // the users of the organization
	FromContacts Source = "contacts" // the contacts of the lead
	FromObjects  Source = "objects"  // the custom objects of the lead, where they are known
)

// fieldType is all that depends on the type of a field. The rest of the package asks
// it and never which type it is.
type fieldType struct {
	name Type
	// custom is set where Close documents the type for custom fields.
	custom bool
	form   Form
	source Source
	// labeled is set where a value is an id, which its option gives a label.
	labeled bool
	// required is set where Close needs a value: nobody may clear the field.
	required bool
	// glue stands between a text and what is appended to it; empty where nothing can be.
	glue string
	// locked says why no field of the type can be edited; usually empty.
	locked string

	// parse checks one value that a user gave and returns it as it will be sent. present
	// is what the server has. The error is a sentence for the user.
	parse func(f *Field, v gjson.Result, present Value) (Value, error)
	// same reports whether two different texts mean the same value; nil where none do.
	same func(a, b string) bool
	// rewritten reports whether has is what Close may make of the text want, beyond what
	// same takes for the same; nil where Close keeps every text as it is.
	rewritten func(want, has string) bool
	// records describes the items of a field that holds a list of them; nil for any
	// other. Then parse and what compares texts are not used.
	records *recordType
}

// fieldTypes is the table of the types. Each is added by the file that describes it.
var fieldTypes = map[Type]*fieldType{}

// register adds a type to the table.
func register(t fieldType) *fieldType {
	fieldTypes[t.name] = &t
	return &t
}

// Types returns all types, sorted.
func Types() []Type { return slices.Sorted(maps.Keys(fieldTypes)) }

// CustomType returns the type of custom fields that Close calls s, or [Unknown] and
// false where Close's documentation had none by that name when this was written.
// Source: developer.close.com, Custom Fields.
func CustomType(s string) (t Type, known bool) {
	if d := fieldTypes[Type(s)]; d != nil && d.custom {
		return d.name, true
	}
	return Unknown, false
}

// info returns what the table says about the type. A type that is not in it is
// [Unknown].
func (t Type) info() *fieldType {
	if d := fieldTypes[t]; d != nil {
		return d
	}
	return unknownType
}

// Form returns what one value is when it is given as a text.
func (t Type) Form() Form { return t.info().form }

// Source returns where the options of a field of the type come from.
func (t Type) Source() Source { return t.info().source }

// Textual reports whether the type is free text, to which more can be appended.
func (t Type) Textual() bool { return t.info().glue != "" }

// Multiline reports whether the type is free text of several lines.
func (t Type) Multiline() bool { return t.info().glue == "\n" }

// Custom reports whether the field is a custom field, which null empties.
func (f *Field) Custom() bool { return isCustomKey(f.Key) }

// Textual reports whether the field takes free text, to which more can be appended.
func (f *Field) Textual() bool { return f.Type.Textual() }

// Records reports whether the field holds a list of records.
func (f *Field) Records() bool { return f.Type.info().records != nil }

// RecordLabels returns what Close's own interface offers as the type of an email, phone
// or web address, or as the label of an address, the one of a new record first; nil for a
// field without records. Others may be written.
func (f *Field) RecordLabels() []string {
	if r := f.Type.info().records; r != nil {
		return r.labels
	}
	return nil
}

// HasLabels reports whether a value of the field is an id, or several, whose labels are
// in [Field.Options].
func (f *Field) HasLabels() bool { return f.Type.info().labeled }

// Clearable reports whether a user may empty the field. Close has nameless leads, and
// undo may bring one back, but nobody should make one by a slip.
func (f *Field) Clearable() bool { return f.Key != "name" && !f.Type.info().required }

// operations are all that there are, in the order in which a page offers them.
var operations = []Op{Set, Clear, Add, Remove, Append}

// Operations returns the operations that [Compile] accepts for the field, none where it
// is locked.
func (f *Field) Operations() []Op {
	if f.locked() != "" {
		return nil
	}
	out := make([]Op, 0, len(operations))
	for _, op := range operations {
		if f.allows(op) {
			out = append(out, op)
		}
	}
	return out
}

// allows reports whether the operation makes sense for a field like this one.
func (f *Field) allows(op Op) bool {
	switch op {
	case Set:
		return true
	case Clear:
		return f.Clearable()
	case Add, Remove:
		return f.Multiple || f.Records()
	case Append:
		return f.Textual() && !f.Multiple // of several texts, none is the one to append to
	}
	return false
}

// locked returns the sentence that says why the field may not be edited, or "".
func (f *Field) locked() string {
	if f.Locked != "" {
		return f.Locked
	}
	return f.Type.info().locked
}

// ofText returns a way to parse a value whose text the check returns as it will be
// sent, with the sentence that says what is wrong.
func ofText(check func(string) (string, error)) func(*Field, gjson.Result, Value) (Value, error) {
	return func(_ *Field, v gjson.Result, _ Value) (Value, error) {
		s, err := textOf(v)
		if err != nil {
			return Value{}, err
		}
		s, err = check(s)
		return Value{kind: text, text: s}, err
	}
}
