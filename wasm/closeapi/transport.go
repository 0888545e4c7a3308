package closeapi

import (
	"context"
	"net/http"
)

// Request is one HTTP request to Close.
type Request struct {
	Method string
	URL    string // absolute, built from validated ids by this package alone
	Header http.Header
	Body   []byte // nil for none
}

// Response is the answer to a Request, its body read to the end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Transport carries requests to Close. An error means that no complete answer
// arrived: the request may or may not have reached the server.
type Transport interface {
	RoundTrip(ctx context.Context, r *Request) (*Response, error)
}
