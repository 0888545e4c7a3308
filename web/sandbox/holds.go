package main

import (
	"net/http"
	"slices"
)

// held is a request that a fault holds.
type held struct {
	N      int           `json:"n"` // of its entry in the journal
	Name   string        `json:"name"`
	Hold   string        `json:"hold"` // "before" or "after" the work
	Method string        `json:"method"`
	Path   string        `json:"path"`
	goOn   chan bool     // false: the connection is dropped
	over   chan struct{} // closed when the request has been dealt with
}

// holds are the requests that are held now, in the order in which they arrived there.
// The zero value is ready. It is not safe for concurrent use.
type holds struct {
	list  []*held
	grown chan struct{} // closed when the list grows; nil while nobody waits for that
}

func (q *holds) add(h *held) {
	q.list = append(q.list, h)
	if q.grown != nil {
		close(q.grown)
		q.grown = nil
	}
}

// growth returns what is closed when the list grows next.
func (q *holds) growth() <-chan struct{} {
	if q.grown == nil {
		q.grown = make(chan struct{})
	}
	return q.grown
}

// release lets the requests of a name go, or all of them without one, and returns
// them.
func (q *holds) release(name string, goOn bool) []*held {
	released := []*held{}
	q.list = slices.DeleteFunc(q.list, func(h *held) bool {
		if name != "" && h.Name != name {
			return false
		}
		h.goOn <- goOn
		released = append(released, h)
		return true
	})
	return released
}

// newHeld is the request of a journal entry that a fault may hold.
func newHeld(f *Fault, n int, r *http.Request) *held {
	return &held{
		N: n, Name: f.Name, Hold: f.Hold, Method: r.Method, Path: r.URL.Path,
		goOn: make(chan bool, 1), over: make(chan struct{}),
	}
}

// done notes that the request has been dealt with.
func (h *held) done() { close(h.over) }
