package main

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// orgFactor is how many times the limit of one key an organization has.
const orgFactor = 3

// window is the period in which requests are counted.
const window = time.Second

// bucket names what requests are counted together: one owner (a key or an
// organization) and one group of endpoints.
type bucket struct {
	owner string
	group string
}

// limiter counts requests in windows that begin at whole seconds. The zero value is
// ready. It is not safe for concurrent use.
type limiter struct {
	start  time.Time
	counts map[bucket]int
}

// verdict is what the limiter says about one request.
type verdict struct {
	allowed   bool
	limit     int
	remaining int
	reset     time.Duration // until the next window
}

// take counts one request of a key against the limits of the key and of its
// organization. A refused request is not counted.
func (l *limiter) take(now time.Time, rate int, key, org, group string) verdict {
	if start := now.Truncate(window); l.counts == nil || !start.Equal(l.start) {
		l.start, l.counts = start, map[bucket]int{}
	}
	ofKey, ofOrg := bucket{"key " + key, group}, bucket{"org " + org, group}
	v := verdict{limit: rate, reset: l.start.Add(window).Sub(now)}
	left := min(rate-l.counts[ofKey], orgFactor*rate-l.counts[ofOrg])
	if left <= 0 {
		return v
	}
	l.counts[ofKey]++
	l.counts[ofOrg]++
	v.allowed, v.remaining = true, left-1
	return v
}

// writeTo sets the headers of a verdict in one of the two spellings.
func (v verdict) writeTo(h http.Header, style string) {
	reset := strconv.FormatFloat(math.Round(v.reset.Seconds()*1000)/1000, 'f', -1, 64)
	switch style {
	case styleSemicolon:
		h.Set("RateLimit", fmt.Sprintf("limit=%d; remaining=%d; reset=%s", v.limit, v.remaining, reset))
		h.Set("RateLimit-Limit", strconv.Itoa(v.limit))
		h.Set("RateLimit-Remaining", strconv.Itoa(v.remaining))
		h.Set("RateLimit-Reset", reset)
	default:
		h.Set("RateLimit", fmt.Sprintf("limit=%d, remaining=%d, reset=%s", v.limit, v.remaining, reset))
	}
	if !v.allowed {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(v.reset.Seconds()))))
	}
}
