// Package problem puts every error into the user's words, with its HTTP status and
// the next step. It decides nothing: whoever meets an error hands it on, and the route
// answers [Of] it. It never holds a token, a key or a value of a lead.
package problem

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/session"
)

// Error is an error that knows how it is answered.
type Error struct{ api.Problem }

// Error returns the sentence for the user.
func (e *Error) Error() string { return e.Detail }

// New returns an error that is answered as this problem. The word is one of those in
// package api; the action is the next step that the panel offers, "" for none.
//
// Not inlined: many places call it, and the wasm is smaller so.
//
//go:noinline
func New(word string, status int, title, detail, action string) *Error {
	return &Error{api.Problem{
		Type: TypeOf(word), Title: title, Status: status, Detail: detail, Action: action,
		HidesLead: slices.Contains(hidesLead, word),
	}}
}

// hidesLead are the words of the problems after which what was kept of a lead must not be
// shown either.
var hidesLead = []string{
	api.ProblemForbidden, api.ProblemOtherOrg, api.ProblemNotFound, api.ProblemBadRequest, api.ProblemPlanLimit,
}

// TypeOf returns the type of a problem, a URN, from its word.
func TypeOf(word string) string { return "urn:leadpatch:" + word }

// Is reports whether an error is answered as a problem of this word.
func Is(err error, word string) bool { return err != nil && Of(err).Type == TypeOf(word) }

// BadRequest returns the refusal of a request that no part of the extension makes.
func BadRequest(detail string) error {
	return New(api.ProblemBadRequest, http.StatusBadRequest, "Not a valid request", detail, "")
}

// NotALead returns the refusal of an id that is not a lead's.
func NotALead() error {
	p := New(api.ProblemBadRequest, http.StatusBadRequest, "Not a lead",
		"This is not the id of a lead. Open the lead in Close and try again from there.", "")
	p.Field = "id"
	return p
}

// NotAContact returns the refusal of a target that is not a contact of the lead.
func NotAContact(id string) error {
	p := New(api.ProblemBadRequest, http.StatusBadRequest, "Not a contact of this lead",
		"The contact is not one of this lead, or not any more. Reload the lead and choose again.", "reload")
	p.Field = id
	return p
}

// InvalidEdits returns the refusal of edits, with what is wrong with each.
func InvalidEdits(errs []api.FieldError) error {
	p := New(api.ProblemInvalid, http.StatusUnprocessableEntity, "Not accepted",
		"Nothing was saved. Correct the marked fields and try again.", "")
	p.Errors = errs
	if len(errs) > 0 {
		p.Field = errs[0].Field
	}
	return p
}

// Conflict returns the refusal of edits to fields that somebody else has changed.
func Conflict(conflicts []api.Conflict) error {
	p := New(api.ProblemConflict, http.StatusConflict, "Changed in Close",
		"Somebody changed the same fields in Close meanwhile. Nothing was saved; choose for each field.", "")
	p.Conflicts = conflicts
	p.Field = conflicts[0].Field
	return p
}

// ChangedInTheMeantime returns the refusal of a step whose object somebody else has
// changed.
func ChangedInTheMeantime(detail string) error {
	return New(api.ProblemConflict, http.StatusConflict, "Changed in Close", detail, "")
}

// StepConflict returns the refusal of steps whose objects somebody else has changed.
func StepConflict(errs []api.FieldError) error {
	var parts []string
	for _, e := range errs {
		parts = append(parts, e.Detail)
	}
	p := New(api.ProblemConflict, http.StatusConflict, "Changed in Close", strings.Join(parts, " ")+" Nothing was saved.", "")
	p.Field = errs[0].Field
	p.Errors = errs
	return p
}

// Detail returns a problem in one text: what is wrong with its first field, if that is
// said.
func Detail(p *api.Problem) string {
	if len(p.Errors) > 0 {
		return p.Errors[0].Label + ": " + p.Errors[0].Detail
	}
	return p.Detail
}

// OtherOrganization returns the refusal of a lead of an organization that nobody is
// signed in to; mine names those where somebody is.
func OtherOrganization(mine string) error {
	return New(api.ProblemOtherOrg, http.StatusForbidden, "Another organization",
		fmt.Sprintf("This lead belongs to another organization than %s, where you are signed in. Nothing was sent. Sign in to the lead's organization too.", mine), "add_account")
}

// Of returns what an error means in the user's words, and what to do.
func Of(err error) *api.Problem {
	var p *Error
	if errors.As(err, &p) {
		return &p.Problem
	}
	var keyErr session.KeyError
	if errors.As(err, &keyErr) {
		p := New(api.ProblemKeyRefused, http.StatusUnprocessableEntity, "Not an API key", keyErr.Error(), "")
		p.Field = "key"
		return &p.Problem
	}
	if errors.Is(err, session.ErrSignedOut) {
		return &New(api.ProblemSignedOut, http.StatusUnauthorized, "Signed out",
			"Sign in to Close to go on.", "sign_in").Problem
	}
	var unreadable *session.UnreadableError
	if errors.As(err, &unreadable) {
		return &New(api.ProblemSessionEnded, http.StatusUnauthorized, "Stored sign-in lost",
			"Leadpatch cannot read the sign-in that it stored. Sign in again; what you typed stays.", "sign_in").Problem
	}
	if errors.Is(err, journal.ErrNewer) {
		return &New(api.ProblemBackend, http.StatusInternalServerError, "Written by a newer version",
			"A newer version of Leadpatch has written down a change of this lead. Update Leadpatch to go on; nothing is lost.", "").Problem
	}
	if errors.Is(err, journal.ErrNoRoom) {
		return &New(api.ProblemNoRoom, http.StatusInsufficientStorage, "No room in this browser",
			"This browser has no room left to write the change down, so nothing was sent. Free some disk space, or clear the history, and try again; what you typed stays.", "make_room").Problem
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
	return &New(api.ProblemBackend, http.StatusInternalServerError, "A fault in Leadpatch",
		"Something went wrong in Leadpatch: "+err.Error()+". What you typed stays; try again.", "retry").Problem
}
