package backend

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"leadpatch/wasm/api"
)

const (
	// deliverAtOnce is how many leads are gone on with at a time. The rate limit of
	// Close is kept further down.
	deliverAtOnce = 8
	// soonest is the shortest time that the browsers' alarms know.
	soonest = 30 * time.Second
)

// deliverJournal goes on with everything that is not settled.
func (b *Backend) deliverJournal(r *http.Request) (any, error) {
	ctx := r.Context()
	entries, err := b.journal.Unsettled(ctx)
	if err != nil {
		return nil, err
	}
	var leads []string
	seen := map[string]bool{}
	for _, e := range entries {
		if !seen[e.Lead] {
			seen[e.Lead] = true
			leads = append(leads, e.Lead)
		}
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, deliverAtOnce)
	errs := make([]error, len(leads))
	for i, lead := range leads {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			errs[i] = b.deliverLead(ctx, lead, b.isDue)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return b.delivered(ctx)
}

// deliverLead goes on with the wishes of one lead in their order, up to the first that
// has to wait.
func (b *Backend) deliverLead(ctx context.Context, lead string, due func(*wish) bool) error {
	unlock, err := b.lockLead(ctx, lead)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = b.settleLead(ctx, lead, "", due)
	return err
}

// isDue says whether a waiting wish may be tried now. One that waits for the network is
// tried whenever somebody thinks that it is back.
func (b *Backend) isDue(w *wish) bool {
	if w.rec.Waiting == nil || w.rec.Waiting.Reason == api.ProblemOffline || w.rec.Waiting.Reason == api.ProblemSessionEnded {
		return true
	}
	return !b.cfg.Now().Before(w.NotBefore)
}

// delivered says what is left, and has the browser ask again when something is due.
func (b *Backend) delivered(ctx context.Context) (*api.Delivered, error) {
	b.alarm.Lock()
	defer b.alarm.Unlock()
	entries, err := b.journal.Unsettled(ctx)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return &api.Delivered{}, b.cfg.Alarm.Deliver(ctx, 0)
	}
	next := time.Duration(-1)
	for _, e := range entries {
		if left := max(e.NotBefore.Sub(b.cfg.Now()), soonest); next < 0 || left < next {
			next = left
		}
	}
	return &api.Delivered{Unsettled: len(entries), RetryIn: next.Seconds()}, b.cfg.Alarm.Deliver(ctx, next)
}

// rest sets the browser's alarm by what is left to be done.
func (b *Backend) rest(ctx context.Context) error {
	_, err := b.delivered(ctx)
	return err
}

// settleLead goes on with what is unsettled of a lead, the oldest first, up to the first
// wish that has to wait or the entry with the id until. It returns the one that waits,
// if there is one. The caller holds the lead's lock.
func (b *Backend) settleLead(ctx context.Context, lead, until string, due func(*wish) bool) (*wish, error) {
	entries, err := b.journal.Unsettled(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.ID == until {
			break
		}
		if e.Lead != lead {
			continue
		}
		// An older one may have moved what this one saw.
		w, err := b.entry(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		if !due(w) {
			return w, nil
		}
		if _, err := b.carryOut(ctx, w); err != nil && !w.State.Settled() {
			return nil, err
		}
		if !w.State.Settled() {
			return w, nil
		}
	}
	return nil, nil
}

// always is for a wish that somebody waits for, or behind.
func always(*wish) bool { return true }
