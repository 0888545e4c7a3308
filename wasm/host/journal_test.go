//go:build js && wasm

package host

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"leadpatch/wasm/journal"
)

// journalScript is the journal of the browser, as small as it can be. It refuses rows
// of another form than extension/journal-store.js declares.
const journalScript = `(() => {
	const kept = new Map();
	const sorted = () => [...kept.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
	return {
		async journalPut(row) {
			const form = JSON.stringify(Object.entries(row).map(([k, v]) => [k, typeof v]).sort());
			if (form !== '[["id","string"],["key","string"],["lead","string"],["settled","number"],["text","string"]]') throw new Error(form);
			kept.set(row.id, row);
		},
		async journalGet(id) { return kept.get(id) ?? null; },
		async journalByKey(key) { return sorted().find((row) => row.key === key) ?? null; },
		async journalUnsettled() { return sorted().filter((row) => row.settled === 0); },
		async journalPage(before, limit) { return sorted().reverse().filter((row) => before === "" || row.id < before).slice(0, limit); },
		async journalOldest(limit) { return sorted().filter((row) => row.settled === 1).slice(0, limit); },
		async journalDelete(ids) { for (const id of ids) kept.delete(id); },
		async journalCount() { return sorted().filter((row) => row.settled === 1).length; },
	};
})()`

func TestJournal(t *testing.T) {
	j := Journal{script(t, journalScript)}
	ctx := context.Background()
	a := journal.Row{ID: "a", Lead: "lead_1", Key: "k", Settled: true, Text: []byte(`{"a":"ä\n😀"}`)}
	b := journal.Row{ID: "b", Lead: "lead_2", Text: []byte(`{}`)}
	c := journal.Row{ID: "c", Lead: "lead_1", Key: "l", Settled: true, Text: []byte(`[]`)}
	for _, r := range []journal.Row{c, a, b} {
		if err := j.Put(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		got  func() (any, error)
		want any
	}{
		"get":           {func() (any, error) { return j.Get(ctx, "a") }, &a},
		"get nothing":   {func() (any, error) { return j.Get(ctx, "z") }, (*journal.Row)(nil)},
		"by key":        {func() (any, error) { return j.ByKey(ctx, "l") }, &c},
		"by no key":     {func() (any, error) { return j.ByKey(ctx, "z") }, (*journal.Row)(nil)},
		"unsettled":     {func() (any, error) { return j.Unsettled(ctx) }, []journal.Row{b}},
		"first page":    {func() (any, error) { return j.Page(ctx, "", 2) }, []journal.Row{c, b}},
		"second page":   {func() (any, error) { return j.Page(ctx, "b", 2) }, []journal.Row{a}},
		"page of none":  {func() (any, error) { return j.Page(ctx, "a", 2) }, []journal.Row{}},
		"oldest":        {func() (any, error) { return j.Oldest(ctx, 1) }, []journal.Row{a}},
		"count settled": {func() (any, error) { return j.Count(ctx) }, 2},
	} {
		got, err := c.got()
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, c.want)
		}
	}
	if err := j.Delete(ctx, []string{"a", "z", "b"}); err != nil {
		t.Fatal(err)
	}
	if rest, err := j.Page(ctx, "", 10); err != nil || !reflect.DeepEqual(rest, []journal.Row{c}) {
		t.Errorf("after delete: %v, %v", rest, err)
	}
}

// each calls every method and returns the errors under their names.
func each(j Journal) map[string]error {
	ctx := context.Background()
	errs := map[string]error{"put": j.Put(ctx, journal.Row{ID: "a"}), "delete": j.Delete(ctx, nil)}
	_, errs["get"] = j.Get(ctx, "a")
	_, errs["by key"] = j.ByKey(ctx, "a")
	_, errs["unsettled"] = j.Unsettled(ctx)
	_, errs["page"] = j.Page(ctx, "", 1)
	_, errs["oldest"] = j.Oldest(ctx, 1)
	_, errs["count"] = j.Count(ctx)
	return errs
}

// journalOf is a journal all of whose functions do the same.
func journalOf(t *testing.T, function string) Journal {
	t.Helper()
	return Journal{script(t, `Object.fromEntries(["Put", "Get", "ByKey", "Unsettled", "Page", "Oldest", "Delete", "Count"]
		.map((name) => ["journal" + name, `+function+`]))`)}
}

func TestJournalReportsFailure(t *testing.T) {
	for name, err := range each(journalOf(t, `async () => { throw new Error("The disk is gone."); }`)) {
		if err == nil || !strings.Contains(err.Error(), "The disk is gone.") || errors.Is(err, journal.ErrNoRoom) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	for name, err := range each(Journal{script(t, "{}")}) {
		if !errors.Is(err, errNoHost) {
			t.Errorf("%s without a host: error %v", name, err)
		}
	}
	full := journalOf(t, `async () => { throw new Error("no room"); }`)
	if err := full.Put(context.Background(), journal.Row{ID: "a"}); !errors.Is(err, journal.ErrNoRoom) {
		t.Errorf("no room: error %v", err)
	}
}

func TestJournalRefusesWhatIsNoRow(t *testing.T) {
	for _, answer := range []string{
		"7", `"x"`, "undefined", "({})", "[{}]", "[null]",
		`{ id: "a", lead: "l", key: null, settled: 0, text: "" }`,
		`[{ id: "a", lead: "l", key: "", settled: "0", text: "" }]`,
	} {
		for name, err := range each(journalOf(t, "async () => ("+answer+")")) {
			if name == "put" || name == "delete" || name == "count" && answer == "7" {
				continue
			}
			if err == nil {
				t.Errorf("%s took %s", name, answer)
			}
		}
	}
}

func TestJournalLeaksNothing(t *testing.T) {
	j := Journal{script(t, journalScript)}
	ctx := context.Background()
	round := func(n int) {
		for range n {
			if err := j.Put(ctx, journal.Row{ID: "a", Key: "k"}); err != nil {
				t.Fatal(err)
			}
			if rows, err := j.Unsettled(ctx); err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
		}
	}
	round(200)
	refs := liveRefs(t)
	round(2000)
	if after := liveRefs(t); after > refs+10 {
		t.Errorf("%d live values before, %d after", refs, after)
	}
}

func TestDeliverAlarm(t *testing.T) {
	a := Alarm{script(t, `{ async deliverIn(minutes) { if (minutes !== 0 && minutes !== 2.5) throw new Error("in " + minutes); } }`)}
	for _, in := range []time.Duration{0, 150 * time.Second} {
		if err := a.Deliver(context.Background(), in); err != nil {
			t.Error(err)
		}
	}
}
