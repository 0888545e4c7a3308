package patch

// Verified is what the lead that Close returned shows of one change.
type Verified struct {
	Change
	// Has is what Close has now.
	Has Value
	// Accepted is false when Close answered with success and did not make the
	// change: it ignores keys that it does not know.
	Accepted bool
	// Normalized says that Close accepted the value and wrote it in another form.
	Normalized bool
}

// Verify compares the lead that Close returned with the plan, one result for
// each change.
func (p *Plan) Verify(returned *Document) []Verified {
	out := make([]Verified, len(p.Changes))
	for i, c := range p.Changes {
		v := Verified{Change: c, Has: c.Field.Read(returned)}
		v.Accepted, v.Normalized = c.Field.shows(c, v.Has)
		out[i] = v
	}
	return out
}

// shows reports whether has is the value that the change wanted, and whether it is
// that value in another form.
func (f *Field) shows(c Change, has Value) (accepted, normalized bool) {
	want := c.After
	if f.equal(want, has) {
		// The same instant with another offset is the same value, but not what was
		// written: the user is told.
		return true, f.Type.info().same != nil && want.text != has.text
	}
	if f.equal(c.Now, has) && !(want.text == "" && c.Now.Empty()) {
		return false, false // what was there before, even if only the spelling was to change
	}
	if f.Multiple {
		// Somebody else may have changed other elements in the same moment. Only what
		// was asked for counts.
		added, removed := without(want.list, c.Now.list), without(c.Now.list, want.list)
		return len(without(added, has.list)) == 0 && len(without(removed, has.list)) == len(removed), false
	}
	if r := f.Type.info().records; r != nil {
		return r.rewritten(want.records, has.records), true
	}
	switch {
	case want.text == "" && has.text == "" && want.kind <= text && has.kind <= text:
		return true, false // "" and no value
	case want.kind == digit && has.kind == digit:
		return sameFloat(want.text, has.text), true
	case want.kind == digit && has.kind == text, want.kind == text && has.kind == digit:
		return want.text == has.text, false // a hidden field may turn one into the other
	case want.kind != text || has.kind != text:
		return false, false
	}
	if rewritten := f.Type.info().rewritten; rewritten != nil {
		return rewritten(want.text, has.text), true
	}
	return false, false
}
