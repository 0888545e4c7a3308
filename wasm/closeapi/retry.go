package closeapi

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

const (
	defaultAttempts = 5
	defaultPatience = 15 * time.Second
	retryBase       = 500 * time.Millisecond
	retryCap        = 8 * time.Second
)

// Retry says when a request is made again by itself. 429 and 503 mean that Close did
// not carry it out, whatever it was. What changes nothing is asked again also when
// its answer was lost, came from a gateway or cannot be read; a write whose answer is
// lost never is, because it may have been carried out: see [Unsure].
//
// The wait before each attempt is random, below a bound that doubles from half a
// second to eight, and never shorter than Close asks for. A wait that Patience does
// not allow is left to the caller: the error says in RetryAfter how long it is.
type Retry struct {
	Attempts int           // how often a request is made at most; 0 for 5
	Patience time.Duration // from the first to the last attempt; 0 for 15 s
	// Random returns a number from 0 up to 1; nil for math/rand/v2.
	Random func() float64
}

// attempts returns how often a request is made at most: once without a policy.
func (r *Retry) attempts() int {
	switch {
	case r == nil:
		return 1
	case r.Attempts <= 0:
		return defaultAttempts
	}
	return r.Attempts
}

// patience returns how long a request may wait, for its turn and between attempts.
func (r *Retry) patience() time.Duration {
	if r == nil || r.Patience <= 0 {
		return defaultPatience
	}
	return r.Patience
}

// wait returns how long to wait after the given attempt, the first being 1, of which
// the server asks for a part.
func (r *Retry) wait(attempt int, asked time.Duration) time.Duration {
	random := rand.Float64
	if r.Random != nil {
		random = r.Random
	}
	bound := min(retryBase<<min(attempt-1, 10), retryCap)
	return max(time.Duration(random()*float64(bound)), asked)
}

// repeatable reports whether a request that failed like this may be made again.
func repeatable(method, path string, e *Error) bool {
	if e.Kind == RateLimited || e.Status == http.StatusServiceUnavailable {
		return true
	}
	if changes(method, path) {
		return false
	}
	unreadable := e.Kind == Failed && e.Status >= 200 && e.Status <= 299
	return e.Kind == Unreachable || unreadable || e.Status == http.StatusBadGateway || e.Status == http.StatusGatewayTimeout
}

// send makes one request, again where the policy says so, until the given time.
func (c *Client) send(ctx context.Context, auth, method, path string, body []byte, until time.Time) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		answer, err := c.once(ctx, auth, method, path, body, time.Until(until))
		var e *Error
		if c.Retry == nil || ctx.Err() != nil || !errors.As(err, &e) || !repeatable(method, path, e) {
			return answer, err
		}
		wait := c.Retry.wait(attempt, e.RetryAfter)
		if attempt >= c.Retry.attempts() || wait > time.Until(until) {
			e.RetryAfter = wait
			return nil, err
		}
		if !pause(ctx, wait) {
			return nil, err
		}
	}
}

// pause waits, and reports whether ctx let it.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
