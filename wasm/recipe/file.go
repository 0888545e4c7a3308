package recipe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// A file of recipes is one JSON object: {"leadpatch_recipes":1,"recipes":[…]}. It is
// described by extension/recipes.schema.json. A recipe in it has no id and no shortcut:
// those are its owner's.

const (
	fileVersion = 1
	// MaxFile is the longest file that is read, in bytes.
	MaxFile = 1 << 20
)

// InFile is one recipe of a file.
type InFile struct {
	Recipe api.Recipe
	// Refused says why it cannot be taken; usually empty.
	Refused string
}

// ReadFile reads a file of recipes that may come from anybody. It fails for what is no
// such file; a recipe in it that is not good is refused by itself. The error is a
// sentence for the user. Nothing of it has been run or stored.
func ReadFile(text string) ([]InFile, error) {
	if len(text) > MaxFile {
		return nil, errors.New("The file is longer than 1 MB. Export fewer recipes into it.")
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if err := patch.CheckJSON([]byte(text)); err != nil {
		return nil, fmt.Errorf("This is not a file of recipes: it is %s.", err)
	}
	v := gjson.Parse(text)
	if !v.IsObject() || !v.Get("leadpatch_recipes").Exists() {
		return nil, errors.New("This is not a file of Leadpatch recipes.")
	}
	if n := v.Get("leadpatch_recipes"); n.Type != gjson.Number || n.Num != fileVersion {
		return nil, errors.New("The file is of another version of Leadpatch. Update Leadpatch, and try again.")
	}
	var recipes []gjson.Result
	err := members(v, func(key string, value gjson.Result) (err error) {
		switch key {
		case "leadpatch_recipes":
		case "$schema": // for editors
			var ignored string
			return textTo(&ignored, key, value)
		case "recipes":
			recipes, err = listOf(key, value)
		default:
			return unknownKey(key)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("The file cannot be read. %w", err)
	case len(recipes) == 0:
		return nil, errors.New("There is no recipe in the file.")
	case len(recipes) > MaxRecipes:
		return nil, fmt.Errorf("The file holds more than %d recipes. Take some out.", MaxRecipes)
	}
	out := make([]InFile, len(recipes))
	for i, one := range recipes {
		r, err := readRecipe(one)
		if err == nil {
			err = firstIssue(Validate(&r))
		}
		out[i].Recipe = r
		if err != nil {
			// What cannot be taken is shown by its name alone.
			name := cut(strings.Join(strings.Fields(r.Name), " "), maxName)
			out[i] = InFile{Recipe: api.Recipe{Name: name, Steps: []api.RecipeStep{}}, Refused: err.Error()}
		}
	}
	return out, nil
}

// firstIssue is the first of the issues as an error.
func firstIssue(issues []api.RecipeIssue) error {
	switch {
	case len(issues) == 0:
		return nil
	case issues[0].Step >= 0:
		return fmt.Errorf("Step %d: %s", issues[0].Step+1, issues[0].Detail)
	}
	return errors.New(issues[0].Detail)
}

func unknownKey(key string) error {
	return fmt.Errorf("It holds “%s”, which Leadpatch does not know.", shorten(key))
}

// members calls f for each member of an object, whose keys must differ.
func members(v gjson.Result, f func(key string, value gjson.Result) error) (err error) {
	if !v.IsObject() {
		return errors.New("There is something in it that is no object.")
	}
	seen := map[string]bool{}
	v.ForEach(func(key, value gjson.Result) bool {
		if seen[key.Str] {
			err = fmt.Errorf("It holds “%s” twice.", shorten(key.Str))
		} else {
			seen[key.Str] = true
			err = f(key.Str, value)
		}
		return err == nil
	})
	return err
}

func listOf(key string, v gjson.Result) ([]gjson.Result, error) {
	if !v.IsArray() {
		return nil, fmt.Errorf("“%s” is not a list.", key)
	}
	return v.Array(), nil
}

func textTo(to *string, key string, v gjson.Result) (err error) {
	if v.Type != gjson.String {
		return fmt.Errorf("“%s” is not a text.", key)
	}
	*to, err = patch.DecodeText([]byte(v.Raw))
	return err
}

func textsTo(to *[]string, key string, v gjson.Result) error {
	items, err := listOf(key, v)
	if err != nil {
		return err
	}
	for _, item := range items {
		var text string
		if err := textTo(&text, key, item); err != nil {
			return err
		}
		*to = append(*to, text)
	}
	return nil
}

func readRecipe(v gjson.Result) (r api.Recipe, err error) {
	err = members(v, func(key string, value gjson.Result) error {
		switch key {
		case "name":
			return textTo(&r.Name, key, value)
		case "description":
			return textTo(&r.Description, key, value)
		case "menu":
			return textsTo(&r.Menu, key, value)
		case "when_status":
			return textsTo(&r.WhenStatus, key, value)
		case "steps":
			items, err := listOf(key, value)
			for i := 0; err == nil && i < len(items); i++ {
				var s api.RecipeStep
				if s, err = readStep(items[i]); err != nil {
					return fmt.Errorf("Step %d: %w", i+1, err)
				}
				r.Steps = append(r.Steps, s)
			}
			return err
		}
		return unknownKey(key)
	})
	return r, err
}

func readStep(v gjson.Result) (s api.RecipeStep, err error) {
	texts := map[string]*string{
		"do": &s.Do, "on": &s.On, "field": &s.Field, "field_label": &s.FieldLabel, "value": &s.Value,
		"date": &s.Date, "assigned_to": &s.AssignedTo, "status": &s.Status,
	}
	err = members(v, func(key string, value gjson.Result) error {
		if to := texts[key]; to != nil {
			return textTo(to, key, value)
		}
		return unknownKey(key)
	})
	return s, err
}

// WriteFile returns the file of the recipes.
func WriteFile(recipes []api.Recipe) (string, error) {
	type inFile struct {
		Name        string           `json:"name"`
		Description string           `json:"description,omitempty"`
		Menu        []string         `json:"menu,omitempty"`
		WhenStatus  []string         `json:"when_status,omitempty"`
		Steps       []api.RecipeStep `json:"steps"`
	}
	file := struct {
		Version int      `json:"leadpatch_recipes"`
		Recipes []inFile `json:"recipes"`
	}{fileVersion, []inFile{}}
	for _, r := range recipes {
		file.Recipes = append(file.Recipes, inFile{r.Name, r.Description, r.Menu, r.WhenStatus, r.Steps})
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(file)
	return out.String(), err
}

// FreeName returns the name, or one like it that is not taken yet. taken has the
// [NameKey] of each that is.
func FreeName(name string, taken map[string]bool) string {
	out := name
	for n := 2; taken[NameKey(out)]; n++ {
		end := fmt.Sprintf(" (%d)", n)
		out = strings.TrimSpace(firstRunes(name, maxName-len(end))) + end
	}
	return out
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
