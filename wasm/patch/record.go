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

// recordType describes the records of a type.
type recordType struct {
	// keys are the writable keys, in the order in which they are emitted. Close adds
	// read-only ones to what it returns, which are not sent back.
	keys []string
	// word names one in a sentence.
	word string
	// check checks the parts of one that a user gave, without white space around them,
	// and writes them as they will be sent. The error is a sentence for the user.
	check func(r record) (record, error)
	// same reports whether b is what Close may make of the part a under the key with
	// the index k; they differ.
	same func(k int, a, b string) bool
	// text is the key whose part stands for the whole record, and fresh is what Close's
	// own interface writes under "type" of a new one; both are empty where no single
	// text makes one.
	text, fresh string
	// labels are what Close's own interface offers under "type", or under "label" of an
	// address, the one of a new record first. Others may be written.
	labels []string
}

// record is one such object: the texts under its type's keys, "" for empty.
type record [7]string

// contactRecord describes the records of a contact: a text under the key, and what type
// it is of. check returns the text as it will be sent; same compares two texts.
func contactRecord(key, word string, labels []string, check func(string) (string, error), same func(a, b string) bool) *recordType {
	return &recordType{
		keys: []string{"type", key}, word: word, text: key, fresh: labels[0], labels: labels,
		check: func(r record) (record, error) {
			var err error
			r[1], err = check(r[1])
			return r, err
		},
		same: func(k int, a, b string) bool {
			if k == 0 {
				return a == "" // Close gives a type to what came without one
			}
			return same(a, b)
		},
	}
}

// NewRecord returns the JSON of a record of the field that holds the text, of the type
// that Close's own interface gives to a new one, and the key of the text in it. Both are
// empty where no single text makes a record, as with an address.
func (f *Field) NewRecord(text string) (key string, json []byte) {
	t := f.Type.info().records
	if t == nil || t.text == "" {
		return "", nil
	}
	json = gjson.AppendJSONString([]byte(`{"type":`), t.fresh)
	json = append(gjson.AppendJSONString(append(json, ','), t.text), ':')
	return t.text, append(gjson.AppendJSONString(json, text), '}')
}

// read returns one record. With strict, a key that cannot be written is an
// error; without, it is what the server returned and such keys are passed over.
func (t *recordType) read(v gjson.Result, strict bool) (r record, err error) {
	if !v.IsObject() {
		return r, fmt.Errorf("An %s is an object with the keys %s.", t.word, strings.Join(t.keys, ", "))
	}
	v.ForEach(func(key, value gjson.Result) bool {
		i := slices.Index(t.keys, key.Str)
		switch {
		case i < 0 && strict:
			err = fmt.Errorf("There is no “%s” here. Use %s.", shorten(key.Str), strings.Join(t.keys, ", "))
		case i < 0 || value.Type == gjson.Null:
		default:
			r[i], err = textOf(value)
		}
		return err == nil
	})
	return r, err
}

// readAll returns the list as the server returned it. An item that is not an
// object of texts cannot be sent back, so the value says that it holds one: such a
// field must not be edited, or its item would be lost.
func (t *recordType) readAll(v gjson.Result) Value {
	var list []record
	forms := make(map[record]string)
	unreadable := v.Type != gjson.Null && !v.IsArray()
	for _, item := range v.Array() {
		r, err := t.read(item, false)
		if err != nil {
			unreadable = true
			continue
		}
		list = append(list, r)
		forms[r] = t.formOf(item)
	}
	out := recordsValue(list)
	out.forms, out.unreadable = forms, unreadable
	return out
}

// formOf returns a record of the server's as it is sent back untouched: its
// writable keys as they are, whether a part without text is null or "".
func (t *recordType) formOf(item gjson.Result) string {
	out := []byte{'{'}
	item.ForEach(func(key, value gjson.Result) bool {
		if slices.Contains(t.keys, key.Str) {
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

// checked returns the record as it is sent. One that Close already has is
// never refused: what Close keeps, Close takes back.
func (t *recordType) checked(r record, present []record) (record, error) {
	if slices.Contains(present, r) {
		return r, nil
	}
	for i := range r {
		r[i] = strings.TrimSpace(r[i])
	}
	if r == (record{}) || r == (record{r[0]}) {
		return r, fmt.Errorf("The %s is empty. Fill it in or remove it.", t.word)
	}
	return t.check(r)
}

// appendJSON appends the list as JSON. With all, every key is there, as the
// extension's pages read it; otherwise a record that came from the server goes
// back in its own form, and any other with the keys that have a value.
func (t *recordType) appendJSON(dst []byte, v Value, all bool) []byte {
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
		for k, key := range t.keys {
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

// parse checks a list of records that a user gave, or one of them.
func (t *recordType) parse(v gjson.Result, present Value) (Value, error) {
	if v.Type == gjson.Null {
		return Value{}, errors.New("To empty the field, clear it.")
	}
	items := []gjson.Result{v}
	if v.IsArray() {
		items = v.Array()
	}
	var list []record
	for i, item := range items {
		r, err := t.read(item, true)
		if err == nil {
			r, err = t.checked(r, present.records)
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

// rewritten reports whether b is what Close may make of the records a: white space
// around the parts is gone, and each part is written in its own way.
func (t *recordType) rewritten(a, b []record) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		for k := range a[i] {
			mine, theirs := strings.TrimSpace(a[i][k]), strings.TrimSpace(b[i][k])
			if mine != theirs && !t.same(k, mine, theirs) {
				return false
			}
		}
	}
	return true
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
