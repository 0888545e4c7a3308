package page

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"leadpatch/wasm/api"
)

// source is where in a page a value stands; the lower, the more it is worth.
type source int

const (
	fromSelection source = iota
	fromJSONLD
	fromMicrodata
	fromMeta
	fromLink
	fromAddress
	fromTitle
)

// words are the sources in the user's words.
var words = [...]string{
	fromSelection: "from the text that you selected",
	fromJSONLD:    "from the page's JSON-LD",
	fromMicrodata: "from the page's microdata",
	fromMeta:      "from the page's meta data",
	fromLink:      "from a link on the page",
	fromAddress:   "from the page's address",
	fromTitle:     "from the page's title",
}

// sureness is how sure a value is, as a number that can be compared.
type sureness int

const (
	low sureness = iota
	medium
	high
)

var confidences = [...]api.Confidence{low: api.ConfidenceLow, medium: api.ConfidenceMedium, high: api.ConfidenceHigh}

// found is one value that was found.
type found struct {
	person *person // nil for the lead
	field  string
	key    string // what two values are compared by
	value  any
	source source
	note   string // what the source's sentence adds: "the author"
	sure   sureness
	firm   bool // no second source raises how sure it is
}

// person is one contact that the page names; that without a name is the organization's
// own mail box and telephone.
type person struct {
	name string
	sure sureness
}

// finds are all values of a page, each once.
type finds struct {
	list    []found
	persons []*person
	office  *person
}

// add notes a value. One that is known is not noted again: the better source stays,
// and two sources that say the same are surer than one.
func (f *finds) add(n found) {
	if n.key == "" || strings.ContainsRune(n.key, '\ufffd') {
		return
	}
	for i := range f.list {
		old := &f.list[i]
		if old.field != n.field || old.key != n.key || old.person != n.person {
			continue
		}
		first, second := *old, n
		if second.sure > first.sure || second.sure == first.sure && second.source < first.source {
			first, second = second, first
		}
		if first.source != second.source && !first.firm {
			switch {
			case first.sure == low:
				first.sure = medium
			case first.source <= fromMicrodata || second.source <= fromMicrodata:
				// A title repeats what a meta element says; only data of another kind make sure.
				first.sure = high
			}
		}
		*old = first
		return
	}
	if len(f.list) < maxFinds {
		f.list = append(f.list, n)
	}
}

const (
	maxFinds   = 200
	maxOfField = 10 // of one field of the lead or of one contact
	maxPersons = 10
)

// has reports whether there is a value for a field of the lead.
func (f *finds) has(field string) bool {
	return slices.ContainsFunc(f.list, func(n found) bool { return n.person == nil && n.field == field })
}

// inbox returns the contact without a name, for the organization's mail box and telephone.
func (f *finds) inbox() *person {
	if f.office == nil {
		f.office = &person{}
	}
	return f.office
}

// fieldOrder is how a form shows the fields.
var fieldOrder = []string{"name", "url", "description", "addresses", "title", "emails", "phones", "urls"}

// suggestions are the finds in the order of a form: the lead, the persons, the surest
// first, and the organization's own mail box at last.
func (f *finds) suggestions() []api.Suggestion {
	f.dropOfficeDoubles()
	persons := slices.Clone(f.persons)
	slices.SortStableFunc(persons, func(a, b *person) int { return int(b.sure) - int(a.sure) })
	if f.office != nil {
		persons = append(persons, f.office)
	}
	out := []api.Suggestion{}
	label := 0
	for _, of := range append([]*person{nil}, persons...) {
		before := len(out)
		name := ""
		if of != nil {
			name = "p" + strconv.Itoa(label+1)
		}
		for _, field := range fieldOrder {
			out = f.field(out, of, field, name)
		}
		if of != nil && len(out) > before {
			label++
		}
	}
	for i := range out {
		out[i].ID = "s" + strconv.Itoa(i+1)
	}
	return out
}

// field appends the suggestions of one field of the lead or a contact, the best first.
func (f *finds) field(out []api.Suggestion, of *person, field, name string) []api.Suggestion {
	var these []found
	for _, n := range f.list {
		if n.person == of && n.field == field {
			these = append(these, n)
		}
	}
	slices.SortStableFunc(these, func(a, b found) int {
		if a.sure != b.sure {
			return int(b.sure - a.sure)
		}
		return int(a.source - b.source)
	})
	for i, n := range these {
		if i == maxOfField {
			break
		}
		raw, err := marshal(n.value)
		if err != nil {
			continue // no value of ours fails; a text of bytes that are no UTF-8 is replaced
		}
		out = append(out, api.Suggestion{Person: name, Field: field, Value: raw, Source: sentence(n), Confidence: confidences[n.sure]})
	}
	return out
}

// dropOfficeDoubles takes from the organization's mail box what is a person's.
func (f *finds) dropOfficeDoubles() {
	f.list = slices.DeleteFunc(f.list, func(n found) bool {
		return n.person != nil && n.person == f.office && slices.ContainsFunc(f.list, func(o found) bool {
			return o.person != nil && o.person != f.office && o.field == n.field && o.key == n.key
		})
	})
}

func sentence(n found) string {
	if n.note == "" {
		return words[n.source]
	}
	return words[n.source] + ", " + n.note
}

// marshal writes a value as JSON without escapes for HTML, which a review would show.
func marshal(v any) (json.RawMessage, error) {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return json.RawMessage(strings.TrimSuffix(out.String(), "\n")), nil
}
