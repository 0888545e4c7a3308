package service

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// answerTime bounds one request to Close.
	answerTime = 20 * time.Second
	// maxToken is the longest token of Close that is taken, in characters.
	maxToken = 2 << 10
	// defaultLife is the life of an access token of which Close does not say how
	// long it lives, in seconds: what Close's documentation states for all.
	defaultLife = 3600
	// maxLife is the longest life that is believed: a year, in seconds.
	maxLife = 365 * 24 * 3600
)

// tokens is a good answer of Close's token endpoint.
type tokens struct {
	accessToken    string
	expiresIn      int    // seconds
	refreshToken   string // "" if there was none
	scope          string // "" if there was none, or a strange one; so are the ids
	organizationID string
	userID         string
}

// obtain asks Close for tokens.
func (b *broker) obtain(ctx context.Context, form url.Values) (*tokens, *refusal) {
	body, no := b.ask(ctx, "/oauth2/token/", form)
	if no != nil {
		return nil, no
	}
	t, ok := parseTokens(body)
	if !ok {
		return nil, serverError()
	}
	return t, nil
}

// ask posts a form to one of Close's OAuth endpoints, with the client's secret,
// and returns the body of a 2xx. Of any other body it reads one word.
func (b *broker) ask(ctx context.Context, path string, form url.Values) ([]byte, *refusal) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	form.Set("client_id", b.clientID)
	form.Set("client_secret", b.clientSecret)
	answer, err := b.upstream.PostForm(ctx, b.api+path, form)
	if errors.Is(err, ErrNotSent) {
		return nil, unavailable("")
	}
	if err != nil {
		return nil, serverError()
	}
	switch {
	case answer.Status >= 200 && answer.Status < 300:
		return answer.Body, nil
	case answer.Status == http.StatusTooManyRequests, answer.Status == http.StatusServiceUnavailable:
		return nil, unavailable(seconds(answer.RetryAfter))
	case answer.Status >= 400 && answer.Status < 500 && saysInvalidGrant(answer.Body):
		return nil, invalidGrant()
	}
	return nil, serverError()
}

// seconds returns a Retry-After that is a plain number below a day, and "" for
// anything else.
func seconds(retryAfter string) string {
	if len(retryAfter) <= 5 && all(retryAfter, func(c byte) bool { return '0' <= c && c <= '9' }) {
		return retryAfter
	}
	return ""
}

// saysInvalidGrant looks for the error of RFC 6749, section 5.2, that the
// extension has to know: the sign-in is over.
func saysInvalidGrant(body []byte) bool {
	var e struct {
		Error string `json:"error"`
	}
	return json.Unmarshal(body, &e) == nil && e.Error == "invalid_grant"
}

// parseTokens reads the answer that Close documents for its token endpoint
// (overview/oauth-authentication). What the extension cannot do without must be
// right; the rest is left out if it is not.
func parseTokens(body []byte) (*tokens, bool) {
	var answer struct {
		AccessToken    string          `json:"access_token"`
		TokenType      string          `json:"token_type"`
		ExpiresIn      *float64        `json:"expires_in"`
		RefreshToken   string          `json:"refresh_token"`
		Scope          json.RawMessage `json:"scope"`
		OrganizationID json.RawMessage `json:"organization_id"`
		UserID         json.RawMessage `json:"user_id"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, false
	}
	life := float64(defaultLife)
	if answer.ExpiresIn != nil {
		life = *answer.ExpiresIn
	}
	if !visible(answer.AccessToken, 1, maxToken) || !strings.EqualFold(answer.TokenType, "Bearer") ||
		life < 1 || life > maxLife || answer.RefreshToken != "" && !visible(answer.RefreshToken, 1, maxToken) {
		return nil, false
	}
	return &tokens{
		accessToken:    answer.AccessToken,
		expiresIn:      int(life),
		refreshToken:   answer.RefreshToken,
		scope:          text(answer.Scope, isScope),
		organizationID: text(answer.OrganizationID, func(s string) bool { return isID(s, "orga_") }),
		userID:         text(answer.UserID, func(s string) bool { return isID(s, "user_") }),
	}, true
}

// text returns the text of a JSON string that is as it should be, or "".
func text(raw json.RawMessage, good func(string) bool) string {
	var s string
	if json.Unmarshal(raw, &s) != nil || !good(s) {
		return ""
	}
	return s
}

func isID(s, prefix string) bool {
	id, ok := strings.CutPrefix(s, prefix)
	return ok && 1 <= len(id) && len(id) <= 64 && all(id, isAlphanumeric)
}

// isScope takes the words of RFC 6749, section 3.3, with single spaces between.
func isScope(s string) bool {
	return visible(strings.ReplaceAll(s, " ", "_"), 1, 512) && !strings.ContainsAny(s, `"\`)
}
