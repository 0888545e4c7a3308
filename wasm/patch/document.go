package patch

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// Limits on a JSON document from outside. gjson recurses once a level, and Go
// compiled to WebAssembly has the engine's stack: some thousand levels end the
// instance. Close's own documents are four levels deep.
const (
	MaxDocument = 8 << 20 // bytes
	maxDepth    = 64
)

// Document is one JSON object, checked and indexed by its top-level keys.
type Document struct {
	raw    []byte
	values map[string]string
}

// ParseDocument checks raw and indexes it. It fails when raw is not one JSON
// object of valid UTF-8 within the limits, or names a key twice (readers disagree
// about which of the two counts). The document keeps raw: the caller must not
// change it afterwards.
func ParseDocument(raw []byte) (*Document, error) {
	if err := CheckJSON(raw); err != nil {
		return nil, err
	}
	root := gjson.ParseBytes(raw)
	if !root.IsObject() {
		return nil, errors.New("not a JSON object")
	}
	d := &Document{raw: raw, values: make(map[string]string, 64)}
	var dup string
	root.ForEach(func(key, value gjson.Result) bool {
		if _, seen := d.values[key.Str]; seen {
			dup = key.Str
			return false
		}
		d.values[key.Str] = value.Raw
		return true
	})
	if dup != "" {
		return nil, fmt.Errorf("the key %q appears twice", dup)
	}
	return d, nil
}

// Raw returns the JSON text under the top-level key, "null" where it is absent:
// Close leaves out a custom field without a value.
func (d *Document) Raw(key string) string {
	if v, ok := d.values[key]; ok {
		return v
	}
	return "null"
}

// Has says whether the document has the top-level key.
func (d *Document) Has(key string) bool {
	_, ok := d.values[key]
	return ok
}

// Get returns the value under the top-level key.
func (d *Document) Get(key string) gjson.Result { return gjson.Parse(d.Raw(key)) }

// Bytes returns the document as it came.
func (d *Document) Bytes() []byte { return d.raw }

// CheckJSON says whether raw is one JSON value of valid UTF-8, of at most
// [MaxDocument] bytes and 64 levels. It must pass before gjson or sjson read raw:
// they answer something, without an error, for text that is not JSON.
func CheckJSON(raw []byte) error {
	if len(raw) > MaxDocument {
		return fmt.Errorf("longer than %d bytes", MaxDocument)
	}
	if !utf8.Valid(raw) {
		return errors.New("not valid UTF-8")
	}
	if depth(raw) > maxDepth {
		return fmt.Errorf("nested deeper than %d levels", maxDepth)
	}
	if !gjson.ValidBytes(raw) {
		return errors.New("not valid JSON")
	}
	return nil
}

// depth returns how deeply brackets nest outside of strings, in one pass and
// without recursion. For text that is not JSON it is only an upper bound.
func depth(raw []byte) int {
	level, most, inString := 0, 0, false
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if inString {
			switch c {
			case '\\':
				i++
			case '"':
				inString = false
			}
			continue
		}
		switch c {
		case '"':
			inString = true
		case '{', '[':
			level++
			most = max(most, level)
		case '}', ']':
			level--
		}
	}
	return most
}
