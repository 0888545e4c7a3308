package routes

import (
	"net/http"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/problem"
)

var leadRoutes = []route{
	{"GET /leads/{id}", (*Backend).getLead, both},
	{"POST /leads/{id}/preview", (*Backend).previewLead, nothing},
	{"POST /leads/{id}/apply", (*Backend).applyLead, badge},
	{"POST /leads/preview", (*Backend).previewNewLead, nothing},
	{"POST /leads/apply", (*Backend).applyNewLead, both},
}

// getLead answers a lead with all that an editor needs. With ?fresh=1 the fields,
// statuses and users are read from Close even if they are known.
func (b *Backend) getLead(r *http.Request) (any, error) {
	id, err := leadID(r)
	if err != nil {
		return nil, err
	}
	if r.URL.Query().Get("fresh") == "1" {
		b.ws.ForgetMetadata()
	}
	j, err := b.pipeline.Open(r.Context(), id, nil)
	if err != nil {
		return nil, err
	}
	return j.View(), nil
}

// previewLead says what an apply of the same body would do.
func (b *Backend) previewLead(r *http.Request) (any, error) {
	id, body, err := edits(r)
	if err != nil {
		return nil, err
	}
	return b.outbox.Preview(r.Context(), id, body)
}

// applyLead carries the edits out.
func (b *Backend) applyLead(r *http.Request) (any, error) {
	id, body, err := edits(r)
	if err != nil {
		return nil, err
	}
	return b.outbox.Apply(r.Context(), id, body)
}

// previewNewLead says what an apply of the same body would do.
func (b *Backend) previewNewLead(r *http.Request) (any, error) {
	var body api.CreateRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	s, err := b.outbox.AccountFor(r.Context(), body.Account)
	if err != nil {
		return nil, err
	}
	return b.pipeline.PreviewNew(r.Context(), s, body)
}

// applyNewLead creates the lead.
func (b *Backend) applyNewLead(r *http.Request) (any, error) {
	var body api.CreateRequest
	if err := read(r, &body); err != nil {
		return nil, err
	}
	return b.outbox.Create(r.Context(), body)
}

func leadID(r *http.Request) (closeapi.ID, error) {
	id, err := closeapi.ParseID("lead", r.PathValue("id"))
	if err != nil {
		return closeapi.ID{}, problem.NotALead()
	}
	return id, nil
}

func edits(r *http.Request) (closeapi.ID, api.EditsRequest, error) {
	id, err := leadID(r)
	if err != nil {
		return closeapi.ID{}, api.EditsRequest{}, err
	}
	var body api.EditsRequest
	err = read(r, &body)
	return id, body, err
}
