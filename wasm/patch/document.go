package patch

import (
	"errors"
	"fmt"

	"github.com/tidwall/gjson"
)

// MaxDocument is the longest JSON text that is read, in bytes.
const MaxDocument = 8 << 20

// Document is one JSON object, checked and indexed by its top-level keys.
type Document struct {
	raw    string
	values map[string]string
}

// ParseDocument checks raw and indexes it. It fails when raw is not one JSON
// object of valid UTF-8 within the limits, or names a key twice (readers disagree
// about which of the two counts).
func ParseDocument(raw []byte) (*Document, error) {
	if err := checkSize(len(raw)); err != nil {
		return nil, err
	}
	c := scanner{s: string(raw), note: true, members: make([]member, 0, 64)}
	if err := c.scan(); err != nil {
		return nil, err
	}
	if !gjson.Parse(c.s).IsObject() {
		return nil, errors.New("not a JSON object")
	}
	d := &Document{raw: c.s, values: make(map[string]string, len(c.members))}
	for _, m := range c.members {
		d.values[m.key] = m.raw
	}
	if len(d.values) != len(c.members) {
		return nil, fmt.Errorf("the key %q appears twice", firstRepeated(c.members))
	}
	return d, nil
}

func firstRepeated(members []member) string {
	seen := make(map[string]bool, len(members))
	for _, m := range members {
		if seen[m.key] {
			return m.key
		}
		seen[m.key] = true
	}
	return ""
}

// Raw returns the JSON text under the top-level key, "null" where it is absent:
// Close leaves out a custom field without a value.
func (d *Document) Raw(key string) string {
	if v, ok := d.values[key]; ok {
		return v
	}
	return "null"
}

// Has reports whether the document has the top-level key.
func (d *Document) Has(key string) bool {
	_, ok := d.values[key]
	return ok
}

// Only returns a JSON object with those of the keys that the document has, their
// values as they are.
func (d *Document) Only(keys ...string) []byte {
	out := []byte{'{'}
	for _, key := range keys {
		if v, ok := d.values[key]; ok {
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(gjson.AppendJSONString(out, key), ':')
			out = append(out, v...)
		}
	}
	return append(out, '}')
}

// Get returns the value under the top-level key.
func (d *Document) Get(key string) gjson.Result { return gjson.Parse(d.Raw(key)) }

// String returns the document as it came.
func (d *Document) String() string { return d.raw }

// CheckJSON returns an error unless raw is one JSON value of valid UTF-8, of at most
// [MaxDocument] bytes and 64 levels. It must pass before gjson or sjson read raw:
// they answer something, without an error, for text that is not JSON.
func CheckJSON(raw []byte) error {
	if err := checkSize(len(raw)); err != nil {
		return err
	}
	c := scanner{s: string(raw)}
	return c.scan()
}

func checkSize(n int) error {
	if n > MaxDocument {
		return fmt.Errorf("longer than %d bytes", MaxDocument)
	}
	return nil
}
