package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong on purpose with the next requests that it
// fits. Faults are tried in the order in which they were set.
type Fault struct {
	// Method is the method of the requests it fits; empty for any.
	Method string `json:"method"`
	// PathPrefix is how their path begins, such as "/api/v1/lead/"; empty for any.
	PathPrefix string `json:"path_prefix"`
	// Times is how many requests it meets; 0 means one.
	Times int `json:"times"`
	// Status is the status of the answer in place of the real one. With 0 the request
	// is answered as usual, after DelayMS.
	Status int `json:"status"`
	// Body is the body of the answer: a JSON string for exactly its text, or any other
	// JSON value for itself. Absent for none.
	Body        json.RawMessage   `json:"body"`
	ContentType string            `json:"content_type"` // default: JSON, or HTML for a text that begins with "<"
	Headers     map[string]string `json:"headers"`
	DelayMS     int               `json:"delay_ms"`
	// Applied makes a fault with a status do what was asked before it answers, as when
	// a proxy gives up on a server that goes on.
	Applied bool `json:"applied"`
	// Drop closes the connection without an answer: "before" or "after" doing what
	// was asked.
	Drop string `json:"drop"`
}

// The words of Fault.Drop.
const (
	dropBefore = "before"
	dropAfter  = "after"
)

func (f *Fault) check() error {
	switch {
	case f.Drop != "" && f.Drop != dropBefore && f.Drop != dropAfter:
		return fmt.Errorf("drop must be %q or %q, not %q", dropBefore, dropAfter, f.Drop)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status must be between 200 and 599, not %d", f.Status)
	case f.Times < 0:
		return fmt.Errorf("times must not be negative, but is %d", f.Times)
	case f.DelayMS < 0:
		return fmt.Errorf("delay_ms must not be negative, but is %d", f.DelayMS)
	}
	return nil
}

func (f *Fault) fits(r *http.Request) bool {
	return (f.Method == "" || strings.EqualFold(f.Method, r.Method)) && strings.HasPrefix(r.URL.Path, f.PathPrefix)
}

func (f *Fault) delay() time.Duration { return time.Duration(f.DelayMS) * time.Millisecond }

// response is the answer of a fault that has a status.
func (f *Fault) response() response {
	body := []byte(f.Body)
	var text string
	if json.Unmarshal(f.Body, &text) == nil {
		body = []byte(text)
	}
	out := response{status: f.Status, header: http.Header{}, contentType: f.ContentType, body: body}
	if out.contentType == "" {
		out.contentType = "application/json"
		if strings.HasPrefix(text, "<") {
			out.contentType = "text/html"
		}
	}
	for name, value := range f.Headers {
		out.header.Set(name, value)
	}
	return out
}

// faults are the faults that wait. The zero value is ready. It is not safe for
// concurrent use.
type faults struct {
	waiting []Fault
}

func (q *faults) add(f Fault) {
	f.Times = max(f.Times, 1)
	q.waiting = append(q.waiting, f)
}

// take returns the fault that meets a request, or nil.
func (q *faults) take(r *http.Request) *Fault {
	for i := range q.waiting {
		if !q.waiting[i].fits(r) {
			continue
		}
		taken := q.waiting[i]
		q.waiting[i].Times--
		if q.waiting[i].Times == 0 {
			q.waiting = slices.Delete(q.waiting, i, i+1)
		}
		return &taken
	}
	return nil
}
