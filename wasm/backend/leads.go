package backend

import (
	"net/http"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
)

// getLead answers a lead with all that an editor needs. With ?fresh=1 the fields,
// statuses and users are read from Close even if they are known.
func (b *Backend) getLead(r *http.Request) (any, error) {
	id, err := leadID(r)
	if err != nil {
		return nil, err
	}
	if r.URL.Query().Get("fresh") == "1" {
		b.meta.forget()
	}
	j, err := b.open(r.Context(), id, nil)
	if err != nil {
		return nil, err
	}
	return j.view(b.cfg.AppOrigin), nil
}

// previewLead says what an apply of the same body would do.
func (b *Backend) previewLead(r *http.Request) (any, error) {
	id, body, err := edits(r)
	if err != nil {
		return nil, err
	}
	return b.preview(r.Context(), id, *body)
}

// applyLead carries the edits out.
func (b *Backend) applyLead(r *http.Request) (any, error) {
	id, body, err := edits(r)
	if err != nil {
		return nil, err
	}
	if body.Intent != "" && !isIntent(body.Intent) {
		return nil, badIntent()
	}
	if len(body.Recipe) > maxRecipeName {
		return nil, badRequest("The name of the recipe is too long.")
	}
	if body.Undoes != "" && !journal.IsID(body.Undoes) {
		return nil, badRequest("The entry to take back is none of the journal.")
	}
	return b.apply(r.Context(), id, *body)
}

// maxRecipeName bounds what the history keeps of a recipe's name, in bytes.
const maxRecipeName = 1000

func badIntent() error {
	return badRequest("The intent is 16 to 64 letters, digits, dashes and underscores.")
}

// isIntent says whether a text can name a wish.
func isIntent(s string) bool {
	word := func(c rune) bool {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
	}
	return len(s) >= 16 && len(s) <= 64 && !strings.ContainsFunc(s, func(c rune) bool { return !word(c) })
}

func leadID(r *http.Request) (closeapi.ID, error) {
	id, err := closeapi.ParseID("lead", r.PathValue("id"))
	if err != nil {
		return closeapi.ID{}, badLeadID()
	}
	return id, nil
}

func edits(r *http.Request) (closeapi.ID, *api.EditsRequest, error) {
	id, err := leadID(r)
	if err != nil {
		return closeapi.ID{}, nil, err
	}
	var body api.EditsRequest
	if err := readBody(r, &body); err != nil {
		return closeapi.ID{}, nil, err
	}
	return id, &body, nil
}
