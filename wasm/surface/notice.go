package surface

import (
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/problem"
)

// leadInText stands for the lead's name in the sentence that [noticeOf] is
// given, because the name is known only after the lead was read.
const leadInText = "{lead}"

// noticeOf says in one sentence what became of a change that was asked for outside of the
// panel. doneText is the sentence for one that is done; "{lead}" in it stands for
// the lead's name.
func noticeOf(applied *api.Applied, err error, doneText string) api.Notice {
	if err != nil {
		return errorNotice(noticeSentence(err))
	}
	n := outcomeNotice(applied, doneText)
	if applied.UndoUntil != "" {
		n.Undo = applied.Entry
	}
	return n
}

func outcomeNotice(applied *api.Applied, doneText string) api.Notice {
	name := "The lead"
	if applied.View != nil {
		name = applied.View.Lead.Name
	}
	switch {
	case applied.Waiting != nil:
		return api.Notice{Kind: "waiting", Text: applied.Waiting.Detail, Badge: "…"}
	case applied.Stopped != nil:
		return errorNotice(problem.Detail(applied.Stopped))
	case len(applied.Ignored) > 0:
		return errorNotice(applied.Ignored[0].Label + ": " + applied.Ignored[0].Detail)
	case len(applied.Changes) == 0:
		return api.Notice{Kind: "unchanged", Text: name + " already has this. Nothing was sent.", Badge: "="}
	}
	if name == "The lead" && !strings.HasPrefix(doneText, leadInText) {
		name = "the lead"
	}
	return api.Notice{Kind: "saved", Text: strings.ReplaceAll(doneText, leadInText, name), Badge: "✓"}
}

// errorNotice says that nothing was done, and why.
//
// Not inlined: many places call it, and the wasm is smaller so.
//
//go:noinline
func errorNotice(text string) api.Notice { return api.Notice{Kind: "error", Text: text, Badge: "!"} }

// askNotice says what the user has to say first, and opens the panel for it.
//
// Not inlined: many places call it, and the wasm is smaller so.
//
//go:noinline
func askNotice(text, panel string) api.Notice {
	return api.Notice{Kind: "ask", Text: text, Badge: "?", Panel: panel}
}

// noticeSentence is one sentence for an error: for a refused edit, what is wrong
// with it, since a notice has no fields to stand beside.
func noticeSentence(err error) string {
	p := problem.Of(err)
	if problem.Is(err, api.ProblemSignedOut) {
		return "You are signed out. Click the Leadpatch button in the toolbar to sign in."
	}
	return problem.Detail(p)
}
