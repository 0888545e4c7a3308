package journal

import (
	"context"
	"errors"
)

// ErrNoRoom is returned by a [Store] that has no room for another row.
var ErrNoRoom = errors.New("journal: the browser has no room left")

// Row is an entry as it is stored.
type Row struct {
	ID      string // sorts by time
	Lead    string
	Key     string // the intent's, or ""
	Settled bool
	Text    []byte // the entry as JSON text; storage does not look inside
}

// Store keeps rows where they outlive the backend.
type Store interface {
	// Put stores a row, in place of one with the same id, and returns once it is
	// durable. It fails with [ErrNoRoom] when there is no room for it.
	Put(ctx context.Context, r Row) error
	// Get returns the row with the id, or nil.
	Get(ctx context.Context, id string) (*Row, error)
	// ByKey returns the row with the key, or nil.
	ByKey(ctx context.Context, key string) (*Row, error)
	// Unsettled returns the rows that are not settled, the oldest first.
	Unsettled(ctx context.Context) ([]Row, error)
	// Page returns up to limit rows that are older than the one with the id before,
	// or than now for "": the newest first.
	Page(ctx context.Context, before string, limit int) ([]Row, error)
	// Oldest returns up to limit settled rows, the oldest first.
	Oldest(ctx context.Context, limit int) ([]Row, error)
	// Delete removes rows; absent ones are no error.
	Delete(ctx context.Context, ids []string) error
	// Count returns how many settled rows there are.
	Count(ctx context.Context) (int, error)
}
