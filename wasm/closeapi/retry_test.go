package closeapi

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// script answers requests one after the other. A status of 0 is a lost connection.
type script struct {
	answers []Response
	times   []time.Duration // when each request came
	begun   time.Time
}

func (s *script) RoundTrip(context.Context, *Request) (*Response, error) {
	s.times = append(s.times, time.Since(s.begun))
	next := s.answers[min(len(s.times), len(s.answers))-1]
	if next.Status == 0 {
		return nil, errors.New("connection lost")
	}
	return &next, nil
}

func TestRetry(t *testing.T) {
	var (
		fine    = Response{Status: 200, Body: []byte(`{"id":"x"}`)}
		lost    = Response{}
		garbage = Response{Status: 200, Body: []byte(`<html>`)}
		busy    = Response{Status: 429, Header: header("RateLimit", "limit=1, remaining=0, reset=3.5", "Retry-After", "4")}
		down    = Response{Status: 503}
		soon    = Response{Status: 503, Header: header("Retry-After", "2")}
		late    = Response{Status: 429, Header: header("Retry-After", "60")}
	)
	const s = time.Second
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	tests := []struct {
		name    string
		method  string
		answers []Response
		policy  *Retry
		times   []time.Duration // when the requests go
		kind    Kind            // of the error; "" for none
		after   time.Duration   // its RetryAfter
	}{
		{"at once", "GET", []Response{fine}, &Retry{}, []time.Duration{0}, "", 0},
		{"429 to a reading", "GET", []Response{busy, fine}, &Retry{}, []time.Duration{0, ms(3500)}, "", 0},
		{"429 to a write", "PUT", []Response{busy, fine}, &Retry{}, []time.Duration{0, ms(3500)}, "", 0},
		{"503 to a write", "PUT", []Response{down, soon, fine}, &Retry{}, []time.Duration{0, ms(250), ms(2250)}, "", 0},
		{"502 to a reading", "GET", []Response{{Status: 502}, fine}, &Retry{}, []time.Duration{0, ms(250)}, "", 0},
		{"504 to a reading", "GET", []Response{{Status: 504}, fine}, &Retry{}, []time.Duration{0, ms(250)}, "", 0},
		{"a lost reading", "GET", []Response{lost, lost, fine}, &Retry{}, []time.Duration{0, ms(250), ms(750)}, "", 0},
		{"an unreadable reading", "GET", []Response{garbage, fine}, &Retry{}, []time.Duration{0, ms(250)}, "", 0},
		{"502 to a write", "PUT", []Response{{Status: 502}, fine}, &Retry{}, []time.Duration{0}, Unsure, 0},
		{"504 to a write", "PUT", []Response{{Status: 504}, fine}, &Retry{}, []time.Duration{0}, Unsure, 0},
		{"500 to a write", "PUT", []Response{{Status: 500}, fine}, &Retry{}, []time.Duration{0}, Unsure, 0},
		{"a lost write", "PUT", []Response{lost, fine}, &Retry{}, []time.Duration{0}, Unsure, 0},
		{"an unreadable write", "PUT", []Response{garbage, fine}, &Retry{}, []time.Duration{0}, Unsure, 0},
		{"500 to a reading", "GET", []Response{{Status: 500}, fine}, &Retry{}, []time.Duration{0}, Failed, 0},
		{"what Close refuses", "GET", []Response{{Status: 404}, fine}, &Retry{}, []time.Duration{0}, NotFound, 0},
		{"attempts", "GET", []Response{lost}, &Retry{}, []time.Duration{0, ms(250), ms(750), ms(1750), ms(3750)}, Unreachable, 4 * s},
		{"attempts of the caller's", "PUT", []Response{down}, &Retry{Attempts: 2}, []time.Duration{0, ms(250)}, Failed, ms(500)},
		{"the cap", "GET", []Response{lost}, &Retry{Attempts: 8, Patience: time.Hour}, []time.Duration{0, ms(250), ms(750), ms(1750), ms(3750), ms(7750), ms(11750), ms(15750)}, Unreachable, 4 * s},
		{"patience", "PUT", []Response{late, fine}, &Retry{}, []time.Duration{0}, RateLimited, 60 * s},
		{"patience of the caller's", "GET", []Response{lost}, &Retry{Patience: s}, []time.Duration{0, ms(250), ms(750)}, Unreachable, s},
		{"patience after several", "PUT", []Response{busy}, &Retry{}, []time.Duration{0, ms(3500), 7 * s, ms(10500), 14 * s}, RateLimited, 4 * s},
		{"no policy", "GET", []Response{down, fine}, nil, []time.Duration{0}, Failed, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				transport := &script{answers: test.answers, begun: time.Now()}
				c := &Client{Origin: "https://api.test", Transport: transport, Auth: anyone{}}
				if test.policy != nil {
					policy := *test.policy
					policy.Random = func() float64 { return 0.5 }
					c.Retry = &policy
				}
				_, err := c.call(t.Context(), test.method, "/lead/", nil)
				if len(transport.times) != len(test.times) {
					t.Fatalf("requests at %v, want %v: %v", transport.times, test.times, err)
				}
				for i, at := range test.times {
					if transport.times[i] != at {
						t.Errorf("requests at %v, want %v", transport.times, test.times)
						break
					}
				}
				var e *Error
				errors.As(err, &e)
				switch {
				case test.kind == "" && err != nil, test.kind != "" && e == nil:
					t.Fatalf("%v, want %q", err, test.kind)
				case test.kind != "" && (e.Kind != test.kind || e.RetryAfter != test.after):
					t.Errorf("%v, wait %v; want %q, wait %v", err, e.RetryAfter, test.kind, test.after)
				}
			})
		})
	}
}

// TestRetryIsRandom: full jitter lies anywhere between nothing and the bound.
func TestRetryIsRandom(t *testing.T) {
	for _, test := range []struct {
		random  float64
		attempt int
		asked   time.Duration
		want    time.Duration
	}{
		{0, 1, 0, 0},
		{0.999, 1, 0, 499500 * time.Microsecond},
		{0.5, 4, 0, 2 * time.Second},
		{0.5, 100, 0, 4 * time.Second},
		{0.5, 1, 7 * time.Second, 7 * time.Second},
		{0.5, 4, time.Second, 2 * time.Second},
	} {
		r := &Retry{Random: func() float64 { return test.random }}
		if got := r.wait(test.attempt, test.asked); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
	seen := map[time.Duration]bool{}
	for range 20 {
		wait := (&Retry{}).wait(2, 0)
		if wait < 0 || wait >= time.Second {
			t.Errorf("%v", wait)
		}
		seen[wait] = true
	}
	if len(seen) < 10 {
		t.Errorf("%d different waits of 20", len(seen))
	}
}

func TestRetryEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		transport := &script{answers: []Response{{Status: 503}}, begun: time.Now()}
		c := &Client{Origin: "https://api.test", Transport: transport, Auth: anyone{}, Retry: &Retry{Random: func() float64 { return 0.5 }}}
		_, err := c.call(ctx, http.MethodPut, "/lead/", nil)
		var e *Error
		if !errors.As(err, &e) || e.Kind != Failed || len(transport.times) != 1 || time.Since(transport.begun) != 100*time.Millisecond {
			t.Errorf("%v after %v and %d requests", err, time.Since(transport.begun), len(transport.times))
		}
	})
}

// TestHeldBackWriteIsNotUnsure: what the pacer kept back was certainly not carried out.
func TestHeldBackWriteIsNotUnsure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refusal := Response{Status: 429, Header: header("Retry-After", "60")}
		transport := &script{answers: []Response{refusal, {Status: 200, Body: []byte(`{}`)}}, begun: time.Now()}
		c := &Client{Origin: "https://api.test", Transport: transport, Auth: anyone{}, Pacer: &Pacer{}, Retry: &Retry{}}
		for range 2 {
			_, err := c.call(t.Context(), http.MethodPut, "/lead/", nil)
			var e *Error
			if !errors.As(err, &e) || e.Kind != RateLimited || e.RetryAfter < 59*time.Second {
				t.Errorf("%+v", err)
			}
		}
		if len(transport.times) != 1 {
			t.Errorf("%d requests during the wait", len(transport.times))
		}
	})
}
