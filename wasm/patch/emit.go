package patch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
)

// emit writes the parts of all changes as one flat JSON object and checks the
// bytes it wrote.
func emit(changes []Change) ([]byte, error) {
	named := make(map[string]bool, len(changes))
	body := []byte{'{'}
	for i := range changes {
		named[changes[i].Field.Key] = true
		for _, p := range changes[i].parts {
			// One key at a time on an empty object: a chain of Sets would read the
			// whole body again for each key.
			one, err := sjson.SetRawBytes([]byte("{}"), gjson.Escape(p.key), p.value)
			if err != nil {
				return nil, fmt.Errorf("patch: writing %q: %w", p.key, err)
			}
			if len(body) > 1 {
				body = append(body, ',')
			}
			body = append(body, one[1:len(one)-1]...)
		}
	}
	body = append(body, '}')
	if err := Check(body, func(field string) bool { return named[field] }); err != nil {
		return nil, fmt.Errorf("patch: refusing to send what was compiled: %w", err)
	}
	return body, nil
}

// Check proves of the bytes of a lead PUT that they can touch nothing but the
// named fields: one flat JSON object, every key one that an edit named and a lead
// PUT takes, none twice, each value of a form that Close reads as that field's.
// It knows nothing of how the bytes were made.
func Check(body []byte, named func(field string) bool) error {
	doc, err := ParseDocument(body) // valid, no duplicate keys
	if err != nil {
		return err
	}
	if len(doc.values) == 0 {
		return errors.New("empty")
	}
	for key, raw := range doc.values {
		field, op := key, ""
		for _, suffix := range []string{".add", ".remove"} {
			if f, ok := strings.CutSuffix(key, suffix); ok {
				field, op = f, suffix
			}
		}
		if !named(field) {
			return fmt.Errorf("the key %q belongs to no edit", key)
		}
		if err := checkValue(field, op, gjson.Parse(raw)); err != nil {
			return fmt.Errorf("the key %q %w", key, err)
		}
	}
	return nil
}

func checkValue(field, op string, v gjson.Result) error {
	switch field {
	case "name", "status_id":
		if op != "" || v.Type != gjson.String || v.Str == "" {
			return errors.New("takes text that is not empty")
		}
	case "description", "url":
		if op != "" || v.Type != gjson.String {
			return errors.New("takes text")
		}
	case "addresses":
		if op != "" || !v.IsArray() {
			return errors.New("takes a list")
		}
		for _, item := range v.Array() {
			if _, err := addressOf(item, true); err != nil {
				return errors.New("holds something that is not an address")
			}
		}
	default:
		if !isCustomKey(field) {
			return errors.New("is not one that a lead takes")
		}
		if op != "" && v.Type != gjson.String {
			return errors.New("takes one text")
		}
	}
	return nil
}
