package service

import (
	"net/url"
	"time"

	"leadpatch/web/broker/seal"
)

const (
	// stateLife is how long the user may take on Close's page.
	stateLife = 10 * time.Minute
	// codeLife is how long the extension may take to turn a code into tokens.
	codeLife = 5 * time.Minute
)

// pending is a sign-in between its start and its return, sealed as its state.
type pending struct {
	// Redirect is where the extension waits.
	Redirect string `json:"redirect"`
	// Challenge is the SHA-256 of the verifier that only the extension knows
	// (RFC 7636).
	Challenge string `json:"challenge"`
	// Key is the thumbprint of the extension's key.
	Key string `json:"key"`
	// State is the extension's own.
	State string `json:"state"`
	// Expires is in seconds since 1970.
	Expires int64 `json:"expires"`
}

// granted is a code of Close with what it is bound to, sealed as the code that
// the extension gets. Close knows neither PKCE nor DPoP; because nobody but the
// broker can open this, both hold all the same.
type granted struct {
	Code      string `json:"code"`
	Redirect  string `json:"redirect"`
	Challenge string `json:"challenge"`
	Key       string `json:"key"`
	Expires   int64  `json:"expires"`
}

// authorize starts a sign-in and returns the address of Close's consent page.
func (b *broker) authorize(q map[string]string) (string, *refusal) {
	redirect := q["redirect_uri"]
	if !b.extensions.redirects[redirect] || q["code_challenge_method"] != "S256" ||
		!isSHA256(q["code_challenge"]) || !isSHA256(q["dpop_jkt"]) || !unreserved(q["state"], 16, 128) {
		return "", wrongAddress()
	}
	state, err := b.seal(seal.State, pending{
		Redirect:  redirect,
		Challenge: q["code_challenge"],
		Key:       q["dpop_jkt"],
		State:     q["state"],
		Expires:   b.now().Add(stateLife).Unix(),
	})
	if err != nil {
		return "", unavailable("")
	}
	return b.app + "/oauth2/authorize/?" + url.Values{
		"client_id":     {b.clientID},
		"response_type": {"code"},
		"redirect_uri":  {b.origin + "/callback"},
		"state":         {state},
	}.Encode(), nil
}

// callback takes what Close's consent page says back to the extension.
func (b *broker) callback(q map[string]string) (string, *refusal) {
	var p pending
	if !b.open(seal.State, q["state"], &p) || b.over(p.Expires) || !b.extensions.redirects[p.Redirect] {
		return "", wrongReturn()
	}
	code, word := q["code"], q["error"]
	if word != "" && code == "" {
		return p.Redirect + "?" + url.Values{"error": {errorWord(word)}, "state": {p.State}}.Encode(), nil
	}
	if word != "" || !visible(code, 1, 1024) {
		return "", wrongReturn()
	}
	sealed, err := b.seal(seal.Code, granted{
		Code:      code,
		Redirect:  p.Redirect,
		Challenge: p.Challenge,
		Key:       p.Key,
		Expires:   b.now().Add(codeLife).Unix(),
	})
	if err != nil {
		return "", wrongReturn()
	}
	return p.Redirect + "?" + url.Values{"code": {sealed}, "state": {p.State}}.Encode(), nil
}

// errorWord lets the words of RFC 6749, section 4.1.2.1, through, and nothing
// else that the address of a page may hold.
func errorWord(word string) string {
	switch word {
	case "access_denied", "invalid_request", "invalid_scope", "temporarily_unavailable", "unauthorized_client", "unsupported_response_type":
		return word
	}
	return "server_error"
}

func wrongAddress() *refusal {
	return invalidRequest("The address that opened this page is incomplete or was changed. Close this window and sign in from the extension again.")
}

func wrongReturn() *refusal {
	return invalidRequest("The sign-in took longer than ten minutes, or the address of this page is incomplete or was changed. Close this window and sign in from the extension again.")
}
