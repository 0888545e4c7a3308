package main

import (
	"net/http"
	"testing"
	"time"
)

func TestRateHeaders(t *testing.T) {
	g := newRig(t)
	got := g.api("demo", http.MethodGet, "/me/", "")
	if h := got.header.Get("RateLimit"); h != "limit=100, remaining=99, reset=0.734" {
		t.Errorf("RateLimit: %s", h)
	}
	if got.header.Get("RateLimit-Limit") != "" {
		t.Error("the documented form has the discrete headers too")
	}
	g.ctl(http.MethodPut, "/options", `{"ratelimit_style": "semicolon"}`)
	g.advance(734 * time.Millisecond)
	h := g.api("demo", http.MethodGet, "/me/", "").header
	if h.Get("RateLimit") != "limit=100; remaining=99; reset=1" || h.Get("RateLimit-Limit") != "100" ||
		h.Get("RateLimit-Remaining") != "99" || h.Get("RateLimit-Reset") != "1" {
		t.Errorf("%v", h)
	}
}

func TestRateLimit(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"rate": 2}`)
	for i, want := range []int{200, 200, 429, 429} {
		got := g.api("demo", http.MethodGet, "/me/", "")
		if got.status != want {
			t.Fatalf("request %d: %d, want %d", i, got.status, want)
		}
		if want == 429 && (got.text != "" || got.header.Get("Retry-After") != "1" || got.header.Get("RateLimit") != "limit=2, remaining=0, reset=0.734") {
			t.Errorf("body %q, headers %v", got.text, got.header)
		}
	}
	if got := g.api("demo", http.MethodGet, "/user/", ""); got.status != http.StatusOK {
		t.Errorf("another group of endpoints: %d", got.status)
	}
	if got := g.api("admin", http.MethodGet, "/me/", ""); got.status != http.StatusOK {
		t.Errorf("another key: %d", got.status)
	}
	g.advance(734 * time.Millisecond)
	if got := g.api("demo", http.MethodGet, "/me/", ""); got.status != http.StatusOK {
		t.Errorf("in the next second: %d", got.status)
	}
}

func TestRateLimitDoesNothing(t *testing.T) {
	g := newRig(t)
	path := "/lead/" + g.acme().ID + "/"
	g.ctl(http.MethodPut, "/options", `{"rate": 1}`)
	g.api("demo", http.MethodPut, path, `{"name": "first"}`)
	if got := g.api("demo", http.MethodPut, path, `{"name": "second"}`); got.status != http.StatusTooManyRequests {
		t.Fatalf("%d", got.status)
	}
	if lead := g.get(path); lead["name"] != "first" {
		t.Errorf("a refused request renamed the lead to %v", lead["name"])
	}
}
