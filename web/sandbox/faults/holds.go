package faults

import (
	"net/http"
	"slices"
)

// Held is a request that a fault holds.
type Held struct {
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
	list  []*Held
	grown chan struct{} // closed when the list grows; nil while nobody waits for that
}

func (q *holds) add(h *Held) {
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
func (q *holds) release(name string, goOn bool) []*Held {
	released := []*Held{}
	q.list = slices.DeleteFunc(q.list, func(h *Held) bool {
		if name != "" && h.Name != name {
			return false
		}
		h.goOn <- goOn
		released = append(released, h)
		return true
	})
	return released
}

// NewHeld is the request of a journal entry that a fault may hold.
func NewHeld(f *Fault, n int, r *http.Request) *Held {
	return &Held{
		N: n, Name: f.Name, Hold: f.Hold, Method: r.Method, Path: r.URL.Path,
		goOn: make(chan bool, 1), over: make(chan struct{}),
	}
}

// Done notes that the request has been dealt with.
func (h *Held) Done() { close(h.over) }
