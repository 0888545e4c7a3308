package wire

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The spellings of the headers about a limit.
const (
	StyleComma      = "comma"
	StyleSemicolon  = "semicolon"
	StyleDiscrete   = "discrete"
	StyleLegacy     = "legacy"
	StyleRetryAfter = "retry_after"
	StyleNone       = "none"
)

// RatelimitStyles are all the spellings.
var RatelimitStyles = []string{StyleComma, StyleSemicolon, StyleDiscrete, StyleLegacy, StyleRetryAfter, StyleNone}

// RateLimit is what an answer says about a limit.
type RateLimit struct {
	Allowed   bool
	Limit     int
	Remaining int
	Reset     time.Duration // until the next window
	// Hidden means that the limit which refuses is one that no header mentions.
	Hidden bool
}

// seconds is a time in seconds with three decimals at most, rounded up: who waits that
// long does not come too early.
func seconds(d time.Duration) string {
	up := (d + time.Millisecond - 1).Truncate(time.Millisecond)
	return strconv.FormatFloat(up.Seconds(), 'f', -1, 64)
}

// SetHeaders sets the headers of a limit in one of the spellings.
func (v RateLimit) SetHeaders(h http.Header, style string) {
	if style == StyleNone {
		return
	}
	parts := []struct{ name, value string }{
		{"limit", strconv.Itoa(v.Limit)}, {"remaining", strconv.Itoa(v.Remaining)}, {"reset", seconds(v.Reset)},
	}
	if v.Hidden {
		parts = parts[2:]
	}
	var pairs []string
	for _, p := range parts {
		pairs = append(pairs, p.name+"="+p.value)
		switch style {
		case StyleSemicolon, StyleDiscrete:
			h.Set("RateLimit-"+p.name, p.value)
		case StyleLegacy:
			h.Set("X-Rate-Limit-"+p.name, p.value)
		}
	}
	switch style {
	case StyleComma:
		h.Set("RateLimit", strings.Join(pairs, ", "))
	case StyleSemicolon:
		h.Set("RateLimit", strings.Join(pairs, "; "))
	}
	if !v.Allowed {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(v.Reset.Seconds()))))
	}
}
