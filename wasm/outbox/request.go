package outbox

import (
	"net/http"
	"slices"

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
	return nil
}

func noSuchEntry() error {
	return problem.New(api.ProblemNotFound, http.StatusNotFound, "Not in the history",
		"This change is not in the history any more.", "reload")
}
