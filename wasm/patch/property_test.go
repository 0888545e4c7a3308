package patch_test

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"hash"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"leadpatch/wasm/patch"
)

var (
	seedFlag  = flag.Uint64("seed", 1, "seed of the random cases")
	casesFlag = flag.Int("cases", 0, "number of random cases; 0 for the usual one")
	caseFlag  = flag.Int("case", -1, "the one random case to run, after a failure")
)

// usualCases is how many random cases a run has.
var usualCases = 20_000

// TestProperties holds random cases against the model of Close and the model of
// intent. It prints how many there were and a hash of every byte that the compiler
// emitted, by which runs on different machines can be compared.
func TestProperties(t *testing.T) {
	count := *casesFlag
	switch {
	case count > 0:
	case runtime.GOOS == "js", testing.Short():
		count = 1500
	default:
		count = usualCases
	}
	run := func(t *testing.T, i int, h hash.Hash) {
		p := &prover{TB: t, name: fmt.Sprintf("-seed %d -case %d", *seedFlag, i), emitted: h}
		d := &dice{random: rand.New(rand.NewPCG(*seedFlag, uint64(i)))}
		p.prove(newScene(d), d)
		if i%4 == 0 {
			p.proveWriters(d)
		}
	}
	if *caseFlag >= 0 {
		run(t, *caseFlag, sha256.New())
		return
	}
	// One shard for each processor, and one sum for all, whatever their number.
	const shards = 4
	sums := make([][]byte, shards)
	t.Run("shards", func(t *testing.T) {
		for s := range shards {
			t.Run(fmt.Sprint(s), func(t *testing.T) {
				t.Parallel()
				h := sha256.New()
				for i := s; i < count; i += shards {
					run(t, i, h)
				}
				sums[s] = h.Sum(nil)
			})
		}
	})
	t.Logf("properties: %d cases, emitted %x", count, sha256.Sum256(slices.Concat(sums...)))
}

// prover proves the properties of one case, and says which it was when one fails.
type prover struct {
	testing.TB
	name    string
	emitted hash.Hash // of all bodies; nil where nobody compares them
	scene   *scene
}

func (p *prover) fail(format string, args ...any) {
	p.Helper()
	p.Fatalf("%s\n%s\n%s", fmt.Sprintf(format, args...), p.name, p.scene)
}

// String shows what a failure needs to be understood: the edits and their fields.
func (s *scene) String() string {
	var out strings.Builder
	shown := map[string]bool{}
	for _, e := range s.edits {
		if f := s.field(e.Field); f != nil && !shown[e.Field] {
			shown[e.Field] = true
			base, seen := s.base[e.Field]
			fmt.Fprintf(&out, "%s %s several=%v locked=%v\n  seen %.300s\n  now  %.300s\n  base %.300q %v\n  of   %v\n",
				f.Key, f.Type, f.Multiple, f.Locked != "", encode(s.seen[f.Key]), encode(s.now[f.Key]), base, seen, f.Options)
		}
		fmt.Fprintf(&out, "  %s %s %.300q exact=%v bad=%v means %.300v %.300v\n", e.Field, e.Op, e.Value, e.Exact, e.bad, e.value, e.items)
	}
	return out.String()
}

// document gives an object to the compiler.
func (p *prover) document(o object) *patch.Document {
	p.Helper()
	doc, err := patch.ParseDocument(encode(o))
	if err != nil {
		p.fail("the lead is refused: %v", err)
	}
	return doc
}

func (p *prover) compile(now object, base patch.Base, edits []patch.Edit) *patch.Plan {
	p.Helper()
	plan, err := patch.Compile(p.document(now), patch.NewSchema(p.scene.kind, p.scene.fields), base, edits)
	if err != nil {
		p.fail("the compiler refuses its own bytes: %v", err)
	}
	for _, body := range plan.Bodies {
		if p.emitted != nil {
			p.emitted.Write(body)
		}
		p.checkBody(body, edits)
	}
	return plan
}

// checkBody is property (d): what is emitted passes the compiler's gate and ours.
func (p *prover) checkBody(body []byte, edits []patch.Edit) {
	p.Helper()
	var named []string
	for _, e := range edits {
		named = append(named, e.Field)
	}
	if err := checkBody(p.scene.kind, body, named); err != nil {
		p.fail("%s: %v", body, err)
	}
	if err := patch.Check(p.scene.kind, body, func(f string) bool { return slices.Contains(named, f) }); err != nil {
		p.fail("the gate refuses %s: %v", body, err)
	}
}

// send gives the bodies of a plan to the server, one after the other.
func (p *prover) send(server server, before object, plan *patch.Plan) object {
	p.Helper()
	after := before
	for _, body := range plan.Bodies {
		next, err := server.put(after, body)
		if err != nil {
			p.fail("the server refuses %s: %v", body, err)
		}
		after = next
	}
	return after
}

func plain(edits []wanted) []patch.Edit {
	out := make([]patch.Edit, len(edits))
	for i, e := range edits {
		out[i] = e.Edit
	}
	return out
}

// intents returns what the edits of each field come to, by the model of intent.
func (s *scene) intents() map[string]intent {
	byField := map[string][]wanted{}
	for _, e := range s.edits {
		byField[e.Field] = append(byField[e.Field], e)
	}
	out := make(map[string]intent, len(byField))
	for key, edits := range byField {
		var base *string
		if text, seen := s.base[key]; seen {
			base = &text
		}
		out[key] = intend(s.field(key), edits, base, s.now[key])
	}
	return out
}

// prove proves every property of one scene.
func (p *prover) prove(s *scene, d *dice) {
	p.Helper()
	p.scene = s
	plan := p.compile(s.now, s.base, plain(s.edits))
	intents := s.intents()
	p.checkOutcomes(plan, intents)
	if len(plan.Conflicts) > 0 {
		p.proveResolution(plan, d)
		return
	}
	if plan.Bodies == nil {
		return
	}
	after := p.send(s.server, s.now, plan)
	p.checkEffect(plan, intents, after)
	p.checkVerify(plan, after)
	if again := p.compile(after, s.base, s.repeatable()); again.Bodies != nil {
		p.fail("compiling again sends %s after %s", again.Bodies, plan.Bodies)
	}
	p.proveUndo(plan, after, d)
	p.proveHalfway(plan, d)
	p.proveResume(plan, after)
}

// repeatable returns the edits that mean the same when they are carried out again.
// Not among them are those of a field with an append; text for a hidden field, which
// means JSON only while there is JSON; a removal by another spelling than the
// server's, which may name a second element once the first is gone; and all edits on
// a server that writes other text than was sent.
func (s *scene) repeatable() []patch.Edit {
	changing := map[string]bool{}
	for _, e := range s.edits {
		f := s.field(e.Field)
		_, typed := e.value.(string)
		switch {
		case e.Op == patch.Append, s.server.tidy:
			changing[e.Field] = true
		case f != nil && f.Type == patch.Hidden && typed:
			changing[e.Field] = true
		case f != nil && e.Op == patch.Remove && len(e.items) == 1 && !equalTo(f, e.items[0].given)(e.items[0].meant):
			changing[e.Field] = true
		}
	}
	return plain(slices.DeleteFunc(slices.Clone(s.edits), func(e wanted) bool { return changing[e.Field] }))
}

// checkOutcomes is property (e) and the counting of (a): each field that an edit
// names comes to exactly what the rule says, and all of a plan is sent or nothing.
func (p *prover) checkOutcomes(plan *patch.Plan, intents map[string]intent) {
	p.Helper()
	got := map[string]outcome{}
	note := func(key string, o outcome) {
		if was, twice := got[key]; twice {
			p.fail("%s is %s and %s", key, was, o)
		}
		got[key] = o
	}
	for _, e := range plan.Errors {
		note(e.Field, refused)
	}
	for _, u := range plan.Unchanged {
		note(u.Field.Key, unchanged)
	}
	for _, c := range plan.Conflicts {
		note(c.Field.Key, conflicting)
		p.checkConflict(c)
	}
	for _, c := range plan.Changes {
		note(c.Field.Key, changed)
	}
	for _, key := range slices.Sorted(maps.Keys(intents)) {
		if got[key] != intents[key].outcome {
			p.fail("%s is %q, the rule says %q; errors %+v", key, got[key], intents[key].outcome, plan.Errors)
		}
	}
	if len(got) != len(intents) {
		p.fail("outcomes %v for the intents %v", got, intents)
	}
	sends := len(plan.Errors) == 0 && len(plan.Conflicts) == 0 && len(plan.Changes) > 0
	if sends != (len(plan.Bodies) > 0) {
		p.fail("%d bodies for %d errors, %d conflicts, %d changes", len(plan.Bodies), len(plan.Errors), len(plan.Conflicts), len(plan.Changes))
	}
}

// checkConflict proves that a conflict shows the right values, and that the way out
// of it is what the server has. That the three differ is the rule's matter.
func (p *prover) checkConflict(c patch.Conflict) {
	p.Helper()
	f := c.Field
	newBase, err := decode([]byte(c.NewBase))
	if err != nil || !same(f, newBase, p.scene.now[f.Key]) {
		p.fail("%s: the new base is %s, %v", f.Key, c.NewBase, err)
	}
	both := object{f.Key: p.scene.now[f.Key]}
	if got, want := f.Show(c.Theirs), f.Show(f.Read(p.document(both))); string(got) != string(want) {
		p.fail("%s: theirs is shown as %s, not %s", f.Key, got, want)
	}
	both[f.Key] = json.RawMessage(p.scene.base[f.Key])
	if got, want := f.Show(c.Base), f.Show(f.Read(p.document(both))); string(got) != string(want) {
		p.fail("%s: the base is shown as %s, not %s", f.Key, got, want)
	}
}

// proveResolution proves that "take mine" is a way out: with what the conflicts show
// as theirs in the place of the base, the same edits pass.
func (p *prover) proveResolution(plan *patch.Plan, d *dice) {
	p.Helper()
	next := *p.scene
	next.base = maps.Clone(next.base)
	for _, c := range plan.Conflicts {
		next.base[c.Field.Key] = c.NewBase
	}
	for key, in := range next.intents() {
		if in.outcome == conflicting {
			p.fail("%s conflicts with its new base %s", key, next.base[key])
		}
	}
	p.prove(&next, d)
}
