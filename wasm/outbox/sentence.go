package outbox

import (
	"cmp"
	"fmt"
	"strings"

	"leadpatch/wasm/api"
)

// waitingSentence says why an entry waits and what becomes of it, after how much of it is
// saved already.
func waitingSentence(e *api.Entry, saved int) string {
	first := ""
	if saved > 0 {
		first = changes(saved) + " saved. "
	}
	lead := cmp.Or(e.Lead.Name, "the lead")
	what, one := fmt.Sprintf("Your %s to %s", changes(len(e.Changes)), lead), len(e.Changes) == 1
	switch {
	case e.Created:
		what, one = strings.TrimSpace("Your new lead "+e.Lead.Name), true
	case e.Undoes != "":
		what, one = "Your undo on "+lead, true
	}
	kept := what + " are kept and go out by themselves"
	if one {
		kept = what + " is kept and goes out by itself"
	}
	if e.Waiting == nil {
		if one {
			return first + what + " is on its way."
		}
		return first + what + " are on their way."
	}
	switch e.Waiting.Reason {
	case api.ProblemOffline:
		return first + "Waiting for the network. " + kept + "."
	case api.ProblemRateLimited:
		return first + "Close asks to wait. " + kept + "."
	case api.ProblemCloseFailed:
		return first + "Close has a fault. " + kept + "."
	case api.ProblemSessionEnded:
		return first + "Your sign-in has ended. " + kept + " once you have signed in again."
	case api.ProblemUnsure:
		return first + "Close has not answered. Leadpatch is looking whether it arrived."
	}
	return first + e.Waiting.Detail
}

// settledSentence says how an entry has ended.
func settledSentence(e *api.Entry) string {
	if e.Created {
		return createdSentence(e)
	}
	lead := cmp.Or(e.Lead.Name, "the lead")
	// What the detail of a conflict asks for, a choice for each field, is not to be had
	// once it is settled.
	switch e.State {
	case api.StateApplied:
		if e.Undoes != "" {
			return fmt.Sprintf("Undone on %s.", lead)
		}
		return fmt.Sprintf("%s to %s saved.", changes(len(e.Changes)), lead)
	case api.StatePart:
		return withDetail(fmt.Sprintf("Only a part was saved to %s.", lead), e.Detail)
	case api.StateConflict:
		return fmt.Sprintf("Not saved to %s: somebody else changed it meanwhile.", lead)
	}
	return withDetail(fmt.Sprintf("Not saved to %s.", lead), e.Detail)
}

// createdSentence says what has become of a lead that was to be created.
func createdSentence(e *api.Entry) string {
	name := cmp.Or(e.Lead.Name, "The new lead")
	switch e.State {
	case api.StateApplied:
		return name + " created."
	case api.StatePart:
		return withDetail(name+" created, but not with everything.", e.Detail)
	}
	return withDetail(name+" was not created.", e.Detail)
}

func withDetail(sentence, detail string) string { return strings.TrimSpace(sentence + " " + detail) }

func changes(n int) string {
	if n == 1 {
		return "1 change"
	}
	return fmt.Sprintf("%d changes", n)
}
