// Package faults is what stands between a request and its answer for tests: the journal
// of the requests, the faults that meet them and those that are held. It knows no endpoint
// and never does what a request asks for.
package faults

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"leadpatch/web/sandbox/wire"
)

// Set is what tests have arranged for requests, and the journal of these. Its
// methods are called with the lock held, unless they say otherwise.
type Set struct {
	Journal Journal

	lock  sync.Locker
	queue queue
	holds holds
}

// NewSet returns a set without faults that is guarded by a lock.
func NewSet(lock sync.Locker) *Set { return &Set{lock: lock} }

// Reset takes all faults away, drops what is held and empties the journal.
func (q *Set) Reset() {
	q.Clear()
	q.holds.release("", false)
	q.Journal.Clear()
}

// Add lets a fault wait for requests, behind those that wait already.
func (q *Set) Add(f Fault) { q.queue.add(f) }

// Take returns the fault that meets a request, or nil.
func (q *Set) Take(r *http.Request) *Fault { return q.queue.take(r) }

// Waiting returns the faults that wait, the first one first.
func (q *Set) Waiting() []Fault { return wire.NonNil(q.queue.waiting) }

// Clear takes away the faults that wait. What is held stays held.
func (q *Set) Clear() { q.queue = queue{} }

// Hold keeps the request that a fault met until it is released. It does not look
// whether the client is still there: a server does not either. It is called without the
// lock.
func (q *Set) Hold(h *Held) {
	q.lock.Lock()
	q.holds.add(h)
	q.lock.Unlock()
	if !<-h.goOn {
		panic(http.ErrAbortHandler)
	}
}

// AwaitHeld returns the requests that are held as soon as there are as many as were
// asked for. It is called without the lock.
func (q *Set) AwaitHeld(ctx context.Context, count int) ([]*Held, error) {
	for {
		q.lock.Lock()
		list, growth := slices.Clone(q.holds.list), q.holds.growth()
		q.lock.Unlock()
		if len(list) >= count {
			return wire.NonNil(list), nil
		}
		select {
		case <-growth:
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for %d held requests: %w", count, ctx.Err())
		}
	}
}

// ReleaseHeld lets the held requests of a name go, or all of them without one, and
// returns when they have been dealt with. It is called without the lock.
func (q *Set) ReleaseHeld(ctx context.Context, name string, goOn bool) ([]*Held, error) {
	q.lock.Lock()
	released := q.holds.release(name, goOn)
	q.lock.Unlock()
	for _, h := range released {
		select {
		case <-h.over:
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the end of a released request: %w", ctx.Err())
		}
	}
	return released, nil
}
