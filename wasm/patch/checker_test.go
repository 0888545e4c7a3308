package patch_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"leadpatch/wasm/patch"
)

// customKey is the form of a key that touches one custom field and nothing else.
var customKey = regexp.MustCompile(`^custom\.l?cf_[0-9A-Za-z]{1,64}$`)

// checkBody holds the bytes of a PUT against what may be sent, token by token and
// without the compiler's own gate: one flat object, each key once and of a field
// that an edit named, and under each what Close takes there.
func checkBody(kind patch.Kind, body []byte, named []string) error {
	if !utf8.Valid(body) {
		return errors.New("not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("not an object")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		key := t.(string)
		var value any
		if err := d.Decode(&value); err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("%s twice", key)
		}
		seen[key] = true
		if err := checkMember(kind, key, value, named); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if len(seen) == 0 {
		return errors.New("empty")
	}
	_, err := decodeObject(body) // whole, and nothing after it
	return err
}

func checkMember(kind patch.Kind, key string, value any, named []string) error {
	stem, one := key, false
	for _, suffix := range []string{".add", ".remove"} {
		if cut, ok := strings.CutSuffix(key, suffix); ok {
			stem, one = cut, true
		}
	}
	_, isText := value.(string)
	if !slices.Contains(named, stem) {
		return errors.New("no edit named it")
	}
	if customKey.MatchString(stem) {
		if one && !isText {
			return errors.New("takes one text")
		}
		return nil
	}
	standard := map[patch.Kind][]string{
		patch.LeadKind:    {"name", "description", "url", "status_id", "addresses"},
		patch.ContactKind: {"name", "title", "emails", "phones", "urls"},
	}[kind]
	if one || !slices.Contains(standard, key) {
		return errors.New("not a key of such a PUT")
	}
	if partsOf[key] == nil {
		if !isText || key == "status_id" && value == "" {
			return errors.New("takes text")
		}
		return nil
	}
	list, isList := value.([]any)
	if !isList {
		return errors.New("takes a list")
	}
	for _, v := range list {
		o, isObject := v.(object)
		if !isObject {
			return errors.New("holds something else than objects")
		}
		for part, text := range o {
			if _, isText := text.(string); !slices.Contains(partsOf[key], part) || !isText && text != nil {
				return fmt.Errorf("holds %q", part)
			}
		}
	}
	return nil
}
