package patch

// Unknown stands for a type that is newer than this version. No field of it can be
// edited, so that none of its values is ever parsed.
const Unknown Type = "unknown"

var unknownType = register(fieldType{name: Unknown,
	locked: "This version of Leadpatch does not know this type of field. Change it in Close."})
