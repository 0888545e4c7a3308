// Package wire is what goes over the connection, in the words of Close: JSON objects,
// answers and the texts of refusals, times, _fields, the headers of rate limits. It has
// no data of its own and never decides what an answer is.
package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// APIRoot is what the path of every endpoint begins with.
const APIRoot = "/api/v1"

// ErrUnknown is wrapped by the control surface's errors about something that the path
// names and that does not exist.
var ErrUnknown = errors.New("unknown")

// Error is an answer that refuses. Its body has one of Close's three shapes:
// {"error"}, {"errors"} or {"errors", "field-errors"}.
type Error struct {
	Status int
	Body   Object
}

// Error is the status and the body in one line.
func (e *Error) Error() string {
	text, err := json.Marshal(e.Body)
	if err != nil {
		return fmt.Sprintf("status %d", e.Status)
	}
	return fmt.Sprintf("status %d: %s", e.Status, text)
}

// Response is the answer itself.
func (e *Error) Response() Response { return JSON(e.Status, e.Body) }

// PlainError is the shape with one text.
func PlainError(status int, text string) *Error {
	return &Error{status, Object{"error": text}}
}

// ListError is the shape with a list of texts that belong to no field.
func ListError(texts ...string) *Error {
	return &Error{http.StatusBadRequest, Object{"errors": texts, "field-errors": Object{}}}
}

// FieldErrors maps a key of a body to a text, or to the nested object of a list.
type FieldErrors map[string]any

// Body is the nested form, which is also the body of the answer.
func (f FieldErrors) Body() Object {
	return Object{"errors": []string{}, "field-errors": f}
}

// Refusal is the answer with these errors.
func (f FieldErrors) Refusal() *Error { return &Error{http.StatusBadRequest, f.Body()} }

// NestedErrors holds the errors of a list by the index of the item, as text.
func NestedErrors(items map[string]any) Object {
	return Object{"errors": items}
}

// Texts that are recorded from Close, quoted by its users, or those of its
// open-source framework.
const (
	TextUnauthorized = "The server could not verify that you are authorized to access the URL requested.  You either supplied the wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required."
	TextNoURL        = "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."
	TextNoMethod     = "The method is not allowed for the requested URL."
	TextContentType  = "Please send valid JSON with a 'Content-Type: application/json' header."
	TextInvalidJSON  = "The request contains invalid JSON."
	TextNotADict     = "JSON data must be a dict."
	TextLimitTooBig  = "The limit you set is larger than the maximum limit for this resource (max_limit = %d)."
	TextNoStatus     = "Not a valid choice. Please go to Customizations in your organization settings and add \"%s\" to the list of lead statuses."
	TextNoField      = "The Custom Field \"%s\" does not exist."
	TextNoObject     = "Empty query: %s matching query does not exist."

	TextRequired    = "This field is required."
	TextNotString   = "Value must be of str type."
	TextBadEmail    = "Invalid email address."
	TextNotList     = "Value must be of list type."
	TextNotDict     = "Value must be of dict type."
	TextNotAChoice  = "Not a valid choice."
	TextNoReference = "Object does not exist."
	TextNoDateTime  = "Invalid ISO 8601 datetime."
	TextTooLong     = "The value must be no longer than %d characters."
	TextListTooLong = "List is too long."
	TextFrozen      = "Value cannot be changed."
)

// Texts for which no source is known. They are ours.
const (
	TextNotInteger  = "%s must be a non-negative integer (got %q)."
	TextNotNumber   = "Value must be of float type."
	TextNoDate      = "Invalid ISO 8601 date."
	TextNoURLValue  = "Invalid URL."
	TextBothStatus  = "Please provide either status or status_id, but not both."
	TextNotMultiple = "This Custom Field does not accept multiple values."
	TextLocked      = "You do not have permission to edit this Custom Field."
	TextUnknownKey  = "Unknown field."
	TextNotBool     = "Value must be of bool type."
	TextNotInt      = "Value must be of int type."
	TextNoBody      = "Rich text must be XHTML in one <body> with at least one element."
	TextForbidden   = "You do not have permission to perform this action."

	TextNoCombination = "This combination of filters is not supported: %s."
	TextDeepQuery     = "The query is nested deeper than %d levels."
	TextNoQueryType   = "Unknown type: %s."
	TextNoObjectType  = "Unknown object type: %s."
	TextNoMode        = "Unknown text mode: %s."
	TextNoSearchField = "Unknown field %s of the object type %s."
	TextNoCursor      = "Invalid cursor."
	TextNoSkip        = "_skip is not supported here: use _cursor."
	TextManySelectors = "Too many custom fields in _fields: at most %d can be selected one by one."
)
