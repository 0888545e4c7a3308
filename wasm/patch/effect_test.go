package patch_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"leadpatch/wasm/patch"
)

// checkEffect is property (a): what differs are the fields of the plan, and they
// hold what was meant.
func (p *prover) checkEffect(plan *patch.Plan, intents map[string]intent, after object) {
	p.Helper()
	changes := map[string]bool{}
	for _, c := range plan.Changes {
		changes[c.Field.Key] = true
	}
	for _, key := range keysOf(p.scene.now, after) {
		if !changes[key] && !reflect.DeepEqual(p.scene.now[key], after[key]) {
			p.fail("%s became %s by %s", key, encode(after[key]), plan.Bodies)
		}
	}
	for key := range changes {
		f, want := p.scene.field(key), p.tidied(key, intents[key].value)
		if intents[key].loose && isRecords(f) {
			if len(less(f, want, after[key])) > 0 || len(less(f, after[key], want)) > 0 {
				p.fail("%s is %s, meant was some order of %s", key, encode(after[key]), encode(want))
			}
		} else if !same(f, want, after[key]) {
			p.fail("%s is %s, meant was %s, by %s", key, encode(after[key]), encode(want), plan.Bodies)
		}
		if digits, isNumber := want.(json.Number); isNumber && after[key] != digits {
			p.fail("%s is %s, not digit for digit %s", key, encode(after[key]), digits)
		}
		p.checkUntouchedItems(f, intents[key].value, after[key])
		if f.Multiple && sendsWhole(plan, key) && !p.mayReplace(f, intents[key].value) {
			p.fail("%s is sent whole, which loses what comes in between: %s", key, plan.Bodies)
		}
	}
}

// mayReplace reports whether a field of several may be sent as a list or as null: when it
// was cleared, or when one by one its values would need more than twenty requests.
func (p *prover) mayReplace(f *patch.Field, want any) bool {
	now := p.scene.now[f.Key]
	return len(less(f, want, now)) > 20 || len(less(f, now, want)) > 20 ||
		slices.ContainsFunc(p.scene.edits, func(e wanted) bool { return e.Field == f.Key && e.Op == patch.Clear })
}

// sendsWhole reports whether a plan sends a field itself, and not .add and .remove.
func sendsWhole(plan *patch.Plan, key string) bool {
	return slices.ContainsFunc(plan.Bodies, func(body []byte) bool {
		sent, err := decodeObject(body)
		_, whole := sent[key]
		return err == nil && whole
	})
}

// checkUntouchedItems proves of a list that was sent whole that the items which were
// there before came back as they were, with null where null was.
func (p *prover) checkUntouchedItems(f *patch.Field, want, after any) {
	p.Helper()
	for _, old := range elements(f, p.scene.now[f.Key]) {
		if !isRecords(f) || p.scene.server.tidy || !slices.ContainsFunc(elements(f, want), equalTo(f, old)) {
			continue
		}
		twin := func(v any) bool { return equalTo(f, old)(v) && !samePartsAs(f, old, v) }
		if p.scene.exactly(f.Key) || slices.ContainsFunc(elements(f, p.scene.now[f.Key]), twin) {
			continue // undo writes its own forms; of two equal items one form is enough
		}
		if !slices.ContainsFunc(elements(f, after), func(v any) bool { return samePartsAs(f, old, v) }) {
			p.fail("%s: the untouched %s is not in %s", f.Key, encode(old), encode(after))
		}
	}
}

// exactly reports whether an edit of the field is one of undo's.
func (s *scene) exactly(key string) bool {
	return slices.ContainsFunc(s.edits, func(e wanted) bool { return e.Field == key && e.Exact })
}

func samePartsAs(f *patch.Field, a, b any) bool {
	for _, part := range partsOf[f.Key] {
		if a.(object)[part] != b.(object)[part] {
			return false
		}
	}
	return true
}

// tidied returns a value as the scene's server would write it.
func (p *prover) tidied(key string, value any) any {
	s := &p.scene.server
	f := s.fields[key]
	switch {
	case f.Type == patch.Choices, f.Type == patch.User, f.Type == patch.Contact, f.Type == patch.CustomObject, f.Type == patch.Hidden:
		return value
	case partsOf[key] != nil:
		list, err := s.items(key, append([]any{}, elements(&f, value)...))
		if err != nil {
			p.fail("%s: %v", key, err)
		}
		return list
	}
	return s.tidied(key, value)
}

func keysOf(a, b object) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}
