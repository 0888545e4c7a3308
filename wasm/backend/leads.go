package backend

import (
	"net/http"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/close"
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
	return b.preview(r.Context(), id, body.Edits, body.Base)
}

// applyLead carries the edits out.
func (b *Backend) applyLead(r *http.Request) (any, error) {
	id, body, err := edits(r)
	if err != nil {
		return nil, err
	}
	return b.apply(r.Context(), id, body.Edits, body.Base)
}

func leadID(r *http.Request) (close.ID, error) {
	id, err := close.ParseID("lead", r.PathValue("id"))
	if err != nil {
		return close.ID{}, badLeadID()
	}
	return id, nil
}

func edits(r *http.Request) (close.ID, *api.EditsRequest, error) {
	id, err := leadID(r)
	if err != nil {
		return close.ID{}, nil, err
	}
	var body api.EditsRequest
	if err := readBody(r, &body); err != nil {
		return close.ID{}, nil, err
	}
	return id, &body, nil
}
