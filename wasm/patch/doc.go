// Package patch compiles a user's edits into the smallest JSON patch that does
// what they say to a Close lead and nothing else. It is pure: bytes in, bytes
// out, no clock, no network, no storage.
//
//	edits    what the user wants           [Edit]
//	schema   what the fields are           [Schema]
//	base     what the user saw             [Base]
//	lead     what the server has now       [Document]
//	   |
//	   v  Compile
//	fold     the edits of one field become one
//	check    each value against its field's type; wrong ones are [FieldError]s
//	merge    base / theirs / mine, per field; collisions are [Conflict]s
//	drop     what the server already has is not sent
//	emit     one flat JSON object, checked again by [Check]
//	   |
//	   v
//	Plan     what will change, the exact bytes of the PUT, and what stands in the way
//
// After the PUT, [Plan.Verify] compares the returned lead with the plan, because
// Close answers 200 to keys that it ignores.
//
// # Types of fields
//
// What depends on the type of a field is in one table, which the file of each type,
// type_*.go, adds a row to. Nothing else here or in the packages above asks which type
// a field has: they ask what it is like, by [Type.Form], [Type.Source],
// [Field.Operations] and so on.
//
// # Why the body is flat
//
// Close reads {"custom": {...}} as the whole set of custom fields and erases each
// one that is missing from it. The flat key "custom.cf_x" touches that field
// alone. A path "custom.cf_x" given to sjson builds the nested form, so every key
// goes through [gjson.Escape], and [Check] refuses a body with a "custom" key.
// Source: developer.close.com, Leads, "Update an existing lead".
package patch
