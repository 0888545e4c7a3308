package patch

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// A field of records holds a list of small objects that Close replaces as a
// whole: a lead's addresses, a contact's emails, phones and urls. They have no
// ids, so a record is known by all of its texts.

// AddressKeys are the keys of a lead's address that can be written, in the order
// they are emitted. Close adds a read-only "tz_ids" to what it returns. Source:
// developer.close.com, Leads, schema LeadAddress.
var AddressKeys = []string{"label", "address_1", "address_2", "city", "state", "zipcode", "country"}

// recordKeys are the writable keys of each type of record. Close adds read-only
// ones to what it returns (is_unsubscribed, phone_formatted, country, tz_ids),
// which are not sent back. Source: developer.close.com, Contacts.
var recordKeys = map[Type][]string{
	Addresses: AddressKeys,
	Emails:    {"type", "email"},
	Phones:    {"type", "phone"},
	URLs:      {"type", "url"},
}

// record is one such object: the texts under its type's keys, "" for empty.
type record [7]string

const countryKey = 6

// Records says whether the field holds a list of records.
func (f *Field) Records() bool { return recordKeys[f.Type] != nil }

// recordWords name a record of each type in a sentence.
var recordWords = map[Type]string{Addresses: "address", Emails: "email address", Phones: "phone number", URLs: "web address"}

// recordOf reads one record. With strict, a key that cannot be written is an
// error; without, it is what the server returned and such keys are passed over.
func (f *Field) recordOf(v gjson.Result, strict bool) (r record, err error) {
	keys := recordKeys[f.Type]
	if !v.IsObject() {
		return r, fmt.Errorf("An %s is an object with the keys %s.", recordWords[f.Type], strings.Join(keys, ", "))
	}
	v.ForEach(func(key, value gjson.Result) bool {
		i := slices.Index(keys, key.Str)
		switch {
		case i < 0 && strict:
			err = fmt.Errorf("There is no “%s” here. Use %s.", shorten(key.Str), strings.Join(keys, ", "))
		case i < 0 || value.Type == gjson.Null:
		default:
			r[i], err = textOf(value)
		}
		return err == nil
	})
	return r, err
}

// recordsOf reads the list as the server returned it. An item that is not an
// object of texts cannot be sent back, so the value says that it holds one: such a
// field must not be edited, or its item would be lost.
func (f *Field) recordsOf(v gjson.Result) Value {
	var list []record
	forms := make(map[record]string)
	unreadable := v.Type != gjson.Null && !v.IsArray()
	for _, item := range v.Array() {
		r, err := f.recordOf(item, false)
		if err != nil {
			unreadable = true
			continue
		}
		list = append(list, r)
		forms[r] = f.formOf(item)
	}
	out := recordsValue(list)
	out.forms, out.unreadable = forms, unreadable
	return out
}

// formOf returns a record of the server's as it is sent back untouched: its
// writable keys as they are, whether a part without text is null or "".
func (f *Field) formOf(item gjson.Result) string {
	out := []byte{'{'}
	item.ForEach(func(key, value gjson.Result) bool {
		if slices.Contains(recordKeys[f.Type], key.Str) {
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = gjson.AppendJSONString(out, key.Str)
			out = append(out, ':')
			out = append(out, value.Raw...)
		}
		return true
	})
	return string(append(out, '}'))
}

// checkRecord returns the record as it is sent. One that Close already has is
// never refused: what Close keeps, Close takes back.
func (f *Field) checkRecord(r record, present []record) (record, error) {
	if slices.Contains(present, r) {
		return r, nil
	}
	for i := range r {
		r[i] = strings.TrimSpace(r[i])
	}
	if r == (record{}) || r == (record{r[0]}) {
		return r, fmt.Errorf("The %s is empty. Fill it in or remove it.", recordWords[f.Type])
	}
	var err error
	switch f.Type {
	case Addresses:
		r[countryKey], err = country(r[countryKey])
	case Emails:
		err = emailAddress(r[1])
	case Phones:
		err = phoneNumber(r[1])
	case URLs:
		r[1], err = webAddress(r[1])
	}
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

// emailAddress checks the form of an address loosely: Close has the last word.
func emailAddress(s string) error {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(s, " \t\r\n<>,;") || strings.Contains(domain, "@") {
		return fmt.Errorf("“%s” is not an email address. Write one like name@example.com.", shorten(s))
	}
	return nil
}

// phoneNumber checks that there is something to dial. Close writes numbers in
// international form itself.
func phoneNumber(s string) error {
	if n := strings.Count(strings.Map(digitOnly, s), "0"); n < 3 {
		return fmt.Errorf("“%s” is not a phone number. Write it with its country code, such as +49 30 901820.", shorten(s))
	}
	return nil
}

// digitOnly maps every digit to '0' and drops all else.
func digitOnly(c rune) rune {
	if c >= '0' && c <= '9' {
		return '0'
	}
	return -1
}

// appendRecords appends the list as JSON. With all, every key is there, as the
// extension's pages read it; otherwise a record that came from the server goes
// back in its own form, and any other with the keys that have a value.
func (f *Field) appendRecords(dst []byte, v Value, all bool) []byte {
	dst = append(dst, '[')
	for i, r := range v.records {
		if i > 0 {
			dst = append(dst, ',')
		}
		if form, ok := v.forms[r]; ok && !all {
			dst = append(dst, form...)
			continue
		}
		dst = append(dst, '{')
		first := true
		for k, key := range recordKeys[f.Type] {
			if r[k] == "" && !all {
				continue
			}
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = gjson.AppendJSONString(dst, key)
			dst = append(dst, ':')
			dst = gjson.AppendJSONString(dst, r[k])
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// parseRecords checks a list of records that a user gave, or one of them.
func (f *Field) parseRecords(v gjson.Result, present Value) (Value, error) {
	if v.Type == gjson.Null {
		return Value{}, errors.New("To empty the field, clear it.")
	}
	items := []gjson.Result{v}
	if v.IsArray() {
		items = v.Array()
	}
	var list []record
	for i, item := range items {
		r, err := f.recordOf(item, true)
		if err == nil {
			r, err = f.checkRecord(r, present.records)
		}
		if err != nil {
			if len(items) > 1 {
				err = fmt.Errorf("Number %d: %w", i+1, err)
			}
			return Value{}, err
		}
		list = append(list, r)
	}
	return recordsValue(list), nil
}

// mergeRecords carries what changed from base to mine over to theirs. ok is false
// when both sides changed the same record, differently, or when mine is a new
// order of the same records, which has no meaning over another list.
func mergeRecords(base, theirs, mine []record) (merged []record, ok bool) {
	removed, added := minus(base, mine), minus(mine, base)
	theyRemoved, theyAdded := minus(base, theirs), minus(theirs, base)
	if len(removed) == 0 && len(added) == 0 {
		return nil, false
	}
	for _, r := range removed {
		if slices.Contains(theyRemoved, r) && !(slices.Equal(added, theyAdded) || len(added) == 0 && len(theyAdded) == 0) {
			return nil, false
		}
	}
	inPlace := len(removed) == len(added) // each was edited where it stood
	for _, r := range theirs {
		i := slices.Index(removed, r)
		switch {
		case i < 0:
			merged = append(merged, r)
		case inPlace && !slices.Contains(theirs, added[i]):
			merged = append(merged, added[i])
		}
	}
	for _, r := range added {
		if !slices.Contains(merged, r) {
			merged = append(merged, r)
		}
	}
	return merged, true
}

// minus returns the records of a that are not in b, in order.
func minus(a, b []record) []record {
	var out []record
	for _, r := range a {
		if !slices.Contains(b, r) {
			out = append(out, r)
		}
	}
	return out
}
