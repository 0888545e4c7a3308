package patch

import (
	"fmt"
	"strings"
)

// Emails are the email addresses of a contact. Close adds a read-only
// "is_unsubscribed". Source: developer.close.com, Contacts.
const Emails Type = "emails"

var _ = register(fieldType{name: Emails, form: FormEmail,
	records: contactRecord("email", "email address", []string{"office", "home", "direct", "other"}, emailAddress, strings.EqualFold)})

// emailAddress checks the form of an address loosely: Close has the last word.
func emailAddress(s string) (string, error) {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(s, " \t\r\n<>,;") || strings.Contains(domain, "@") {
		return s, fmt.Errorf("“%s” is not an email address. Write one like name@example.com.", shorten(s))
	}
	return s, nil
}
