//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"leadpatch/web/broker/service"
)

// maxAnswer is the longest answer of Close that is read, in bytes.
const maxAnswer = 64 << 10

// upstream talks to Close with the standard library's HTTP client.
type upstream struct{ client *http.Client }

func newUpstream() upstream {
	return upstream{&http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// PostForm sends a form and reads the answer to its end.
func (u upstream) PostForm(ctx context.Context, address string, form url.Values) (*service.Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	response, err := u.client.Do(request)
	var network *net.OpError
	if errors.As(err, &network) && network.Op == "dial" {
		return nil, fmt.Errorf("%w: %w", service.ErrNotSent, err)
	}
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	if len(body) > maxAnswer {
		return nil, errors.New("the answer is too long")
	}
	return &service.Answer{
		Status:     response.StatusCode,
		RetryAfter: response.Header.Get("Retry-After"),
		Body:       body,
	}, nil
}
