package patch

import (
	"fmt"
	"strings"
	"time"
)

// DateTime is an instant. Texts with other offsets may mean the same one.
const DateTime Type = "datetime"

var _ = register(fieldType{name: DateTime, custom: true, form: FormDateTime, parse: ofText(instant), same: sameInstant})

// sameInstant reports whether two texts, as Close writes them, mean one instant.
func sameInstant(a, b string) bool {
	ta, oka := serverInstant(a)
	tb, okb := serverInstant(b)
	return oka && okb && ta.Equal(tb)
}

// dateTimeForms are what is taken for a date and time. All carry an offset: a
// time without one means different instants to different readers.
var dateTimeForms = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"}

// instant checks a date and time and returns it in RFC 3339 with the offset that
// was given.
func instant(s string) (string, error) {
	s = strings.TrimSpace(s)
	for _, form := range dateTimeForms {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(time.RFC3339Nano), nil
		}
	}
	return "", fmt.Errorf("“%s” is not a date and time. Write it with its time zone, such as 2026-03-31T14:30:00+02:00.", shorten(s))
}

// serverInstant reads a date and time as Close writes it. Close's event log
// leaves the offset out and means UTC.
func serverInstant(s string) (time.Time, bool) {
	for _, form := range append(dateTimeForms, "2006-01-02T15:04:05.999999999") {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
