package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"leadpatch/web/sandbox/wire"
)

// put is a request that renames the demo lead.
func (g *rig) put(name string) *http.Request {
	g.t.Helper()
	r := g.request(http.MethodPut, "/api/v1/lead/"+g.acme().ID+"/", `{"name": "`+name+`"}`)
	r.SetBasicAuth(g.keys["demo"], "")
	r.Header.Set("Content-Type", "application/json")
	return r
}

// name is the name of the demo lead.
func (g *rig) name() any { return g.ctl(http.MethodGet, "/leads/"+g.acme().ID, "")["name"] }

func TestFaultDelays(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"latency_ms": 5}`)
	g.ctl(http.MethodPost, "/faults", `{"method": "PUT", "delay_ms": 40, "delay_after_ms": 70}`)
	var names []any
	g.onWait = func() { names = append(names, g.name()) }
	g.send(g.put("Late"))
	if want := []time.Duration{45 * time.Millisecond, 70 * time.Millisecond}; !slices.Equal(g.waited, want) {
		t.Errorf("waited %v, want %v", g.waited, want)
	}
	if want := []any{"Acme GmbH", "Late"}; !slices.Equal(names, want) {
		t.Errorf("the lead was called %v in the meantime, want %v", names, want)
	}
}

func TestFaultNth(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPost, "/faults", `[
		{"method": "PUT", "nth": 3, "times": 2, "status": 503},
		{"method": "PUT", "status": 500},
		{"method": "PUT", "nth": 3, "status": 502}
	]`)
	// The second fault meets the first request and the first one the third: the third
	// fault, due then too, meets the next request that is left.
	for i, want := range []int{500, 200, 503, 503, 502, 200} {
		if got := g.send(g.put("x")); got.status != want {
			t.Errorf("request %d: %d, want %d", i+1, got.status, want)
		}
		g.get("/me/")
	}
	if left := g.ctl(http.MethodGet, "/faults", "")["faults"].([]any); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestFaultTruncates(t *testing.T) {
	for _, c := range []struct {
		fault, whole string
		broken       bool
	}{
		{`"truncate": "connection"`, "", true},
		{`"truncate": "connection", "status": 200, "applied": true, "body": "0123456789"`, "01234", true},
		{`"truncate": "body"`, "", false},
		{`"truncate": "body", "status": 200, "applied": true, "body": "0123456789"`, "01234", false},
		{`"truncate": "body", "status": 503, "applied": true, "body": {"a": 1}`, `{"a"`, false},
	} {
		t.Run(c.fault, func(t *testing.T) {
			g := newRig(t)
			whole := g.api("demo", http.MethodGet, "/lead/"+g.acme().ID+"/", "").text
			g.ctl(http.MethodPost, "/faults", `{"method": "PUT", `+c.fault+`}`)
			response, err := g.server.Client().Do(g.put("Acme GmbH."))
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if broken := errors.Is(err, io.ErrUnexpectedEOF); broken != c.broken || err != nil && !broken {
				t.Errorf("reading the body: %v", err)
			}
			switch {
			case c.whole != "" && string(body) != c.whole:
				t.Errorf("body %q", body)
			case c.whole == "" && (len(body) < len(whole)/3 || len(body) > len(whole)*2/3 || !strings.HasPrefix(string(body), "{")):
				t.Errorf("%d bytes of about %d: %.40q", len(body), len(whole), body)
			}
			if name := g.name(); name != "Acme GmbH." {
				t.Errorf("the lead is called %v", name)
			}
		})
	}
}

func TestFaultTruncatesAnEmptyAnswer(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPut, "/options", `{"rate": 1}`)
	g.get("/me/")
	g.ctl(http.MethodPost, "/faults", `{"truncate": "connection"}`)
	r := g.request(http.MethodGet, "/api/v1/me/", "")
	r.SetBasicAuth(g.keys["demo"], "")
	response, err := g.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); response.StatusCode != http.StatusTooManyRequests || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%d, %v", response.StatusCode, err)
	}
}

func TestFaultRateLimited(t *testing.T) {
	for _, c := range []struct {
		fault string
		want  map[string]string
	}{
		{`{"reset_s": 0.25}`, map[string]string{"RateLimit": "limit=100, remaining=0, reset=0.25", "Retry-After": "1"}},
		{`{"reset_s": 1.5, "style": "semicolon"}`, map[string]string{
			"RateLimit": "limit=100; remaining=0; reset=1.5", "RateLimit-Limit": "100", "RateLimit-Remaining": "0", "RateLimit-Reset": "1.5",
			"Retry-After": "2",
		}},
		{`{"reset_s": 3, "style": "discrete"}`, map[string]string{
			"RateLimit-Limit": "100", "RateLimit-Remaining": "0", "RateLimit-Reset": "3", "Retry-After": "3",
		}},
		{`{"reset_s": 0.0001, "style": "legacy"}`, map[string]string{
			"X-Rate-Limit-Limit": "100", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "0.001", "Retry-After": "1",
		}},
		{`{"reset_s": 7, "style": "retry_after"}`, map[string]string{"Retry-After": "7"}},
		{`{"reset_s": 7, "style": "none"}`, map[string]string{}},
	} {
		g := newRig(t)
		g.ctl(http.MethodPost, "/faults", `{"rate_limited": `+c.fault+`}`)
		got := g.send(g.put("x"))
		if got.status != http.StatusTooManyRequests || got.text != "" || g.name() != "Acme GmbH" {
			t.Errorf("%s: %d %q", c.fault, got.status, got.text)
		}
		for _, name := range []string{
			"RateLimit", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After",
			"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset",
		} {
			if got.header.Get(name) != c.want[name] {
				t.Errorf("%s: %s: %q, want %q", c.fault, name, got.header.Get(name), c.want[name])
			}
		}
	}
}

func TestFaultHeaders(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPost, "/faults", `{"headers": {"ratelimit": "", "Retry-After": "soon", "content-type": "text/html"}}`)
	got := g.send(g.put("Renamed"))
	if got.status != http.StatusOK || got.json["name"] != "Renamed" {
		t.Errorf("%d %.200s", got.status, got.text)
	}
	if h := got.header; h.Get("RateLimit") != "" || h.Get("Retry-After") != "soon" || h.Get("Content-Type") != "text/html" {
		t.Errorf("%v", h)
	}
}

func TestFaultExpiresTokens(t *testing.T) {
	for _, c := range []struct {
		when  string
		name  any
		first int
	}{{"before", "Acme GmbH", 401}, {"after", "Renamed", 200}} {
		g := newRig(t)
		signedIn := g.signIn(g.home())
		rename := func() int {
			return g.bearer(signedIn.access, http.MethodPut, "/lead/"+g.acme().ID+"/", `{"name": "Renamed"}`).status
		}
		g.ctl(http.MethodPost, "/faults", `{"method": "PUT", "expire_tokens": "`+c.when+`"}`)
		if got := rename(); got != c.first || g.name() != c.name {
			t.Errorf("%s: %d, and the lead is called %v", c.when, got, g.name())
		}
		if got := rename(); got != http.StatusUnauthorized {
			t.Errorf("%s: the next request: %d", c.when, got)
		}
		if active := g.ctl(http.MethodGet, "/oauth", "")["active"].(wire.Object); active["access_tokens"] != g.value("0") || active["refresh_tokens"] != g.value("1") {
			t.Errorf("%s: left are %v", c.when, active)
		}
	}
}

// outcome is what became of a request that was made without waiting for it.
type outcome struct {
	status int
	err    error
}

// beside makes a request without waiting for its answer.
func (g *rig) beside(r *http.Request) <-chan outcome {
	out := make(chan outcome, 1)
	go func() {
		response, err := g.server.Client().Do(r)
		if err != nil {
			out <- outcome{err: err}
			return
		}
		response.Body.Close()
		out <- outcome{status: response.StatusCode}
	}()
	return out
}

func TestHold(t *testing.T) {
	for _, c := range []struct {
		fault, order     string
		held, afterwards string // what the lead is called
		status           int    // 0: no answer
	}{
		{`"hold": "before"`, ``, "Acme GmbH", "Renamed", 200},
		{`"hold": "before"`, `{"drop": true}`, "Acme GmbH", "Acme GmbH", 0},
		{`"hold": "before", "drop": "after"`, `{}`, "Acme GmbH", "Renamed", 0},
		{`"hold": "after"`, `{"name": ""}`, "Renamed", "Renamed", 200},
		{`"hold": "after"`, `{"drop": true}`, "Renamed", "Renamed", 0},
		{`"hold": "after", "status": 504, "applied": true`, ``, "Renamed", "Renamed", 504},
		{`"hold": "after", "status": 504`, ``, "Acme GmbH", "Acme GmbH", 504},
	} {
		t.Run(c.fault+c.order, func(t *testing.T) {
			g := newRig(t)
			g.ctl(http.MethodPost, "/faults", `{"method": "PUT", `+c.fault+`}`)
			got := g.beside(g.put("Renamed"))
			list := g.ctl(http.MethodGet, "/faults/held?count=1", "")["held"].([]any)
			if len(list) != 1 || list[0].(wire.Object)["method"] != "PUT" || list[0].(wire.Object)["n"] != g.value("1") {
				t.Errorf("held: %v", list)
			}
			if name := g.name(); name != c.held {
				t.Errorf("held: the lead is called %v, want %s", name, c.held)
			}
			if e := g.entries(0); len(e) != 1 || e[0]["status"] != g.value("0") {
				t.Errorf("held: the journal is %v", e)
			}
			if released := g.ctl(http.MethodPost, "/faults/release", c.order)["released"].([]any); len(released) != 1 {
				t.Errorf("released: %v", released)
			}
			if name := g.name(); name != c.afterwards {
				t.Errorf("released: the lead is called %v, want %s", name, c.afterwards)
			}
			if o := <-got; o.status != c.status || (o.err != nil) != (c.status == 0) {
				t.Errorf("the answer: %v", o)
			}
			if left := g.ctl(http.MethodGet, "/faults/held", "")["held"].([]any); len(left) != 0 {
				t.Errorf("still held: %v", left)
			}
		})
	}
}

// TestHoldOutlivesClient: what has reached a server is done, whatever becomes of the
// client.
func TestHoldOutlivesClient(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPost, "/faults", `{"method": "PUT", "hold": "before"}`)
	ctx, cancel := context.WithCancel(t.Context())
	got := g.beside(g.put("Renamed").WithContext(ctx))
	g.ctl(http.MethodGet, "/faults/held?count=1", "")
	cancel()
	if o := <-got; o.err == nil {
		t.Fatalf("the client got %d", o.status)
	}
	if name := g.name(); name != "Acme GmbH" {
		t.Errorf("held: the lead is called %v", name)
	}
	g.ctl(http.MethodPost, "/faults/release", "")
	if name := g.name(); name != "Renamed" {
		t.Errorf("released: the lead is called %v", name)
	}
}

func TestHoldByName(t *testing.T) {
	g := newRig(t)
	g.ctl(http.MethodPost, "/faults", `[
		{"method": "PUT", "hold": "before", "name": "a"}, {"method": "PUT", "hold": "before", "name": "b"}, {"method": "PUT", "hold": "before", "name": "c"}
	]`)
	var got []<-chan outcome
	for i, name := range []string{"one", "two", "three"} {
		got = append(got, g.beside(g.put(name)))
		g.ctl(http.MethodGet, "/faults/held?count="+string(rune('1'+i)), "")
	}
	if released := g.ctl(http.MethodPost, "/faults/release", `{"name": "nobody"}`)["released"].([]any); len(released) != 0 {
		t.Errorf("released %v", released)
	}
	g.ctl(http.MethodPost, "/faults/release", `{"name": "b"}`)
	if o := <-got[1]; o.status != http.StatusOK || g.name() != "two" {
		t.Errorf("%v, and the lead is called %v", o, g.name())
	}
	// A reset frees the rest without doing their work in the new world.
	g.ctl(http.MethodPost, "/reset", "")
	if a, c := <-got[0], <-got[2]; a.err == nil || c.err == nil || g.name() != "Acme GmbH" {
		t.Errorf("%v, %v, and the lead is called %v", a, c, g.name())
	}
}

func TestFaultCheck(t *testing.T) {
	for _, c := range []struct{ fault, problem string }{
		{`{}`, ""},
		{`{"nth": 2, "times": 3, "status": 599, "body": "<", "content_type": "x/y", "headers": {"A": "b"}, "applied": true}`, ""},
		{`{"rate_limited": {"reset_s": 0.5, "style": "none"}, "applied": true}`, ""},
		{`{"hold": "before", "name": "x", "drop": "after", "expire_tokens": "before", "delay_ms": 1, "delay_after_ms": 2}`, ""},
		{`{"truncate": "body", "status": 200, "body": {}}`, ""},
		{`{"status": 204}`, ""},
		{`{"status": 100}`, "status must be between"},
		{`{"status": 600}`, "status must be between"},
		{`{"nth": -1}`, "nth must not be negative"},
		{`{"times": -1}`, "times must not be negative"},
		{`{"delay_ms": -1}`, "delay_ms must not be negative"},
		{`{"delay_after_ms": -1}`, "delay_after_ms must not be negative"},
		{`{"delay_after_ms": 3600001}`, "delay_after_ms must be at most"},
		{`{"drop": "never"}`, "drop must be one of before, after"},
		{`{"hold": "now"}`, "hold must be one of before, after"},
		{`{"expire_tokens": "yes"}`, "expire_tokens must be one of"},
		{`{"truncate": "half"}`, "truncate must be one of body, connection"},
		{`{"name": "x"}`, "it needs hold"},
		{`{"rate_limited": {"style": "dots"}}`, "rate_limited.style must be one of comma"},
		{`{"rate_limited": {"reset_s": -0.1}}`, "rate_limited.reset_s must be between"},
		{`{"rate_limited": {}, "status": 503}`, "leave status out"},
		{`{"drop": "after", "status": 503}`, "drop leaves no answer"},
		{`{"drop": "before", "truncate": "body"}`, "drop leaves no answer"},
		{`{"body": "x"}`, "need a status"},
		{`{"content_type": "x/y"}`, "need a status"},
		{`{"applied": true}`, "applied needs a status"},
		{`{"status": 204, "body": "x"}`, "has no body"},
		{`{"status": 503, "truncate": "body"}`, "a body to cut"},
		{`{"rate_limited": {}, "truncate": "connection"}`, "a body to cut"},
	} {
		g := newRig(t)
		got := g.send(g.request(http.MethodPost, "/_sandbox/faults", c.fault))
		text, _ := got.json["error"].(string)
		if (got.status == http.StatusOK) != (c.problem == "") || !strings.Contains(text, c.problem) {
			t.Errorf("%s: %d %q, want %q", c.fault, got.status, text, c.problem)
		}
	}
}
