package recipe

import (
	"errors"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// nothing is a lead or contact of which nothing is known.
var nothing = func() *patch.Document {
	doc, err := patch.ParseDocument([]byte(`{}`))
	if err != nil {
		panic(err) // it is a JSON object
	}
	return doc
}()

// editsFor makes the edits for a step's text, typed as the field wants it. doc is what
// the lead or contact has now. The error is a sentence for the user.
func editsFor(s *api.RecipeStep, f *patch.Field, text string, doc *patch.Document, now time.Time) ([]api.Edit, error) {
	op := api.Op(s.Do)
	if f.Records() {
		return recordEdits(f, op, text, doc), nil
	}
	if !f.Multiple {
		value, err := typed(f, text, now)
		return []api.Edit{{Field: f.Key, Op: op, Value: jsonText(value)}}, err
	}
	values, err := several(f, op, text, doc, now)
	if err != nil {
		return nil, err
	}
	if op == api.OpSet {
		list := []byte{'['}
		for i, v := range values {
			if i > 0 {
				list = append(list, ',')
			}
			list = append(list, jsonText(v)...)
		}
		return []api.Edit{{Field: f.Key, Op: op, Value: append(list, ']')}}, nil
	}
	var out []api.Edit
	for _, v := range values {
		out = append(out, api.Edit{Field: f.Key, Op: op, Value: jsonText(v)})
	}
	return out, nil
}

// several reads a text as the values of a field of several: one a line. A line that is
// no value itself may be some with commas between them.
func several(f *patch.Field, op api.Op, text string, doc *patch.Document, now time.Time) ([]string, error) {
	has := gjson.ParseBytes(f.Show(f.Read(doc))).Array()
	one := func(s string) (string, error) {
		if op == api.OpRemove {
			for _, v := range has {
				if v.String() == strings.TrimSpace(s) {
					return v.String(), nil // it can go even if it is offered no more
				}
			}
			if o, _ := match(f.Options, s); o != nil {
				return o.Value, nil // so can somebody who has left
			}
		}
		return typed(f, s, now)
	}
	var out []string
	for line := range strings.Lines(text) {
		if blank(line) {
			continue
		}
		value, err := one(line)
		if err == nil {
			out = append(out, value)
			continue
		}
		parts := strings.Split(line, ",")
		if len(parts) == 1 {
			return nil, err
		}
		for _, part := range parts {
			if blank(part) {
				continue
			}
			value, err := one(part)
			if err != nil {
				return nil, err
			}
			out = append(out, value)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("There is no value in the text. Write one a line.")
	}
	return out, nil
}

// typed returns a text as one value of the field. What it cannot make sense of, the
// compiler words.
func typed(f *patch.Field, text string, now time.Time) (string, error) {
	switch f.Type.Form() {
	case patch.FormText:
		return text, nil
	case patch.FormOption:
		return pick(f, text)
	case patch.FormDate:
		if date, err := ReadDate(text, now); err == nil {
			return date, nil
		}
	case patch.FormDateTime:
		return readInstant(text, now), nil
	}
	return strings.TrimSpace(text), nil
}

// readInstant returns a text as a date and time: a date alone is the beginning of that
// day where the user is.
func readInstant(text string, now time.Time) string {
	text = strings.TrimSpace(text)
	if isInstant(text) {
		return text
	}
	date, err := ReadDate(text, now)
	if err != nil {
		return text
	}
	day, err := time.ParseInLocation(time.DateOnly, date, now.Location())
	if err != nil {
		return text
	}
	return day.Format(time.RFC3339)
}

func isInstant(text string) bool {
	for _, form := range timeForms {
		if _, err := time.Parse(form, text); err == nil {
			return true
		}
	}
	return false
}

// readDue returns a text as the date of a task: a date, or a date and time.
func readDue(text string, now time.Time) (string, error) {
	text = strings.TrimSpace(text)
	for _, form := range timeForms {
		if t, err := time.Parse(form, text); err == nil {
			return t.Format(time.RFC3339), nil
		}
	}
	return ReadDate(text, now)
}

// recordEdits adds an address, number or link to a contact, or takes one away,
// whatever its type is there.
func recordEdits(f *patch.Field, op api.Op, text string, doc *patch.Document) []api.Edit {
	text = strings.TrimSpace(text)
	key, record := f.NewRecord(text)
	var same []api.Edit
	for _, item := range gjson.ParseBytes(f.Show(f.Read(doc))).Array() {
		if strings.EqualFold(item.Get(key).String(), text) {
			same = append(same, api.Edit{Field: f.Key, Op: op, Value: []byte(item.Raw)})
		}
	}
	if len(same) > 0 {
		return same // the one that is there: added again it is left alone
	}
	return []api.Edit{{Field: f.Key, Op: op, Value: record}}
}

// compiles returns what the compiler finds wrong with edits of one field.
func compiles(schema *patch.Schema, doc *patch.Document, edits []api.Edit) error {
	in := make([]patch.Edit, len(edits))
	for i, e := range edits {
		in[i] = patch.Edit{Field: e.Field, Op: patch.Op(e.Op), Value: e.Value}
	}
	plan, err := patch.Compile(doc, schema, nil, in)
	if err != nil {
		return err
	}
	if len(plan.Errors) > 0 {
		return errors.New(plan.Errors[0].Detail)
	}
	return nil
}

// jsonText is a text as JSON.
func jsonText(s string) []byte { return gjson.AppendJSONString(nil, s) }
