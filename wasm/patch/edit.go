package patch

// Op is what an edit does to its field.
type Op string

const (
	Set    Op = "set"    // gives the field a new value; where it holds several, all of them
	Clear  Op = "clear"  // empties the field
	Add    Op = "add"    // adds one value to a field of several
	Remove Op = "remove" // takes one value from a field of several
	Append Op = "append" // writes more text after the text that is there
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
