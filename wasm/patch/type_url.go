package patch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"
)

// URL is a lead's own web address.
const URL Type = "url"

var _ = register(fieldType{name: URL, form: FormURL, parse: parseURL, rewritten: sameURL})

func parseURL(_ *Field, v gjson.Result, _ Value) (Value, error) {
	s, err := textOf(v)
	if err != nil {
		return Value{}, err
	}
	s, err = webAddress(s)
	if s == "" {
		return Value{}, err
	}
	return Value{kind: text, text: s}, err
}

// sameURL reports whether two web addresses lead to the same place by their form:
// case of scheme and host, and a bare slash, make no difference.
func sameURL(a, b string) bool {
	ua, erra := url.Parse(a)
	ub, errb := url.Parse(b)
	if erra != nil || errb != nil {
		return false
	}
	for _, u := range []*url.URL{ua, ub} {
		u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
		if u.Path == "/" {
			u.Path = ""
		}
	}
	return ua.String() == ub.String()
}

// webAddress checks what a person typed as a web address and returns it with a
// scheme. Close's own importer adds one too.
func webAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	bad := fmt.Errorf("“%s” is not a web address. Write one like https://example.com.", shorten(s))
	if strings.ContainsAny(s, " \t\r\n<>\"\\") {
		return "", bad
	}
	if !strings.Contains(s, "://") {
		if scheme, rest, ok := strings.Cut(s, ":"); ok && !strings.Contains(scheme, ".") && !startsWithDigit(rest) {
			return "", fmt.Errorf("A lead's URL begins with http:// or https://, not %s:.", shorten(scheme))
		}
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return "", bad
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("A lead's URL begins with http:// or https://, not %s://.", shorten(u.Scheme))
	}
	if u.User != nil {
		return "", errors.New("The web address holds a user name or password. Remove that part.")
	}
	return s, nil
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
