package problem

import (
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/session"
)

// ended words a sign-in that is over.
func ended(e *session.EndedError) *Error {
	what := "Your sign-in to " + e.Organization + " has ended."
	if e.Kind == session.APIKey {
		what = "Close does not accept your API key for " + e.Organization + " any more."
	}
	p := New(api.ProblemSessionEnded, http.StatusUnauthorized, "Signed out by Close", what+" Sign in again; what you typed stays.", "sign_in")
	p.Account = e.Account
	return p
}

// serviceProblem words a token broker that could not do its work.
func serviceProblem(e *session.ServiceError) *Error {
	switch {
	case e.Status == 0:
		return New(api.ProblemOffline, http.StatusServiceUnavailable, "The sign-in service cannot be reached",
			"The sign-in service cannot be reached. Check your connection and try again; what you typed stays.", "retry")
	case e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable:
		p := New(api.ProblemRateLimited, http.StatusTooManyRequests, "The sign-in service is busy",
			"The sign-in service asks to wait a moment. Nothing was lost; try again"+wait(e.RetryAfter)+".", "retry")
		p.RetryAfter = e.RetryAfter.Seconds()
		return p
	}
	return New(api.ProblemSignInFailed, http.StatusBadGateway, "The sign-in service has a fault",
		"The sign-in service has a fault of its own. Try again in a minute; what you typed stays.", "retry")
}
