package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
)

// faultSet is what tests have arranged for requests, and the journal of these. Its
// methods are called with the lock held, unless they say otherwise.
type faultSet struct {
	Journal journal

	lock  sync.Locker
	queue queue
	holds holds
}

// newFaultSet returns a set without faults that is guarded by a lock.
func newFaultSet(lock sync.Locker) *faultSet { return &faultSet{lock: lock} }

// reset takes all faults away, drops what is held and empties the journal.
func (q *faultSet) reset() {
	q.clear()
	q.holds.release("", false)
	q.Journal.clear()
}

// add lets a fault wait for requests, behind those that wait already.
func (q *faultSet) add(f Fault) { q.queue.add(f) }

// take returns the fault that meets a request, or nil.
func (q *faultSet) take(r *http.Request) *Fault { return q.queue.take(r) }

// waiting returns the faults that wait, the first one first.
func (q *faultSet) waiting() []Fault { return nonNil(q.queue.waiting) }

// clear takes away the faults that wait. What is held stays held.
func (q *faultSet) clear() { q.queue = queue{} }

// hold keeps the request that a fault met until it is released. It does not look
// whether the client is still there: a server does not either. It is called without the
// lock.
func (q *faultSet) hold(h *held) {
	q.lock.Lock()
	q.holds.add(h)
	q.lock.Unlock()
	if !<-h.goOn {
		panic(http.ErrAbortHandler)
	}
}

// awaitHeld returns the requests that are held as soon as there are as many as were
// asked for. It is called without the lock.
func (q *faultSet) awaitHeld(ctx context.Context, count int) ([]*held, error) {
	for {
		q.lock.Lock()
		list, growth := slices.Clone(q.holds.list), q.holds.growth()
		q.lock.Unlock()
		if len(list) >= count {
			return nonNil(list), nil
		}
		select {
		case <-growth:
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for %d held requests: %w", count, ctx.Err())
		}
	}
}

// releaseHeld lets the held requests of a name go, or all of them without one, and
// returns when they have been dealt with. It is called without the lock.
func (q *faultSet) releaseHeld(ctx context.Context, name string, goOn bool) ([]*held, error) {
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
