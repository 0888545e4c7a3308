// Package crm is what Close would know and by which rules it changes: organizations,
// leads with all that belongs to them, the event log, the index of search. It never
// sees a request: what it takes and returns are the objects of bodies and answers.
package crm

import (
	"sync"
	"time"

	"leadpatch/web/sandbox/options"
)

// World is everything that Close would know, under one lock, which also guards what the
// other packages of the sandbox keep. Its methods are called with the lock held.
type World struct {
	sync.Mutex
	*Data
	Base    string // "http://127.0.0.1:8787"
	Options options.Options
	Now     func() time.Time // the clock of this machine: see Clock
	events  eventLog
}

// NewWorld returns a world without data, whose pages are at base.
func NewWorld(base string, now func() time.Time) *World {
	return &World{Base: base, Now: now, Data: &Data{}}
}

// Reset replaces the options and the data, and empties the event log.
func (w *World) Reset(o options.Options, d *Data) { w.Options, w.Data, w.events = o, d, eventLog{} }

// Clock is the time that Close goes by, which a test may move. Rate limits and the
// journal go by that of this machine.
func (w *World) Clock() time.Time { return w.Now().Add(w.Options.Skew()) }
