package closeapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// Kind says what went wrong between Leadpatch and Close.
type Kind string

const (
	Invalid      Kind = "invalid"      // 400, or another 4xx: Close refuses the request
	Unauthorized Kind = "unauthorized" // 401: the key is not valid any more
	PlanLimit    Kind = "plan limit"   // 402
	Forbidden    Kind = "forbidden"    // 403, or 401 with a valid key
	NotFound     Kind = "not found"    // 404: absent, or hidden from this user
	RateLimited  Kind = "rate limited" // 429, or held back so that there is none: not carried out
	Failed       Kind = "failed"       // 5xx to a request that was not carried out, or cannot be read
	Unreachable  Kind = "unreachable"  // no answer to a request that changes nothing, or that was never sent
	Unsure       Kind = "unsure"       // no readable answer to a write: it may have been carried out
)

// Error is a failed request to Close. It never holds the request's headers.
type Error struct {
	Kind   Kind
	Status int // 0 when no answer came
	// Message is Close's own text for the whole request; often empty.
	Message string
	// Fields are Close's own texts by the key that it names, nested keys joined
	// with dots. Close says "status" where the request said "status_id".
	Fields map[string]string
	// RetryAfter is how long to wait before the next attempt: what Close asks for with
	// a 429 or 503, or more where it was tried again by itself. 0 when nobody says.
	RetryAfter time.Duration
	// Err is the transport's error, where there is one.
	Err error
}

// Error describes the failure for a log.
func (e *Error) Error() string {
	s := fmt.Sprintf("close: %s (status %d)", e.Kind, e.Status)
	if e.Message != "" {
		s += ": " + e.Message
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the transport's error.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns what went wrong between Leadpatch and Close, or "" where err is no
// [Error] and wraps none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// IsNotFound reports whether Close answered that the object is absent, or hidden from
// this user.
func IsNotFound(err error) bool { return KindOf(err) == NotFound }

// IsUnsure reports whether a write may have been carried out: its answer was lost or
// cannot be read.
func IsUnsure(err error) bool { return KindOf(err) == Unsure }

// MayNotAsk reports whether the role or the plan keeps the user from what was asked
// for. Close answers 402 or 403, or 404 as for something that is absent.
func MayNotAsk(err error) bool {
	switch KindOf(err) {
	case PlanLimit, Forbidden, NotFound:
		return true
	}
	return false
}

// errorOf reads a refusal. Close has three shapes of error body, sometimes an
// HTML page, sometimes nothing at all; the status decides what it means. now is when
// it came.
func errorOf(r *Response, write bool, now time.Time) *Error {
	e := &Error{Status: r.Status, Kind: kindOfStatus(r.Status, write)}
	switch r.Status {
	case http.StatusTooManyRequests:
		e.RetryAfter = max(0, allowanceOf(r.Header, now).reset)
	case http.StatusServiceUnavailable:
		// The headers of the limit say nothing about when the fault is over.
		if d, _, ok := seconds(retryAfter(r.Header, now)); ok {
			e.RetryAfter = d
		}
	}
	if patch.CheckJSON(r.Body) != nil {
		return e
	}
	body := gjson.ParseBytes(r.Body)
	if !body.IsObject() {
		return e
	}
	// The keys are constant and hold no character that is special in a path.
	if t := body.Get("error"); t.Type == gjson.String {
		e.Message = t.Str
	}
	for _, t := range body.Get("errors").Array() {
		if t.Type == gjson.String {
			e.Message = strings.TrimSpace(e.Message + " " + t.Str)
		}
	}
	e.Fields = make(map[string]string)
	collectFieldErrors(body.Get("field-errors"), "", e.Fields)
	return e
}

func kindOfStatus(status int, write bool) Kind {
	switch status {
	case 401:
		return Unauthorized
	case 402:
		return PlanLimit
	case 403:
		return Forbidden
	case 404:
		return NotFound
	case 429:
		return RateLimited
	case 503:
		return Failed // Close's own client repeats every verb after it: not carried out
	}
	switch {
	case status >= 500 && write:
		return Unsure // a gateway gave up waiting; the write may have gone through
	case status >= 400 && status < 500:
		return Invalid
	}
	return Failed
}

// collectFieldErrors flattens {"key": "text"} and {"key": {"errors": {"0":
// {"field-errors": {...}}}}} into one map from dotted keys to texts.
func collectFieldErrors(v gjson.Result, prefix string, into map[string]string) {
	v.ForEach(func(key, value gjson.Result) bool {
		path := key.Str
		if prefix != "" {
			path = prefix + "." + key.Str
		}
		switch {
		case value.Type == gjson.String:
			into[path] = value.Str
		case value.IsArray():
			for _, t := range value.Array() {
				into[path] = strings.TrimSpace(into[path] + " " + t.String())
			}
		case value.IsObject():
			nested := value.Get("field-errors")
			collectFieldErrors(nested, path, into)
			collectFieldErrors(value.Get("errors"), path, into)
			if !nested.Exists() && !value.Get("errors").Exists() {
				collectFieldErrors(value, path, into)
			}
		}
		return true
	})
}
