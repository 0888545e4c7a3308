package sites

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"leadpatch/wasm/page"
)

// HostOf returns the host of a web address as it is compared: as people write it, and
// not in the form in which DNS has the names of other scripts. It returns "" for what is
// none.
func HostOf(address string) string { return readableHost(PlainHost(address)) }

// PlainHost returns the host of a web address in lower case, without a port and a dot
// at the end. People write addresses in Close without a scheme.
func PlainHost(address string) string {
	address = strings.TrimSpace(address)
	bare := !strings.Contains(address, "://")
	if bare {
		address = "https://" + address
	}
	if len(address) > longestAddress {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || bare && u.User != nil {
		return "" // or an e-mail address
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	// A name is text, has no empty part and no space: what a page or a field holds may.
	if !utf8.ValidString(u.Hostname()) || len(host) > longestHost {
		return ""
	}
	if strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") || strings.Contains(host, "..") || strings.ContainsFunc(host, unicode.IsSpace) {
		return ""
	}
	return host
}

const (
	// longestAddress bounds the addresses that are taken apart, in bytes.
	longestAddress = 4000
	// longestHost bounds their hosts: four times what DNS allows (RFC 1035, section
	// 2.3.4), because names in other scripts take more bytes.
	longestHost = 4 * 255
)

// SiteOf returns the registrable domain of a host; "" for one without, such as an IP
// address or the name of a machine.
func SiteOf(host string) string {
	if host == "" {
		return ""
	}
	return page.Site("https://" + host + "/")
}

// OwnSite is the site of a host, or "" for one that so many share that it says nothing
// about who is meant.
func OwnSite(host string) string {
	site := SiteOf(host)
	if page.IsShared(site) {
		return ""
	}
	return site
}

// SiteOfEmail is OwnSite for the domain of an e-mail address.
func SiteOfEmail(address string) string {
	_, domain, found := strings.Cut(address, "@")
	if !found {
		return ""
	}
	return OwnSite(HostOf(domain))
}

// readableHost writes each label of a host that DNS has in Punycode as people write it.
// What is no Punycode stays as it is.
func readableHost(host string) string {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		encoded, found := strings.CutPrefix(label, "xn--")
		// Names are registered in lower case: anything else would be another name when
		// it is read again.
		if text, ok := fromPunycode(encoded); found && ok && text == strings.ToLower(text) && !strings.ContainsFunc(text, unicode.IsSpace) {
			labels[i] = text
		}
	}
	return strings.Join(labels, ".")
}

// The parameters of Punycode: RFC 3492, section 5.
const (
	punyBase, punyMin, punyMax   = 36, 1, 26
	punySkew, punyDamp, punyBias = 38, 700, 72
	// longestLabel is that of DNS, in characters.
	longestLabel = 63
)

// fromPunycode decodes a label by RFC 3492, section 6.2, for comparison alone. The
// libraries for it bring the tables of all scripts along; the browser has checked the
// address of the page by its own.
func fromPunycode(encoded string) (string, bool) {
	if len(encoded) > longestLabel || strings.ContainsFunc(encoded, func(r rune) bool { return r >= 0x80 }) {
		return "", false
	}
	var out []rune
	if at := strings.LastIndexByte(encoded, '-'); at >= 0 {
		out, encoded = []rune(encoded[:at]), encoded[at+1:]
	}
	n, i, bias := 0x80, 0, punyBias
	for len(encoded) > 0 {
		before, weight := i, 1
		for k := punyBase; ; k += punyBase {
			if len(encoded) == 0 {
				return "", false
			}
			digit := strings.IndexByte("abcdefghijklmnopqrstuvwxyz0123456789", encoded[0])
			encoded = encoded[1:]
			i += digit * weight
			if digit < 0 || i > unicode.MaxRune*(longestLabel+1) {
				return "", false
			}
			threshold := min(max(k-bias, punyMin), punyMax)
			if digit < threshold {
				break
			}
			weight *= punyBase - threshold
		}
		count := len(out) + 1
		bias = punyAdapt(i-before, count, before == 0)
		n += i / count
		if n > unicode.MaxRune || !utf8.ValidRune(rune(n)) {
			return "", false
		}
		out = slices.Insert(out, i%count, rune(n))
		i = i%count + 1
	}
	return string(out), true
}

func punyAdapt(delta, points int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for delta > (punyBase-punyMin)*punyMax/2 {
		delta /= punyBase - punyMin
		k += punyBase
	}
	return k + (punyBase-punyMin+1)*delta/(delta+punySkew)
}
