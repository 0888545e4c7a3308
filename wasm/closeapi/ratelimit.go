package closeapi

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// allowance is what an answer tells of the limit that its request was counted
// against. Source: developer.close.com, Rate limits.
type allowance struct {
	limit     int           // requests in one window; 0 when not told
	remaining int           // how many of them are left; -1 when not told
	reset     time.Duration // until the next window; -1 when not told
	// unit is how exactly reset was told: a second for whole seconds, which Close
	// rounds up, a millisecond for three decimals.
	unit time.Duration
}

const (
	// maxReset is the longest wait that is believed.
	maxReset = time.Hour
	// implausible is where a number of seconds is rather a date or nonsense.
	implausible = 24 * time.Hour
	// maxCount bounds the numbers of requests, against overflow alone.
	maxCount = 1_000_000
)

// allowanceOf reads the headers of an answer that arrived at now. Of several tellers
// the most exact one counts: RateLimit, with commas by the documentation and with
// semicolons in fact, then the discrete headers, then Retry-After, and last the
// names that Close has deprecated.
func allowanceOf(h http.Header, now time.Time) allowance {
	a := allowance{remaining: -1, reset: -1}
	joined := parameters(h)
	for _, source := range []func(name string) string{
		func(name string) string { return joined[name] },
		func(name string) string { return h.Get("RateLimit-" + name) },
		func(name string) string {
			if name != "reset" {
				return ""
			}
			return retryAfter(h, now)
		},
		func(name string) string { return h.Get("X-Rate-Limit-" + name) },
	} {
		if n, ok := count(source("limit")); ok && a.limit == 0 {
			a.limit = n
		}
		if n, ok := count(source("remaining")); ok && a.remaining < 0 {
			a.remaining = n
		}
		if a.reset < 0 {
			if reset, unit, ok := seconds(source("reset")); ok {
				a.reset, a.unit = reset, unit
			}
		}
	}
	if a.limit > 0 {
		a.remaining = min(a.remaining, a.limit)
	}
	return a
}

// parameters splits RateLimit into its numbers by name. Of a name that comes twice
// the first counts.
func parameters(h http.Header) map[string]string {
	out := map[string]string{}
	for _, value := range h.Values("RateLimit") {
		for _, part := range strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ';' }) {
			name, number, _ := strings.Cut(part, "=")
			name = strings.ToLower(strings.TrimSpace(name))
			if _, known := out[name]; !known {
				out[name] = number
			}
		}
	}
	return out
}

// retryAfter returns Retry-After in seconds. A date counts from the server's own
// clock where the answer has one, because the user's may be wrong.
func retryAfter(h http.Header, now time.Time) string {
	value := h.Get("Retry-After")
	at, err := http.ParseTime(value)
	if err != nil {
		return value
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return strconv.FormatFloat(max(0, math.Ceil(at.Sub(now).Seconds())), 'f', -1, 64)
}

// count reads a number of requests.
func count(s string) (int, bool) {
	f, ok := number(s)
	if !ok || f > maxCount {
		return 0, false
	}
	return int(f), true
}

// seconds reads a decimal number of seconds and how exact it is. It is an hour at
// most; what is longer than a day is not believed at all.
func seconds(s string) (d, unit time.Duration, ok bool) {
	f, ok := number(s)
	if !ok || f > implausible.Seconds() {
		return 0, 0, false
	}
	unit = time.Second
	_, decimals, _ := strings.Cut(first(s), ".")
	for range min(len(decimals), 6) {
		unit /= 10
	}
	return min(time.Duration(f*float64(time.Second)), maxReset), unit, true
}

// number reads a decimal number of at least zero.
func number(s string) (float64, bool) {
	s = first(s)
	// ParseFloat knows more than decimals: hexadecimal numbers, exponents, infinity.
	if s == "" || strings.Trim(s, "0123456789.") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// first returns the first item of a header that may be a list with parameters, such
// as `100, 100;w=60`, without the quotes that some servers put.
func first(s string) string {
	if i := strings.IndexAny(s, ",;"); i >= 0 {
		s = s[:i]
	}
	return strings.Trim(strings.TrimSpace(s), `"`)
}
