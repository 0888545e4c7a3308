package close

import (
	"net/http"
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
			e := errorOf(&Response{Status: status, Body: []byte(body), Header: http.Header{"Ratelimit": {limit}}}, write)
			if e.Kind == "" || e.RetryAfter < 0 || e.RetryAfter > time.Hour || e.Error() == "" {
				t.Fatalf("%+v", e)
			}
			if e.Kind == Unsure && !write {
				t.Fatal("a reading cannot be unsure")
			}
		}
	})
}
