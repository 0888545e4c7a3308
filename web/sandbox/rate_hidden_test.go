package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"leadpatch/web/sandbox/wire"
)

var ratelimitHeaders = []string{
	"RateLimit", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
	"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", "Retry-After",
}

func TestRateStyles(t *testing.T) {
	for _, c := range []struct {
		style           string
		allowed, refuse map[string]string
	}{
		{"comma",
			map[string]string{"RateLimit": "limit=1, remaining=0, reset=0.734"},
			map[string]string{"RateLimit": "limit=1, remaining=0, reset=0.734", "Retry-After": "1"}},
		{"semicolon",
			map[string]string{"RateLimit": "limit=1; remaining=0; reset=0.734", "RateLimit-Limit": "1", "RateLimit-Remaining": "0", "RateLimit-Reset": "0.734"},
			map[string]string{"RateLimit": "limit=1; remaining=0; reset=0.734", "RateLimit-Limit": "1", "RateLimit-Remaining": "0", "RateLimit-Reset": "0.734", "Retry-After": "1"}},
		{"discrete",
			map[string]string{"RateLimit-Limit": "1", "RateLimit-Remaining": "0", "RateLimit-Reset": "0.734"},
			map[string]string{"RateLimit-Limit": "1", "RateLimit-Remaining": "0", "RateLimit-Reset": "0.734", "Retry-After": "1"}},
		{"legacy",
			map[string]string{"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "0.734"},
			map[string]string{"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "0.734", "Retry-After": "1"}},
		{"retry_after", map[string]string{}, map[string]string{"Retry-After": "1"}},
		{"none", map[string]string{}, map[string]string{}},
	} {
		g := newRig(t)
		g.ctl(http.MethodPut, "/options", `{"rate": 1, "ratelimit_style": "`+c.style+`"}`)
		for status, want := range map[int]map[string]string{http.StatusOK: c.allowed, http.StatusTooManyRequests: c.refuse} {
			// The first request of each pair is allowed, in a window of its own.
			if status == http.StatusTooManyRequests {
				g.api("admin", http.MethodGet, "/me/", "")
			}
			got := g.api(map[int]string{http.StatusOK: "demo", http.StatusTooManyRequests: "admin"}[status], http.MethodGet, "/me/", "")
			if got.status != status {
				t.Fatalf("%s: %d, want %d", c.style, got.status, status)
			}
			for _, name := range ratelimitHeaders {
				if got.header.Get(name) != want[name] {
					t.Errorf("%s, %d: %s is %q, want %q", c.style, status, name, got.header.Get(name), want[name])
				}
			}
		}
	}
}

// TestHiddenLimit: nothing tells of it before it bites, and then its own reset alone.
func TestHiddenLimit(t *testing.T) {
	for style, want := range map[string]map[string]string{
		"comma":       {"RateLimit": "reset=3.734", "Retry-After": "4"},
		"semicolon":   {"RateLimit": "reset=3.734", "RateLimit-Reset": "3.734", "Retry-After": "4"},
		"discrete":    {"RateLimit-Reset": "3.734", "Retry-After": "4"},
		"legacy":      {"X-Rate-Limit-Reset": "3.734", "Retry-After": "4"},
		"retry_after": {"Retry-After": "4"},
	} {
		g := newRig(t)
		g.advance(time.Second) // into the second second of five
		g.ctl(http.MethodPut, "/options", `{"ratelimit_style": "`+style+`", "hidden_limits": [
			{"path_prefix": "/api/v1/lead/`+g.acme().ID+`", "rate": 2, "window_s": 5}, {"method": "post", "path_prefix": "/api/v1/", "rate": 0}
		]}`)
		path := "/lead/" + g.acme().ID + "/"
		first, _ := g.api("demo", http.MethodGet, path, ""), g.send(g.put("x"))
		if style == "comma" && first.header.Get("RateLimit") != "limit=100, remaining=99, reset=0.734" {
			t.Errorf("before it bites: %v", first.header)
		}
		got := g.api("demo", http.MethodGet, path, "")
		if got.status != http.StatusTooManyRequests {
			t.Fatalf("%s: %d", style, got.status)
		}
		for _, name := range ratelimitHeaders {
			if got.header.Get(name) != want[name] {
				t.Errorf("%s: %s is %q, want %q", style, name, got.header.Get(name), want[name])
			}
		}
		for what, status := range map[string]int{
			"another path":  g.api("demo", http.MethodGet, "/lead/"+g.leadNamed("Null and Void").ID+"/", "").status,
			"another key":   g.api("admin", http.MethodGet, path, "").status,
			"another group": g.api("demo", http.MethodGet, "/me/", "").status,
		} {
			if status != http.StatusOK {
				t.Errorf("%s: %d", what, status)
			}
		}
		g.advance(3734*time.Millisecond - 1)
		if got := g.api("demo", http.MethodGet, path, ""); got.status != http.StatusTooManyRequests {
			t.Errorf("%s: a moment too early: %d", style, got.status)
		}
		g.advance(1)
		if got := g.api("demo", http.MethodGet, path, ""); got.status != http.StatusOK {
			t.Errorf("%s: in the next window: %d", style, got.status)
		}
	}
}

// TestRateGroups: a list and its single objects are one family, counted for each
// method by itself.
func TestRateGroups(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"rate": 1}`)
	lead, contact := "/lead/"+g.acme().ID+"/", "/contact/"+g.acme().Contacts[0].ID+"/"
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/lead/", "", 200},
		{"GET", lead, "", 429},
		{"PUT", lead, `{}`, 200},
		{"PUT", "/lead/" + g.leadNamed("Null and Void").ID + "/", `{}`, 429},
		{"GET", contact, "", 200},
		{"GET", "/contact/", "", 429},
		{"PUT", contact, `{}`, 200},
		{"GET", "/custom_field/lead/", "", 200},
		{"GET", "/custom_field_schema/lead/", "", 200},
		{"GET", "/custom_field_schema/contact/", "", 429},
		{"GET", "/event/", "", 200},
	} {
		if got := g.api("demo", c.method, c.path, c.body); got.status != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, got.status, c.status)
		}
	}
}

// TestRateOfWindow: who sends as many requests as the headers allow, and waits for as
// long as they say, uses the whole limit and is never refused.
func TestRateOfWindow(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"rate": 10, "ratelimit_style": "semicolon"}`)
	g.advance(456 * time.Microsecond)
	began := g.now()
	for i := range 50 {
		got := g.api("demo", http.MethodGet, "/me/", "")
		if got.status != http.StatusOK {
			t.Fatalf("request %d: %d", i, got.status)
		}
		if want := fmt.Sprint(9 - i%10); got.header.Get("RateLimit-Remaining") != want {
			t.Fatalf("request %d: %s remaining, want %s", i, got.header.Get("RateLimit-Remaining"), want)
		}
		if got.header.Get("RateLimit-Remaining") == "0" {
			reset, err := time.ParseDuration(got.header.Get("RateLimit-Reset") + "s")
			if err != nil {
				t.Fatal(err)
			}
			g.advance(reset)
		}
	}
	if took := g.now().Sub(began); took > 5*time.Second {
		t.Errorf("50 requests took %s", took)
	}
}

func TestHiddenLimitOptions(t *testing.T) {
	g := newRig(t)
	for options, status := range map[string]int{
		`{"hidden_limits": [{"path_prefix": "/api/v1/lead/", "rate": 1}]}`:                   200,
		`{"hidden_limits": [{"path_prefix": "/lead/", "rate": 1}]}`:                          400,
		`{"hidden_limits": [{"path_prefix": "/api/v1/lead/", "rate": -1}]}`:                  400,
		`{"hidden_limits": [{"path_prefix": "/api/v1/lead/", "rate": 1, "window_s": -1}]}`:   400,
		`{"hidden_limits": [{"path_prefix": "/api/v1/lead/", "rate": 1, "window_s": 1e9}]}`:  400,
		`{"hidden_limits": [{"path_prefix": "/api/v1/lead/", "rate": 1, "windows": 1}]}`:     400,
		`{"hidden_limits": [{"path_prefix": "/api/v1/lead/"}], "ratelimit_style": "commas"}`: 400,
		`{"event_window_s": -1}`:       400,
		`{"clock_skew_s": 315360001}`:  400,
		`{"clock_skew_s": -315360001}`: 400,
	} {
		if got := g.send(g.request(http.MethodPut, "/_sandbox/options", options)); got.status != status {
			t.Errorf("%s: %d %s", options, got.status, got.text)
		}
	}
	left := g.ctl(http.MethodPut, "/options", `{"rate": 7}`)["hidden_limits"].([]any)
	if len(left) != 1 {
		t.Errorf("the limits that stay: %v", left)
	}
	// An entry of the new list has nothing of the old one at its place.
	changed := g.ctl(http.MethodPut, "/options", `{"hidden_limits": [{"path_prefix": "/api/v1/me/"}]}`)["hidden_limits"].([]any)
	if changed[0].(wire.Object)["rate"] != g.value("0") {
		t.Errorf("the new limits: %v", changed)
	}
	if none := g.ctl(http.MethodPut, "/options", `{"hidden_limits": []}`)["hidden_limits"].([]any); len(none) != 0 {
		t.Errorf("the limits that were taken away: %v", none)
	}
}
