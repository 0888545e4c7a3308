package patch_test

import (
	"maps"
	"slices"
	"strings"

	"leadpatch/wasm/patch"
)

// checkVerify is property (f): what the server did is accepted, and each change that
// it passes over is told apart from those that it made.
func (p *prover) checkVerify(plan *patch.Plan, after object) {
	p.Helper()
	p.checkAccepted(plan, p.scene.now, after)
	for _, c := range plan.Changes {
		deaf := p.scene.server
		deaf.ignore = c.Field.Key
		for _, v := range plan.Verify(p.document(p.send(deaf, p.scene.now, plan))) {
			now := p.scene.now[v.Field.Key]
			tidied := p.scene.server.tidy && same(v.Field, now, after[v.Field.Key])
			nothing := now == nil && string(v.Field.Show(v.After)) == `""` // an empty text is no more than none
			if v.Accepted != (v.Field != c.Field) && !tidied && !nothing {
				p.fail("%s was ignored; accepted %v of %s: wanted %s, has %s",
					c.Field.Key, v.Accepted, v.Field.Key, v.Field.Show(v.After), v.Field.Show(v.Has))
			}
		}
	}
}

// proveUndo is property (b): undo brings back what was, undo of undo what was done,
// and undo stops where somebody has been since.
func (p *prover) proveUndo(plan *patch.Plan, after object, d *dice) {
	p.Helper()
	edits, base := patch.Inverse(plan.Verify(p.document(after)))
	undo := p.compile(after, base, edits)
	if lost := p.unrestorable(plan); len(lost) > 0 {
		for _, e := range undo.Errors {
			if !slices.Contains(lost, e.Field) {
				p.fail("undo of %s is refused: %s", e.Field, e.Detail)
			}
		}
		if len(undo.Errors) != len(lost) || undo.Bodies != nil {
			p.fail("undo of %s sends %s, errors %v", lost, undo.Bodies, undo.Errors)
		}
		return
	}
	if len(undo.Errors)+len(undo.Conflicts) > 0 {
		p.fail("undo stops: errors %+v, conflicts %+v", undo.Errors, undo.Conflicts)
	}
	undone := p.send(p.scene.server, after, undo)
	p.checkSame("undo", p.scene.now, undone)
	p.checkAccepted(undo, after, undone)

	edits2, base2 := patch.Inverse(undo.Verify(p.document(undone)))
	redo := p.compile(undone, base2, edits2)
	if len(redo.Errors)+len(redo.Conflicts) > 0 {
		p.fail("undo of undo stops: errors %+v, conflicts %+v", redo.Errors, redo.Conflicts)
	}
	p.checkSame("undo of undo", after, p.send(p.scene.server, undone, redo))
	p.proveUndoStops(after, edits, base, d)
}

// proveHalfway lets a plan of several bodies break off after some. What had arrived
// is taken back; what had not, and somebody else has done since, stays.
func (p *prover) proveHalfway(plan *patch.Plan, d *dice) {
	p.Helper()
	if len(plan.Bodies) < 2 || len(p.unrestorable(plan)) > 0 {
		return
	}
	k := 1 + d.n(len(plan.Bodies)-1)
	part := p.send(p.scene.server, p.scene.now, &patch.Plan{Bodies: plan.Bodies[:k]})
	edits, base := patch.Inverse(plan.Verify(p.document(part)))
	p.checkSame("undo half way", p.scene.now, p.send(p.scene.server, part, p.compile(part, base, edits)))

	whole := p.send(p.scene.server, part, &patch.Plan{Bodies: plan.Bodies[k:]})
	undone := p.send(p.scene.server, whole, p.compile(whole, base, edits))
	for _, c := range plan.Changes {
		f, key := c.Field, c.Field.Key
		if !f.Multiple {
			continue
		}
		if lost := less(f, less(f, whole[key], part[key]), undone[key]); len(lost) > 0 {
			p.fail("undo of the first %d bodies took %s out of %s, which came later", k, encode(lost), key)
		}
		gone := less(f, part[key], whole[key])
		if back := less(f, gone, less(f, gone, undone[key])); len(back) > 0 {
			p.fail("undo of the first %d bodies put %s back into %s, which went later", k, encode(back), key)
		}
	}
}

// checkAccepted proves that everything which a server did is accepted. One that tidies
// a text until it is what it was has not done what was asked.
func (p *prover) checkAccepted(plan *patch.Plan, before, after object) {
	p.Helper()
	for _, v := range plan.Verify(p.document(after)) {
		key := v.Field.Key
		if !v.Accepted && !(p.scene.server.tidy && same(v.Field, before[key], after[key])) {
			p.fail("%s: %s is not accepted for %s", key, v.Field.Show(v.Has), v.Field.Show(v.After))
		}
	}
}

// checkSame compares whole objects, the fields by their meaning and all else
// exactly. A field whose text the server tidies cannot come back otherwise.
func (p *prover) checkSame(what string, want, got object) {
	p.Helper()
	for _, key := range keysOf(want, got) {
		f := p.scene.field(key)
		if f == nil {
			f = &patch.Field{Key: "custom.", Type: patch.Hidden}
		}
		if !same(f, want[key], got[key]) && !(p.scene.server.tidy && same(f, p.tidied(key, want[key]), got[key])) {
			p.fail("%s: %s is %s, was %s", what, key, encode(got[key]), encode(want[key]))
		}
	}
}

// unrestorable returns the fields of a plan that held what Close no longer offers:
// it would not take it back, so undo is refused by name, before anything is sent.
func (p *prover) unrestorable(plan *patch.Plan) []string {
	var out []string
	for _, c := range plan.Changes {
		f := c.Field
		switch f.Type {
		case patch.Status, patch.Choices, patch.User, patch.Contact:
		case patch.CustomObject:
			// Any id is taken, and nothing but an id of several.
			if f.Multiple && slices.ContainsFunc(several(p.scene.now[f.Key]), func(v any) bool { return !strings.HasPrefix(v.(string), "coi_") }) {
				out = append(out, f.Key)
			}
			continue
		default:
			continue
		}
		offered := func(v any) bool {
			return slices.ContainsFunc(f.Options, func(o patch.Option) bool { return o.Value == v })
		}
		old := elements(f, p.scene.now[f.Key])
		if f.Multiple {
			var kept []any
			if err := decodeInto(f.Show(c.After), &kept); err != nil {
				p.fail("%s: %v", f.Key, err)
			}
			old = less(f, old, kept)
		}
		if slices.ContainsFunc(old, func(v any) bool { return !offered(v) }) {
			out = append(out, f.Key)
		}
	}
	return out
}

// decodeInto reads what a page is shown of a field of several.
func decodeInto(shown []byte, list *[]any) error {
	value, err := decode(shown)
	*list = several(value)
	return err
}

// proveUndoStops lets a colleague change one of the fields, and another that the
// plan did not touch, before undo.
func (p *prover) proveUndoStops(after object, edits []patch.Edit, base patch.Base, d *dice) {
	p.Helper()
	moved := maps.Clone(after)
	moved["custom.cf_unlisted"] = "a colleague's"
	undo := p.compile(moved, base, edits)
	if len(undo.Errors)+len(undo.Conflicts) > 0 {
		p.fail("undo stops at a field of nobody's: %+v, %+v", undo.Errors, undo.Conflicts)
	}
	if restored := p.send(p.scene.server, moved, undo); restored["custom.cf_unlisted"] != "a colleague's" {
		p.fail("undo took back what a colleague did: %s", undo.Bodies)
	}
	i := slices.IndexFunc(edits, func(e patch.Edit) bool { return (e.Op == patch.Set || e.Op == patch.Clear) && partsOf[e.Field] == nil })
	if i < 0 {
		return
	}
	f := p.scene.field(edits[i].Field)
	theirs := d.value(f)
	if same(f, theirs, after[f.Key]) || same(f, theirs, p.scene.now[f.Key]) || same(f, after[f.Key], p.scene.now[f.Key]) {
		return // no change, or nothing to take back
	}
	moved[f.Key] = theirs
	undo = p.compile(moved, base, edits)
	if undo.Bodies != nil || len(undo.Conflicts) != 1 || undo.Conflicts[0].Field.Key != f.Key {
		p.fail("undo over a colleague's %s sends %s, conflicts %+v", encode(theirs), undo.Bodies, undo.Conflicts)
	}
}
