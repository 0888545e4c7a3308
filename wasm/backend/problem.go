package backend

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/session"
)

// problemError is an error that knows how it is answered.
type problemError struct{ api.Problem }

// Error returns the sentence for the user.
func (e *problemError) Error() string { return e.Detail }

// problem returns an error that is answered as this problem.
func problem(word string, status int, title, detail, action string) *problemError {
	return &problemError{api.Problem{
		Type: problemType(word), Title: title, Status: status, Detail: detail, Action: action,
	}}
}

func problemType(word string) string { return "urn:leadpatch:" + word }

func badRequest(detail string) error {
	return problem(api.ProblemBadRequest, http.StatusBadRequest, "Not a valid request", detail, "")
}

// notARoute answers what no other route does, a wrong verb included.
func notARoute(r *http.Request) (any, error) {
	return nil, problem(api.ProblemBadRequest, http.StatusNotFound, "No such route",
		fmt.Sprintf("The backend does not answer %s %s.", r.Method, r.URL.Path), "")
}

func badLeadID() error {
	p := problem(api.ProblemBadRequest, http.StatusBadRequest, "Not a lead",
		"This is not the id of a lead. Open the lead in Close and try again from there.", "")
	p.Field = "id"
	return p
}

func notAContact(id string) error {
	p := problem(api.ProblemBadRequest, http.StatusBadRequest, "Not a contact of this lead",
		"The contact is not one of this lead, or not any more. Reload the lead and choose again.", "reload")
	p.Field = id
	return p
}

func invalidEdits(errs []api.FieldError) error {
	p := problem(api.ProblemInvalid, http.StatusUnprocessableEntity, "Not accepted",
		"Nothing was saved. Correct the marked fields and try again.", "")
	p.Errors = errs
	if len(errs) > 0 {
		p.Field = errs[0].Field
	}
	return p
}

func conflict(conflicts []api.Conflict) error {
	p := problem(api.ProblemConflict, http.StatusConflict, "Changed in Close",
		"Somebody changed the same fields in Close meanwhile. Nothing was saved; choose for each field.", "")
	p.Conflicts = conflicts
	p.Field = conflicts[0].Field
	return p
}

func otherOrganization(mine string) error {
	return problem(api.ProblemOtherOrg, http.StatusForbidden, "Another organization",
		fmt.Sprintf("This lead belongs to another organization than %s, where you are signed in. Nothing was sent. Sign in to the lead's organization too.", mine), "sign_in")
}

// ended words a sign-in that is over.
func ended(e *session.EndedError) *problemError {
	what := "Your sign-in to " + e.Organization + " has ended."
	if e.Kind == session.APIKey {
		what = "Close does not accept your API key for " + e.Organization + " any more."
	}
	p := problem(api.ProblemSessionEnded, http.StatusUnauthorized, "Signed out by Close", what+" Sign in again; what you typed stays.", "sign_in")
	p.Account = e.Account
	return p
}

// serviceProblem words a token broker that could not do its work.
func serviceProblem(e *session.ServiceError) *problemError {
	switch {
	case e.Status == 0:
		return problem(api.ProblemOffline, http.StatusServiceUnavailable, "The sign-in service cannot be reached",
			"The sign-in service cannot be reached. Check your connection and try again; what you typed stays.", "retry")
	case e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable:
		p := problem(api.ProblemRateLimited, http.StatusTooManyRequests, "The sign-in service is busy",
			"The sign-in service asks to wait a moment. Nothing was lost; try again"+wait(e.RetryAfter)+".", "retry")
		p.RetryAfter = e.RetryAfter.Seconds()
		return p
	}
	return problem(api.ProblemSignInFailed, http.StatusBadGateway, "The sign-in service has a fault",
		"The sign-in service has a fault of its own. Try again in a minute; what you typed stays.", "retry")
}

func writeProblem(w http.ResponseWriter, p *api.Problem) {
	writeJSON(w, p.Status, "application/problem+json", p)
}

// problemOf says in the user's words what an error means and what to do.
func problemOf(err error) *api.Problem {
	var p *problemError
	if errors.As(err, &p) {
		return &p.Problem
	}
	var keyErr session.KeyError
	if errors.As(err, &keyErr) {
		p := problem(api.ProblemKeyRefused, http.StatusUnprocessableEntity, "Not an API key", keyErr.Error(), "")
		p.Field = "key"
		return &p.Problem
	}
	if errors.Is(err, session.ErrSignedOut) {
		return &problem(api.ProblemSignedOut, http.StatusUnauthorized, "Signed out",
			"Sign in to Close to go on.", "sign_in").Problem
	}
	var unreadable *session.UnreadableError
	if errors.As(err, &unreadable) {
		return &problem(api.ProblemSessionEnded, http.StatusUnauthorized, "Stored sign-in lost",
			"Leadpatch cannot read the sign-in that it stored. Sign in again; what you typed stays.", "sign_in").Problem
	}
	if errors.Is(err, journal.ErrNoRoom) {
		return &problem(api.ProblemNoRoom, http.StatusInsufficientStorage, "No room in this browser",
			"This browser has no room left to write the change down, so nothing was sent. Free some disk space, or clear the history, and try again; what you typed stays.", "retry").Problem
	}
	var over *session.EndedError
	if errors.As(err, &over) {
		return &ended(over).Problem
	}
	var service *session.ServiceError
	if errors.As(err, &service) {
		return &serviceProblem(service).Problem
	}
	var closeErr *closeapi.Error
	if errors.As(err, &closeErr) {
		return closeProblem(closeErr)
	}
	return &problem(api.ProblemBackend, http.StatusInternalServerError, "A fault in Leadpatch",
		"Something went wrong in Leadpatch: "+err.Error()+". What you typed stays; try again.", "retry").Problem
}

// closeProblem words a failed request to Close.
func closeProblem(e *closeapi.Error) *api.Problem {
	said := ""
	if e.Message != "" {
		said = " Close says: " + e.Message
	}
	switch e.Kind {
	case closeapi.Unauthorized:
		return &problem(api.ProblemSessionEnded, http.StatusUnauthorized, "Signed out by Close",
			"Close does not accept your sign-in any more. Sign in again; what you typed stays.", "sign_in").Problem
	case closeapi.PlanLimit:
		return &problem(api.ProblemPlanLimit, http.StatusPaymentRequired, "Not in your Close plan",
			"Your Close plan does not include this. Ask the person who manages your Close account."+said, "").Problem
	case closeapi.Forbidden:
		return &problem(api.ProblemForbidden, http.StatusForbidden, "Not allowed",
			"Your role in Close does not allow this. Ask an admin of your organization."+said, "").Problem
	case closeapi.NotFound:
		return &problem(api.ProblemNotFound, http.StatusNotFound, "No such lead",
			"Close has no such lead, or you may not see it. It may have been deleted or merged: look for it in Close.", "").Problem
	case closeapi.RateLimited:
		p := problem(api.ProblemRateLimited, http.StatusTooManyRequests, "Close is busy",
			"Close asks to wait a moment. Nothing was lost; try again"+wait(e.RetryAfter)+".", "retry")
		p.RetryAfter = e.RetryAfter.Seconds()
		return &p.Problem
	case closeapi.Unreachable:
		return &problem(api.ProblemOffline, http.StatusServiceUnavailable, "Close cannot be reached",
			"Close cannot be reached. Check your connection and try again; what you typed stays.", "retry").Problem
	case closeapi.Unsure:
		return &problem(api.ProblemUnsure, http.StatusBadGateway, "No answer from Close",
			"Close did not answer, so the changes may or may not be saved. Reload the lead to see.", "reload").Problem
	case closeapi.Invalid:
		return &problem(api.ProblemInvalid, http.StatusUnprocessableEntity, "Close did not accept this",
			"Close did not accept the request. Reload the lead and try again."+said, "reload").Problem
	}
	return &problem(api.ProblemCloseFailed, http.StatusBadGateway, "Close has a fault",
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
