//go:build !js

package memhost

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"leadpatch/wasm/closeapi"
)

// maxAnswer bounds an answer, in bytes, as in the browser.
const maxAnswer = 8 << 20

// Transport carries requests to Close by net/http. It is for the native build
// alone: in the wasm, net/http's client would add 4 MB.
type Transport struct{ Client *http.Client }

// RoundTrip makes the request and reads the answer to its end.
func (t Transport) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	req.Header = r.Header
	client := t.Client
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxAnswer {
		return nil, fmt.Errorf("the answer is longer than %d bytes", maxAnswer)
	}
	return &closeapi.Response{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}
