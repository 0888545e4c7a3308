package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// AddressKeys are the keys of a lead's address that can be written, in the order
// they are emitted. Close adds a read-only "tz_ids" to what it returns. Source:
// developer.close.com, Leads, schema LeadAddress.
var AddressKeys = [...]string{"label", "address_1", "address_2", "city", "state", "zipcode", "country"}

// address is one postal address: the texts under [AddressKeys], "" for empty.
type address [len(AddressKeys)]string

const countryKey = len(AddressKeys) - 1

// addressOf reads one address. With strict, a key that cannot be written is an
// error; without, it is what the server returned and such keys are passed over.
func addressOf(v gjson.Result, strict bool) (a address, err error) {
	if !v.IsObject() {
		return a, errors.New("An address is an object with the keys " + strings.Join(AddressKeys[:], ", ") + ".")
	}
	v.ForEach(func(key, value gjson.Result) bool {
		i := slices.Index(AddressKeys[:], key.Str)
		switch {
		case i < 0 && strict:
			err = fmt.Errorf("An address has no “%s”. Use %s.", shorten(key.Str), strings.Join(AddressKeys[:], ", "))
		case i < 0 || value.Type == gjson.Null:
		default:
			a[i], err = textOf(value)
		}
		return err == nil
	})
	return a, err
}

// addressesOf reads the address list of a lead as the server returned it. What
// is not a list of objects counts as none.
func addressesOf(v gjson.Result) []address {
	var list []address
	for _, item := range v.Array() {
		if a, err := addressOf(item, false); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// check returns the address as it is sent. An address that the lead already has
// is never refused: what Close keeps, Close takes back.
func (a address) check(present []address) (address, error) {
	if slices.Contains(present, a) {
		return a, nil
	}
	for i := range a {
		a[i] = strings.TrimSpace(a[i])
	}
	if a == (address{}) || a == (address{a[0]}) {
		return a, errors.New("The address is empty. Fill it in or remove it.")
	}
	c := strings.ToUpper(a[countryKey])
	if c != "" && (len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z') {
		return a, fmt.Errorf("“%s” is not a country code. Write its two letters, such as DE or US.", shorten(a[countryKey]))
	}
	a[countryKey] = c
	return a, nil
}

// appendAddresses appends the list as JSON: every address with the keys that
// have a value.
func appendAddresses(dst []byte, list []address) []byte {
	dst = append(dst, '[')
	for i, a := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '{')
		first := true
		for k, text := range a {
			if text == "" {
				continue
			}
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = gjson.AppendJSONString(dst, AddressKeys[k])
			dst = append(dst, ':')
			dst = gjson.AppendJSONString(dst, text)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}
