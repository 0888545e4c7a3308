package patch

import (
	"slices"

	"github.com/tidwall/gjson"
)

// Inverse returns the edits that take the accepted changes back, and what must
// still be true for them to be taken back: the base. They go through the same
// pipeline as any others, so a field that has moved meanwhile is a conflict.
//
// A field of several values of which only some arrived is taken back as far as it
// went. What had no value is cleared, what had one is set to exactly that. Of several
// values, those that the plan added are removed and those that it removed are
// added; values that were there before the plan, or came after it, stay.
func Inverse(verified []Verified) ([]Edit, Base) {
	var edits []Edit
	base := Base{}
	for _, v := range verified {
		f := v.Field
		switch {
		case f.Multiple:
			for _, s := range without(v.After.list, v.Now.list) {
				if slices.Contains(v.Has.list, s) {
					edits = append(edits, Edit{Field: f.Key, Op: Remove, Value: gjson.AppendJSONString(nil, s)})
				}
			}
			for _, s := range without(v.Now.list, v.After.list) {
				if !slices.Contains(v.Has.list, s) {
					edits = append(edits, Edit{Field: f.Key, Op: Add, Value: gjson.AppendJSONString(nil, s)})
				}
			}
		case !v.Accepted:
		case v.Now.Empty():
			edits = append(edits, Edit{Field: f.Key, Op: Clear, Exact: true})
			base[f.Key] = string(f.appendJSON(nil, v.Has))
		default:
			edits = append(edits, Edit{Field: f.Key, Op: Set, Value: f.appendJSON(nil, v.Now), Exact: true})
			base[f.Key] = string(f.appendJSON(nil, v.Has))
		}
	}
	return edits, base
}
