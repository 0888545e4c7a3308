package control

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"leadpatch/web/sandbox/wire"
)

// oauthPatch is what the control surface can change about OAuth. What is absent or
// null stays.
type oauthPatch struct {
	// RedirectURI is the address that is registered for the client.
	RedirectURI *string `json:"redirect_uri"`
	// AccessTTL is for how many seconds the access tokens are good that are given out
	// from now on.
	AccessTTL *int `json:"access_ttl"`
}

// maxAccessTTL keeps the time of an access token within what a time.Duration holds.
const maxAccessTTL = 366 * 24 * 3600

// checkRedirect returns what is wrong with an address that is to be registered. As at
// Close it must be https; what stays on this machine may be http.
func checkRedirect(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return fmt.Errorf("reading redirect_uri: %w", err)
	case u.Host == "" || u.Hostname() == "" || u.User != nil:
		return fmt.Errorf("redirect_uri must be an address with a host and no user, not %q", text)
	case u.Fragment != "":
		return errors.New("redirect_uri must not have a fragment")
	case u.Scheme != "https" && (u.Scheme != "http" || !wire.IsLoopback(u.Hostname())):
		return fmt.Errorf("redirect_uri must begin with https://, or with http:// on this machine, not %q", text)
	}
	return nil
}

func (s *Surface) getOAuth(*http.Request) (any, error) {
	return s.oauth.Report(), nil
}

func (s *Surface) putOAuth(r *http.Request) (any, error) {
	var patch oauthPatch
	if err := decodeStrict(r.Body, &patch); err != nil {
		return nil, err
	}
	if patch.RedirectURI != nil {
		if err := checkRedirect(*patch.RedirectURI); err != nil {
			return nil, err
		}
	}
	if ttl := patch.AccessTTL; ttl != nil && (*ttl < 1 || *ttl > maxAccessTTL) {
		return nil, fmt.Errorf("access_ttl must be between 1 and %d seconds, not %d", maxAccessTTL, *ttl)
	}
	if patch.RedirectURI != nil {
		s.oauth.Register(*patch.RedirectURI)
	}
	if patch.AccessTTL != nil {
		s.oauth.SetAccessTTL(time.Duration(*patch.AccessTTL) * time.Second)
	}
	return s.getOAuth(r)
}

func (s *Surface) postOAuthExpire(r *http.Request) (any, error) {
	s.oauth.Expire()
	return s.getOAuth(r)
}

func (s *Surface) postOAuthKill(r *http.Request) (any, error) {
	s.oauth.Kill()
	return s.getOAuth(r)
}
