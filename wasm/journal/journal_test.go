package journal_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/journal"
)

// bench is a journal with a clock that stands.
type bench struct {
	store  memhost.Journal
	now    time.Time
	limits journal.Limits
}

func newBench() *bench {
	return &bench{now: time.Unix(1_800_000_000, 0), limits: journal.Limits{Age: 24 * time.Hour, Entries: 100}}
}

func (b *bench) journal() *journal.Journal {
	return journal.New(&b.store, func() time.Time { return b.now }, func(context.Context) (journal.Limits, error) { return b.limits, nil })
}

// add writes an entry down and brings it to a state.
func add(t *testing.T, j *journal.Journal, lead string, states ...journal.State) *journal.Entry {
	t.Helper()
	e, err := j.Begin(t.Context(), "", lead, map[string]string{"lead": lead})
	for _, s := range states {
		if err == nil {
			e.State = s
			err = j.Save(t.Context(), e, map[string]string{"lead": lead})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestStates(t *testing.T) {
	allowed := map[journal.State][]journal.State{
		journal.Intended: {journal.Intended, journal.Sent, journal.Applied, journal.Part, journal.Rejected, journal.Conflict},
		journal.Sent:     {journal.Intended, journal.Sent, journal.Unknown, journal.Applied, journal.Part, journal.Rejected, journal.Conflict},
		journal.Unknown:  {journal.Sent, journal.Unknown, journal.Applied, journal.Part, journal.Rejected, journal.Conflict},
		journal.Applied:  {journal.Applied}, journal.Part: {journal.Part}, journal.Rejected: {journal.Rejected}, journal.Conflict: {journal.Conflict},
	}
	way := map[journal.State][]journal.State{
		journal.Intended: nil, journal.Sent: {journal.Sent}, journal.Unknown: {journal.Sent, journal.Unknown},
		journal.Applied: {journal.Applied}, journal.Part: {journal.Part}, journal.Rejected: {journal.Rejected}, journal.Conflict: {journal.Conflict},
	}
	for from, to := range allowed {
		may := map[journal.State]bool{}
		for _, s := range to {
			may[s] = true
		}
		for next := range allowed {
			e := add(t, newBench().journal(), "a", way[from]...)
			e.State = next
			j := newBench().journal()
			if err := j.Save(t.Context(), e, nil); (err == nil) != may[next] {
				t.Errorf("from %s to %s: %v", from, next, err)
			}
		}
	}
}

// TestOrder: entries keep the order in which they were begun, also when the clock is
// set back between two lives.
func TestOrder(t *testing.T) {
	b := newBench()
	var want []string
	for i, back := range []time.Duration{0, 0, 0, time.Hour, 0, -time.Second} {
		b.now = b.now.Add(-back)
		j := b.journal()
		for k := range 3 {
			want = append(want, add(t, j, fmt.Sprint(i, k)).ID)
		}
	}
	entries, err := b.journal().Unsettled(t.Context())
	if err != nil || len(entries) != len(want) {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	for i, e := range entries {
		if e.ID != want[i] || !journal.IsID(e.ID) {
			t.Errorf("place %d: %s, want %s", i, e.ID, want[i])
		}
	}
}

func TestIDs(t *testing.T) {
	for _, s := range []string{"", "x", "0mywpiww0-ABCDEFGHIJK", "0mywpiww0-ABCDEFGHIJKLM", "0mywpiww0_ABCDEFGHIJKL", "0mywpiww0-ABCDEFGHIJ/L", "0mywpiww0-ABCDEFGHIJ L"} {
		if journal.IsID(s) {
			t.Errorf("%q is taken for an id", s)
		}
	}
}

func TestByKey(t *testing.T) {
	b := newBench()
	j := b.journal()
	e, err := j.Begin(t.Context(), "change", "a", 1)
	if err != nil {
		t.Fatal(err)
	}
	add(t, j, "b")
	if got, err := b.journal().ByKey(t.Context(), "change"); err != nil || got == nil || got.ID != e.ID {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := j.ByKey(t.Context(), "another"); got != nil || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFind(t *testing.T) {
	b := newBench()
	j := b.journal()
	for i := range 450 {
		add(t, j, fmt.Sprint(i%3), journal.Applied)
	}
	of := func(lead string) func(*journal.Entry) bool {
		return func(e *journal.Entry) bool { return e.Lead == lead }
	}
	seen := map[string]bool{}
	before := ""
	for {
		found, more, err := j.Find(t.Context(), before, 40, of("1"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range found {
			if seen[e.ID] || before != "" && e.ID >= before {
				t.Fatalf("%s again, or out of order", e.ID)
			}
			seen[e.ID] = true
		}
		if !more {
			break
		}
		before = found[len(found)-1].ID
	}
	if len(seen) != 150 {
		t.Errorf("found %d of 150", len(seen))
	}
}

// TestPrune: settled entries go, by age and by number; others never do.
func TestPrune(t *testing.T) {
	b := newBench()
	j := b.journal()
	add(t, j, "waits")
	add(t, j, "sent", journal.Sent)
	for range 5 {
		add(t, j, "old", journal.Applied)
	}
	b.now = b.now.Add(25 * time.Hour)
	for range 150 {
		add(t, j, "new", journal.Rejected)
	}
	if err := j.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := map[string]int{}
	all, _, err := j.Find(t.Context(), "", 1000, func(e *journal.Entry) bool { left[e.Lead]++; return true })
	if err != nil || len(all) != 102 || left["waits"] != 1 || left["sent"] != 1 || left["old"] != 0 || left["new"] != 100 {
		t.Errorf("%v, %v", left, err)
	}
	if n, err := j.Clear(t.Context()); n != 100 || err != nil {
		t.Errorf("cleared %d, %v", n, err)
	}
	if entries, err := j.Unsettled(t.Context()); len(entries) != 2 || err != nil {
		t.Errorf("%d are left, %v", len(entries), err)
	}
}

// TestDamagedRows: one that is settled is passed over; one that is not must be heard of.
func TestDamagedRows(t *testing.T) {
	for _, text := range []string{"", "{", `{"id":"other","state":"applied"}`, `{"id":"0mywpiww0-ABCDEFGHIJKL","state":"gone"}`} {
		b := newBench()
		row := journal.Row{ID: "0mywpiww0-ABCDEFGHIJKL", Settled: true, Text: []byte(text)}
		if err := b.store.Put(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		if found, _, err := b.journal().Find(t.Context(), "", 10, func(*journal.Entry) bool { return true }); len(found) != 0 || err != nil {
			t.Errorf("%q: %d found, %v", text, len(found), err)
		}
		row.Settled = false
		if err := b.store.Put(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		if _, err := b.journal().Unsettled(t.Context()); err == nil {
			t.Errorf("%q: a damaged entry is passed over although something may be left to be done", text)
		}
	}
}

func TestNoRoom(t *testing.T) {
	b := newBench()
	b.store.Before = func(call string) error {
		if call == "put" {
			return journal.ErrNoRoom
		}
		return nil
	}
	if _, err := b.journal().Begin(t.Context(), "", "a", nil); !errors.Is(err, journal.ErrNoRoom) {
		t.Errorf("%v", err)
	}
}

func TestBackoff(t *testing.T) {
	for attempts := range 40 {
		d := journal.Backoff(attempts, 0)
		if d < 15*time.Second || d > 15*time.Minute {
			t.Errorf("after %d attempts: %v", attempts, d)
		}
		if attempts > 6 && d < 7*time.Minute {
			t.Errorf("after %d attempts only %v", attempts, d)
		}
	}
	if d := journal.Backoff(0, time.Hour); d != time.Hour {
		t.Errorf("Close asked for an hour, and gets %v", d)
	}
}
