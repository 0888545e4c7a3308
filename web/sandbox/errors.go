package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// apiError is an answer that refuses. Its body has one of Close's three shapes:
// {"error"}, {"errors"} or {"errors", "field-errors"}.
type apiError struct {
	status int
	body   object
}

func (e *apiError) Error() string {
	text, err := json.Marshal(e.body)
	if err != nil {
		return fmt.Sprintf("status %d", e.status)
	}
	return fmt.Sprintf("status %d: %s", e.status, text)
}

// plainError is the shape with one text.
func plainError(status int, text string) *apiError {
	return &apiError{status, object{"error": text}}
}

// listError is the shape with a list of texts that belong to no field.
func listError(texts ...string) *apiError {
	return &apiError{http.StatusBadRequest, object{"errors": texts, "field-errors": object{}}}
}

// fieldErrors maps a key of a body to a text, or to the nested object of a list.
type fieldErrors map[string]any

// body is the nested form, which is also the body of the answer.
func (f fieldErrors) body() object {
	return object{"errors": []string{}, "field-errors": f}
}

// nestedErrors holds the errors of a list by the index of the item, as text.
func nestedErrors(items map[string]any) object {
	return object{"errors": items}
}

// Texts that are recorded from Close, quoted by its users, or those of its
// open-source framework.
const (
	textUnauthorized = "The server could not verify that you are authorized to access the URL requested.  You either supplied the wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required."
	textNoURL        = "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again."
	textNoMethod     = "The method is not allowed for the requested URL."
	textContentType  = "Please send valid JSON with a 'Content-Type: application/json' header."
	textInvalidJSON  = "The request contains invalid JSON."
	textNotADict     = "JSON data must be a dict."
	textLimitTooBig  = "The limit you set is larger than the maximum limit for this resource (max_limit = %d)."
	textNoStatus     = "Not a valid choice. Please go to Customizations in your organization settings and add \"%s\" to the list of lead statuses."
	textNoField      = "The Custom Field \"%s\" does not exist."
	textNoObject     = "Empty query: %s matching query does not exist."

	textRequired    = "This field is required."
	textNotString   = "Value must be of str type."
	textBadEmail    = "Invalid email address."
	textNotList     = "Value must be of list type."
	textNotDict     = "Value must be of dict type."
	textNotAChoice  = "Not a valid choice."
	textNoReference = "Object does not exist."
	textNoDateTime  = "Invalid ISO 8601 datetime."
	textTooLong     = "The value must be no longer than %d characters."
	textListTooLong = "List is too long."
	textFrozen      = "Value cannot be changed."
)

// Texts for which no source is known. They are ours.
const (
	textNotInteger  = "%s must be a non-negative integer (got %q)."
	textNotNumber   = "Value must be of float type."
	textNoDate      = "Invalid ISO 8601 date."
	textNoURLValue  = "Invalid URL."
	textBothStatus  = "Please provide either status or status_id, but not both."
	textNotMultiple = "This Custom Field does not accept multiple values."
	textLocked      = "You do not have permission to edit this Custom Field."
	textUnknownKey  = "Unknown field."
	textNotBool     = "Value must be of bool type."
	textNotInt      = "Value must be of int type."
	textNoBody      = "Rich text must be XHTML in one <body> with at least one element."
	textForbidden   = "You do not have permission to perform this action."

	textNoCombination = "This combination of filters is not supported: %s."
	textDeepQuery     = "The query is nested deeper than %d levels."
	textNoQueryType   = "Unknown type: %s."
	textNoObjectType  = "Unknown object type: %s."
	textNoMode        = "Unknown text mode: %s."
	textNoSearchField = "Unknown field %s of the object type %s."
	textNoCursor      = "Invalid cursor."
	textNoSkip        = "_skip is not supported here: use _cursor."
	textManySelectors = "Too many custom fields in _fields: at most %d can be selected one by one."
)

// tooLargePage is what a proxy in front of the API answers to a body that is too
// large: not JSON at all.
const tooLargePage = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n</body>\r\n</html>\r\n"
