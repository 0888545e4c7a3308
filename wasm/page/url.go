package page

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// maxURL is the longest address that is kept, in bytes, and maxPageURL the longest one
// that a page may have.
const (
	maxURL     = 2000
	maxPageURL = 20_000
)

// WebURL returns an address of the web as it is to be stored: http or https, with a
// host, without a user's name or password in it.
func WebURL(s string) (string, bool) { return webURL(s, maxURL) }

// webURL is WebURL with a bound, in bytes.
func webURL(s string, max int) (string, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > max {
		return "", false
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || !isHost(u.Hostname()) {
		return "", false
	}
	u.Host = strings.ToLower(u.Host)
	if s = u.String(); len(s) > max || Clean(s) != s {
		return "", false
	}
	return s, true
}

// isHost reports whether a name can be a host's: no browser goes to one with a space,
// a quote or an empty part in it.
func isHost(name string) bool {
	if name == "" {
		return false
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
		if part == "" || len(part) > 63 || strings.ContainsFunc(part, notInHost) {
			return false
		}
	}
	return true
}

func notInHost(r rune) bool {
	return r < 0x80 && !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

// Site returns the registrable domain of an address of the web, by the public suffix
// list: "acme.co.uk" for "https://shop.acme.co.uk/". It is empty where there is none:
// for an IP address, a name without a dot and an address that is not of the web.
func Site(address string) string {
	address, ok := webURL(address, maxPageURL)
	if !ok {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return siteOfHost(u.Hostname())
}

// siteOfHost returns the registrable domain of a host.
func siteOfHost(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil || !isHost(host) {
		return ""
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return ""
	}
	return site
}

// tracking are parameters that tell a site who sent the visitor. They belong to no
// page.
var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true,
	"yclid": true, "twclid": true, "ttclid": true, "li_fat_id": true, "igshid": true, "igsh": true, "mc_cid": true,
	"mc_eid": true, "_hsenc": true, "_hsmi": true, "__hssc": true, "__hstc": true, "hsCtaTracking": true,
	"mkt_tok": true, "oly_anon_id": true, "oly_enc_id": true, "vero_id": true, "srsltid": true, "_ga": true, "_gl": true,
}

// withoutTracking returns a page's address without its hash and without what only
// says where the visitor came from; "" for one that is not of the web.
func withoutTracking(address string) string {
	address, ok := webURL(address, maxPageURL)
	if !ok {
		return ""
	}
	address, _, _ = strings.Cut(address, "#")
	base, query, found := strings.Cut(address, "?")
	if !found {
		return address
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if pair != "" && !tracking[name] && !strings.HasPrefix(name, "utm_") {
			kept = append(kept, pair)
		}
	}
	if len(kept) == 0 {
		return base
	}
	return base + "?" + strings.Join(kept, "&")
}
