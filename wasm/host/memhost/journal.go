package memhost

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"leadpatch/wasm/journal"
)

// Journal keeps rows in memory. The zero value is ready.
type Journal struct {
	mu   sync.Mutex
	rows []journal.Row // sorted by id
	// Before, when set, is asked before every call, and its error is returned in
	// place of the call's effect: storage that fails, or a browser that dies.
	Before func(call string) error
}

func (j *Journal) begin(call string) error {
	if j.Before == nil {
		return nil
	}
	return j.Before(call)
}

func (j *Journal) find(id string) (int, bool) {
	return slices.BinarySearchFunc(j.rows, id, func(r journal.Row, id string) int { return strings.Compare(r.ID, id) })
}

// Put stores a copy of the row.
func (j *Journal) Put(_ context.Context, r journal.Row) error {
	if err := j.begin("put"); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	r.Text = slices.Clone(r.Text)
	i, ok := j.find(r.ID)
	if ok {
		j.rows[i] = r
	} else {
		j.rows = slices.Insert(j.rows, i, r)
	}
	return nil
}

// Get returns the row with the id, or nil.
func (j *Journal) Get(_ context.Context, id string) (*journal.Row, error) {
	return j.first("get", func(r journal.Row) bool { return r.ID == id })
}

// ByKey returns the row with the key, or nil.
func (j *Journal) ByKey(_ context.Context, key string) (*journal.Row, error) {
	return j.first("bykey", func(r journal.Row) bool { return r.Key == key })
}

func (j *Journal) first(call string, match func(journal.Row) bool) (*journal.Row, error) {
	rows, err := j.some(call, 1, match)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (j *Journal) some(call string, limit int, match func(journal.Row) bool) ([]journal.Row, error) {
	if err := j.begin(call); err != nil {
		return nil, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []journal.Row
	for _, r := range j.rows {
		if len(out) < limit && match(r) {
			out = append(out, r)
		}
	}
	return out, nil
}

// Unsettled returns the rows that are not settled, the oldest first.
func (j *Journal) Unsettled(context.Context) ([]journal.Row, error) {
	return j.some("unsettled", math.MaxInt, func(r journal.Row) bool { return !r.Settled })
}

// Page returns rows that are older than before, the newest first.
func (j *Journal) Page(_ context.Context, before string, limit int) ([]journal.Row, error) {
	all, err := j.some("page", math.MaxInt, func(r journal.Row) bool { return before == "" || r.ID < before })
	slices.Reverse(all)
	return all[:min(limit, len(all))], err
}

// Oldest returns settled rows, the oldest first.
func (j *Journal) Oldest(_ context.Context, limit int) ([]journal.Row, error) {
	return j.some("oldest", limit, func(r journal.Row) bool { return r.Settled })
}

// Delete removes rows.
func (j *Journal) Delete(_ context.Context, ids []string) error {
	if err := j.begin("delete"); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.rows = slices.DeleteFunc(j.rows, func(r journal.Row) bool { return slices.Contains(ids, r.ID) })
	return nil
}

// Count returns how many settled rows there are.
func (j *Journal) Count(ctx context.Context) (int, error) {
	rows, err := j.some("count", math.MaxInt, func(r journal.Row) bool { return r.Settled })
	return len(rows), err
}
