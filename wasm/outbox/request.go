package outbox

import (
	"net/http"
	"slices"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/step"
)

// maxRecipeName bounds what the history keeps of a recipe's name, in bytes.
const maxRecipeName = 1000

// checkRequest refuses a request of which the journal could not keep what names it, and
// one that asks for what only an undo may do: deleting what an apply has created.
func checkRequest(asked api.EditsRequest) error {
	undoOnly := func(s api.Step) bool { return step.UndoOnly(s.Do) }
	switch {
	case len(asked.Recipe) > maxRecipeName:
		return problem.BadRequest("The name of the recipe is too long.")
	case asked.Undoes != "" || slices.ContainsFunc(asked.Steps, undoOnly):
		return problem.BadRequest("Only the undo of a change deletes something, and this is not one. Undo the change in the history.")
	}
	return CheckKey(asked.Intent)
}

// CheckKey refuses a text that cannot name a change, so that it is carried out once
// however often it arrives: 16 to 64 letters, digits, dashes and underscores. "" names
// nothing and is allowed.
func CheckKey(key string) error {
	word := func(c rune) bool {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
	}
	if key == "" || len(key) >= 16 && len(key) <= 64 && !strings.ContainsFunc(key, func(c rune) bool { return !word(c) }) {
		return nil
	}
	return problem.BadRequest("The intent is 16 to 64 letters, digits, dashes and underscores.")
}

func noSuchEntry() error {
	return problem.New(api.ProblemNotFound, http.StatusNotFound, "Not in the history",
		"This change is not in the history any more.", "reload")
}
