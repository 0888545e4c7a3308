package recipe

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"leadpatch/wasm/api"
)

// The bounds of recipes. Lengths are in characters.
const (
	MaxRecipes  = 500
	maxSteps    = 50
	maxName     = 80
	maxText     = 10_000
	maxLabel    = 200
	maxStatuses = 50
)

// MaxSlot is how many shortcuts there are.
const MaxSlot = 4

// Menus are the context menus that a recipe can stand in.
var Menus = []string{"page", "selection", "link", "image", "editable"}

// IsID reports whether a text has the form of a recipe's id.
func IsID(s string) bool {
	return len(s) >= 16 && len(s) <= 40 && !strings.ContainsFunc(s, func(c rune) bool {
		return !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-')
	})
}

// NameKey is the same text for two names that are the same for a person, in whatever
// case they are written.
func NameKey(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}

// Validate says what keeps a recipe from being stored: what is wrong with it whatever
// the organization. What else is wrong, [Lint] says.
func Validate(r *api.Recipe) []api.RecipeIssue {
	c := &checker{}
	switch {
	case strings.TrimSpace(r.Name) == "":
		c.add("name", "Give the recipe a name.")
	case utf8.RuneCountInString(r.Name) > maxName:
		c.add("name", fmt.Sprintf("A name has at most %d characters. Shorten it.", maxName))
	case strings.ContainsFunc(r.Name, unicode.IsControl) || strings.TrimSpace(r.Name) != r.Name:
		c.add("name", "A name is one line without white space around it.")
	}
	c.long("description", r.Description, maxText)
	if r.Slot < 0 || r.Slot > MaxSlot {
		c.add("slot", fmt.Sprintf("There are the shortcuts 1 to %d. Choose one of them.", MaxSlot))
	}
	for i, menu := range r.Menu {
		switch {
		case !slices.Contains(Menus, menu):
			c.add("menu", fmt.Sprintf("There is no menu “%s”. Use %s.", shorten(menu), strings.Join(Menus, ", ")))
		case slices.Contains(r.Menu[:i], menu):
			c.add("menu", fmt.Sprintf("The menu “%s” is named twice. Take one out.", menu))
		}
	}
	c.whenStatus(r.WhenStatus)
	switch {
	case len(r.Steps) == 0:
		c.add("steps", "The recipe does nothing yet. Add a step.")
	case len(r.Steps) > maxSteps:
		c.add("steps", fmt.Sprintf("A recipe has at most %d steps. Make two of it.", maxSteps))
		return c.issues
	}
	for i := range r.Steps {
		c.step = i + 1
		c.validateStep(&r.Steps[i])
	}
	return c.issues
}

// checker collects issues of one recipe.
type checker struct {
	step   int // from one; zero for the recipe itself
	issues []api.RecipeIssue
}

func (c *checker) add(part, detail string) {
	c.issues = append(c.issues, api.RecipeIssue{Step: c.step - 1, Part: part, Detail: detail})
}

func (c *checker) long(part, text string, most int) {
	switch {
	case len(text) > most && utf8.RuneCountInString(text) > most:
		c.add(part, fmt.Sprintf("The text has more than %d characters. Shorten it.", most))
	case strings.ContainsRune(text, 0):
		c.add(part, "The text holds a null character. Remove it.")
	}
}

func (c *checker) whenStatus(names []string) {
	if len(names) > maxStatuses {
		c.add("when_status", fmt.Sprintf("A recipe names at most %d statuses. Take some out.", maxStatuses))
		return
	}
	for i, name := range names {
		switch {
		case strings.TrimSpace(name) == "":
			c.add("when_status", "A status has no name. Take it out.")
		case slices.Contains(names[:i], name):
			c.add("when_status", fmt.Sprintf("The status “%s” is named twice. Take one out.", shorten(name)))
		}
		c.long("when_status", name, maxLabel)
	}
}

// stepPart is one text of a step, with the bound that it has and what is said where it is
// needed and missing.
type stepPart struct {
	key, text, need string
	most            int
}

// validateStep holds each part of the step against what its operation takes.
func (c *checker) validateStep(s *api.RecipeStep) {
	kind := kindOf(s.Do)
	if kind == nil {
		c.add("do", fmt.Sprintf("There is no operation “%s”. Use %s.", shorten(s.Do), strings.Join(Operations(), ", ")))
		return
	}
	for _, p := range []stepPart{
		{"on", s.On, "", maxLabel},
		{"field", s.Field, "Choose a field.", maxLabel},
		{"field_label", s.FieldLabel, "", maxLabel},
		{"value", s.Value, kind.missing, maxText},
		{"date", s.Date, "", maxText},
		{"assigned_to", s.AssignedTo, "", maxText},
		{"status", s.Status, "Choose a status.", maxText},
	} {
		switch taken := slices.Contains(kind.parts, p.key); {
		case p.text != "" && !taken:
			c.add(p.key, fmt.Sprintf("The operation “%s” takes no “%s”. Take it out.", s.Do, p.key))
		case taken && p.need != "" && blank(p.text):
			c.add(p.key, p.need)
		default:
			c.long(p.key, p.text, p.most)
		}
	}
	if s.On != "" && s.On != OnLead && s.On != OnContact {
		c.add("on", fmt.Sprintf("A step is on the lead or a contact, not on “%s”.", shorten(s.On)))
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
