//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"leadpatch/web/broker/service"
)

func TestUpstream(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the form went on to where a redirect led")
	}))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			fmt.Fprintf(w, "%s %s %s", r.Method, r.Header.Get("Content-Type"), body)
		case "/busy":
			w.Header().Set("Retry-After", "3")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/elsewhere":
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "less")
		case "/huge":
			fmt.Fprint(w, strings.Repeat("x", maxAnswer+1))
		case "/away":
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	for _, c := range []struct {
		path       string
		status     int
		retryAfter string
		body       string
	}{
		{"/ok", 200, "", "POST application/x-www-form-urlencoded a=b%26c"},
		{"/busy", 429, "3", ""},
		{"/elsewhere", 307, "", ""},
	} {
		a, err := newUpstream().PostForm(t.Context(), server.URL+c.path, url.Values{"a": {"b&c"}})
		if err != nil || a.Status != c.status || a.RetryAfter != c.retryAfter || string(a.Body) != c.body {
			t.Errorf("%s: %+v, %v", c.path, a, err)
		}
	}
	for _, path := range []string{"/cut", "/huge", "/away"} {
		if a, err := newUpstream().PostForm(t.Context(), server.URL+path, nil); err == nil || errors.Is(err, service.ErrNotSent) {
			t.Errorf("%s: %+v, %v", path, a, err)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newUpstream().PostForm(over, server.URL+"/ok", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	// Nobody listens where a server has just been.
	gone := httptest.NewServer(nil)
	gone.Close()
	if _, err := newUpstream().PostForm(t.Context(), gone.URL, nil); !errors.Is(err, service.ErrNotSent) {
		t.Errorf("nobody listens: %v", err)
	}
}
