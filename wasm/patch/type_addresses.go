package patch

import (
	"fmt"
	"strings"
)

// Addresses are the postal addresses of a lead. Close adds a read-only "tz_ids" to what
// it returns. Source: developer.close.com, Leads, schema LeadAddress.
const Addresses Type = "addresses"

var _ = register(fieldType{name: Addresses, records: &recordType{
	keys:  []string{"label", "address_1", "address_2", "city", "state", "zipcode", "country"},
	word:  "address",
	check: checkAddress,
	same:  func(k int, a, b string) bool { return k == countryKey && strings.EqualFold(a, b) },

	labels: []string{"business", "mailing", "other"},
}})

// countryKey is the index of "country" among the keys.
const countryKey = 6

func checkAddress(r record) (record, error) {
	var err error
	r[countryKey], err = country(r[countryKey])
	return r, err
}

// country checks a country code and returns it in capitals; "" stays.
func country(s string) (string, error) {
	c := strings.ToUpper(s)
	if c != "" && (len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z') {
		return s, fmt.Errorf("“%s” is not a country code. Write its two letters, such as DE or US.", shorten(s))
	}
	return c, nil
}
