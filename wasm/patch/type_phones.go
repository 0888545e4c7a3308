package patch

import (
	"fmt"
	"strings"
)

// Phones are the phone numbers of a contact. Close adds read-only keys, among them
// "phone_formatted" and "country". Source: developer.close.com, Contacts.
const Phones Type = "phones"

var _ = register(fieldType{name: Phones, form: FormPhone,
	records: contactRecord("phone", "phone number", []string{"office", "mobile", "home", "direct", "fax", "other"}, phoneNumber, samePhone)})

// phoneNumber checks that there is something to dial. Close writes numbers in
// international form itself.
func phoneNumber(s string) (string, error) {
	if n := strings.Count(strings.Map(digitOnly, s), "0"); n < 3 {
		return s, fmt.Errorf("“%s” is not a phone number. Write it with its country code, such as +49 30 901820.", shorten(s))
	}
	return s, nil
}

// digitOnly maps every digit to '0' and drops all else.
func digitOnly(c rune) rune {
	if c >= '0' && c <= '9' {
		return '0'
	}
	return -1
}

// samePhone reports whether two numbers may be one number written nationally and
// internationally: Close writes "030 901820" as "+4930901820".
func samePhone(a, b string) bool {
	national := func(s string) string {
		return strings.TrimLeft(strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return c
			}
			return -1
		}, s), "0")
	}
	na, nb := national(a), national(b)
	return na != "" && (strings.HasSuffix(na, nb) || strings.HasSuffix(nb, na)) && min(len(na), len(nb)) >= 3
}
