package patch_test

import (
	"bytes"
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"leadpatch/wasm/patch"
)

// The corpus is a list of cases to be read: what the server has, what a person saw
// and wants, and what comes of it, to the byte. It is embedded, because the same
// cases run in browsers, where there is no file system.
//
//go:embed testdata/corpus/*.json
var corpusFiles embed.FS

// With -update the corpus is written again from what the compiler and the model of
// Close do now:
//
//	go test ./wasm/patch -run '^TestCorpus$' -update && git diff wasm/patch/testdata/corpus
//
// Read the difference line by line before it is committed: the compiler must not be
// the judge of itself. A new case needs its name, schema, lead and edits only.
var updateFlag = flag.Bool("update", false, "write the corpus again; read the difference")

// corpusCase is one case. Its order of keys is the order in the file.
type corpusCase struct {
	Name   string `json:"name"`
	Schema string `json:"schema"` // "lead" or "contact", see corpusFields
	// Lead is the object as the server has it now, without what never matters.
	Lead object `json:"lead"`
	// Base is what was seen, by field, as JSON. What is missing was not seen.
	Base   map[string]json.RawMessage `json:"base"`
	Edits  []corpusEdit               `json:"edits"`
	Server corpusServer               `json:"server"`
	Want   corpusWant                 `json:"want"`
}

type corpusEdit struct {
	Field string          `json:"field"`
	Op    patch.Op        `json:"op"`
	Value json.RawMessage `json:"value"`
	Exact bool            `json:"exact"`
}

// corpusServer is what the model of Close does in another way than usual.
type corpusServer struct {
	Ignore string `json:"ignore"`
	Tidy   bool   `json:"tidy"`
}

// corpusWant is what comes of a case. Bodies are compared byte by byte.
type corpusWant struct {
	Bodies    []json.RawMessage            `json:"bodies"`
	Errors    map[string]string            `json:"errors"`    // the sentence by field
	Unchanged map[string]string            `json:"unchanged"` // the sentence by field
	Notes     map[string]string            `json:"notes"`     // the sentence by field
	Conflicts map[string][]json.RawMessage `json:"conflicts"` // base, theirs, mine as shown
	// Ignored and Rewritten are the fields that Verify reports.
	Ignored   []string `json:"ignored"`
	Rewritten []string `json:"rewritten"`
	// After is what differs on the object after the bodies, Undone what still differs
	// from the start after undo: null for a key that is gone.
	After  object `json:"after"`
	Undone object `json:"undone"`
}

// corpusFields are the fields of the cases.
func corpusFields(schema string) (patch.Kind, []patch.Field) {
	options := func(values ...string) []patch.Option {
		var out []patch.Option
		for _, v := range values {
			value, label, named := strings.Cut(v, "=")
			if !named {
				label = value
			}
			out = append(out, patch.Option{Value: value, Label: label})
		}
		return out
	}
	users := options("user_ada=Ada", "user_bob=Bob", "user_bob2=Bob", "user_cy=Cy \u00dc")
	contacts := options("cont_dana=Dana", "cont_eve=Eve")
	custom := []patch.Field{
		{Key: "custom.cf_text", Label: "Text", Type: patch.Text},
		{Key: "custom.cf_area", Label: "Area", Type: patch.Textarea},
		{Key: "custom.cf_number", Label: "Number", Type: patch.Number},
		{Key: "custom.cf_date", Label: "Date", Type: patch.Date},
		{Key: "custom.cf_when", Label: "When", Type: patch.DateTime},
		{Key: "custom.lcf_choice", Label: "Choice", Type: patch.Choices, Options: options("A & B", "\"C\" <d>", "\u00e9", "e\u0301")},
		{Key: "custom.cf_days", Label: "Days", Type: patch.Choices, Multiple: true, Options: options("Mon", "Tue", "Wed", "Thu", "<Fri>")},
		{Key: "custom.cf_owner", Label: "Owner", Type: patch.User, Options: users},
		{Key: "custom.cf_team", Label: "Team", Type: patch.User, Multiple: true, Options: users},
		{Key: "custom.cf_contact", Label: "Contact", Type: patch.Contact, Options: contacts},
		{Key: "custom.cf_people", Label: "People", Type: patch.Contact, Multiple: true, Options: contacts},
		{Key: "custom.cf_object", Label: "Object", Type: patch.CustomObject},
		{Key: "custom.cf_objects", Label: "Objects", Type: patch.CustomObject, Multiple: true},
		{Key: "custom.cf_hidden", Label: "Hidden", Type: patch.Hidden},
		{Key: "custom.cf_locked", Label: "Locked", Type: patch.Text, Locked: "Only admins may change this."},
		{Key: "custom.cf_converting", Label: "Converting", Type: patch.Number, Locked: "Close is converting this field to another type."},
		{Key: "custom.cf_strange", Label: "Strange", Type: patch.Unknown},
	}
	if schema == "contact" {
		return patch.ContactKind, append(patch.ContactFields(), custom...)
	}
	return patch.LeadKind, append(patch.LeadFields(options("stat_new=New", "stat_won=Won & paid", "stat_lost=Lost")), custom...)
}

// TestCorpus runs every case and prints how many there were.
func TestCorpus(t *testing.T) {
	files, err := corpusFiles.ReadDir("testdata/corpus")
	if err != nil {
		t.Fatal(err)
	}
	count, names := 0, map[string]bool{}
	for _, file := range files {
		name := path.Join("testdata/corpus", file.Name())
		raw, err := corpusFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var cases []*corpusCase
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		d.DisallowUnknownFields()
		if err := d.Decode(&cases); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, c := range cases {
			if names[c.Name] {
				t.Errorf("two cases are named %q", c.Name)
			}
			names[c.Name] = true
			count++
			t.Run(c.Name, c.run)
		}
		if *updateFlag {
			if err := os.WriteFile(name, writeCases(cases), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if count < 120 {
		t.Errorf("the corpus has shrunk to %d cases", count)
	}
	t.Logf("corpus: %d cases", count)
}

func (c *corpusCase) run(t *testing.T) {
	got := c.outcome(t)
	if *updateFlag {
		c.Want = got
		return
	}
	want := c.Want
	for i, body := range got.Bodies {
		if i >= len(want.Bodies) || !bytes.Equal(body, want.Bodies[i]) {
			t.Errorf("body %d is\n%s", i, body)
		}
	}
	// As JSON, so that "nothing" has one form.
	a, b := writeWant(got), writeWant(want)
	if !bytes.Equal(a, b) {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

// outcome compiles a case, gives the bodies to the model of Close, verifies, and
// undoes.
func (c *corpusCase) outcome(t *testing.T) corpusWant {
	kind, fields := corpusFields(c.Schema)
	p := &prover{TB: t, name: c.Name, scene: &scene{kind: kind, fields: fields, now: c.Lead}}
	server := newServer(kind, fields)
	server.ignore, server.tidy = c.Server.Ignore, c.Server.Tidy
	base := patch.Base{}
	for key, raw := range c.Base {
		base[key] = string(raw)
	}
	var edits []patch.Edit
	for _, e := range c.Edits {
		edits = append(edits, patch.Edit{Field: e.Field, Op: e.Op, Value: e.Value, Exact: e.Exact})
	}
	plan := p.compile(c.Lead, base, edits)
	out := corpusWant{
		Errors: map[string]string{}, Unchanged: map[string]string{}, Notes: map[string]string{},
		Conflicts: map[string][]json.RawMessage{},
	}
	for _, e := range plan.Errors {
		out.Errors[e.Field] = e.Detail
	}
	for _, u := range plan.Unchanged {
		out.Unchanged[u.Field.Key] = u.Detail
	}
	for _, x := range plan.Conflicts {
		f := x.Field
		out.Conflicts[f.Key] = []json.RawMessage{f.Show(x.Base), f.Show(x.Theirs), f.Show(x.Mine)}
	}
	for _, x := range plan.Changes {
		if x.Note != "" {
			out.Notes[x.Field.Key] = x.Note
		}
	}
	for _, body := range plan.Bodies {
		out.Bodies = append(out.Bodies, body)
	}
	if plan.Bodies == nil {
		return out
	}
	after := p.send(server, c.Lead, plan)
	verified := plan.Verify(p.document(after))
	for _, v := range verified {
		switch {
		case !v.Accepted:
			out.Ignored = append(out.Ignored, v.Field.Key)
		case v.Normalized:
			out.Rewritten = append(out.Rewritten, v.Field.Key)
		}
	}
	back, backBase := patch.Inverse(verified)
	undo := p.compile(after, backBase, back)
	for _, e := range undo.Errors {
		out.Notes[e.Field] = "Undo: " + e.Detail
	}
	out.After = difference(c.Lead, after)
	out.Undone = difference(c.Lead, p.send(server, after, undo))
	return out
}

// difference returns the keys of b that differ from a, null for those that are gone.
func difference(a, b object) object {
	out := object{}
	for _, key := range keysOf(a, b) {
		_, had := a[key]
		if _, has := b[key]; had != has || !reflect.DeepEqual(a[key], b[key]) {
			out[key] = b[key]
		}
	}
	return out
}

// writeCases writes the cases one member a line, raw JSON as it stands: to marshal
// them would respell the bytes that they are about.
func writeCases(cases []*corpusCase) []byte {
	var out bytes.Buffer
	out.WriteString("[")
	for i, c := range cases {
		if i > 0 {
			out.WriteString(",")
		}
		fmt.Fprintf(&out, "\n  {\n    \"name\": %s,\n    \"schema\": %s,\n    \"lead\": %s,\n", encode(c.Name), encode(c.Schema), encode(c.Lead))
		if len(c.Base) > 0 {
			fmt.Fprintf(&out, "    \"base\": {%s},\n", rawMembers(c.Base))
		}
		out.WriteString("    \"edits\": [")
		for j, e := range c.Edits {
			if j > 0 {
				out.WriteString(",\n              ")
			}
			fmt.Fprintf(&out, "{\"field\": %s, \"op\": %s", encode(e.Field), encode(string(e.Op)))
			if e.Value != nil {
				fmt.Fprintf(&out, ", \"value\": %s", e.Value)
			}
			if e.Exact {
				out.WriteString(", \"exact\": true")
			}
			out.WriteString("}")
		}
		out.WriteString("],\n")
		if c.Server != (corpusServer{}) {
			fmt.Fprintf(&out, "    \"server\": {\"ignore\": %s, \"tidy\": %v},\n", encode(c.Server.Ignore), c.Server.Tidy)
		}
		fmt.Fprintf(&out, "    \"want\": {%s}\n  }", bytes.ReplaceAll(writeWant(c.Want), []byte("\n"), []byte("\n    ")))
	}
	out.WriteString("\n]\n")
	return out.Bytes()
}

// writeWant writes what is expected, without what is empty.
func writeWant(w corpusWant) []byte {
	var lines []string
	add := func(name string, raw []byte) { lines = append(lines, fmt.Sprintf("\n  %q: %s", name, raw)) }
	if len(w.Bodies) > 0 {
		add("bodies", rawList(w.Bodies))
	}
	for _, m := range []struct {
		name  string
		texts map[string]string
	}{{"errors", w.Errors}, {"unchanged", w.Unchanged}, {"notes", w.Notes}} {
		if len(m.texts) > 0 {
			add(m.name, encode(m.texts))
		}
	}
	if len(w.Conflicts) > 0 {
		shown := map[string]json.RawMessage{}
		for key, three := range w.Conflicts {
			shown[key] = rawList(three)
		}
		add("conflicts", []byte("{"+string(rawMembers(shown))+"}"))
	}
	if len(w.Ignored) > 0 {
		add("ignored", encode(w.Ignored))
	}
	if len(w.Rewritten) > 0 {
		add("rewritten", encode(w.Rewritten))
	}
	if len(w.Bodies) > 0 {
		add("after", encode(w.After))
		add("undone", encode(w.Undone))
	}
	return []byte(strings.Join(lines, ",") + "\n")
}

func rawList(items []json.RawMessage) []byte {
	return slices.Concat([]byte("["), bytes.Join(asBytes(items), []byte(", ")), []byte("]"))
}

func asBytes(items []json.RawMessage) [][]byte {
	out := make([][]byte, len(items))
	for i := range items {
		out[i] = items[i]
	}
	return out
}

func rawMembers(members map[string]json.RawMessage) []byte {
	var parts [][]byte
	for _, key := range slices.Sorted(maps.Keys(members)) {
		parts = append(parts, fmt.Appendf(nil, "%s: %s", encode(key), members[key]))
	}
	return bytes.Join(parts, []byte(", "))
}
