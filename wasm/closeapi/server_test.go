package closeapi

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing/synctest"
	"time"
)

// server counts requests as Close does, under the clock of a synctest bubble. It is
// the transport of the tests.
type server struct {
	limit  int
	length time.Duration // of its windows; 0 for a second
	phase  time.Duration // when its windows begin
	// hidden is a limit beside the other, in windows of hiddenLength, that its 200s do
	// not tell of.
	hidden       int
	hiddenLength time.Duration
	style        func(h http.Header, status, limit, remaining int, reset time.Duration)
	// there and back are how long a request and its answer are on the way, by the
	// number of the request.
	there, back func(n int) time.Duration

	mu      sync.Mutex
	n       int
	counts  map[string]int
	start   time.Time
	log     []logged
	arrived []string // paths, as they came
}

// logged is what became of one request.
type logged struct {
	at     time.Time
	method string
	status int
}

func (s *server) RoundTrip(ctx context.Context, r *Request) (*Response, error) {
	s.mu.Lock()
	s.n++
	n := s.n
	if s.start.IsZero() {
		s.start = time.Now()
	}
	s.mu.Unlock()
	if s.there != nil {
		time.Sleep(s.there(n))
	}
	res := s.decide(r)
	if s.back != nil {
		time.Sleep(s.back(n))
	}
	return res, ctx.Err()
}

func (s *server) decide(r *Request) *Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts = map[string]int{}
	}
	now := time.Now()
	window, reset := s.window(now, s.length)
	ofKey := fmt.Sprint(r.Method, window)
	status, remaining, limit := 200, s.limit-s.counts[ofKey]-1, s.limit
	if remaining < 0 {
		status, remaining = 429, 0
	} else if s.hidden > 0 {
		hiddenWindow, hiddenReset := s.window(now, s.hiddenLength)
		ofHidden := fmt.Sprint("hidden ", r.Method, hiddenWindow)
		if s.counts[ofHidden] >= s.hidden {
			status, limit, remaining, reset = 429, -1, -1, hiddenReset
		} else {
			s.counts[ofHidden]++
		}
	}
	if status == 200 {
		s.counts[ofKey]++
	}
	_, path, _ := strings.Cut(r.URL, "/api/v1")
	s.arrived = append(s.arrived, path)
	s.log = append(s.log, logged{now, r.Method, status})
	h := http.Header{}
	s.style(h, status, limit, remaining, reset)
	return &Response{Status: status, Header: h, Body: []byte(`{"id":"x"}`)}
}

// window returns the number of the window that now is in, and how long it lasts.
func (s *server) window(now time.Time, length time.Duration) (n int64, reset time.Duration) {
	if length == 0 {
		length = time.Second
	}
	since := now.Sub(s.start) + s.phase
	return int64(since / length), length - since%length
}

// usage returns which share of the permitted requests of one method was used in the
// windows that were there entirely, while there was something to send.
func (s *server) usage(method string) float64 {
	used := map[int64]int{}
	for _, l := range s.log {
		n, _ := s.window(l.at, s.length)
		if l.method == method && l.status == 200 {
			used[n]++
		}
	}
	var first, last int64 = math.MaxInt64, 0
	for n := range used {
		first, last = min(first, n), max(last, n)
	}
	total := 0
	for n := first + 1; n < last; n++ {
		total += used[n]
	}
	return float64(total) / float64(int64(s.limit)*(last-first-1))
}

// refusals counts the 429s, all and those later than a time after the start.
func (s *server) refusals(after time.Duration) (all, later int) {
	for _, l := range s.log {
		if l.status == 429 {
			all++
			if l.at.Sub(s.start) > after {
				later++
			}
		}
	}
	return all, later
}

// The styles of headers.

func commas(h http.Header, status, limit, remaining int, reset time.Duration) {
	together(h, ", ", limit, remaining, exact(reset))
	after(h, status, reset)
}

func semicolons(h http.Header, status, limit, remaining int, reset time.Duration) {
	together(h, "; ", limit, remaining, whole(reset))
	discrete(h, status, limit, remaining, reset)
}

func oneDecimal(h http.Header, status, limit, remaining int, reset time.Duration) {
	together(h, ", ", limit, remaining, strconv.FormatFloat(reset.Seconds(), 'f', 1, 64))
	after(h, status, reset)
}

func discrete(h http.Header, status, limit, remaining int, reset time.Duration) {
	each(h, "RateLimit-", limit, remaining, whole(reset))
	after(h, status, reset)
}

func legacy(h http.Header, status, limit, remaining int, reset time.Duration) {
	each(h, "X-Rate-Limit-", limit, remaining, exact(reset))
}

func onlyRetryAfter(h http.Header, status, _, _ int, reset time.Duration) { after(h, status, reset) }

func nothing(http.Header, int, int, int, time.Duration) {}

func together(h http.Header, separator string, limit, remaining int, reset string) {
	parts := []string{"reset=" + reset}
	if limit >= 0 {
		parts = append([]string{fmt.Sprint("limit=", limit), fmt.Sprint("remaining=", remaining)}, parts...)
	}
	h.Set("RateLimit", strings.Join(parts, separator))
}

func each(h http.Header, prefix string, limit, remaining int, reset string) {
	if limit >= 0 {
		h.Set(prefix+"Limit", strconv.Itoa(limit))
		h.Set(prefix+"Remaining", strconv.Itoa(remaining))
	}
	h.Set(prefix+"Reset", reset)
}

func after(h http.Header, status int, reset time.Duration) {
	if status == 429 {
		h.Set("Retry-After", whole(reset))
	}
}

func exact(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

func whole(d time.Duration) string { return strconv.Itoa(int(math.Ceil(d.Seconds()))) }

// pairs makes n pairs of a GET and a PUT from some goroutines, and returns how many
// failed.
func pairs(c *Client, n, goroutines int) (failed int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := g; i < n; i += goroutines {
				_, err := c.call(context.Background(), "GET", "/lead/"+leadID(i)+"/?_fields=name", nil)
				if err == nil {
					_, err = c.call(context.Background(), "PUT", "/lead/"+leadID(i)+"/", []byte(`{}`))
				}
				if err != nil {
					mu.Lock()
					failed++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	synctest.Wait()
	return failed
}

func leadID(i int) string { return fmt.Sprintf("lead_%043d", i) }

func paced(s *server) *Client {
	return &Client{Origin: "https://api.test", Transport: s, Auth: anyone{}, Pacer: &Pacer{}, Retry: &Retry{Random: func() float64 { return 0.5 }}}
}
