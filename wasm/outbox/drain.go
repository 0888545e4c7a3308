package outbox

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/problem"
)

const (
	// deliverAtOnce is how many leads are gone on with at a time. The rate limit of
	// Close is kept further down.
	deliverAtOnce = 8
	// soonest is the shortest time that the browsers' alarms know.
	soonest = 30 * time.Second
)

// Deliver goes on with everything that is not settled and may be tried now. It returns
// what is left, and has the browser ask again when something is due.
func (o *Outbox) Deliver(ctx context.Context) (*api.Delivered, error) {
	entries, err := o.journal.Unsettled(ctx)
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
			err := o.deliverLead(ctx, lead, func(op *Operation) bool { return isDue(op, o.ws.Now()) })
			if !errors.Is(err, journal.ErrNewer) { // it waits for an update
				errs[i] = err
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return o.left(ctx)
}

// deliverLead goes on with the changes of one lead in their order, up to the first that
// has to wait.
func (o *Outbox) deliverLead(ctx context.Context, lead string, due func(*Operation) bool) error {
	unlock, err := o.lockLead(ctx, lead)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = o.drainLead(ctx, lead, "", due)
	return err
}

// isDue reports whether a waiting operation may be tried now. One that waits for the
// network or a sign-in is tried whenever somebody thinks that it is back.
func isDue(op *Operation, now time.Time) bool {
	if op.Waiting == nil || op.Waiting.Reason == api.ProblemOffline || op.Waiting.Reason == api.ProblemSessionEnded {
		return true
	}
	return !now.Before(op.NotBefore)
}

// always is for an operation that somebody waits for, or behind.
func always(*Operation) bool { return true }

// left returns what is not settled, and has the browser ask again when something is due.
func (o *Outbox) left(ctx context.Context) (*api.Delivered, error) {
	o.alarmMu.Lock()
	defer o.alarmMu.Unlock()
	entries, err := o.journal.Unsettled(ctx)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return &api.Delivered{}, o.alarm.Deliver(ctx, 0)
	}
	next := time.Duration(-1)
	for _, e := range entries {
		if left := max(e.NotBefore.Sub(o.ws.Now()), soonest); next < 0 || left < next {
			next = left
		}
	}
	return &api.Delivered{Unsettled: len(entries), RetryIn: next.Seconds()}, o.alarm.Deliver(ctx, next)
}

// SetAlarm sets the browser's alarm by what is left to be done.
func (o *Outbox) SetAlarm(ctx context.Context) error {
	_, err := o.left(ctx)
	return err
}

// drainLead goes on with what is unsettled of a lead, the oldest first, up to the first
// operation that has to wait or the entry with the id until. It returns the one that
// waits, if there is one. The caller holds the lead's lock.
func (o *Outbox) drainLead(ctx context.Context, lead, until string, due func(*Operation) bool) (*Operation, error) {
	entries, err := o.journal.Unsettled(ctx)
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
		op, err := o.Entry(ctx, e.ID)
		if err != nil {
			return nil, err
		}
		if !due(op) {
			return op, nil
		}
		if _, err := o.execute(ctx, op); err != nil && !op.State.Settled() {
			return nil, err
		}
		if !op.State.Settled() {
			return op, nil
		}
	}
	return nil, nil
}

// Check goes on with an entry now, and with those of its lead before it, and returns it
// as it is then.
func (o *Outbox) Check(ctx context.Context, id string) (*Operation, error) {
	op, err := o.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := o.deliverLead(ctx, op.Entry.Lead, always); err != nil {
		return nil, err
	}
	if err := o.SetAlarm(ctx); err != nil {
		return nil, err
	}
	return o.Entry(ctx, id)
}

// GiveUp takes a change back of which nothing has been sent.
func (o *Outbox) GiveUp(ctx context.Context, id string) (*Operation, error) {
	op, err := o.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	unlock, err := o.lockLead(ctx, op.Entry.Lead)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if op, err = o.Entry(ctx, id); err != nil { // it may have gone on in the meantime
		return nil, err
	}
	if op.State != journal.Intended {
		return nil, problem.New(api.ProblemConflict, http.StatusConflict, "On its way already",
			"This change is on its way to Close already and cannot be given up. Undo it when it has arrived.", "reload")
	}
	op.Problem = &problem.New(api.ProblemGivenUp, http.StatusConflict, "Given up", "You gave this change up before anything was sent.", "").Problem
	if err := o.save(ctx, op, journal.Rejected); err != nil {
		return nil, err
	}
	return op, o.SetAlarm(ctx)
}
