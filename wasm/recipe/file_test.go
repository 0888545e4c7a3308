package recipe

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"leadpatch/wasm/api"

	"github.com/tidwall/gjson"
)

// fileCases are files of one recipe or two, good ones and bad ones. The tests of the
// extension hold the same against the published schema.
func fileCases(t testing.TB) []gjson.Result {
	t.Helper()
	raw, err := os.ReadFile("testdata/files.json")
	if err != nil {
		t.Fatal(err)
	}
	cases := gjson.ParseBytes(raw).Array()
	if len(cases) < 50 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

func TestFiles(t *testing.T) {
	for _, c := range fileCases(t) {
		in, err := ReadFile(c.Get("file").Raw)
		got := ""
		for _, one := range in {
			got += one.Refused
			if one.Refused != "" && len(one.Recipe.Steps) > 0 {
				t.Errorf("%s: what is refused is shown with its steps", c.Get("name"))
			}
		}
		if err != nil {
			got = err.Error()
		}
		if want := c.Get("refused").String(); want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", c.Get("name"), got, want)
		}
	}
}

func TestFileBounds(t *testing.T) {
	many := make([]string, MaxRecipes+1)
	for i := range many {
		many[i] = fmt.Sprintf(`{"name":"%d","steps":[{"do":"note","value":"x"}]}`, i)
	}
	file := func(recipes []string) string {
		return `{"leadpatch_recipes":1,"recipes":[` + strings.Join(recipes, ",") + `]}`
	}
	if in, err := ReadFile("\ufeff" + file(many[1:])); err != nil || len(in) != MaxRecipes {
		t.Errorf("%d recipes, %v", len(in), err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"too many recipes":  {file(many), "more than 500"},
		"too long":          {strings.Repeat(" ", MaxFile) + file(many[:1]), "longer than 1 MB"},
		"no JSON":           {"recipes:\n- a", "not valid JSON"},
		"half of a file":    {file(many[:1])[:30], "not valid JSON"},
		"not text":          {"\xff\xfe", "not"},
		"deep":              {strings.Repeat("[", 100), "not"},
		"a key twice":       {`{"leadpatch_recipes":1,"recipes":[],"recipes":[]}`, "twice"},
		"a key twice below": {file([]string{`{"name":"a","name":"b","steps":[]}`}), ""},
		"empty":             {"", "not"},
	} {
		in, err := ReadFile(c.text)
		if c.want == "" && (err != nil || !strings.Contains(in[0].Refused, "twice")) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, %v", name, in, err)
		}
	}
}

// TestFilesRoundTrip: what is exported is imported as it was, without what is its
// owner's.
func TestFilesRoundTrip(t *testing.T) {
	recipes := Starters()
	recipes[0].ID, recipes[0].Slot = "AAAAAAAAAAAAAAAAAAAA", 2
	recipes[0].WhenStatus = []string{"Potential <&>"}
	text, err := WriteFile(recipes)
	if err != nil || strings.Contains(text, "AAAA") || strings.Contains(text, "slot") || !strings.Contains(text, "<&>") {
		t.Fatalf("%v %s", err, text)
	}
	recipes[0].ID, recipes[0].Slot = "", 0
	in, err := ReadFile(text)
	if err != nil || len(in) != len(recipes) {
		t.Fatal(err, len(in))
	}
	for i := range in {
		if in[i].Refused != "" || !reflect.DeepEqual(in[i].Recipe, recipes[i]) {
			t.Errorf("%+v is not %+v", in[i], recipes[i])
		}
	}
}

// TestStarters: they are many, they say what they do, and they run in an organization
// that has nothing but what Close gives.
func TestStarters(t *testing.T) {
	all := Starters()
	if len(all) < 12 {
		t.Errorf("only %d", len(all))
	}
	schema := testSchema(1)
	schema.Lead.Field("status_id").Options = append(schema.Lead.Field("status_id").Options, choicesOf("Bad Fit")...)
	schema.OpportunityStatuses = choicesOf("Active", "Won", "Lost")
	var names []string
	for _, r := range all {
		if got := issues(Lint(&r, schema)); got != "" || r.Description == "" {
			t.Errorf("%s: %s", r.Name, got)
		}
		if slices.Contains(names, strings.ToLower(r.Name)) {
			t.Errorf("two are called %s", r.Name)
		}
		names = append(names, strings.ToLower(r.Name))
		for _, s := range r.Steps {
			if strings.HasPrefix(s.Field, "custom.") {
				t.Errorf("%s needs the field %s", r.Name, s.Field)
			}
		}
	}
}

func TestFreeName(t *testing.T) {
	long := strings.Repeat("é", 80)
	for _, c := range []struct {
		name, want string
		taken      []string
	}{
		{"A", "A", nil},
		{"A", "A (2)", []string{"a"}},
		{"A", "A (3)", []string{"a", "A (2)"}},
		{"ÉCOLE ſ", "ÉCOLE ſ (2)", []string{"école S"}},
		{long, strings.Repeat("é", 76) + " (2)", []string{long}},
	} {
		taken := map[string]bool{}
		for _, name := range c.taken {
			taken[NameKey(name)] = true
		}
		got := FreeName(c.name, taken)
		if got != c.want || utf8.RuneCountInString(got) > 80 {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// jsonKeys are the keys of a type as JSON.
func jsonKeys(v any) []string {
	var out []string
	for i := range reflect.TypeOf(v).NumField() {
		key, _, _ := strings.Cut(reflect.TypeOf(v).Field(i).Tag.Get("json"), ",")
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// TestPublishedSchema: extension/recipes.schema.json names exactly the operations and
// keys that there are.
func TestPublishedSchema(t *testing.T) {
	raw, err := os.ReadFile("../../extension/recipes.schema.json")
	if err != nil || !json.Valid(raw) {
		t.Fatal("the schema cannot be read", err)
	}
	schema := gjson.ParseBytes(raw)
	keys := func(path string) (out []string) {
		for key := range schema.Get(path).Map() {
			out = append(out, key)
		}
		slices.Sort(out)
		return out
	}
	recipeKeys := slices.DeleteFunc(jsonKeys(api.Recipe{}), func(key string) bool { return key == "id" || key == "slot" })
	if got := keys("$defs.recipe.properties"); !slices.Equal(got, recipeKeys) {
		t.Errorf("a recipe has %v, the schema %v", recipeKeys, got)
	}
	var operations, stepParts []string
	for _, step := range schema.Get("$defs.step.oneOf").Array() {
		def := strings.TrimPrefix(step.Get("$ref").Str, "#/$defs/")
		parts := keys("$defs." + def + ".properties")
		do := schema.Get("$defs." + def + ".properties.do")
		names := append(do.Get("enum").Array(), do.Get("const"))
		for _, name := range names {
			if !name.Exists() {
				continue
			}
			operations = append(operations, name.Str)
			want := append(slices.Clone(kindOf(name.Str).parts), "do")
			slices.Sort(want)
			if !slices.Equal(parts, want) {
				t.Errorf("“%s” takes %v, in the schema %v", name.Str, want, parts)
			}
		}
		for _, part := range parts {
			if !slices.Contains(stepParts, part) {
				stepParts = append(stepParts, part)
			}
		}
	}
	slices.Sort(operations)
	want := slices.Sorted(slices.Values(Operations()))
	if !slices.Equal(operations, want) {
		t.Errorf("there are the operations %v, in the schema %v", want, operations)
	}
	slices.Sort(stepParts)
	if want := jsonKeys(api.RecipeStep{}); !slices.Equal(stepParts, want) {
		t.Errorf("a step has %v, in the schema %v", want, stepParts)
	}
	for path, want := range map[string]int64{
		"properties.leadpatch_recipes.const": fileVersion, "properties.recipes.maxItems": MaxRecipes,
		"$defs.recipe.properties.name.maxLength": maxName, "$defs.recipe.properties.steps.maxItems": maxSteps,
		"$defs.recipe.properties.description.maxLength": maxText, "$defs.text.maxLength": maxText,
		"$defs.recipe.properties.when_status.maxItems": maxStatuses,
	} {
		if got := schema.Get(path).Int(); got != want {
			t.Errorf("%s is %d in the schema, not %d", path, got, want)
		}
	}
	var menus []string
	for _, m := range schema.Get("$defs.recipe.properties.menu.items.enum").Array() {
		menus = append(menus, m.Str)
	}
	if !slices.Equal(menus, Menus) {
		t.Errorf("menus: %v", menus)
	}
}
