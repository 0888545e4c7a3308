package main

import (
	"crypto/subtle"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// The errors of RFC 6749, section 5.2, that the sandbox answers.
const (
	oauthInvalidRequest   = "invalid_request"
	oauthInvalidClient    = "invalid_client"
	oauthInvalidGrant     = "invalid_grant"
	oauthUnsupportedGrant = "unsupported_grant_type"
)

// answer answers a request of the OAuth server.
func (s *oauthServer) answer(r *http.Request, body []byte) response {
	handlers := map[string]func(*http.Request, []byte) response{}
	switch r.URL.Path {
	case "/oauth2/authorize/":
		handlers[http.MethodGet], handlers[http.MethodPost] = s.showConsent, s.takeConsent
	case "/oauth2/token/":
		handlers[http.MethodPost] = s.postToken
	case "/oauth2/revoke/":
		handlers[http.MethodPost] = s.postRevoke
	default:
		return errorResponse(plainError(http.StatusNotFound, textNoURL))
	}
	handle := handlers[r.Method]
	if handle == nil {
		out := errorResponse(plainError(http.StatusMethodNotAllowed, textNoMethod))
		allowed := []string{http.MethodPost}
		if handlers[http.MethodGet] != nil {
			allowed = []string{http.MethodGet, http.MethodPost}
		}
		out.header.Set("Allow", strings.Join(allowed, ", "))
		return out
	}
	return handle(r, body)
}

// parseForm reads a form in which no parameter stands twice. Parameters in the address
// do not count.
func parseForm(r *http.Request, body []byte) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, errors.New("the body is not a form")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	return form, onlyOnce(form)
}

// onlyOnce refuses parameters that stand twice, as RFC 6749 does.
func onlyOnce(values url.Values) error {
	for name, list := range values {
		if len(list) > 1 {
			return errors.New("more than one " + name)
		}
	}
	return nil
}

// tokenResponse is an answer of the token or revocation endpoint, which nobody may keep.
func tokenResponse(status int, value object) response {
	out := jsonResponse(status, value)
	out.header.Set("Cache-Control", "no-store")
	out.header.Set("Pragma", "no-cache")
	return out
}

func oauthError(status int, word string) response {
	return tokenResponse(status, object{"error": word})
}

// clientForm reads the form of a client, which must give its id and secret in there.
func (s *oauthServer) clientForm(r *http.Request, body []byte) (form url.Values, refused *response) {
	form, err := parseForm(r, body)
	if err != nil {
		out := oauthError(http.StatusBadRequest, oauthInvalidRequest)
		return nil, &out
	}
	id := subtle.ConstantTimeCompare([]byte(form.Get("client_id")), []byte(s.store.client.ID))
	secret := subtle.ConstantTimeCompare([]byte(form.Get("client_secret")), []byte(s.store.client.Secret))
	if id&secret != 1 {
		out := oauthError(http.StatusUnauthorized, oauthInvalidClient)
		return nil, &out
	}
	return form, nil
}

func (s *oauthServer) postToken(r *http.Request, body []byte) response {
	form, refused := s.clientForm(r, body)
	if refused != nil {
		return *refused
	}
	var answer object
	var ok bool
	switch form.Get("grant_type") {
	case "authorization_code":
		if form.Get("code") == "" {
			return oauthError(http.StatusBadRequest, oauthInvalidRequest)
		}
		// Close documents no redirect_uri here; one that is sent must be the registered one.
		if form.Has("redirect_uri") && form.Get("redirect_uri") != s.store.client.Redirect {
			return oauthError(http.StatusBadRequest, oauthInvalidGrant)
		}
		answer, ok = s.store.exchange(form.Get("code"), s.world.clock())
	case "refresh_token":
		if form.Get("refresh_token") == "" {
			return oauthError(http.StatusBadRequest, oauthInvalidRequest)
		}
		answer, ok = s.store.rotate(form.Get("refresh_token"), s.world.clock())
	case "":
		return oauthError(http.StatusBadRequest, oauthInvalidRequest)
	default:
		return oauthError(http.StatusBadRequest, oauthUnsupportedGrant)
	}
	if !ok {
		return oauthError(http.StatusBadRequest, oauthInvalidGrant)
	}
	return tokenResponse(http.StatusOK, answer)
}

func (s *oauthServer) postRevoke(r *http.Request, body []byte) response {
	form, refused := s.clientForm(r, body)
	if refused != nil {
		return *refused
	}
	if form.Get("token") == "" {
		return oauthError(http.StatusBadRequest, oauthInvalidRequest)
	}
	s.store.revoke(form.Get("token"))
	return tokenResponse(http.StatusOK, object{})
}
