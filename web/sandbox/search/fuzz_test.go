package search

import (
	"testing"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/seed"
	"leadpatch/web/sandbox/wire"
)

// FuzzSearch reads any query and evaluates what can be read: what a query and its
// negation find is everything, and nothing twice.
func FuzzSearch(f *testing.F) {
	for _, body := range []string{
		`{"query": {"type": "and", "queries": [{"type": "object_type", "object_type": "lead"},
			{"type": "field_condition", "field": {"type": "regular_field", "object_type": "lead", "field_name": "name"},
				"condition": {"type": "text", "mode": "phrase", "value": "acme"}}]}}`,
		`{"query": {"type": "has_related", "this_object_type": "lead", "related_object_type": "contact", "related_query":
			{"type": "has_related", "this_object_type": "contact", "related_object_type": "contact_email", "related_query":
				{"type": "field_condition", "field": {"type": "regular_field", "object_type": "contact_email", "field_name": "email"},
					"condition": {"type": "text", "mode": "full_words", "value": "gmail.com"}}}}}`,
		`{"query": {"type": "text", "mode": "beginning_of_words", "value": "a"}}`, `{"query": {"type": "or", "queries": []}}`, `{"query": {"type": "id"}}`,
		`{"query": {"type": "field_condition", "field": {"type": "custom_field", "custom_field_id": 7}, "condition": {"type": "term", "values": [null, {}]}}}`,
	} {
		f.Add(body)
	}
	w := crm.NewWorld("http://127.0.0.1", time.Now)
	w.Reset(options.Default(), seed.Data())
	var documents []Document
	for _, l := range w.Leads[:20] {
		documents = append(documents, leadDocument(w, l))
	}
	f.Fuzz(func(t *testing.T, text string) {
		body, problem := wire.ParseBody([]byte(text))
		if problem != nil {
			return
		}
		reader := queryReader{splitterOf(options.WordsAreParts)}
		found, problem := reader.read(body["query"], 1)
		if problem != nil {
			return
		}
		opposite, problem := reader.read(wire.Object{"type": "and", "queries": []any{body["query"]}, "negate": true}, 1)
		if problem != nil {
			return // one level deeper than allowed
		}
		for _, d := range documents {
			if found(d) == opposite(d) {
				t.Errorf("%s and its negation both say %v of %v", text, found(d), d.Values["name"])
			}
		}
	})
}
