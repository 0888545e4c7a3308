package closeapi

import (
	"net/http"
	"testing"
	"time"
)

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func TestAllowance(t *testing.T) {
	const (
		ms = time.Millisecond
		s  = time.Second
	)
	now := time.Date(2026, 10, 21, 7, 28, 0, 0, time.UTC)
	tests := []struct {
		name string
		h    http.Header
		want allowance
	}{
		{"as documented", header("RateLimit", "limit=100, remaining=50, reset=5"), allowance{100, 50, 5 * s, s}},
		{"as seen", header("ratelimit", "limit=100; remaining=100; reset=1", "ratelimit-limit", "100", "ratelimit-remaining", "100", "ratelimit-reset", "1"), allowance{100, 100, s, s}},
		{"decimals", header("RateLimit", "limit=100, remaining=0, reset=0.734"), allowance{100, 0, 734 * ms, ms}},
		{"one decimal", header("RateLimit", "limit=100, remaining=0, reset=0.5"), allowance{100, 0, 500 * ms, 100 * ms}},
		{"any case, any space", header("RATELIMIT", " LIMIT = 7 ;Remaining=3,RESET= 2.5 "), allowance{7, 3, 2500 * ms, 100 * ms}},
		{"two headers", header("RateLimit", "limit=7, remaining=3", "RateLimit", "reset=2"), allowance{7, 3, 2 * s, s}},
		{"the first of a name", header("RateLimit", "limit=7, limit=8"), allowance{7, -1, -1, 0}},
		{"discrete", header("RateLimit-Limit", "20", "RateLimit-Remaining", "19", "RateLimit-Reset", "0.25"), allowance{20, 19, 250 * ms, 10 * ms}},
		{"discrete, with policies", header("RateLimit-Limit", "20, 20;w=1, 600;w=60"), allowance{20, -1, -1, 0}},
		{"the one header before the discrete", header("RateLimit", "limit=5", "RateLimit-Limit", "20", "RateLimit-Reset", "3"), allowance{5, -1, 3 * s, s}},
		{"a hidden limit", header("RateLimit", "reset=1.5", "Retry-After", "2"), allowance{0, -1, 1500 * ms, 100 * ms}},
		{"discrete before Retry-After", header("RateLimit-Reset", "1.5", "Retry-After", "2"), allowance{0, -1, 1500 * ms, 100 * ms}},
		{"Retry-After", header("Retry-After", "3"), allowance{0, -1, 3 * s, s}},
		{"Retry-After before the deprecated", header("Retry-After", "3", "X-Rate-Limit-Reset", "1"), allowance{0, -1, 3 * s, s}},
		{"deprecated", header("X-Rate-Limit-Limit", "600", "X-Rate-Limit-Remaining", "1", "X-Rate-Limit-Reset", "15"), allowance{600, 1, 15 * s, s}},
		{"a date", header("Retry-After", "Wed, 21 Oct 2026 07:28:07 GMT"), allowance{0, -1, 7 * s, s}},
		{"a date by the server's clock", header("Retry-After", "Wed, 21 Oct 2026 09:00:02 GMT", "Date", "Wed, 21 Oct 2026 09:00:00 GMT"), allowance{0, -1, 2 * s, s}},
		{"a date that is over", header("Retry-After", "Wed, 21 Oct 2026 07:00:00 GMT"), allowance{0, -1, 0, s}},
		{"more than an hour", header("Retry-After", "7200"), allowance{0, -1, time.Hour, s}},
		{"more left than there was", header("RateLimit", "limit=10, remaining=11"), allowance{10, 10, -1, 0}},
		{"quotes", header("RateLimit-Reset", `"2"`), allowance{0, -1, 2 * s, s}},
		{"a date in seconds", header("X-Rate-Limit-Reset", "1792568880"), allowance{0, -1, -1, 0}},
		{"a limit of nothing", header("RateLimit", "limit=0, remaining=0"), allowance{0, 0, -1, 0}},
		{"negative", header("Retry-After", "-1"), allowance{0, -1, -1, 0}},
		{"exponent", header("Retry-After", "1e1"), allowance{0, -1, -1, 0}},
		{"hexadecimal", header("Retry-After", "0x10"), allowance{0, -1, -1, 0}},
		{"not a number", header("RateLimit", "limit=NaN, remaining=Inf, reset=."), allowance{0, -1, -1, 0}},
		{"an unreadable one gives way", header("RateLimit", "reset=soon", "Retry-After", "2"), allowance{0, -1, 2 * s, s}},
		{"names alone", header("RateLimit", "limit, remaining, reset"), allowance{0, -1, -1, 0}},
		{"nothing", nil, allowance{0, -1, -1, 0}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := allowanceOf(test.h, now); got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	tests := []struct {
		status int
		h      http.Header
		want   time.Duration
	}{
		{429, header("RateLimit", "limit=100, remaining=0, reset=0.5", "Retry-After", "1"), 500 * time.Millisecond},
		{429, header("Retry-After", "3"), 3 * time.Second},
		{429, nil, 0},
		{503, header("Retry-After", "4"), 4 * time.Second},
		{503, header("RateLimit", "limit=100, remaining=9, reset=0.5"), 0},
		{503, header("Retry-After", "later"), 0},
		{400, header("Retry-After", "3"), 0},
	}
	for _, test := range tests {
		if got := errorOf(&Response{Status: test.status, Header: test.h}, true, time.Now()).RetryAfter; got != test.want {
			t.Errorf("%d %v: %v, want %v", test.status, test.h, got, test.want)
		}
	}
}
