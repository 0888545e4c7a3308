package service

import "net/http"

// refusal is an answer that says no. Its texts are constants: nothing of a
// request, and nothing of what Close said, ever gets into one.
type refusal struct {
	status int
	// code is one of the error words of RFC 6749 and RFC 9449.
	code string
	// description is one plain sentence.
	description string
	// retryAfter is that header's value in seconds, or "".
	retryAfter string
}

// limitPeriod is the Retry-After of the broker's own limits, in seconds: the
// longest period of Cloudflare's rate limits, which do not say when they end.
const limitPeriod = "60"

func invalidRequest(description string) *refusal {
	return &refusal{status: http.StatusBadRequest, code: "invalid_request", description: description}
}

func invalidProof(description string) *refusal {
	return &refusal{status: http.StatusBadRequest, code: "invalid_dpop_proof", description: description}
}

// invalidGrant is one answer for all that can be wrong with a code or a refresh
// token, so that nobody learns by trying which part is.
func invalidGrant() *refusal {
	return &refusal{status: http.StatusBadRequest, code: "invalid_grant", description: "The code or token is not valid, or not valid for this key."}
}

func limited() *refusal {
	return &refusal{status: http.StatusTooManyRequests, code: "temporarily_unavailable", description: "Too many requests. Try again in a minute.", retryAfter: limitPeriod}
}

// unavailable says that nothing has changed, and that trying again is safe.
func unavailable(retryAfter string) *refusal {
	return &refusal{status: http.StatusServiceUnavailable, code: "temporarily_unavailable", description: "Close or this service is not available right now. Try again later.", retryAfter: retryAfter}
}

func serverError() *refusal {
	return &refusal{status: http.StatusBadGateway, code: "server_error", description: "Close did not answer as expected."}
}

func notFound() *refusal {
	return &refusal{status: http.StatusNotFound, code: "invalid_request", description: "There is nothing at this address."}
}

func wrongMethod() *refusal {
	return &refusal{status: http.StatusMethodNotAllowed, code: "invalid_request", description: "This address does not take requests of this kind."}
}
