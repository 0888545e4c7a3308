package faults

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

// Fault is something that goes wrong on purpose with the next requests that it
// fits. Faults are tried in the order in which they were set, and a request meets one
// of them at most.
//
// What it says happens in this order: DelayMS, Hold "before", ExpireTokens "before",
// Drop "before", the work that was asked for, ExpireTokens "after", DelayAfterMS, Hold
// "after", Drop "after", the answer.
type Fault struct {
	// Method is the method of the requests it fits; empty for any.
	Method string `json:"method"`
	// PathPrefix is how their path begins, such as "/api/v1/lead/"; empty for any.
	PathPrefix string `json:"path_prefix"`
	// Nth is the first request it meets, counted from 1 among those that it fits; those
	// that another fault meets count too. 0 means 1. In the list of the faults that
	// wait, it counts down.
	Nth int `json:"nth"`
	// Times is how many requests it meets; 0 means one.
	Times int `json:"times"`
	// Status is the status of the answer instead of the real one. With 0 the request
	// is answered as usual.
	Status int `json:"status"`
	// Body is the body of that answer: a JSON string for exactly its text, or any other
	// JSON value for itself. Absent for no body.
	Body        json.RawMessage `json:"body"`
	ContentType string          `json:"content_type"` // default: JSON, or HTML for a text that begins with "<"
	// Headers are set on the answer, also on a real one. Of these, an empty value takes
	// the header away.
	Headers map[string]string `json:"headers"`
	// RateLimited answers with a 429 instead of the real answer.
	RateLimited *RateLimited `json:"rate_limited"`
	// Truncate cuts the answer, real or not, in the middle: "body" leaves a whole answer
	// with half a body, "connection" announces the whole body and breaks off.
	Truncate string `json:"truncate"`
	// DelayMS is before the work, DelayAfterMS between the work and the answer.
	DelayMS      int `json:"delay_ms"`
	DelayAfterMS int `json:"delay_after_ms"`
	// Hold keeps the request "before" or "after" the work until the control surface
	// releases it, also when its client has gone away. Name is what to release it by.
	Hold string `json:"hold"`
	Name string `json:"name"`
	// ExpireTokens ends all access tokens right "before" or "after" the work. Refresh
	// tokens stay good.
	ExpireTokens string `json:"expire_tokens"`
	// Applied makes a fault with a status do what was asked before it answers, as when
	// a proxy gives up on a server that goes on.
	Applied bool `json:"applied"`
	// Drop closes the connection without an answer: "before" or "after" doing what
	// was asked.
	Drop string `json:"drop"`
}

// RateLimited is a 429 that no limit has brought about.
type RateLimited struct {
	// ResetS is for how many seconds the client is told to wait, decimals included.
	ResetS float64 `json:"reset_s"`
	// Style is the spelling of the headers: see options.Options.RatelimitStyle, which is the
	// default.
	Style string `json:"style"`
}

// The words of Fault.Drop, Fault.Hold and Fault.ExpireTokens.
const (
	BeforeWork = "before"
	AfterWork  = "after"
)

func (f *Fault) fits(r *http.Request) bool {
	return (f.Method == "" || strings.EqualFold(f.Method, r.Method)) && strings.HasPrefix(r.URL.Path, f.PathPrefix)
}

// Delay is DelayMS as a duration.
func (f *Fault) Delay() time.Duration { return time.Duration(f.DelayMS) * time.Millisecond }

// DelayAfter is DelayAfterMS as a duration.
func (f *Fault) DelayAfter() time.Duration { return time.Duration(f.DelayAfterMS) * time.Millisecond }

// Answers reports whether the answer is the fault's and not the real one.
func (f *Fault) Answers() bool { return f.Status != 0 || f.RateLimited != nil }

// Works reports whether what was asked for is done.
func (f *Fault) Works() bool { return !f.Answers() || f.Applied }

// Response is the answer of a fault that answers.
func (f *Fault) Response(o options.Options) wire.Response {
	if f.RateLimited != nil {
		return f.RateLimited.response(o)
	}
	text := f.text()
	out := wire.Response{Status: f.Status, Header: http.Header{}, ContentType: f.ContentType, Body: []byte(text)}
	if out.ContentType == "" {
		out.ContentType = "application/json"
		if strings.HasPrefix(text, "<") {
			out.ContentType = "text/html"
		}
	}
	return out
}

// text is the body as it is sent.
func (f *Fault) text() string {
	var text string
	if json.Unmarshal(f.Body, &text) == nil {
		return text
	}
	return string(f.Body)
}

func (l *RateLimited) response(o options.Options) wire.Response {
	style := l.Style
	if style == "" {
		style = o.RatelimitStyle
	}
	out := wire.Response{Status: http.StatusTooManyRequests, Header: http.Header{}}
	v := wire.RateLimit{Limit: o.Rate, Reset: time.Duration(l.ResetS * float64(time.Second))}
	v.SetHeaders(out.Header, style)
	return out
}

// Decorate sets the fault's headers on an answer.
func (f *Fault) Decorate(answer *wire.Response) {
	for name, value := range f.Headers {
		switch {
		case http.CanonicalHeaderKey(name) == "Content-Type":
			answer.ContentType = value
		case value == "":
			answer.Header.Del(name)
		default:
			answer.Header.Set(name, value)
		}
	}
}

// queue are the faults that wait. The zero value is ready. It is not safe for
// concurrent use.
type queue struct {
	waiting []Fault
}

func (q *queue) add(f Fault) {
	f.Times, f.Nth = max(f.Times, 1), max(f.Nth, 1)
	q.waiting = append(q.waiting, f)
}

// take returns the fault that meets a request, or nil.
func (q *queue) take(r *http.Request) *Fault {
	var taken *Fault
	for i := range q.waiting {
		f := &q.waiting[i]
		switch {
		case !f.fits(r):
		case f.Nth > 1:
			f.Nth--
		case taken == nil:
			met := *f
			taken = &met
			f.Times--
		}
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(f Fault) bool { return f.Times == 0 })
	return taken
}
