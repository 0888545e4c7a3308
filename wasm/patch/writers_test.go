package patch_test

import (
	"maps"
	"reflect"
	"slices"

	"leadpatch/wasm/patch"
)

// writer is one of two people who change one object at the same time, as the
// pipeline does it: read what is shown; read again, compile and send the first body;
// send what is left of the bodies, one at a time. Between any two of its steps the
// other may do anything. A racing one may be overtaken even between its reading and
// its first body, which no client of Close can help.
type writer struct {
	scene  *scene // what it saw, and what it wants
	racing bool
	seen   bool
	tries  int
	plan   *patch.Plan
	now    object // what its plan was compiled against
	sent   int    // how many of the bodies
	order  int    // of its compilation among the two
	result object // what its last PUT returned
}

func (w *writer) done() bool {
	return w.plan != nil && w.sent == len(w.plan.Bodies)
}

// step does the next thing to the object and returns it.
func (w *writer) step(p *prover, o object, clock *int) object {
	p.scene = w.scene
	if !w.seen {
		w.seen = true
		w.scene.seen = o
		for _, e := range w.scene.edits {
			w.scene.base[e.Field] = string(encode(o[e.Field]))
		}
		return o
	}
	if w.plan == nil {
		w.scene.now, w.tries = o, w.tries+1
		plan := p.compile(o, w.scene.base, plain(w.scene.edits))
		p.checkOutcomes(plan, w.scene.intents())
		for _, c := range plan.Conflicts { // mine shall win, now that I know
			w.scene.base[c.Field.Key] = c.NewBase
		}
		if len(plan.Conflicts) > 0 && w.tries < 3 {
			return o
		}
		*clock++
		w.plan, w.now, w.order, w.result = plan, o, *clock, o
		if plan.Bodies == nil || w.racing {
			return o
		}
	}
	next, err := w.scene.server.put(o, w.plan.Bodies[w.sent])
	if err != nil {
		p.fail("the server refuses %s: %v", w.plan.Bodies[w.sent], err)
	}
	w.sent++
	w.result = next
	return next
}

// change returns what the writer has made of a field; ok is false for nothing.
func (w *writer) change(key string) (was, became any, ok bool) {
	if w.plan.Bodies == nil {
		return nil, nil, false
	}
	in, named := w.scene.intents()[key]
	return w.now[key], in.value, named && in.outcome == changed
}

// proveWriters is property (g): whatever the order of two writers' steps, nothing
// that one of them has added or changed is lost unless the other has asked for that.
// Of two who race, this holds for whatever travels by .add and .remove.
func (p *prover) proveWriters(d *dice) {
	p.Helper()
	start := newScene(d)
	start.server.tidy = false
	object, clock, racing := start.now, 0, d.n(2) == 1
	var writers [2]*writer
	for i := range writers {
		s := *start
		s.base, s.edits = patch.Base{}, nil
		for range 1 + d.n(5) {
			if e := d.edit(&s); !e.bad {
				s.edits = append(s.edits, e)
			}
		}
		writers[i] = &writer{scene: &s, racing: racing}
	}
	for !writers[0].done() || !writers[1].done() {
		w := writers[d.n(2)]
		if w.done() {
			w = writers[0]
			if w.done() {
				w = writers[1]
			}
		}
		object = w.step(p, object, &clock)
	}
	if writers[0].order > writers[1].order {
		writers[0], writers[1] = writers[1], writers[0]
	}
	p.checkNothingLost(start.now, object, writers[0], writers[1])
	p.proveUndoBeside(object, writers[d.n(2)], writers)
}

// checkNothingLost compares the object with what the two wanted. The first is the
// one whose plan was compiled first, so the second has seen it on the server.
func (p *prover) checkNothingLost(before, after object, first, second *writer) {
	p.Helper()
	for _, key := range keysOf(before, after) {
		f := p.scene.field(key)
		was1, became1, ok1 := first.change(key)
		was2, became2, ok2 := second.change(key)
		switch {
		case !ok1 && !ok2:
			if !reflect.DeepEqual(before[key], after[key]) {
				p.fail("%s became %s by nobody; %s and %s", key, encode(after[key]), first.plan.Bodies, second.plan.Bodies)
			}
		case f.Multiple && !sendsWhole(first.plan, key) && !sendsWhole(second.plan, key), f.Multiple && !first.racing:
			p.checkElements(f, before[key], after[key], [2]span{{was1, became1, ok1}, {was2, became2, ok2}})
		case first.racing && ok1 && ok2:
			// One value for two people, written in the same moment: one of them has it. A
			// list that was cleared or sent whole may have lost what came in that moment.
			if !f.Multiple && !p.means(f, became1, after[key]) && !p.means(f, became2, after[key]) {
				p.fail("%s is %s after %s and %s", key, encode(after[key]), encode(became1), encode(became2))
			}
		case ok2 && !p.means(f, became2, after[key]), !ok2 && !p.means(f, became1, after[key]):
			p.fail("%s is %s after %s (%v) and %s (%v)", key, encode(after[key]), encode(became1), ok1, encode(became2), ok2)
		}
	}
}

// means compares a value with what was meant; a merged list may have any order.
func (p *prover) means(f *patch.Field, want, got any) bool {
	if isRecords(f) {
		return len(less(f, want, got))+len(less(f, got, want)) == 0
	}
	return same(f, want, got)
}

// span is what one writer has made of a field of several.
type span struct {
	was, became any
	changed     bool
}

func (s span) added(f *patch.Field) []any {
	if !s.changed {
		return nil
	}
	return less(f, s.became, s.was)
}

func (s span) removed(f *patch.Field) []any {
	if !s.changed {
		return nil
	}
	return less(f, s.was, s.became)
}

// checkElements follows each element: it is there if it was there or one has added
// it, unless one has removed it. Where one has added and the other removed it, either
// may have been the later.
func (p *prover) checkElements(f *patch.Field, before, after any, by [2]span) {
	p.Helper()
	added := append(by[0].added(f), by[1].added(f)...)
	removed := append(by[0].removed(f), by[1].removed(f)...)
	for _, v := range slices.Concat(elements(f, before), elements(f, after), added, removed) {
		is := slices.Contains(elements(f, after), v)
		a, r := slices.Contains(added, v), slices.Contains(removed, v)
		if a && r {
			continue
		}
		if should := a || slices.Contains(elements(f, before), v) && !r; is != should {
			p.fail("%s: %v of %s: is there %v; added %s, removed %s, before %s", f.Key, v, encode(after), is, encode(added), encode(removed), encode(before))
		}
	}
}

// proveUndoBeside undoes one of the two and proves that the other's work stays.
func (p *prover) proveUndoBeside(now object, w *writer, writers [2]*writer) {
	p.Helper()
	if w.plan.Bodies == nil {
		return
	}
	other := writers[0]
	if other == w {
		other = writers[1]
	}
	p.scene = w.scene
	edits, base := patch.Inverse(w.plan.Verify(p.document(w.result)))
	undone := p.send(w.scene.server, now, p.compile(now, base, edits))
	for key := range maps.Keys(other.scene.intents()) {
		was, became, changedIt := other.change(key)
		if _, _, mineToo := w.change(key); !changedIt {
			continue
		} else if !mineToo && !reflect.DeepEqual(undone[key], now[key]) {
			p.fail("undo took %s back, which the other wrote: %s", key, encode(undone[key]))
		}
		f := p.scene.field(key)
		if !f.Multiple {
			continue
		}
		mine, _, _ := w.change(key)
		for _, v := range less(f, became, was) {
			// What the other added, and this one has found there or never touched.
			if slices.Contains(elements(f, now[key]), v) && !slices.Contains(elements(f, undone[key]), v) && slices.Contains(elements(f, mine), v) {
				p.fail("undo took %v out of %s, which the other added", v, key)
			}
		}
	}
}
