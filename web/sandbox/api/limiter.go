package api

import (
	"strings"
	"time"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

// group is what requests of an endpoint are counted under: its method and the family
// of its path, which is the part before an id.
func (e *endpoint) group() string {
	family, _, _ := strings.Cut(e.path, "{id}")
	return e.method + " " + family
}

// orgFactor is how many times the limit of one key an organization has.
const orgFactor = 3

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
	hidden map[options.HiddenLimit]*counter
}

// take counts one request of a key against the limits of the key, of its organization
// and the hidden ones that it is under. A refused request is not counted.
func (l *limiter) take(now time.Time, rate int, key, org, group string, hidden ...options.HiddenLimit) wire.RateLimit {
	ofKey, ofOrg := bucket{"key " + key, group}, bucket{"org " + org, group}
	v := wire.RateLimit{Limit: rate, Reset: l.at(now, options.Window)}
	left := min(rate-l.counts[ofKey], orgFactor*rate-l.counts[ofOrg])
	if left <= 0 {
		return v
	}
	// A hidden limit counts what it fits together, whatever the groups.
	all := bucket{owner: ofKey.owner}
	for _, h := range hidden {
		if reset := l.hiddenAt(h).at(now, h.Window()); l.hidden[h].counts[all] >= h.Rate {
			return wire.RateLimit{Reset: reset, Hidden: true}
		}
	}
	for _, h := range hidden {
		l.hidden[h].counts[all]++
	}
	l.counts[ofKey]++
	l.counts[ofOrg]++
	v.Allowed, v.Remaining = true, left-1
	return v
}

func (l *limiter) hiddenAt(h options.HiddenLimit) *counter {
	if l.hidden == nil {
		l.hidden = map[options.HiddenLimit]*counter{}
	}
	if l.hidden[h] == nil {
		l.hidden[h] = &counter{}
	}
	return l.hidden[h]
}
