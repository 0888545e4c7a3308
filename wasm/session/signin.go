package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"leadpatch/wasm/closeapi"
)

var (
	// ErrNoBroker is returned by SignIn in a build without a token broker.
	ErrNoBroker = errors.New("session: this build has no token broker")
	// ErrSignInOpen is returned by SignIn while another one is under way.
	ErrSignInOpen = errors.New("session: a sign-in window is open already")
)

// ConsentError is a sign-in whose window led back without anything usable.
type ConsentError struct{ Reason string }

// Error returns the reason, which is a constant of ours or an error word of OAuth.
func (e *ConsentError) Error() string { return "session: the consent page: " + e.Reason }

// SigningIn reports whether a consent window is open.
func (m *Manager) SigningIn() bool {
	if m.signing.TryLock() {
		m.signing.Unlock()
		return false
	}
	return true
}

// SignIn shows Close's consent page and stores the account that comes of it. It
// waits for a person, so it may take minutes. Whatever goes wrong, the accounts
// stay as they were.
func (m *Manager) SignIn(ctx context.Context) error {
	if !m.CanSignIn() {
		return ErrNoBroker
	}
	if !m.signing.TryLock() {
		return ErrSignInOpen
	}
	defer m.signing.Unlock()

	redirect, err := m.cfg.Consent.RedirectURL(ctx)
	if err != nil {
		return err
	}
	// 26 characters of rand.Text are 130 random bits; a verifier has at least 43
	// characters (RFC 7636, section 4.1).
	state, verifier := rand.Text(), rand.Text()+rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	page, err := m.broker.authorizeURL(ctx, redirect, base64url(sum[:]), state)
	if err != nil {
		return err
	}
	back, err := m.cfg.Consent.Authorize(ctx, page)
	if err != nil && !errors.Is(err, ErrCanceled) {
		return &ServiceError{Err: err}
	}
	if err != nil {
		return err
	}
	code, err := codeOf(back, redirect, state)
	if err != nil {
		return err
	}
	granted, err := m.broker.redeem(ctx, code, verifier, redirect)
	if err != nil {
		return err
	}
	me, err := m.cfg.Client(accessToken(granted.tokens.Access)).Me(ctx)
	if err == nil && granted.organization != "" && granted.organization != me.OrganizationID {
		err = &ConsentError{"Close names two organizations for one sign-in"}
	}
	if err == nil {
		err = m.add(ctx, account{Kind: OAuth, Me: *me, Tokens: &granted.tokens})
	}
	if err != nil {
		// What was granted must not stay behind at Close with nobody knowing of it.
		return errors.Join(err, m.revokeLater(ctx, granted.tokens.Refresh))
	}
	return m.settleSoon(ctx)
}

// codeOf reads the address that the consent page led back to.
func codeOf(back, redirect, state string) (string, error) {
	u, err := url.Parse(back)
	if err != nil || !strings.HasPrefix(back, redirect+"?") {
		return "", &ConsentError{"it led to another address"}
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(values["state"]) != 1 ||
		subtle.ConstantTimeCompare([]byte(values.Get("state")), []byte(state)) != 1 {
		return "", &ConsentError{"it answers another sign-in than this one"}
	}
	switch reason := values.Get("error"); {
	case reason == "access_denied":
		return "", ErrCanceled
	case reason != "":
		return "", &ConsentError{"it ended with an error"}
	case len(values["code"]) != 1 || values.Get("code") == "":
		return "", &ConsentError{"it gave no code"}
	}
	return values.Get("code"), nil
}

// accessToken signs the first requests of a sign-in, before it is an account.
type accessToken string

// Authorization returns the header's value.
func (t accessToken) Authorization(context.Context) (string, error) {
	return "Bearer " + string(t), nil
}

// Format hides the token from logs and error texts, whatever the verb.
func (accessToken) Format(f fmt.State, _ rune) { fmt.Fprint(f, "(access token)") }

// bearerToken returns the token of a header's value.
func bearerToken(header string) string { return strings.TrimPrefix(header, "Bearer ") }

var _ closeapi.Authorizer = accessToken("")
