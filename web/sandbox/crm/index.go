package crm

import (
	"slices"
	"time"
)

// indexEntry is a lead as search shows it until a time: nil for one that it does not
// know yet.
type indexEntry struct {
	until time.Time
	lead  *Lead
}

// beforeIndexing is called before a lead changes: search shows what is there now for
// as long as the index lags.
func (w *World) beforeIndexing(l *Lead) {
	l.unindexed = stillThere(l.unindexed, w.Now())
	if lag := w.Options.SearchLag(); lag > 0 {
		l.unindexed = append(l.unindexed, indexEntry{w.Now().Add(lag), l.copy()})
	}
}

// notIndexedYet is what a new lead begins with.
func (w *World) notIndexedYet() []indexEntry {
	if lag := w.Options.SearchLag(); lag > 0 {
		return []indexEntry{{until: w.Now().Add(lag)}}
	}
	return nil
}

// goneFromIndex is called before a lead is deleted.
func (w *World) goneFromIndex(l *Lead) {
	w.gone = stillThere(w.gone, w.Now())
	if lag := w.Options.SearchLag(); lag > 0 {
		w.gone = append(w.gone, indexEntry{w.Now().Add(lag), l.copy()})
	}
}

func stillThere(list []indexEntry, now time.Time) []indexEntry {
	return slices.DeleteFunc(slices.Clone(list), func(e indexEntry) bool { return !e.until.After(now) })
}

// Indexed returns the leads of an organization as search shows them now.
func (w *World) Indexed(o *Org) []*Lead {
	now := w.Now()
	var out []*Lead
	for _, l := range w.LeadsOf(o) {
		if later := stillThere(l.unindexed, now); len(later) > 0 {
			l = later[0].lead
		}
		if l != nil {
			out = append(out, l)
		}
	}
	for _, e := range stillThere(w.gone, now) {
		if e.lead.Org == o {
			out = append(out, e.lead)
		}
	}
	return out
}
