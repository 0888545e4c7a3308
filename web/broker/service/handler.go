package service

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
)

// ServeHTTP answers one request.
func (b *broker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	// A client with a wrong clock sets it right by this header; a Worker would
	// otherwise leave it to chance.
	h.Set("Date", b.now().UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", b.csp.bare)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	if strings.HasPrefix(b.origin, "https:") {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
	switch r.URL.Path {
	case "/authorize":
		b.forward(w, r, b.authorize)
	case "/callback":
		b.forward(w, r, b.callback)
	case "/token":
		b.endpoint(w, r, b.token)
	case "/revoke":
		b.endpoint(w, r, b.revoke)
	case "/health":
		if readable(w, r) {
			reply(w, http.StatusOK, struct {
				OK bool `json:"ok"`
			}{true})
		} else {
			refuse(w, wrongMethod())
		}
	case "/privacy":
		if readable(w, r) {
			b.page(w, http.StatusOK, privacyTitle, privacyText)
		} else {
			b.refusePage(w, wrongMethod())
		}
	default:
		b.refusePage(w, notFound())
	}
}

// readable reports whether a request only wants to read, and says so if not.
func readable(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	return false
}

// forward serves a step of the sign-in that the user's browser walks through: the
// step returns where to go next.
func (b *broker) forward(w http.ResponseWriter, r *http.Request, step func(http.ResponseWriter, *http.Request, map[string]string) (string, *refusal)) {
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET")
		b.refusePage(w, wrongMethod())
		return
	}
	if no := b.limit(r, addressKey(r)); no != nil {
		b.refusePage(w, no)
		return
	}
	query, ok := parameters(r.URL.RawQuery)
	if !ok {
		b.refusePage(w, wrongAddress())
		return
	}
	next, no := step(w, r, query)
	if no != nil {
		b.refusePage(w, no)
		return
	}
	// http.Redirect would repeat the address, and the code in it, in a body.
	w.Header().Set("Location", next)
	w.WriteHeader(http.StatusFound)
}

// limit counts a request for a key.
func (b *broker) limit(r *http.Request, key string) *refusal {
	ok, err := b.limiter.Allow(r.Context(), key)
	if err != nil {
		return unavailable("")
	}
	if !ok {
		return limited()
	}
	return nil
}

// addressKey names the client by its address. A client with IPv6 has at least a
// /64 of them, so that is what counts. Cloudflare sets the header and lets no
// client do so; the address of the connection stands in where there is none.
func addressKey(r *http.Request) string {
	addr, err := netip.ParseAddr(r.Header.Get("CF-Connecting-IP"))
	if err != nil {
		connection, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return "ip:unknown"
		}
		addr = connection.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return "ip:" + addr.String()
	}
	return "ip:" + netip.PrefixFrom(addr, 64).Masked().String()
}

// reply writes an answer in JSON.
func reply(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		// The types that are answered cannot fail; a new one that does is a
		// mistake in this package.
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// The client is gone when this fails, and there is nobody left to tell.
	_, _ = w.Write(append(body, '\n'))
}

// refuse writes a refusal as RFC 6749, section 5.2, wants it.
func refuse(w http.ResponseWriter, no *refusal) {
	if no.retryAfter != "" {
		w.Header().Set("Retry-After", no.retryAfter)
	}
	reply(w, no.status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{no.code, no.description})
}

// contentPolicy is the Content-Security-Policy of what is no page, and of pages,
// which have a style of their own.
type contentPolicy struct{ bare, page string }

func newContentPolicy() contentPolicy {
	const bare = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	sum := sha256.Sum256([]byte(pageStyle))
	return contentPolicy{bare: bare, page: bare + "; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"}
}
