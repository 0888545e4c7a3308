package patch

import (
	"slices"

	"github.com/tidwall/gjson"
)

// Inverse returns the edits that take the accepted changes back, and what must
// still be true for them to be taken back: the base. They go through the same
// pipeline as any others, so a field that has moved in the meantime is a conflict.
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

// Missing returns edits that ask for what now does not yet show of the plan, and
// what the server had before the plan: the base. With a nil now they ask for all of
// it. Compiled against whatever the server has, they bring about the rest of the plan
// and nothing else, however often; a field that somebody else has moved in the meantime is
// a conflict.
func (p *Plan) Missing(now *Document) ([]Edit, Base) {
	var edits []Edit
	base := Base{}
	for _, c := range p.Changes {
		f := c.Field
		has := c.Now
		if now != nil {
			has = f.Read(now)
			// Also when Close has written the value in another form.
			if accepted, _ := f.shows(c, has); accepted {
				continue
			}
		}
		switch {
		case f.Multiple:
			// A value that is there already, or gone already, is not asked for again: it
			// may be one that Close no longer offers.
			for _, s := range without(without(c.After.list, c.Now.list), has.list) {
				edits = append(edits, Edit{Field: f.Key, Op: Add, Value: gjson.AppendJSONString(nil, s)})
			}
			for _, s := range without(c.Now.list, c.After.list) {
				if slices.Contains(has.list, s) {
					edits = append(edits, Edit{Field: f.Key, Op: Remove, Value: gjson.AppendJSONString(nil, s)})
				}
			}
			continue
		case c.After.Empty():
			edits = append(edits, Edit{Field: f.Key, Op: Clear, Exact: true})
		default:
			edits = append(edits, Edit{Field: f.Key, Op: Set, Value: f.appendJSON(nil, c.After), Exact: true})
		}
		base[f.Key] = string(f.appendJSON(nil, c.Now))
	}
	return edits, base
}
