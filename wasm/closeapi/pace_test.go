package closeapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func fixed(d time.Duration) func(int) time.Duration { return func(int) time.Duration { return d } }

// uneven is a connection on which every request takes another time.
func uneven(n int) time.Duration { return time.Duration(1+n*7%23) * time.Millisecond }

// TestPacerUsesTheLimit queues a thousand changes. What is permitted is used, and
// Close has nothing to refuse.
func TestPacerUsesTheLimit(t *testing.T) {
	tests := []struct {
		name string
		s    *server
	}{
		{"as documented", &server{style: commas, there: uneven, back: uneven}},
		{"semicolons, whole seconds", &server{style: semicolons, there: uneven, back: uneven}},
		{"discrete, whole seconds", &server{style: discrete, there: uneven, back: uneven}},
		{"deprecated names", &server{style: legacy, there: uneven, back: uneven}},
		{"one decimal", &server{style: oneDecimal, there: uneven, back: uneven}},
		{"no latency", &server{style: commas}},
		{"far away", &server{style: commas, there: fixed(60 * time.Millisecond), back: fixed(60 * time.Millisecond)}},
		{"far away, whole seconds", &server{style: semicolons, there: fixed(60 * time.Millisecond), back: fixed(60 * time.Millisecond)}},
		{"slow answers", &server{style: commas, there: fixed(5 * time.Millisecond), back: fixed(80 * time.Millisecond)}},
		{"late in a window", &server{style: commas, phase: 990 * time.Millisecond, there: uneven, back: uneven}},
		{"late in a window, whole seconds", &server{style: semicolons, phase: 990 * time.Millisecond, there: uneven, back: uneven}},
		{"windows of three seconds", &server{limit: 60, length: 3 * time.Second, phase: 2 * time.Second, style: commas, there: uneven, back: uneven}},
		{"windows of three whole seconds", &server{limit: 60, length: 3 * time.Second, phase: 2 * time.Second, style: semicolons, there: uneven, back: uneven}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := test.s
				if s.limit == 0 {
					s.limit = 100
				}
				if failed := pairs(paced(s), 1000, 50); failed > 0 {
					t.Errorf("%d of 1000 pairs failed", failed)
				}
				for _, method := range []string{"GET", "PUT"} {
					if share := s.usage(method); share < 0.99 {
						t.Errorf("%s: %.1f %% of the permitted rate", method, 100*share)
					}
				}
				if all, later := s.refusals(time.Second); later > 0 {
					t.Errorf("%d refusals, %d of them after the first second", all, later)
				}
			})
		})
	}
}

// TestPacerBeginsModestly: as long as no answer has told the limit, no more go out
// than Close's documentation gives as an example.
func TestPacerBeginsModestly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{limit: 30, style: commas, there: fixed(50 * time.Millisecond), back: fixed(50 * time.Millisecond)}
		if failed := pairs(paced(s), 200, 50); failed > 0 {
			t.Errorf("%d failed", failed)
		}
		if all, _ := s.refusals(0); all > 0 {
			t.Errorf("%d refusals", all)
		}
	})
}

// TestPacerWithoutHeaders: what is not told is not guessed. Twenty requests a second go
// out, and less where even these are refused.
func TestPacerWithoutHeaders(t *testing.T) {
	for _, limit := range []int{100, 12} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{limit: limit, style: nothing, there: uneven, back: uneven}
			c := paced(s)
			c.Retry.Patience, c.Retry.Attempts = time.Minute, 20
			if failed := pairs(c, 200, 20); failed > 0 {
				t.Errorf("%d failed", failed)
			}
			all, _ := s.refusals(0)
			took := time.Since(s.start)
			if limit == 100 && (all > 0 || took < 9*time.Second || took > 10*time.Second) {
				t.Errorf("%d refusals, %v", all, took)
			}
			if limit == 12 && took > 60*time.Second {
				t.Errorf("%d refusals, %v", all, took)
			}
		})
	}
}

// TestPacerLearnsAHiddenLimit: no 200 tells of it. After two refusals it is known.
func TestPacerLearnsAHiddenLimit(t *testing.T) {
	tests := []struct {
		name string
		s    *server
	}{
		{"of a second", &server{limit: 100, hidden: 30, hiddenLength: time.Second, style: commas}},
		{"whole seconds", &server{limit: 100, hidden: 30, hiddenLength: time.Second, style: semicolons}},
		{"of five seconds", &server{limit: 100, hidden: 60, hiddenLength: 5 * time.Second, phase: 3 * time.Second, style: commas}},
		{"of two and a half seconds", &server{limit: 100, hidden: 30, hiddenLength: 2500 * time.Millisecond, style: commas}},
		{"the only limit", &server{limit: 12, style: onlyRetryAfter}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := test.s
				s.there, s.back = uneven, uneven
				c := paced(s)
				c.Retry.Patience = time.Minute
				if failed := pairs(c, 500, 20); failed > 0 {
					t.Errorf("%d of 500 pairs failed", failed)
				}
				settled := 3*max(s.hiddenLength, time.Second) + time.Second
				all, later := s.refusals(settled)
				// After a minute it is forgotten and learnt again.
				if took := time.Since(s.start); float64(later) > 80*took.Minutes() || took < time.Minute && later > 0 {
					t.Errorf("%d refusals, %d of them later than %v, in %v", all, later, settled, took)
				}
				permitted := float64(s.limit)
				if s.hidden > 0 {
					permitted = float64(s.hidden) / s.hiddenLength.Seconds()
				}
				if rate := 500 / time.Since(s.start).Seconds(); rate < 0.8*permitted {
					t.Errorf("%.1f a second, of %.1f permitted", rate, permitted)
				}
			})
		})
	}
}

// TestPacerIsFair: requests of one group go in the order in which they came.
func TestPacerIsFair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// One at a time, because who goes together may overtake each other on the way.
		s := &server{limit: 1, style: commas}
		c := paced(s)
		c.Retry.Patience = time.Hour
		var want []string
		var wg sync.WaitGroup
		for i := range 60 {
			path := "/lead/" + leadID(i) + "/"
			want = append(want, path)
			wg.Go(func() { c.call(t.Context(), "GET", path, nil) })
			synctest.Wait() // it is in the queue, or through
		}
		wg.Wait()
		if !slices.Equal(s.arrived, want) {
			t.Errorf("arrived as %v", s.arrived)
		}
	})
}

// TestPacerHoldsAfterRefusal: whatever the account says, a 429 is obeyed.
func TestPacerHoldsAfterRefusal(t *testing.T) {
	tests := []struct {
		name    string
		headers []http.Header // of the 429s, one after the other
		want    time.Duration // until the request after them goes
	}{
		{"reset", []http.Header{header("RateLimit", "limit=100, remaining=0, reset=2.345", "Retry-After", "3")}, 2345 * time.Millisecond},
		{"hidden", []http.Header{header("RateLimit", "reset=0.250")}, 250 * time.Millisecond},
		{"Retry-After", []http.Header{header("Retry-After", "4")}, 4 * time.Second},
		{"nothing", []http.Header{nil}, time.Second},
		{"nothing, three times", []http.Header{nil, nil, nil}, 7 * time.Second},
		{"reset=0, three times", []http.Header{header("Retry-After", "0"), header("Retry-After", "0"), header("Retry-After", "0")}, 600 * time.Millisecond},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p Pacer
				begun := time.Now()
				for _, h := range test.headers {
					enter(t, &p, "/lead/")(&Response{Status: 429, Header: h})
				}
				enter(t, &p, "/user/")(nil)
				if took := time.Since(begun); len(test.headers) == 1 && took > 0 {
					t.Errorf("another group waited %v", took)
				}
				enter(t, &p, "/lead/")(nil)
				if took := time.Since(begun); took < test.want || took > test.want+50*time.Millisecond {
					t.Errorf("went after %v, want %v", took, test.want)
				}
			})
		})
	}
}

// enter waits for the turn of a GET.
func enter(t *testing.T, p *Pacer, path string) func(*Response) {
	t.Helper()
	leave, err := p.enter(t.Context(), "acco_1", "GET", path, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return leave
}

// exhausted returns a pacer whose group /lead/ is used up for the given time.
func exhausted(t *testing.T, reset time.Duration) *Pacer {
	t.Helper()
	p := &Pacer{}
	told := header("RateLimit", fmt.Sprintf("limit=100, remaining=0, reset=%.3f", reset.Seconds()))
	enter(t, p, "/lead/")(&Response{Status: 200, Header: told})
	return p
}

func TestPacerKeepsAccountsAndGroupsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := exhausted(t, 10*time.Second)
		begun := time.Now()
		for _, other := range []groupKey{{"acco_2", "GET", "/lead/"}, {"acco_1", "PUT", "/lead/"}, {"acco_1", "GET", "/contact/"}} {
			leave, err := p.enter(t.Context(), other.account, other.method, other.family, 0)
			if err != nil || time.Since(begun) > 0 {
				t.Fatalf("%v: %v after %v", other, err, time.Since(begun))
			}
			leave(nil)
		}
		enter(t, p, "/lead/"+leadID(1)+"/")(nil)
		if took := time.Since(begun); took < 10*time.Second {
			t.Errorf("the same group went after %v", took)
		}
	})
}

func TestFamily(t *testing.T) {
	for path, want := range map[string]string{
		"/lead/":                            "/lead/",
		"/lead/?_limit=100":                 "/lead/",
		"/lead/" + leadID(1) + "/":          "/lead/",
		"/lead/" + leadID(1) + "/?_fields=": "/lead/",
		"/custom_field_schema/lead/":        "/custom_field_schema/lead/",
		"/custom_object/?lead_id=x":         "/custom_object/",
	} {
		if got := family(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// TestPacerGivesUp: a wait that is known to be too long is not begun, and one that
// turns out so ends in time. Nothing was sent in either case.
func TestPacerGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := exhausted(t, 30*time.Second)
		begun := time.Now()
		_, err := p.enter(t.Context(), "acco_1", "GET", "/lead/", 15*time.Second)
		var e *Error
		if !errors.As(err, &e) || e.Kind != RateLimited || e.RetryAfter < 30*time.Second || e.RetryAfter > 31*time.Second {
			t.Errorf("%+v", err)
		}
		if took := time.Since(begun); took > 0 {
			t.Errorf("known after %v", took)
		}

		p = &Pacer{}
		var leaves []func(*Response)
		for range modestLimit {
			leaves = append(leaves, enter(t, p, "/lead/"))
		}
		begun = time.Now()
		_, err = p.enter(t.Context(), "acco_1", "GET", "/lead/", 5*time.Second)
		if !errors.As(err, &e) || e.Kind != RateLimited || e.RetryAfter <= 0 || time.Since(begun) != 5*time.Second {
			t.Errorf("%+v after %v", err, time.Since(begun))
		}
		for _, leave := range leaves {
			leave(nil)
		}
		time.Sleep(2 * time.Second)
		enter(t, p, "/lead/")(nil) // who gave up stands in nobody's way
	})
}

// TestPacerEndsWithContext: whoever waits leaves when nobody wants the answer any
// more, and those behind go on.
func TestPacerEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := exhausted(t, 10*time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		errs := make(chan error, 3)
		for range 3 {
			go func() {
				_, err := p.enter(ctx, "acco_1", "GET", "/lead/", time.Minute)
				errs <- err
			}()
		}
		synctest.Wait()
		passed := make(chan time.Duration)
		begun := time.Now()
		go func() {
			enter(t, p, "/lead/")(nil)
			passed <- time.Since(begun)
		}()
		synctest.Wait()
		cancel()
		for range 3 {
			var e *Error
			if err := <-errs; !errors.As(err, &e) || e.Kind != Unreachable || !errors.Is(err, context.Canceled) {
				t.Errorf("%+v", err)
			}
		}
		if took := time.Since(begun); took > 0 {
			t.Errorf("they left after %v", took)
		}
		if took := <-passed; took < 10*time.Second || took > 10*time.Second+50*time.Millisecond {
			t.Errorf("the one behind went after %v", took)
		}
		if _, err := p.enter(ctx, "acco_1", "PUT", "/lead/", time.Minute); !errors.Is(err, context.Canceled) {
			t.Errorf("a request that nobody wants went: %v", err)
		}
	})
}

// TestPacerSurvivesClockJumps: a clock that is turned back holds nobody, one that
// leaps ahead costs some refusals at most.
func TestPacerSurvivesClockJumps(t *testing.T) {
	for name, jump := range map[string]time.Duration{"back": -time.Hour, "ahead": time.Hour, "a little": 700 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &server{limit: 100, style: commas, there: uneven, back: uneven}
				c := paced(s)
				begun := time.Now()
				c.Pacer.Now = func() time.Time {
					now := time.Now()
					if now.Sub(begun) > 3300*time.Millisecond {
						return now.Add(jump)
					}
					return now
				}
				if failed := pairs(c, 1000, 50); failed > 0 {
					t.Errorf("%d failed", failed)
				}
				all, _ := s.refusals(0)
				if took := time.Since(begun); took > 13*time.Second || all > 100 {
					t.Errorf("%v, %d refusals", took, all)
				}
			})
		})
	}
}

// TestPacerSharesALimit: somebody else uses the same key. Refusals cannot be
// excluded then, but they stay few and nothing fails.
func TestPacerSharesALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{limit: 100, style: commas, there: uneven, back: uneven}
		a, b := paced(s), paced(s)
		var failed [2]int
		var wg sync.WaitGroup
		wg.Go(func() { failed[0] = pairs(a, 500, 20) })
		failed[1] = pairs(b, 500, 20)
		wg.Wait()
		all, _ := s.refusals(0)
		if failed != [2]int{} || all > 600 {
			t.Errorf("%v failed, %d refusals of 2000 requests", failed, all)
		}
	})
}
