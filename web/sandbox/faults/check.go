package faults

import (
	"errors"
	"fmt"
	"net/http"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

// Check returns what is wrong with a fault, as sentences for whoever set it.
func (f *Fault) Check() error {
	return errors.Join(f.checkWords(), f.checkNumbers(), f.checkAnswer())
}

func (f *Fault) checkWords() error {
	var problems []error
	for _, w := range []struct {
		name, value string
		allowed     []string
	}{
		{"drop", f.Drop, []string{BeforeWork, AfterWork}},
		{"hold", f.Hold, []string{BeforeWork, AfterWork}},
		{"expire_tokens", f.ExpireTokens, []string{BeforeWork, AfterWork}},
		{"truncate", f.Truncate, []string{wire.CutBody, wire.CutConnection}},
	} {
		if w.value != "" {
			problems = append(problems, options.OneOf(w.name, w.value, w.allowed...))
		}
	}
	if f.RateLimited != nil && f.RateLimited.Style != "" {
		problems = append(problems, options.OneOf("rate_limited.style", f.RateLimited.Style, wire.RatelimitStyles...))
	}
	if f.Name != "" && f.Hold == "" {
		problems = append(problems, errors.New("name is what a held request is released by: it needs hold"))
	}
	return errors.Join(problems...)
}

func (f *Fault) checkNumbers() error {
	var problems []error
	for name, number := range map[string]int{"nth": f.Nth, "times": f.Times, "delay_ms": f.DelayMS, "delay_after_ms": f.DelayAfterMS} {
		if number < 0 {
			problems = append(problems, fmt.Errorf("%s must not be negative, but is %d", name, number))
		}
	}
	for name, number := range map[string]int{"delay_ms": f.DelayMS, "delay_after_ms": f.DelayAfterMS} {
		if number > options.MaxDelayMS {
			problems = append(problems, fmt.Errorf("%s must be at most %d, not %d", name, options.MaxDelayMS, number))
		}
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		problems = append(problems, fmt.Errorf("status must be between 200 and 599, not %d", f.Status))
	}
	if l := f.RateLimited; l != nil && (l.ResetS < 0 || l.ResetS > options.MaxResetS) {
		problems = append(problems, fmt.Errorf("rate_limited.reset_s must be between 0 and %d, not %g", options.MaxResetS, l.ResetS))
	}
	return errors.Join(problems...)
}

// checkAnswer refuses what could not be seen in any answer.
func (f *Fault) checkAnswer() error {
	hasBody := f.text() != ""
	switch {
	case f.Status != 0 && f.RateLimited != nil:
		return errors.New("rate_limited has a status of its own: leave status out")
	case f.Drop != "" && (f.Answers() || f.Truncate != "" || len(f.Headers) > 0):
		return errors.New("drop leaves no answer: leave status, rate_limited, truncate and headers out")
	case f.Status == 0 && (hasBody || f.ContentType != ""):
		return errors.New("body and content_type need a status")
	case f.Applied && !f.Answers():
		return errors.New("applied needs a status or rate_limited: what was asked for is done without them")
	case hasBody && (f.Status == http.StatusNoContent || f.Status == http.StatusNotModified):
		return fmt.Errorf("an answer with the status %d has no body", f.Status)
	case f.Truncate != "" && f.Answers() && !hasBody:
		return errors.New("truncate needs a body to cut")
	}
	return nil
}
