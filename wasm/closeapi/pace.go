package closeapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Pacer lets requests go as fast as Close permits and no faster. Close counts them
// for each credential and group of endpoints, and says in its answers how many are
// left; the Pacer holds back what would be refused, in the order in which it came.
// What Close's answers do not tell it does not guess: where they tell nothing, 20
// requests a second go out.
//
// The zero value is ready. Clients that act as the same user share one; it is safe
// for concurrent use.
type Pacer struct {
	// Now is the clock; nil for time.Now, whose time nobody turns back.
	Now func() time.Time

	mu     sync.Mutex
	groups map[groupKey]*group
}

// groupKey names what Close counts together.
type groupKey struct{ account, method, family string }

// group is one limit and who waits for it, guarded by the Pacer's lock.
type group struct {
	window
	queue []*waiter
}

// waiter is one request that waits; wake tells it to look again.
type waiter struct{ wake chan struct{} }

// errHeldBack stands in the errors of requests that were never sent.
var errHeldBack = errors.New("not sent: the limit of requests is used up")

// enter waits for the turn of a request and returns what to call with its answer, nil
// when there was none. The request has to be made then. It fails, and nothing may
// be sent, when ctx ends and when the turn cannot come in the time that patience
// allows. A nil Pacer lets everything pass.
func (p *Pacer) enter(ctx context.Context, account, method, path string, patience time.Duration) (leave func(*Response), err error) {
	if p == nil {
		return func(*Response) {}, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, &Error{Kind: Unreachable, Err: err}
	}
	g, w := p.join(groupKey{account, method, family(path)})
	began := time.Now()
	tired := time.NewTimer(patience)
	defer tired.Stop()
	for {
		sent, wait, err := p.turn(g, w, patience-time.Since(began))
		if err != nil {
			return nil, err
		}
		if wait == 0 {
			return func(r *Response) { p.ended(g, sent, r) }, nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-w.wake:
		case <-tired.C:
			err = p.giveUp(g, w)
		case <-ctx.Done():
			p.giveUp(g, w)
			err = &Error{Kind: Unreachable, Err: ctx.Err()}
		}
		timer.Stop()
		if err != nil {
			return nil, err
		}
	}
}

func (p *Pacer) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// join puts a request at the end of its queue.
func (p *Pacer) join(key groupKey) (*group, *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g := p.groups[key]
	if g == nil {
		g = &group{window: newWindow(p.now())}
		if p.groups == nil {
			p.groups = map[groupKey]*group{}
		}
		p.groups[key] = g
	}
	w := &waiter{wake: make(chan struct{}, 1)}
	g.queue = append(g.queue, w)
	return g, w
}

// unwoken is how long a request waits that is not the first of its queue: it will be
// called.
const unwoken = time.Hour

// turn returns how long a request should wait before it looks again, unless it is
// called. With 0 it may go: it is out of the queue then and counts as sent. turn fails
// when the wait is longer than patience, and the request is out of the queue too.
func (p *Pacer) turn(g *group, w *waiter, patience time.Duration) (sent time.Time, wait time.Duration, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if g.queue[0] != w {
		return now, unwoken, nil
	}
	at, firm := g.next(now)
	wait = max(0, at.Sub(now))
	switch {
	case wait == 0:
		g.sent()
		g.drop(w)
	case firm && wait > patience:
		g.drop(w)
		err = &Error{Kind: RateLimited, RetryAfter: wait, Err: errHeldBack}
	}
	return now, wait, err
}

// giveUp takes a request that was not sent out of the queue, and says when there
// will be room for those before it and for itself.
func (p *Pacer) giveUp(g *group, w *waiter) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	at, _ := g.next(now)
	wait := at.Sub(now) + g.length*time.Duration(slices.Index(g.queue, w)/g.limit)
	g.drop(w)
	return &Error{Kind: RateLimited, RetryAfter: max(wait, margin), Err: errHeldBack}
}

// ended notes how a request ended. Whoever is the next may have become free to go.
func (p *Pacer) ended(g *group, sent time.Time, r *Response) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if sent.After(now) {
		sent = now // the clock was turned back
	}
	switch {
	case r == nil:
		g.lost()
	case r.Status == http.StatusTooManyRequests:
		g.refused(sent, now, allowanceOf(r.Header, now))
	default:
		g.accepted(sent, now, allowanceOf(r.Header, now))
	}
	g.call()
}

// drop takes a request out of the queue.
func (g *group) drop(w *waiter) {
	g.queue = slices.DeleteFunc(g.queue, func(other *waiter) bool { return other == w })
	g.call()
}

// call wakes the first of the queue.
func (g *group) call() {
	if len(g.queue) > 0 {
		select {
		case g.queue[0].wake <- struct{}{}:
		default: // it has been called and did not look yet
		}
	}
}

// family is the part of an API path before an id: what Close counts requests of one
// method by. Source: developer.close.com, Rate limits.
func family(path string) string {
	path, _, _ = strings.Cut(path, "?")
	segments := strings.SplitAfter(path, "/")
	if i := slices.IndexFunc(segments, isIDSegment); i >= 0 {
		segments = segments[:i]
	}
	return strings.Join(segments, "")
}

func isIDSegment(s string) bool {
	prefix, _, found := strings.Cut(s, "_")
	_, err := ParseID(prefix, strings.TrimSuffix(s, "/"))
	return found && err == nil
}
