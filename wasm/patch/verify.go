package patch

import (
	"net/url"
	"strings"
)

// Verified is what the lead that Close returned shows of one change.
type Verified struct {
	Change
	// Has is what Close has now.
	Has Value
	// Accepted is false when Close answered with success and did not make the
	// change: it ignores keys that it does not know.
	Accepted bool
	// Normalized says that Close accepted the value and wrote it in another form.
	Normalized bool
}

// Verify compares the lead that Close returned with the plan, one result for
// each change.
func (p *Plan) Verify(returned *Document) []Verified {
	out := make([]Verified, len(p.Changes))
	for i, c := range p.Changes {
		v := Verified{Change: c, Has: c.Field.Read(returned)}
		v.Accepted, v.Normalized = c.Field.shows(c, v.Has)
		out[i] = v
	}
	return out
}

// shows says whether has is the value that the change wanted, and whether it is
// that value in another form.
func (f *Field) shows(c Change, has Value) (accepted, normalized bool) {
	want := c.After
	if f.equal(want, has) {
		// The same instant with another offset is the same value, but not what was
		// written: the user is told.
		return true, f.Type == DateTime && want.text != has.text
	}
	if f.equal(c.Now, has) && !(want.text == "" && c.Now.Empty()) {
		return false, false // what was there before, even if only the spelling was to change
	}
	if f.Multiple {
		// Somebody else may have changed other elements in the same moment. Only what
		// was asked for counts.
		added, removed := without(want.list, c.Now.list), without(c.Now.list, want.list)
		return len(without(added, has.list)) == 0 && len(without(removed, has.list)) == len(removed), false
	}
	if f.Records() {
		return f.sameRecords(want.records, has.records), true
	}
	switch {
	case want.text == "" && has.text == "" && want.kind <= text && has.kind <= text:
		return true, false // "" and no value
	case want.kind == digit && has.kind == digit:
		return sameFloat(want.text, has.text), true
	case want.kind == digit && has.kind == text, want.kind == text && has.kind == digit:
		return want.text == has.text, false // a hidden field may turn one into the other
	case want.kind != text || has.kind != text:
		return false, false
	case f.Type == URL:
		return sameURL(want.text, has.text), true
	case f.Textual():
		return foldSpace(want.text) == foldSpace(has.text), true
	}
	return false, false
}

// foldSpace removes what a server may change about white space without changing
// the text: line ends, and white space around the whole.
func foldSpace(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// sameURL says whether two web addresses lead to the same place by their form:
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

// sameRecords compares what was wanted with what Close has, without regard to what Close
// writes in its own way: white space around the parts, the case of a country, the form
// of a phone number, a type where none was given.
func (f *Field) sameRecords(a, b []record) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		for k := range a[i] {
			if !f.samePart(k, strings.TrimSpace(a[i][k]), strings.TrimSpace(b[i][k])) {
				return false
			}
		}
	}
	return true
}

func (f *Field) samePart(k int, a, b string) bool {
	switch {
	case a == b:
		return true
	case f.Type != Addresses && k == 0 && a == "":
		return true // Close gives a type to what came without one
	case f.Type == Addresses && k == countryKey, f.Type == Emails && k == 1:
		return strings.EqualFold(a, b)
	case f.Type == URLs && k == 1:
		return sameURL(a, b)
	case f.Type == Phones && k == 1:
		return samePhone(a, b)
	}
	return false
}

// samePhone says whether two numbers may be one number written nationally and
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
