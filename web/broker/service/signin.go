package service

import (
	"net/http"
	"net/url"
	"strings"
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

// stateCookie holds the sealed state as well, for as long as it is good. Close
// documents no state parameter: integrations send one and get it back, but should
// that ever end, the cookie still says which sign-in came back.
const stateCookie = "leadpatch-state"

// keepState gives the browser the cookie; with an empty state it takes it away.
func (b *broker) keepState(w http.ResponseWriter, state string) {
	c := &http.Cookie{
		Name: stateCookie, Value: state, Path: "/callback", MaxAge: int(stateLife.Seconds()),
		// Lax: Close's page leads here from another site.
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(b.origin, "https:"),
	}
	if state == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// returnedState is the state that a return from Close's page is about.
func returnedState(r *http.Request, q map[string]string) string {
	if state, ok := q["state"]; ok {
		return state
	}
	c, err := r.Cookie(stateCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// authorize starts a sign-in and returns the address of Close's consent page.
func (b *broker) authorize(w http.ResponseWriter, _ *http.Request, q map[string]string) (string, *refusal) {
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
	b.keepState(w, state)
	return b.app + "/oauth2/authorize/?" + url.Values{
		"client_id":     {b.clientID},
		"response_type": {"code"},
		"redirect_uri":  {b.origin + "/callback"},
		"state":         {state},
	}.Encode(), nil
}

// callback takes what Close's consent page says back to the extension.
func (b *broker) callback(w http.ResponseWriter, r *http.Request, q map[string]string) (string, *refusal) {
	var p pending
	if !b.open(seal.State, returnedState(r, q), &p) || b.over(p.Expires) || !b.extensions.redirects[p.Redirect] {
		return "", wrongReturn()
	}
	b.keepState(w, "")
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
