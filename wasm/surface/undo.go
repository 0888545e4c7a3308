package surface

import (
	"context"
	"fmt"
	"net/url"

	"leadpatch/wasm/api"
	"leadpatch/wasm/outbox"
	"leadpatch/wasm/problem"
)

// lastEntry is the id that stands for the newest change.
const lastEntry = "last"

// Undo takes the change of an entry back, or for "last" the newest one that can be, of
// the lead of the page in front where it shows one. What became of it is in the answer
// twice: for the panel, and in a sentence for where there is none.
func (s *Surface) Undo(ctx context.Context, entry string, asked api.UndoRequest) (api.Undone, error) {
	op, err := s.undoTarget(ctx, entry, asked)
	switch {
	case err != nil:
		return api.Undone{Problem: problem.Of(err), Notice: errorNotice(noticeSentence(err))}, nil
	case op == nil:
		return api.Undone{Notice: api.Notice{
			Kind: "unchanged", Badge: "=",
			Text: "There is nothing of the last 24 hours to undo. The log takes back what is older.",
		}}, nil
	case entry == lastEntry && !op.State.Settled():
		return api.Undone{Entry: op.ID, Notice: askNotice(fmt.Sprintf("The last change to %s has not arrived in Close yet. Look at it in the log.", nameIn(op)), logOf(op))}, nil
	}
	out := api.Undone{Entry: op.ID}
	applied, err := s.outbox.Undo(ctx, op, asked)
	if out.Applied = applied; err != nil {
		out.Problem = problem.Of(err)
	}
	out.Notice = undoneNotice(op, applied, err)
	return out, nil
}

// undoTarget returns the operation that is to be taken back; nil where there is none.
func (s *Surface) undoTarget(ctx context.Context, entry string, asked api.UndoRequest) (*outbox.Operation, error) {
	if entry != lastEntry {
		return s.outbox.Entry(ctx, entry)
	}
	return s.outbox.LastChange(ctx, s.match.LeadShown(ctx, asked.PageURL), asked.IdempotencyKey)
}

// undoneNotice says what became of the undo of an operation.
func undoneNotice(op *outbox.Operation, applied *api.Applied, err error) api.Notice {
	if problem.Is(err, api.ProblemConflict) {
		return askNotice(fmt.Sprintf("Somebody has changed %s since. Decide in the log what stays.", nameIn(op)), logOf(op))
	}
	n := noticeOf(applied, err, fmt.Sprintf("Undone: %s of {lead} is as before.", whatChanged(op.Changes)))
	// A button here would bring the change back under the name of an undo.
	n.Undo = ""
	return n
}

// whatChanged names the first change, and how many more there are.
func whatChanged(changes []api.Change) string {
	switch len(changes) {
	case 0:
		return "the last change"
	case 1:
		return changes[0].Label
	}
	return fmt.Sprintf("%s and %d more", changes[0].Label, len(changes)-1)
}

// nameIn is what the operation's lead is called in a sentence.
func nameIn(op *outbox.Operation) string {
	if op.Record.Lead.Name == "" {
		return "the lead"
	}
	return op.Record.Lead.Name
}

// logOf is the panel's query for the log of the operation's lead.
func logOf(op *outbox.Operation) string { return "?lead=" + url.QueryEscape(op.Entry.Lead) + "&log" }
