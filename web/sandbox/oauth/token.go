package oauth

import (
	"crypto/subtle"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"leadpatch/web/sandbox/wire"
)

// The errors of RFC 6749, section 5.2, that the sandbox answers.
const (
	invalidRequest   = "invalid_request"
	invalidClient    = "invalid_client"
	invalidGrant     = "invalid_grant"
	unsupportedGrant = "unsupported_grant_type"
)

// Answer answers a request of the OAuth server.
func (s *Server) Answer(r *http.Request, body []byte) wire.Response {
	handlers := map[string]func(*http.Request, []byte) wire.Response{}
	switch r.URL.Path {
	case "/oauth2/authorize/":
		handlers[http.MethodGet], handlers[http.MethodPost] = s.showConsent, s.takeConsent
	case "/oauth2/token/":
		handlers[http.MethodPost] = s.postToken
	case "/oauth2/revoke/":
		handlers[http.MethodPost] = s.postRevoke
	default:
		return wire.PlainError(http.StatusNotFound, wire.TextNoURL).Response()
	}
	handle := handlers[r.Method]
	if handle == nil {
		out := wire.PlainError(http.StatusMethodNotAllowed, wire.TextNoMethod).Response()
		allowed := []string{http.MethodPost}
		if handlers[http.MethodGet] != nil {
			allowed = []string{http.MethodGet, http.MethodPost}
		}
		out.Header.Set("Allow", strings.Join(allowed, ", "))
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
func tokenResponse(status int, value wire.Object) wire.Response {
	out := wire.JSON(status, value)
	out.Header.Set("Cache-Control", "no-store")
	out.Header.Set("Pragma", "no-cache")
	return out
}

func tokenError(status int, word string) wire.Response {
	return tokenResponse(status, wire.Object{"error": word})
}

// clientForm reads the form of a client, which must have its id and secret in it.
func (s *Server) clientForm(r *http.Request, body []byte) (form url.Values, refused *wire.Response) {
	form, err := parseForm(r, body)
	if err != nil {
		out := tokenError(http.StatusBadRequest, invalidRequest)
		return nil, &out
	}
	id := subtle.ConstantTimeCompare([]byte(form.Get("client_id")), []byte(s.store.client.ID))
	secret := subtle.ConstantTimeCompare([]byte(form.Get("client_secret")), []byte(s.store.client.Secret))
	if id&secret != 1 {
		out := tokenError(http.StatusUnauthorized, invalidClient)
		return nil, &out
	}
	return form, nil
}

func (s *Server) postToken(r *http.Request, body []byte) wire.Response {
	form, refused := s.clientForm(r, body)
	if refused != nil {
		return *refused
	}
	var answer wire.Object
	var ok bool
	switch form.Get("grant_type") {
	case "authorization_code":
		if form.Get("code") == "" {
			return tokenError(http.StatusBadRequest, invalidRequest)
		}
		// Close documents no redirect_uri here; one that is sent must be the registered one.
		if form.Has("redirect_uri") && form.Get("redirect_uri") != s.store.client.Redirect {
			return tokenError(http.StatusBadRequest, invalidGrant)
		}
		answer, ok = s.store.exchange(form.Get("code"), s.world.Clock())
	case "refresh_token":
		if form.Get("refresh_token") == "" {
			return tokenError(http.StatusBadRequest, invalidRequest)
		}
		answer, ok = s.store.rotate(form.Get("refresh_token"), s.world.Clock())
	case "":
		return tokenError(http.StatusBadRequest, invalidRequest)
	default:
		return tokenError(http.StatusBadRequest, unsupportedGrant)
	}
	if !ok {
		return tokenError(http.StatusBadRequest, invalidGrant)
	}
	return tokenResponse(http.StatusOK, answer)
}

func (s *Server) postRevoke(r *http.Request, body []byte) wire.Response {
	form, refused := s.clientForm(r, body)
	if refused != nil {
		return *refused
	}
	if form.Get("token") == "" {
		return tokenError(http.StatusBadRequest, invalidRequest)
	}
	s.store.revoke(form.Get("token"))
	return tokenResponse(http.StatusOK, wire.Object{})
}
