package patch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
)

// emit writes the parts of all changes as flat JSON objects, one for each round,
// and checks the bytes it wrote.
func emit(kind Kind, changes []Change) ([][]byte, error) {
	named := make(map[string]bool, len(changes))
	var bodies [][]byte
	for i := range changes {
		named[changes[i].Field.Key] = true
		for _, p := range changes[i].parts {
			for len(bodies) <= p.round {
				bodies = append(bodies, []byte{'{'})
			}
			// One key at a time on an empty object: a chain of Sets would read the
			// whole body again for each key.
			one, err := sjson.SetRawBytes([]byte("{}"), gjson.Escape(p.key), p.value)
			if err != nil {
				return nil, fmt.Errorf("patch: writing %q: %w", p.key, err)
			}
			body := bodies[p.round]
			if len(body) > 1 {
				body = append(body, ',')
			}
			bodies[p.round] = append(body, one[1:len(one)-1]...)
		}
	}
	for i := range bodies {
		bodies[i] = append(bodies[i], '}')
		if err := Check(kind, bodies[i], func(field string) bool { return named[field] }); err != nil {
			return nil, fmt.Errorf("patch: refusing to send what was compiled: %w", err)
		}
	}
	return bodies, nil
}

// standardTypes are the standard fields that a PUT takes, by the kind of object.
var standardTypes = map[Kind]map[string]Type{
	LeadKind:    {"name": Text, "description": Text, "url": URL, "status_id": Status, "addresses": Addresses},
	ContactKind: {"name": Text, "title": Text, "emails": Emails, "phones": Phones, "urls": URLs},
}

// IsField reports whether the key has the form of a field of such an object.
func IsField(kind Kind, key string) bool {
	_, standard := standardTypes[kind][key]
	return standard || isCustomKey(key)
}

// Check proves of the bytes of a PUT that they can touch nothing but the named
// fields: one flat JSON object, every key one that an edit named and that such a
// PUT takes, none twice, each value of a form that Close reads as that field's.
// It knows nothing of how the bytes were made.
func Check(kind Kind, body []byte, named func(field string) bool) error {
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
		if err := checkValue(kind, field, op, gjson.Parse(raw)); err != nil {
			return fmt.Errorf("the key %q %w", key, err)
		}
	}
	return nil
}

func checkValue(kind Kind, field, op string, v gjson.Result) error {
	name, standard := standardTypes[kind][field]
	t := name.info()
	switch {
	case !standard && !isCustomKey(field):
		return fmt.Errorf("is not one that a %s takes", kind)
	case !standard && op != "" && v.Type != gjson.String:
		return errors.New("takes one text")
	case !standard:
		return nil
	case op != "":
		return errors.New("holds no several values")
	case t.records != nil:
		if !v.IsArray() {
			return errors.New("takes a list")
		}
		for _, item := range v.Array() {
			if _, err := t.records.read(item, true); err != nil {
				return errors.New("holds something that it does not take")
			}
		}
	case v.Type != gjson.String || t.required && v.Str == "":
		return errors.New("takes text")
	}
	return nil
}
