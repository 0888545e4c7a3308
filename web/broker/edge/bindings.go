//go:build js && wasm

package edge

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"syscall/js"
	"time"

	"leadpatch/web/broker/service"
)

var (
	_ service.Upstream = (*Upstream)(nil)
	_ service.Replay   = (*Replay)(nil)
	_ service.Limiter  = (*Limiter)(nil)
)

// notSent are the statuses that Cloudflare gives in a server's place when it had
// no connection to it: refused, unreachable, no TLS, an untrusted certificate, no
// address. 522 is not among them, since it may also come after the request.
//
// https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
var notSent = []int{521, 523, 525, 526, 530}

// Upstream posts forms by Cloudflare's fetch.
type Upstream struct{ host js.Value }

// NewUpstream returns the upstream of the Worker that started the program.
func NewUpstream() *Upstream { return &Upstream{host: functions()} }

// PostForm sends a form and reads the answer to its end. It fails when no
// complete answer arrives within 20 seconds, when ctx ends, and when the answer
// is larger than 64 KB. Redirects are not followed: they are answers.
func (u *Upstream) PostForm(ctx context.Context, address string, form url.Values) (*service.Answer, error) {
	answer, err := call(ctx, u.host, "post", address, form.Encode())
	if err != nil {
		return nil, fmt.Errorf("post to Close: %w", err)
	}
	status := answer.Get("status").Int()
	if slices.Contains(notSent, status) {
		return nil, fmt.Errorf("post to Close: status %d: %w", status, service.ErrNotSent)
	}
	return &service.Answer{
		Status:     status,
		RetryAfter: answer.Get("retryAfter").String(),
		Body:       toGo(answer.Get("body")),
	}, nil
}

// Replay remembers proofs in a Durable Object for each thumbprint. Of an object
// there is one in the whole world, and it does one thing at a time, so that of
// calls that race exactly one is the first.
type Replay struct{ host js.Value }

// NewReplay returns the memory of the Worker that started the program.
func NewReplay() *Replay { return &Replay{host: functions()} }

// First reports whether jti is named for the first time with this thumbprint,
// and remembers it until the given time. It fails when the object cannot be
// reached within 5 seconds; the jti may have been remembered nevertheless.
func (r *Replay) First(ctx context.Context, thumbprint, jti string, until time.Time) (bool, error) {
	first, err := call(ctx, r.host, "first", thumbprint, jti, until.UnixMilli())
	if err != nil {
		return false, fmt.Errorf("the memory of used proofs: %w", err)
	}
	return first.Bool(), nil
}

// Limiter counts requests by Cloudflare's rate-limit binding.
type Limiter struct{ host js.Value }

// NewLimiter returns the limiter of the Worker that started the program.
func NewLimiter() *Limiter { return &Limiter{host: functions()} }

// Allow counts a request for the key and reports whether it is within the limit
// that wrangler.jsonc sets. Cloudflare counts in each of its locations by itself.
func (l *Limiter) Allow(ctx context.Context, key string) (bool, error) {
	allowed, err := call(ctx, l.host, "allow", key)
	if err != nil {
		return false, fmt.Errorf("the rate limit: %w", err)
	}
	return allowed.Bool(), nil
}
