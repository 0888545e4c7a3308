//go:build js && wasm

package host

import (
	"context"
	"fmt"
	"net/http"
	"syscall/js"
	"time"

	"leadpatch/wasm/closeapi"
)

const (
	// fetchTimeout bounds one request to Close, from its start to the last byte
	// of the answer. Chrome ends a worker whose fetch has not answered in 30 s.
	fetchTimeout = 25 * time.Second
	// maxAnswer is the largest answer that is read, in bytes.
	maxAnswer = 8 << 20
)

// Fetch carries requests to Close by the browser's fetch. Cookies are never
// sent, redirects are not followed, and nothing is cached.
type Fetch struct {
	functions js.Value
	timeout   time.Duration
}

var _ closeapi.Transport = (*Fetch)(nil)

// NewFetch returns the transport of the extension that started the program.
func NewFetch() *Fetch {
	return &Fetch{functions: functions(), timeout: fetchTimeout}
}

// RoundTrip sends r and reads the answer to its end. It fails when no complete
// answer arrives within 25 seconds, when ctx ends, and when the answer is a
// redirect or larger than 8 MB. After an error the request may still have
// reached the server.
func (f *Fetch) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	abort := js.Global().Get("AbortController").New()
	answer, err := call(ctx, f.functions, "fetch", f.request(r, abort.Get("signal")))
	if ctx.Err() != nil {
		// The browser must stop too: without this a request that nobody waits
		// for any more could still write.
		abort.Call("abort")
		return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL, ctx.Err())
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL, err)
	}
	return response(answer), nil
}

// request builds the argument of host.js's fetch.
func (f *Fetch) request(r *closeapi.Request, signal js.Value) js.Value {
	headers := js.Global().Get("Array").New()
	for name, values := range r.Header {
		for _, value := range values {
			headers.Call("push", []any{name, value})
		}
	}
	request := js.Global().Get("Object").New()
	request.Set("method", r.Method)
	request.Set("url", r.URL)
	request.Set("headers", headers)
	request.Set("signal", signal)
	request.Set("limit", maxAnswer)
	request.Set("body", nil)
	if r.Body != nil {
		request.Set("body", toJS(r.Body))
	}
	return request
}

// response reads the result of host.js's fetch.
func response(answer js.Value) *closeapi.Response {
	headers := answer.Get("headers")
	header := http.Header{}
	for i := range headers.Length() {
		pair := headers.Index(i)
		header.Add(pair.Index(0).String(), pair.Index(1).String())
	}
	return &closeapi.Response{
		Status: answer.Get("status").Int(),
		Header: header,
		Body:   toGo(answer.Get("body")),
	}
}
