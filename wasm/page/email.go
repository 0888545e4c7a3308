package page

import (
	"strings"
	"unicode"
)

// notTopLevel end names of files that look like addresses, such as "logo@2x.png".
var notTopLevel = map[string]bool{
	"png": true, "jpg": true, "jpeg": true, "gif": true, "svg": true, "webp": true, "avif": true, "css": true, "js": true, "html": true,
}

// Email returns one e-mail address in lower case. It takes the address alone, with
// "mailto:" before it, or as in "Jane Doe <jane@acme.example>".
func Email(s string) (string, bool) {
	s = Clean(s)
	if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") {
		s = s[i+1 : len(s)-1]
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
		s = s[7:]
	}
	s = strings.ToLower(strings.TrimSpace(s))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || len(s) > 254 {
		return "", false
	}
	local, domain := s[:at], s[at+1:]
	if strings.ContainsFunc(local, notInLocal) || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") ||
		strings.Contains(local, "..") {
		return "", false
	}
	labels := strings.Split(domain, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(last) < 2 || notTopLevel[last] || last[0] >= '0' && last[0] <= '9' {
		return "", false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.ContainsFunc(label, notInLabel) {
			return "", false
		}
	}
	return s, true
}

func notInLocal(r rune) bool {
	return !(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r))
}

func notInLabel(r rune) bool {
	return !(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-')
}
