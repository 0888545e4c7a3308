// Package service is the token broker: the few routes that stand between the
// extension and Close's OAuth server, as a plain http.Handler.
//
// Close knows only confidential clients: whoever turns a code into tokens, or
// refreshes them, has to show the client's secret. The broker is the place where
// that secret lives. It stores nothing. What it has to remember between two
// requests it seals and hands to the browser: the state of a sign-in, Close's
// code, and Close's refresh token. Each sealed thing is bound to a key of the
// extension, and works only in a request that proves possession of that key.
//
// The package runs natively and in WebAssembly. It reaches the world through the
// three interfaces that it declares.
package service

import (
	"context"
	"errors"
	"net/url"
	"time"
)

// ErrNotSent is wrapped by the error of an Upstream that knows for certain that
// Close did not get the request, so that nothing has changed there and trying
// again is safe. A request that was cut off, or timed out, is no such case.
var ErrNotSent = errors.New("the request was not sent")

// Answer is what Close's OAuth server answered.
type Answer struct {
	// Status is the HTTP status.
	Status int
	// RetryAfter is the header of that name, or "".
	RetryAfter string
	// Body is the whole body. One that was cut short is an error of PostForm
	// instead.
	Body []byte
}

// Upstream posts a form to one of Close's two OAuth endpoints. Any status is an
// answer; an error means that there was none. It follows no redirect, since the
// form holds the client's secret, and gives up when ctx ends.
type Upstream interface {
	PostForm(ctx context.Context, url string, form url.Values) (*Answer, error)
}

// Replay remembers the proofs that were used.
type Replay interface {
	// First reports whether this is the first time that the pair is named, and
	// remembers it at least until the given time. Of calls that race, one gets
	// true. An error refuses the request.
	//
	// Both arguments are 43 characters of base64url: the thumbprint of the key,
	// and the SHA-256 of the jti that its holder chose, which is therefore
	// nowhere kept as it was sent.
	First(ctx context.Context, thumbprint, jti string, until time.Time) (bool, error)
}

// Limiter bounds the requests for one key.
type Limiter interface {
	// Allow counts a request for the key and reports whether it is within the
	// limit. The key is "ip:" with the client's address (of IPv6 its /64), or
	// "key:" with the thumbprint of a proof. An error refuses the request.
	Allow(ctx context.Context, key string) (bool, error)
}

// Config is what the broker needs to run. The texts are those of the Worker's
// secrets and variables, unchecked; New checks them.
type Config struct {
	// Origin is the broker's own, such as "https://auth.example.com". Plain http
	// is only for loopback addresses; so it is for API and App.
	Origin string
	// API and App are Close's origins; "" stands for the real ones.
	API, App string
	// ClientID and ClientSecret are those of the OAuth app at Close.
	ClientID, ClientSecret string
	// SealingKey is 32 random bytes in base64url. PreviousSealingKey, if not "",
	// still opens what it sealed, but seals nothing more.
	SealingKey, PreviousSealingKey string
	// Extensions lists who may use the broker, separated by spaces or commas:
	// "chrome:" with an extension id, "firefox:" with a Gecko id.
	Extensions string

	// Now is the clock.
	Now      func() time.Time
	Upstream Upstream
	Replay   Replay
	Limiter  Limiter
}
