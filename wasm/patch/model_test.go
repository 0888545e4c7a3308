package patch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"leadpatch/wasm/patch"
)

// This file is what Close does with a PUT, as its documentation tells it. It must
// not share a mistake with the compiler, so it is written with encoding/json alone
// and takes nothing from package patch but the data of the fields. Sources:
// developer.close.com, Leads, Contacts and Custom Fields.

// object is a lead or a contact as decoded JSON. Its numbers are json.Numbers.
type object = map[string]any

// server is a Close with the fields of one kind of object. Derived keys of a lead,
// such as status_label and date_updated, are left out: nobody edits them.
type server struct {
	kind   patch.Kind
	fields map[string]patch.Field
	// ignore is a field that the server passes over although it answers 200.
	ignore string
	// tidy makes the server write texts, web addresses and phone numbers its own way.
	tidy bool
	// emptyLists makes the server keep [] where a field of several has lost its last
	// value; what Close does is not documented.
	emptyLists bool
}

func newServer(kind patch.Kind, fields []patch.Field) server {
	s := server{kind: kind, fields: make(map[string]patch.Field, len(fields))}
	for _, f := range fields {
		s.fields[f.Key] = f
	}
	return s
}

// partsOf are the keys that can be written of the items of each list.
var partsOf = map[string][]string{
	"addresses": {"label", "address_1", "address_2", "city", "state", "zipcode", "country"},
	"emails":    {"type", "email"},
	"phones":    {"type", "phone"},
	"urls":      {"type", "url"},
}

// readOnlyParts are what the server adds to the items that it returns.
var readOnlyParts = map[string]object{
	"addresses": {"tz_ids": []any{"Europe/Berlin"}},
	"emails":    {"is_unsubscribed": false},
	"phones":    {"phone_formatted": "+49 30 901820", "country": "DE"},
}

// put returns the object after a PUT, or the error of a 400. The object before it
// is left alone.
func (s *server) put(before object, body []byte) (object, error) {
	sent, err := decodeObject(body)
	if err != nil {
		return nil, err
	}
	after := maps.Clone(before)
	if _, both := sent["status"]; both && sent["status_id"] != nil {
		return nil, errors.New("status and status_id at once")
	}
	if dict, ok := sent["custom"].(object); ok {
		maps.DeleteFunc(after, func(key string, _ any) bool { return strings.HasPrefix(key, "custom.") })
		for id, value := range dict {
			if err := s.custom(after, before, "custom."+id, value); err != nil {
				return nil, err
			}
		}
	}
	// Sorted, a list comes before the .add and the .remove of its field.
	for _, key := range slices.Sorted(maps.Keys(sent)) {
		if s.ignore != "" && (key == s.ignore || strings.HasPrefix(key, s.ignore+".")) {
			continue
		}
		if err := s.member(after, before, key, sent[key]); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return after, nil
}

// member carries out one key of a PUT. Keys that are not known are ignored.
func (s *server) member(after, before object, key string, value any) error {
	lead := s.kind == patch.LeadKind
	switch {
	case key == "name", lead && (key == "description" || key == "url"), !lead && key == "title":
		if _, isText := value.(string); !isText && value != nil {
			return errors.New("not a string")
		}
		after[key] = s.tidied(key, value)
	case lead && (key == "status_id" || key == "status"):
		for _, o := range s.fields["status_id"].Options {
			if key == "status_id" && o.Value == value || key == "status" && o.Label == value {
				after["status_id"] = o.Value
				return nil
			}
		}
		return fmt.Errorf("no status %v", value)
	case lead && key == "addresses", !lead && key != "addresses" && partsOf[key] != nil:
		list, err := s.items(key, value)
		if err != nil {
			return err
		}
		after[key] = list
	case strings.HasPrefix(key, "custom."):
		return s.custom(after, before, key, value)
	}
	return nil
}

// items replaces a whole list: a part that was not sent is null.
func (s *server) items(key string, value any) ([]any, error) {
	sent, isList := value.([]any)
	if !isList {
		return nil, errors.New("not a list")
	}
	out := make([]any, 0, len(sent))
	for _, one := range sent {
		item, isObject := one.(object)
		if !isObject {
			return nil, errors.New("not an object")
		}
		kept := maps.Clone(readOnlyParts[key])
		if kept == nil {
			kept = object{}
		}
		for _, part := range partsOf[key] {
			if _, isText := item[part].(string); !isText && item[part] != nil {
				return nil, fmt.Errorf("%s is not a string", part)
			}
			kept[part] = s.tidied(part, item[part])
		}
		out = append(out, kept)
	}
	return out, nil
}

// custom carries out one custom key: the value, or .add or .remove of one.
func (s *server) custom(after, before object, key string, value any) error {
	stem, op := key, ""
	if _, plain := s.fields[key]; !plain {
		for _, suffix := range []string{".add", ".remove"} {
			if cut, ok := strings.CutSuffix(key, suffix); ok {
				stem, op = cut, suffix
			}
		}
	}
	f, known := s.fields[stem]
	if !known {
		return errors.New("the custom field does not exist")
	}
	if op != "" {
		return s.element(after, before, f, op, value)
	}
	if value == nil {
		delete(after, key)
		return nil
	}
	if !f.Multiple {
		one, err := s.value(f, before[key], value)
		if err == nil {
			after[key] = one
		}
		return err
	}
	list, isList := value.([]any)
	if !isList {
		return errors.New("not a list")
	}
	var kept []any
	for _, item := range list {
		one, err := s.value(f, before[key], item)
		if err != nil {
			return err
		}
		kept = append(kept, one)
	}
	s.keep(after, key, kept)
	return nil
}

// element adds one value to a list, or takes one away.
func (s *server) element(after, before object, f patch.Field, op string, value any) error {
	if _, isText := value.(string); !isText || !f.Multiple {
		return errors.New("takes one string, of a field of several")
	}
	old := several(after[f.Key])
	if op == ".remove" {
		s.keep(after, f.Key, slices.DeleteFunc(slices.Clone(old), func(v any) bool { return v == value }))
		return nil
	}
	one, err := s.value(f, before[f.Key], value)
	if err != nil {
		return err
	}
	if !slices.Contains(old, one) {
		old = append(slices.Clone(old), one)
	}
	after[f.Key] = old
	return nil
}

// keep stores the values of a field of several.
func (s *server) keep(after object, key string, list []any) {
	if len(list) == 0 && !s.emptyLists {
		delete(after, key)
		return
	}
	after[key] = append([]any{}, list...)
}

// value returns one value of a custom field as it is stored. What names something
// must be on offer, or on the object already; other types are taken as they come,
// since a field keeps the values of the type that it had before.
func (s *server) value(f patch.Field, present, value any) (any, error) {
	switch f.Type {
	case patch.Choices, patch.User, patch.Contact:
		for _, o := range f.Options {
			if o.Value == value || f.Type == patch.User && o.Label == value {
				return o.Value, nil
			}
		}
		if text, isText := value.(string); isText && slices.Contains(several(present), any(text)) {
			return value, nil
		}
		return nil, fmt.Errorf("not a valid choice: %v", value)
	case patch.DateTime:
		if text, isText := value.(string); isText {
			if t, ok := moment(text); ok {
				return t.UTC().Format("2006-01-02T15:04:05.999999999") + "+00:00", nil
			}
		}
	case patch.Text, patch.Textarea:
		return s.tidied(f.Key, value), nil
	}
	return value, nil
}

// tidied returns a text as a server writes it that has a form of its own.
func (s *server) tidied(key string, value any) any {
	text, isText := value.(string)
	if !isText || !s.tidy || strings.TrimSpace(text) == "" {
		return value
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case key == "url" && strings.Count(text, "/") == 2:
		text += "/"
	case key == "phone":
		text = strings.ReplaceAll(text, " ", "")
		if national, ok := strings.CutPrefix(text, "0"); ok {
			text = "+49" + national
		}
	}
	return text
}

// several returns the values of a field of several: Close may show one alone where
// a field has only lately become one of several.
func several(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

// moment reads a date and time. Without an offset Close means UTC.
func moment(text string) (time.Time, bool) {
	for _, form := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(form, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// decode reads one JSON value and nothing after it. Numbers keep their digits.
func decode(raw []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("something follows the value")
	}
	return value, nil
}

func decodeObject(raw []byte) (object, error) {
	value, err := decode(raw)
	if err != nil {
		return nil, err
	}
	if o, ok := value.(object); ok {
		return o, nil
	}
	return nil, errors.New("not an object")
}

// encode writes a value with the characters as they are.
func encode(value any) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // only of a test that builds what is not JSON
	}
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}
