package main

import (
	"sync"
	"time"
)

// World is everything that Close would know, under one lock. Its methods are called with
// the lock held.
type World struct {
	sync.Mutex
	*Data
	base    string // "http://127.0.0.1:8787"
	options Options
	now     func() time.Time // the clock of this machine: see clock
	events  eventLog
}

// NewWorld returns a world without data, whose pages are at base.
func NewWorld(base string, now func() time.Time) *World {
	return &World{base: base, now: now, Data: &Data{}}
}

// Reset gives the world other options and data, and an empty event log.
func (w *World) Reset(o Options, d *Data) { w.options, w.Data, w.events = o, d, eventLog{} }

// clock is the time that Close goes by, which a test may move. Rate limits and the
// journal go by that of this machine. The caller holds the lock.
func (w *World) clock() time.Time { return w.now().Add(w.options.skew()) }
