package recipe

import (
	_ "embed"
	"fmt"

	"leadpatch/wasm/api"
)

// starters is a file of recipes like any other.
//
//go:embed starters.json
var starters string

// Starters returns recipes to begin with. They use what every organization has:
// standard fields, the statuses that Close itself makes, notes and tasks.
func Starters() []api.Recipe {
	in, err := ReadFile(starters)
	if err != nil {
		panic(err) // the tests read the same bytes
	}
	out := make([]api.Recipe, len(in))
	for i, r := range in {
		if r.Refused != "" {
			panic(fmt.Sprintf("recipe: starter %d: %s", i, r.Refused))
		}
		out[i] = r.Recipe
	}
	return out
}
