package wire

import (
	"encoding/json"
	"net"
	"strings"
	"time"
)

// IsLoopback reports whether a host, without a port, is this machine and can be
// nothing else.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Object is a JSON object. Numbers in it are json.Number, so that their digits
// survive. Values are never changed in place, only replaced: a copy of the map is
// a snapshot.
type Object = map[string]any

// Words is a JSON value as text: a text itself, nothing for null, JSON for the rest.
func Words(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// NonNil makes an absent list an empty one, so that it is [] in JSON and not null.
func NonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// dateTimeLayouts are the ISO 8601 forms that are taken; Go's parser takes a
// fraction of a second after any of them. Without an offset, UTC is meant.
var dateTimeLayouts = []string{
	"2006-01-02T15:04:05Z07:00",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
}

// ParseDateTime reads an ISO 8601 date-time, with a "T" or a space in it.
func ParseDateTime(text string) (time.Time, bool) {
	if len(text) > len(time.DateOnly) && text[len(time.DateOnly)] == ' ' {
		text = strings.Replace(text, " ", "T", 1)
	}
	for _, layout := range dateTimeLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// ISOTime writes a moment as Python's isoformat does in UTC: microseconds stand
// there only when there are any.
func ISOTime(t time.Time) string {
	t = t.UTC()
	if t.Nanosecond()/int(time.Microsecond) == 0 {
		return t.Format("2006-01-02T15:04:05+00:00")
	}
	return t.Format("2006-01-02T15:04:05.000000+00:00")
}
