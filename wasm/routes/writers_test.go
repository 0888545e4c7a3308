//go:build !js

package routes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/routes"

	"github.com/tidwall/gjson"
)

// TestTwoWriters lets two users change one lead at once. Each of their requests
// to Close waits until a dice lets it go, so that the requests mix in every way.
// Afterwards nothing may be lost that was reported as saved, unless the other
// writer had seen it, and nothing may have changed that nobody asked for.
//
// One gap is left out, because nothing can close it: Close has no ETag, so a text
// that is written between another writer's reading and writing of the same text,
// some milliseconds, is overwritten. Applies to the field that both write are
// therefore not mixed with one another; what they saw before is.
//
// LEADPATCH_INTERLEAVINGS sets how many, and LEADPATCH_SEED another seed than that of
// every day; ./build.sh soak makes 10,000 with one of its own.
func TestTwoWriters(t *testing.T) {
	n, seed := 200, 1
	for name, number := range map[string]*int{"LEADPATCH_INTERLEAVINGS": &n, "LEADPATCH_SEED": &seed} {
		if s := os.Getenv(name); s != "" {
			var err error
			if *number, err = strconv.Atoi(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("seed %d", seed)
	w := newWorld(t)
	ada, grace := newWriter(w, "demo"), newWriter(w, "admin")
	outcomes := map[string]int{}
	for i := range n {
		round := &round{w: w, dice: rand.New(rand.NewPCG(uint64(seed), uint64(i))), writers: []*writer{ada, grace}}
		round.run(t)
		for _, wr := range round.writers {
			outcomes[wr.outcome]++
		}
		if t.Failed() {
			t.Fatalf("round %d of seed %d", i, seed)
		}
	}
	t.Logf("%d rounds: %v", n, outcomes)
	if n >= 200 && (outcomes["saved"] == 0 || outcomes["conflict"] == 0) {
		t.Errorf("the dice never made a conflict, or never a save: %v", outcomes)
	}
}

// writer is one user with an extension of their own.
type writer struct {
	backend http.Handler
	gate    *gate

	own     string   // what they write into the field that is theirs alone
	shared  string   // what they write into the field of both; "" for nothing
	adds    []string // days
	removes []string
	saw     string // the shared field when they opened the lead
	outcome string
	over    chan struct{} // receives when they are done
}

func newWriter(w *world, key string) *writer {
	g := &gate{}
	h := routes.New(routes.Config{
		APIOrigin: sandboxURL, AppOrigin: sandboxURL, Transport: g, Vault: &memhost.Vault{}, Version: "test",
		Locks: &memhost.Locks{}, ProofKey: &memhost.ProofKey{}, Alarm: &memhost.Alarm{}, Journal: &memhost.Journal{},
		Now: func() time.Time { return time.Unix(1_800_000_000, 0) },
	})
	wr := &writer{backend: h, gate: g}
	if status, body := call(h, "PUT", "/session/key", fmt.Sprintf(`{"key":%q}`, w.seed.Get("keys."+key).String())); status != 200 {
		w.t.Fatal(body)
	}
	return wr
}

// gate is a transport whose requests wait for their turn.
type gate struct {
	memhost.Transport
	turns chan turn // nil: no waiting
}

// turn is what a writer waits for before each request, and before it holds the lock of
// the shared field.
type turn struct {
	done chan struct{} // receives when the request has its answer
	lock bool
}

// RoundTrip asks for a turn and makes the request in it.
func (g *gate) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	if g.turns == nil {
		return g.Transport.RoundTrip(ctx, r)
	}
	done := make(chan struct{})
	g.turns <- turn{done: done}
	res, err := g.Transport.RoundTrip(ctx, r)
	done <- struct{}{}
	return res, err
}

// round is one lead, two writers, and one order of their requests.
type round struct {
	w       *world
	dice    *rand.Rand
	writers []*writer
}

var week = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

func (r *round) some(from []string) []string {
	out := slices.Clone(from)
	r.dice.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:r.dice.IntN(min(4, len(out)+1))]
}

func (r *round) run(t *testing.T) {
	id := r.w.lead(r.dice.IntN(60))
	days := r.w.field("Days")
	r.w.control("PUT", "/leads/"+id, fmt.Sprintf(`{%q:["Mon","Wed"],"description":"start","url":"https://start.example","name":"Start"}`, days))
	before := r.w.stored(id)

	for i, wr := range r.writers {
		wr.own, wr.shared, wr.outcome = "", "", "nothing"
		wr.adds, wr.removes = r.some(week), nil
		for _, day := range r.some([]string{"Mon", "Wed"}) {
			if !slices.Contains(wr.adds, day) {
				wr.removes = append(wr.removes, day)
			}
		}
		if r.dice.IntN(2) == 0 {
			wr.own = fmt.Sprintf("https://writer%d.example/%d", i, r.dice.Uint32())
		}
		if r.dice.IntN(2) == 0 {
			wr.shared = fmt.Sprintf("writer %d, %d", i, r.dice.Uint32())
		}
		wr.gate.turns, wr.over = make(chan turn), make(chan struct{})
		go func() {
			defer func() { wr.over <- struct{}{} }()
			r.write(t, wr, id, [2]string{"url", "name"}[i], days)
		}()
	}
	r.deal()
	for _, wr := range r.writers {
		wr.gate.turns = nil
	}
	r.check(t, id, before)
}

// deal lets one request go at a time until both writers are done. The dice say whose it
// is, and then it is waited for: the scheduler of the machine has no part in it.
func (r *round) deal() {
	var holder *writer // of the lock of the shared field
	waits := map[*writer]turn{}
	for left := slices.Clone(r.writers); len(left) > 0; {
		i := r.dice.IntN(len(left))
		wr := left[i]
		next, waited := waits[wr]
		if !waited {
			select {
			case next = <-wr.gate.turns:
			case <-wr.over:
				left = slices.Delete(left, i, i+1)
				if holder == wr {
					holder = nil
				}
				continue
			}
		}
		if next.lock && holder != nil {
			waits[wr] = next
			continue
		}
		delete(waits, wr)
		if next.lock {
			holder = wr
		}
		<-next.done
	}
}

// write is what one writer does: open the lead, think, apply.
func (r *round) write(t *testing.T, wr *writer, id, ownField, days string) {
	status, raw := call(wr.backend, "GET", "/leads/"+id, "")
	if status != 200 {
		t.Errorf("open: %s", raw)
		return
	}
	base := map[string]string{}
	for _, key := range []string{"description", ownField, days} {
		base[key] = gjson.Get(raw, "base."+gjson.Escape(key)).String()
	}
	wr.saw = gjson.Parse(base["description"]).String()
	var edits []string
	for _, day := range wr.adds {
		edits = append(edits, fmt.Sprintf(`{"field":%q,"op":"add","value":%q}`, days, day))
	}
	for _, day := range wr.removes {
		edits = append(edits, fmt.Sprintf(`{"field":%q,"op":"remove","value":%q}`, days, day))
	}
	if wr.own != "" {
		edits = append(edits, fmt.Sprintf(`{"field":%q,"op":"set","value":%q}`, ownField, wr.own))
	}
	if wr.shared != "" {
		edits = append(edits, fmt.Sprintf(`{"field":"description","op":"set","value":%q}`, wr.shared))
		// An apply that writes the shared field has its lock until the end.
		got := make(chan struct{})
		wr.gate.turns <- turn{done: got, lock: true}
		got <- struct{}{}
	}
	encoded, err := json.Marshal(base)
	if err != nil {
		t.Error(err)
		return
	}
	status, raw = call(wr.backend, "POST", "/leads/"+id+"/apply", fmt.Sprintf(`{"edits":[%s],"base":%s}`, strings.Join(edits, ","), encoded))
	switch {
	case status == 200:
		a := decode[api.Applied](t, raw)
		wr.outcome = "saved"
		// A value that the other takes away again in the same moment is reported as
		// not accepted, which is true; it is no loss.
		for _, ignored := range a.Ignored {
			if ignored.Field != days {
				t.Errorf("ignored: %+v", ignored)
			}
		}
	case status == 409:
		wr.outcome = "conflict"
	default:
		t.Errorf("apply: %s", raw)
	}
}

func (r *round) check(t *testing.T, id string, before map[string]json.RawMessage) {
	after := r.w.stored(id)
	days := r.w.field("Days")
	value := func(key string) string { return gjson.ParseBytes(after[key]).String() }
	var has []string
	for _, d := range gjson.ParseBytes(after[days]).Array() {
		has = append(has, d.Str)
	}
	added, removed := map[string]bool{"Mon": true, "Wed": true}, map[string]bool{}
	shared := []*writer{}
	for i, wr := range r.writers {
		field := [2]string{"url", "name"}[i]
		if wr.outcome != "saved" {
			if got := value(field); wr.own != "" && got == wr.own {
				t.Errorf("%s was changed by an apply that stopped", field)
			}
			continue
		}
		if got := value(field); wr.own != "" && got != wr.own {
			t.Errorf("%s is %q, writer %d saved %q", field, got, i, wr.own)
		}
		for _, d := range wr.adds {
			added[d] = true
		}
		for _, d := range wr.removes {
			removed[d] = true
		}
		if wr.shared != "" {
			shared = append(shared, wr)
		}
	}
	for _, d := range week {
		switch is := slices.Contains(has, d); {
		case added[d] && removed[d]: // one wanted it, the other did not: either is right
		case added[d] != is && !removed[d], removed[d] && is:
			t.Errorf("days are %v after adding %v and removing %v", has, added, removed)
		}
	}
	r.checkShared(t, value("description"), shared)
	for key, was := range before {
		if !slices.Contains([]string{days, "url", "name", "display_name", "description", "date_updated", "updated_by", "updated_by_name"}, key) && string(was) != string(after[key]) {
			t.Errorf("%s changed: %s, was %s", key, after[key], was)
		}
	}
}

// checkShared: of two saves to one text, the one that is gone must have been seen
// by the other.
func (r *round) checkShared(t *testing.T, has string, saved []*writer) {
	switch len(saved) {
	case 0:
		if has != "start" {
			t.Errorf("description is %q, nobody saved one", has)
		}
	case 1:
		if has != saved[0].shared {
			t.Errorf("description is %q, saved was %q", has, saved[0].shared)
		}
	case 2:
		last, first := saved[0], saved[1]
		if has != last.shared {
			last, first = first, last
		}
		if has != last.shared || last.saw != first.shared {
			t.Errorf("description is %q; %q was saved and lost, the other had seen %q", has, first.shared, last.saw)
		}
	}
}
