package closeapi

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// FuzzErrorOf reads refusals of any shape: never a panic, always a kind, and
// never a wait without bound.
func FuzzErrorOf(f *testing.F) {
	f.Add(400, `{"errors":[],"field-errors":{"status":"Not a valid choice."}}`, "limit=1, remaining=0, reset=0.5")
	f.Add(429, `{"field-errors":{"a":{"errors":{"0":{"field-errors":{"b":["c"]}}}}}}`, "limit=1;reset=1e9")
	f.Add(504, "", "reset")
	f.Add(403, "Forbidden", "reset=NaN")
	f.Fuzz(func(t *testing.T, status int, body, limit string) {
		for _, write := range []bool{false, true} {
			e := errorOf(&Response{Status: status, Body: []byte(body), Header: http.Header{"Ratelimit": {limit}}}, write, time.Now())
			if e.Kind == "" || e.RetryAfter < 0 || e.RetryAfter > time.Hour || e.Error() == "" {
				t.Fatalf("%+v", e)
			}
			if e.Kind == Unsure && !write {
				t.Fatal("a reading cannot be unsure")
			}
		}
	})
}

// FuzzRateLimit reads headers of any text: the numbers stay in their bounds, and
// neither the separators nor the case of the names make a difference.
func FuzzRateLimit(f *testing.F) {
	f.Add("limit=100, remaining=50, reset=5", "", "", "")
	f.Add("Limit=100; Remaining=50; Reset=0.25", "7", "", "")
	f.Add("", "1.5", "2", "3")
	f.Add("reset", "1e9", "Wed, 21 Oct 2026 07:28:00 GMT", "1760000000")
	f.Add("limit=1;limit=2, reset=0x10, reset=3", "\"4\"", "-1", "10, 10;w=1")
	now := time.Date(2026, 10, 21, 7, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, limit, discrete, after, legacy string) {
		read := func(limit string) allowance {
			return allowanceOf(http.Header{
				"Ratelimit": {limit}, "Ratelimit-Reset": {discrete}, "Retry-After": {after}, "X-Rate-Limit-Remaining": {legacy},
			}, now)
		}
		a := read(limit)
		if a.limit < 0 || a.limit > maxCount || a.remaining < -1 || a.remaining > maxCount ||
			a.reset < 0 && a.reset != -1 || a.reset > maxReset || a.unit < 0 || a.unit > time.Second {
			t.Fatalf("%+v", a)
		}
		if a.limit > 0 && a.remaining > a.limit {
			t.Fatalf("more is left than there was: %+v", a)
		}
		for _, same := range []string{strings.ReplaceAll(limit, ",", ";"), strings.ReplaceAll(limit, ";", ","), upper(limit)} {
			if b := read(same); b != a {
				t.Fatalf("%q: %+v, %q: %+v", limit, a, same, b)
			}
		}
	})
}

// upper is strings.ToUpper for ASCII alone: a header has no other letters.
func upper(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}
