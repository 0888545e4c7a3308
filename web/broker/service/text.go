package service

import (
	"net/url"
)

// parameters reads a query or the body of a form as OAuth 2.0 does (RFC 6749,
// section 3.1): one without a value is as good as absent, unknown ones are
// ignored, and none may occur twice, because two readers would differ about which
// one counts.
func parameters(encoded string) (map[string]string, bool) {
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return nil, false
	}
	once := map[string]string{}
	for name, v := range values {
		if len(v) != 1 {
			return nil, false
		}
		if v[0] != "" {
			once[name] = v[0]
		}
	}
	return once, true
}

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// isUnreserved tells the characters that an address holds as they are (RFC 3986),
// and of which a PKCE verifier is made.
func isUnreserved(c byte) bool {
	return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

// unreserved reports whether s has between least and most unreserved characters.
func unreserved(s string, least, most int) bool {
	return least <= len(s) && len(s) <= most && all(s, isUnreserved)
}

// visible reports whether s has between least and most characters of ASCII that
// can be seen. Whatever goes on to Close or into a header is of that kind.
func visible(s string, least, most int) bool {
	return least <= len(s) && len(s) <= most && all(s, func(c byte) bool { return '!' <= c && c <= '~' })
}

// isSHA256 reports whether s looks like the base64url of a SHA-256.
func isSHA256(s string) bool {
	return len(s) == 43 && all(s, func(c byte) bool { return isAlphanumeric(c) || c == '-' || c == '_' })
}

// isUUID knows the one form in which browsers write a UUID.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		hex := '0' <= s[i] && s[i] <= '9' || 'a' <= s[i] && s[i] <= 'f'
		if dash != (s[i] == '-') || !dash && !hex {
			return false
		}
	}
	return true
}
