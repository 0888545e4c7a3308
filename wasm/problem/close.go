package problem

import (
	"fmt"
	"math"
	"net/http"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
)

// closeProblem words a failed request to Close.
func closeProblem(e *closeapi.Error) *api.Problem {
	said := ""
	if e.Message != "" {
		said = " Close says: " + e.Message
	}
	switch e.Kind {
	case closeapi.Unauthorized:
		return &New(api.ProblemSessionEnded, http.StatusUnauthorized, "Signed out by Close",
			"Close does not accept your sign-in any more. Sign in again; what you typed stays.", "sign_in").Problem
	case closeapi.PlanLimit:
		return &New(api.ProblemPlanLimit, http.StatusPaymentRequired, "Not in your Close plan",
			"Your Close plan does not include this. Ask the person who manages your Close account."+said, "").Problem
	case closeapi.Forbidden:
		return &New(api.ProblemForbidden, http.StatusForbidden, "Not allowed",
			"Your role in Close does not allow this. Ask an admin of your organization."+said, "").Problem
	case closeapi.NotFound:
		return &New(api.ProblemNotFound, http.StatusNotFound, "No such lead",
			"Close has no such lead, or you may not see it. It may have been deleted or merged: look for it in Close.", "").Problem
	case closeapi.RateLimited:
		p := New(api.ProblemRateLimited, http.StatusTooManyRequests, "Close is busy",
			"Close asks to wait a moment. Nothing was lost; try again"+wait(e.RetryAfter)+".", "retry")
		p.RetryAfter = e.RetryAfter.Seconds()
		return &p.Problem
	case closeapi.Unreachable:
		return &New(api.ProblemOffline, http.StatusServiceUnavailable, "Close cannot be reached",
			"Close cannot be reached. Check your connection and try again; what you typed stays.", "retry").Problem
	case closeapi.Unsure:
		return &New(api.ProblemUnsure, http.StatusBadGateway, "No answer from Close",
			"Close did not answer, so the changes may or may not be saved. Reload the lead to see.", "reload").Problem
	case closeapi.Invalid:
		return &New(api.ProblemInvalid, http.StatusUnprocessableEntity, "Close did not accept this",
			"Close did not accept the request. Reload the lead and try again."+said, "reload").Problem
	}
	return &New(api.ProblemCloseFailed, http.StatusBadGateway, "Close has a fault",
		"Close has a fault of its own and did not carry this out. Try again in a minute; what you typed stays."+said, "retry").Problem
}

func wait(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	s := int(math.Ceil(d.Seconds()))
	if s == 1 {
		return " in a second"
	}
	return fmt.Sprintf(" in %d seconds", s)
}
