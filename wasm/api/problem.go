package api

// Problem is the body of every error: application/problem+json (RFC 9457).
type Problem struct {
	// Type is "urn:leadpatch:" and one of the words below.
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail is a sentence for the user that says what to do.
	Detail string `json:"detail"`
	// Field is the field at fault, where it is one.
	Field string `json:"field,omitempty"`
	// Action is the next step as a button: "sign_in", "add_account" (to the lead's
	// organization too), "retry", "reload", "make_room" (in the log) or none.
	Action string `json:"action,omitempty"`
	// HidesLead says that the user may not see the lead, so that what was kept of it must
	// not be shown either.
	HidesLead bool         `json:"hides_lead,omitempty"`
	Errors    []FieldError `json:"errors,omitempty"`
	Conflicts []Conflict   `json:"conflicts,omitempty"`
	// RetryAfter is in seconds; zero when not known.
	RetryAfter float64 `json:"retry_after,omitempty"`
	// Account is the id of the account that has to sign in again, where it is one.
	Account string `json:"account,omitempty"`
}

// The words that end Problem.Type.
const (
	ProblemBadRequest   = "bad-request"       // 400: not a request this backend knows
	ProblemSignedOut    = "signed-out"        // 401: nobody is signed in
	ProblemSessionEnded = "session-ended"     // 401: the sign-in is over; see Account
	ProblemKeyRefused   = "key-refused"       // 422: Close refused the key just typed
	ProblemCanceled     = "sign-in-cancelled" // 409: the user closed the consent window, or refused
	ProblemSignInOpen   = "sign-in-open"      // 409: another consent window is open
	ProblemSignInFailed = "sign-in-failed"    // 502: the consent came back and could not be used
	ProblemPlanLimit    = "plan-limit"        // 402: the Close plan does not include it
	ProblemForbidden    = "forbidden"         // 403: the user may not do this in Close
	ProblemOtherOrg     = "other-organization"
	ProblemNotFound     = "not-found"     // 404: no such lead, or not visible
	ProblemConflict     = "conflict"      // 409: see Conflicts
	ProblemInvalid      = "invalid-edits" // 422: see Errors
	ProblemRateLimited  = "rate-limited"  // 429: see RetryAfter
	ProblemOffline      = "offline"       // 503: Close could not be reached
	ProblemUnsure       = "unsure"        // 502: sent, but no answer: read again
	ProblemCloseFailed  = "close-failed"  // 502: Close answered with an error of its own
	ProblemGivenUp      = "given-up"      // 409: the user gave it up before anything was sent; in the history alone
	ProblemNoRoom       = "no-room"       // 507: the browser has no room for the journal; nothing was sent
	ProblemBackend      = "backend"       // 500: a fault in Leadpatch
	ProblemRestarted    = "restarted"     // 503: the backend died; the next request gets a new one
)
