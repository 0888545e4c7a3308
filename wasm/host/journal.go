//go:build js && wasm

package host

import (
	"context"
	"errors"
	"syscall/js"
	"time"

	"leadpatch/wasm/journal"
)

// Journal keeps the rows of the journal in the extension's own IndexedDB.
type Journal struct{ functions js.Value }

var _ journal.Store = Journal{}

// NewJournal returns the journal of the extension that started the program.
func NewJournal() Journal { return Journal{functions()} }

// noRoom is what extension/journal-store.js says when the browser's quota is used up.
const noRoom = "no room"

// errNoRow is returned for what is no row although it should be one.
var errNoRow = errors.New("the browser gave no row of the journal")

// Put stores a row and returns once it is durable. It fails with [journal.ErrNoRoom]
// when the browser has no room for it.
func (j Journal) Put(ctx context.Context, r journal.Row) error {
	settled := 0
	if r.Settled {
		settled = 1
	}
	_, err := call(ctx, j.functions, "journalPut", map[string]any{
		"id": r.ID, "lead": r.Lead, "key": r.Key, "settled": settled, "text": string(r.Text),
	})
	if err != nil && err.Error() == noRoom {
		return journal.ErrNoRoom
	}
	return err
}

// Get returns the row with the id, or nil.
func (j Journal) Get(ctx context.Context, id string) (*journal.Row, error) {
	return one(call(ctx, j.functions, "journalGet", id))
}

// ByKey returns the oldest row with the key, or nil.
func (j Journal) ByKey(ctx context.Context, key string) (*journal.Row, error) {
	return one(call(ctx, j.functions, "journalByKey", key))
}

// Unsettled returns the rows that are not settled, the oldest first.
func (j Journal) Unsettled(ctx context.Context) ([]journal.Row, error) {
	return many(call(ctx, j.functions, "journalUnsettled"))
}

// Page returns up to limit rows that are older than the one with the id before, or
// than now for "": the newest first.
func (j Journal) Page(ctx context.Context, before string, limit int) ([]journal.Row, error) {
	return many(call(ctx, j.functions, "journalPage", before, limit))
}

// Oldest returns up to limit settled rows, the oldest first.
func (j Journal) Oldest(ctx context.Context, limit int) ([]journal.Row, error) {
	return many(call(ctx, j.functions, "journalOldest", limit))
}

// Delete removes rows; absent ones are no error.
func (j Journal) Delete(ctx context.Context, ids []string) error {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	_, err := call(ctx, j.functions, "journalDelete", list)
	return err
}

// Count returns how many settled rows there are.
func (j Journal) Count(ctx context.Context) (int, error) {
	n, err := call(ctx, j.functions, "journalCount")
	if err != nil {
		return 0, err
	}
	if n.Type() != js.TypeNumber {
		return 0, errNoRow
	}
	return n.Int(), nil
}

// Deliver asks the browser to wake the extension in the given time so that it goes on
// with the journal, in place of any earlier time; or not at all, when in is zero.
// Chrome rounds less than half a minute up to that.
func (a Alarm) Deliver(ctx context.Context, in time.Duration) error {
	_, err := call(ctx, a.functions, "deliverIn", in.Minutes())
	return err
}

// one returns the row that a call came to, or nil for null.
func one(v js.Value, err error) (*journal.Row, error) {
	if err != nil || v.IsNull() {
		return nil, err
	}
	r, err := row(v)
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// many returns the rows that a call came to.
func many(v js.Value, err error) ([]journal.Row, error) {
	if err != nil {
		return nil, err
	}
	if !v.InstanceOf(js.Global().Get("Array")) {
		return nil, errNoRow
	}
	rows := make([]journal.Row, v.Length())
	for i := range rows {
		if rows[i], err = row(v.Index(i)); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func row(v js.Value) (journal.Row, error) {
	var texts [4]string
	for i, name := range []string{"id", "lead", "key", "text"} {
		s, err := text(member(v, name))
		if err != nil {
			return journal.Row{}, errNoRow
		}
		texts[i] = s
	}
	settled := member(v, "settled")
	if settled.Type() != js.TypeNumber {
		return journal.Row{}, errNoRow
	}
	return journal.Row{ID: texts[0], Lead: texts[1], Key: texts[2], Settled: settled.Int() == 1, Text: []byte(texts[3])}, nil
}
