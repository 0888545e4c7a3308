package recipe

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"leadpatch/wasm/api"
)

// FuzzTemplate parses and fills any text. A text that parses fills without a panic,
// asks nothing twice, and comes out as it went in where it holds no placeholder; an
// error names a place in the text.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{
		"{{selection|trim|max:5}}", "{{ask:Why?|a,b|lower}}", `\\\{{x}}`, "{{today+3m}}{{now-2h|date}}", "{{clipboard|default:a\\|b}}",
		"{{lead.custom.cf_days}} {{contact.name}}", "{{selection|number}}{{selection|phone}}{{selection|email}}{{selection|title}}",
	} {
		f.Add(s, "Ada ada@acme.example +49 30 901820, 1.250,50", "tomorrow")
	}
	f.Fuzz(func(t *testing.T, text, selection, answer string) {
		if !utf8.ValidString(text) || !utf8.ValidString(selection) || !utf8.ValidString(answer) {
			return
		}
		parsed, err := Parse(text)
		if err != nil {
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || syntax.At < 1 || syntax.At > utf8.RuneCountInString(text) || !utf8.ValidString(syntax.Detail) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if constant, ok := parsed.Constant(); ok && !strings.Contains(text, `\{{`) && constant != text {
			t.Fatalf("%q became %q", text, constant)
		}
		lead := testLead(t, 2)
		lead.schema = testSchema(2).Lead
		ctx := testContext()
		ctx.Selection = selection
		answers := map[string]string{}
		for range 3 { // an answer can lead to another question, but not to endless ones
			fl := &filler{schema: testSchema(2), lead: lead, ctx: ctx, answers: answers}
			out, complete := fl.text(parsed)
			if complete != (len(fl.out.Questions) == 0) || !utf8.ValidString(out) {
				t.Fatalf("%q: %q, %v, asks %+v", text, out, complete, fl.out.Questions)
			}
			seen := map[string]bool{}
			for _, q := range fl.out.Questions {
				if seen[q.ID] || q.Text == "" || !utf8.ValidString(q.Note) {
					t.Fatalf("%q: %+v", text, fl.out.Questions)
				}
				seen[q.ID] = true
				answers[q.ID] = answer
			}
		}
	})
}

// FuzzRecipeFile reads any file. What is taken from it can be stored, round-trips, and
// when it is filled, nothing comes out but known operations on known fields; whatever
// the lead and the answers are, no value is overwritten with nothing.
func FuzzRecipeFile(f *testing.F) {
	f.Add(starters, "x")
	for _, c := range fileCases(f) {
		f.Add(c.Get("file").Raw, "Retail")
	}
	ops := []api.Op{api.OpSet, api.OpClear, api.OpAdd, api.OpRemove, api.OpAppend}
	kinds := []api.StepKind{api.StepNote, api.StepTask, api.StepOpportunity}
	f.Fuzz(func(t *testing.T, text, answer string) {
		in, err := ReadFile(text)
		if err != nil {
			if err.Error() == "" || !utf8.ValidString(err.Error()) {
				t.Fatalf("no sentence: %q", err)
			}
			return
		}
		var taken []api.Recipe
		for _, one := range in {
			if one.Refused == "" {
				taken = append(taken, one.Recipe)
			}
		}
		if len(taken) == 0 {
			return
		}
		written, err := WriteFile(taken)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ReadFile(written); len(written) <= MaxFile && (err != nil || len(again) != len(taken)) {
			t.Fatalf("%v: %s", err, written)
		} else {
			for i := range again {
				if again[i].Refused != "" || !sameRecipe(again[i].Recipe, taken[i]) {
					t.Fatalf("%+v became %+v", taken[i], again[i])
				}
			}
		}
		schema, lead := testSchema(2), testLead(t, 2)
		for i := range taken {
			r := &taken[i]
			if len(Validate(r)) > 0 || r.ID != "" || r.Slot != 0 {
				t.Fatalf("%+v", r)
			}
			p := Portable(*r, schema)
			if len(Validate(&p)) > 0 {
				t.Fatalf("%+v became %+v", r, p)
			}
			answers := map[string]string{}
			for range 4 {
				result := Fill(r, schema, lead, testContext(), answers)
				for _, q := range result.Questions {
					answers[q.ID] = answer
					if len(q.Options) > 0 {
						answers[q.ID] = q.Options[0].Value
					}
				}
				for _, e := range result.Edits {
					of := schema.Lead
					if e.Target != "" {
						of = schema.Contact
					}
					if !slices.Contains(ops, e.Op) || of.Field(e.Field) == nil || of.Field(e.Field).Locked != "" || e.Exact ||
						e.Op != api.OpClear && blank(strings.Trim(string(e.Value), `"[]`)) {
						t.Fatalf("%+v does %+v", r, e)
					}
				}
				for _, s := range result.Steps {
					if !slices.Contains(kinds, s.Do) || s.ID != "" || s.Opportunity != "" || s.Do != api.StepOpportunity && blank(s.Text) {
						t.Fatalf("%+v does %+v", r, s)
					}
				}
			}
		}
	})
}

// sameRecipe compares, with an absent list like an empty one.
func sameRecipe(a, b api.Recipe) bool {
	return a.Name == b.Name && a.Description == b.Description && slices.Equal(a.Menu, b.Menu) &&
		slices.Equal(a.WhenStatus, b.WhenStatus) && reflect.DeepEqual(a.Steps, b.Steps)
}
