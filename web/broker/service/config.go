package service

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"leadpatch/web/broker/seal"
)

// Close's own origins, for a Config that names no others.
const (
	closeAPI = "https://api.close.com"
	closeApp = "https://app.close.com"
)

// broker is the handler. Nothing of it changes after New.
type broker struct {
	origin       string
	api, app     string
	clientID     string
	clientSecret string
	extensions   *extensions
	sealer       *seal.Sealer
	csp          contentPolicy

	now      func() time.Time
	upstream Upstream
	replay   Replay
	limiter  Limiter
}

// New returns the broker's handler, which serves any number of requests at once.
// It fails when a setting is missing or makes no sense; the error names the
// setting, and never holds the value of a secret.
func New(c Config) (http.Handler, error) {
	if c.Now == nil || c.Upstream == nil || c.Replay == nil || c.Limiter == nil {
		return nil, errors.New("the clock, Close, the memory of proofs and the limiter must all be given")
	}
	b := &broker{
		clientID: c.ClientID, clientSecret: c.ClientSecret,
		csp: newContentPolicy(),
		now: c.Now, upstream: c.Upstream, replay: c.Replay, limiter: c.Limiter,
	}
	for _, o := range []struct {
		name, value, standard string
		to                    *string
	}{
		{"PUBLIC_ORIGIN", c.Origin, "", &b.origin},
		{"CLOSE_API_ORIGIN", c.API, closeAPI, &b.api},
		{"CLOSE_APP_ORIGIN", c.App, closeApp, &b.app},
	} {
		if o.value == "" {
			o.value = o.standard
		}
		if err := checkOrigin(o.value); err != nil {
			return nil, fmt.Errorf("%s: %w", o.name, err)
		}
		*o.to = o.value
	}
	if !visible(c.ClientID, 1, 256) {
		return nil, errors.New("CLOSE_CLIENT_ID is missing or malformed")
	}
	if !visible(c.ClientSecret, 1, 1024) {
		return nil, errors.New("CLOSE_CLIENT_SECRET is missing or malformed")
	}
	var err error
	if b.sealer, err = seal.New(c.SealingKey, c.PreviousSealingKey); err != nil {
		return nil, fmt.Errorf("SEALING_KEY, SEALING_KEY_PREVIOUS: %w", err)
	}
	if b.extensions, err = parseExtensions(c.Extensions); err != nil {
		return nil, fmt.Errorf("EXTENSIONS: %w", err)
	}
	return b, nil
}

// checkOrigin takes https origins, and http ones of this machine.
func checkOrigin(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme+"://"+u.Host != text {
		return fmt.Errorf("%q is not an origin such as https://auth.example.com", text)
	}
	if u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()) {
		return nil
	}
	return fmt.Errorf("%q must begin with https://", text)
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// extensions are those who may use the broker.
type extensions struct {
	// redirects are the addresses to which a browser gives a sign-in back. Each
	// belongs to one extension and is known to no other and to no site.
	redirects map[string]bool
	// origins are the Origin headers of Chrome's extensions.
	origins map[string]bool
	// firefox is set when a Firefox extension is listed. Every installation of it
	// has a random origin of its own, so none of them can be listed.
	firefox bool
}

func parseExtensions(list string) (*extensions, error) {
	e := &extensions{redirects: map[string]bool{}, origins: map[string]bool{}}
	for _, entry := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' }) {
		browser, id, _ := strings.Cut(entry, ":")
		switch {
		case browser == "chrome" && isChromeID(id):
			e.redirects["https://"+id+".chromiumapp.org/"] = true
			e.origins["chrome-extension://"+id] = true
		case browser == "firefox" && isGeckoID(id):
			// The subdomain that identity.getRedirectURL of Firefox returns. The
			// hash is a name here; nothing rests on its strength.
			sum := sha1.Sum([]byte(id))
			e.redirects["https://"+hex.EncodeToString(sum[:])+".extensions.allizom.org/"] = true
			e.firefox = true
		default:
			return nil, fmt.Errorf("%q is neither chrome:ID nor firefox:ID", entry)
		}
	}
	if len(e.redirects) == 0 {
		return nil, errors.New("no extension is listed")
	}
	return e, nil
}

func isChromeID(id string) bool {
	return len(id) == 32 && all(id, func(c byte) bool { return 'a' <= c && c <= 'p' })
}

// isGeckoID takes both forms that Firefox knows: one like a mail address, and a
// UUID in braces.
func isGeckoID(id string) bool {
	if inner, ok := strings.CutPrefix(id, "{"); ok {
		inner, ok = strings.CutSuffix(inner, "}")
		return ok && isUUID(strings.ToLower(inner))
	}
	return len(id) <= 80 && strings.Count(id, "@") == 1 && !strings.HasSuffix(id, "@") &&
		all(id, func(c byte) bool { return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '@' })
}

// allows reports whether the pages of an origin may read the broker's answers.
func (e *extensions) allows(origin string) bool {
	uuid, ok := strings.CutPrefix(origin, "moz-extension://")
	return e.origins[origin] || ok && e.firefox && isUUID(uuid)
}
