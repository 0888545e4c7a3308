package main

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
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

// counter counts requests in windows that begin at whole multiples of their length.
// The zero value is ready.
type counter struct {
	start  time.Time
	counts map[bucket]int
}

// at begins another window when the last one is over, and returns how long the
// present one lasts.
func (c *counter) at(now time.Time, length time.Duration) (left time.Duration) {
	if start := now.Truncate(length); c.counts == nil || !start.Equal(c.start) {
		c.start, c.counts = start, map[bucket]int{}
	}
	return c.start.Add(length).Sub(now)
}

// limiter counts requests. The zero value is ready. It is not safe for concurrent use.
type limiter struct {
	counter
	hidden map[HiddenLimit]*counter
}

// verdict is what the limiter says about one request.
type verdict struct {
	allowed   bool
	limit     int
	remaining int
	reset     time.Duration // until the next window
	// hidden says that the limit which refuses is one that no header tells of.
	hidden bool
}

// take counts one request of a key against the limits of the key, of its organization
// and the hidden ones that it is under. A refused request is not counted.
func (l *limiter) take(now time.Time, rate int, key, org, group string, hidden ...HiddenLimit) verdict {
	ofKey, ofOrg := bucket{"key " + key, group}, bucket{"org " + org, group}
	v := verdict{limit: rate, reset: l.at(now, window)}
	left := min(rate-l.counts[ofKey], orgFactor*rate-l.counts[ofOrg])
	if left <= 0 {
		return v
	}
	// A hidden limit counts what it fits together, whatever the groups.
	all := bucket{owner: ofKey.owner}
	for _, h := range hidden {
		if reset := l.hiddenAt(h).at(now, h.window()); l.hidden[h].counts[all] >= h.Rate {
			return verdict{reset: reset, hidden: true}
		}
	}
	for _, h := range hidden {
		l.hidden[h].counts[all]++
	}
	l.counts[ofKey]++
	l.counts[ofOrg]++
	v.allowed, v.remaining = true, left-1
	return v
}

func (l *limiter) hiddenAt(h HiddenLimit) *counter {
	if l.hidden == nil {
		l.hidden = map[HiddenLimit]*counter{}
	}
	if l.hidden[h] == nil {
		l.hidden[h] = &counter{}
	}
	return l.hidden[h]
}

// group is what requests of an endpoint are counted under: its method and the family
// of its path, which is the part before an id.
func (e *endpoint) group() string {
	family, _, _ := strings.Cut(e.path, "{id}")
	return e.method + " " + family
}

// The spellings of what an answer says about the limit.
const (
	styleComma      = "comma"
	styleSemicolon  = "semicolon"
	styleDiscrete   = "discrete"
	styleLegacy     = "legacy"
	styleRetryAfter = "retry_after"
	styleNone       = "none"
)

var ratelimitStyles = []string{styleComma, styleSemicolon, styleDiscrete, styleLegacy, styleRetryAfter, styleNone}

// seconds is a time in seconds with three decimals at most, rounded up: who waits that
// long does not come too early.
func seconds(d time.Duration) string {
	up := (d + time.Millisecond - 1).Truncate(time.Millisecond)
	return strconv.FormatFloat(up.Seconds(), 'f', -1, 64)
}

// writeTo sets the headers of a verdict in one of the spellings.
func (v verdict) writeTo(h http.Header, style string) {
	if style == styleNone {
		return
	}
	parts := []struct{ name, value string }{
		{"limit", strconv.Itoa(v.limit)}, {"remaining", strconv.Itoa(v.remaining)}, {"reset", seconds(v.reset)},
	}
	if v.hidden {
		parts = parts[2:]
	}
	var pairs []string
	for _, p := range parts {
		pairs = append(pairs, p.name+"="+p.value)
		switch style {
		case styleSemicolon, styleDiscrete:
			h.Set("RateLimit-"+p.name, p.value)
		case styleLegacy:
			h.Set("X-Rate-Limit-"+p.name, p.value)
		}
	}
	switch style {
	case styleComma:
		h.Set("RateLimit", strings.Join(pairs, ", "))
	case styleSemicolon:
		h.Set("RateLimit", strings.Join(pairs, "; "))
	}
	if !v.allowed {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(v.reset.Seconds()))))
	}
}

// HiddenLimit is a limit beside the ordinary one, of each key, on requests of a method
// and path. Its own 429 is the first that a client hears of it.
type HiddenLimit struct {
	Method     string `json:"method"`      // empty for any
	PathPrefix string `json:"path_prefix"` // such as "/api/v1/lead/"
	Rate       int    `json:"rate"`        // requests in each window
	WindowS    int    `json:"window_s"`    // in seconds; 0 means 1
}

func (h HiddenLimit) window() time.Duration { return max(time.Duration(h.WindowS)*time.Second, window) }

func (h HiddenLimit) fits(r *http.Request) bool {
	return (h.Method == "" || strings.EqualFold(h.Method, r.Method)) && strings.HasPrefix(r.URL.Path, h.PathPrefix)
}

// check says what is wrong with a hidden limit.
func (h HiddenLimit) check() error {
	switch {
	case !strings.HasPrefix(h.PathPrefix, apiRoot+"/"):
		return fmt.Errorf("path_prefix of a hidden limit must begin with %s/, unlike %q", apiRoot, h.PathPrefix)
	case h.Rate < 0:
		return fmt.Errorf("rate of a hidden limit must not be negative, but is %d", h.Rate)
	case h.WindowS < 0 || h.WindowS > maxResetS:
		return fmt.Errorf("window_s of a hidden limit must be between 0 and %d, not %d", maxResetS, h.WindowS)
	}
	return nil
}
