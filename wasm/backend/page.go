package backend

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/page"
)

// readPage says what a page is, by its address, and which lead it shows.
func (b *Backend) readPage(r *http.Request) (any, error) {
	var body api.PageRequest
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	return b.pageAt(body.URL, ""), nil
}

// pageAt says what the page at an address is, with the sentence for one that shows no
// lead.
func (b *Backend) pageAt(address, contentType string) api.Page {
	at := page.At(address, contentType, b.cfg.AppOrigin)
	if at.Detail == "" {
		_, kind := page.Read(address, b.cfg.AppOrigin)
		at.Detail = pageSentence(kind)
	}
	return at
}

// pageSentence says why a page shows no lead and what to do; "" for one that does.
func pageSentence(kind page.Kind) string {
	switch kind {
	case page.Lead:
		return ""
	case page.InClose:
		return "This page of Close shows no single lead. Open a lead and try again."
	case page.BadID:
		return "The address of this page does not hold the id of a lead. Open the lead in Close again."
	}
	return "This page is not in Close. Open a lead in Close and try again."
}

// readContext answers what a page offers for a lead. It asks nobody.
func (b *Backend) readContext(r *http.Request) (any, error) {
	var body api.PageContext
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	settings, err := b.pageSettings(r.Context())
	if err != nil {
		return nil, err
	}
	reading := page.ReadContext(body, b.cfg.AppOrigin, settings.Country)
	reading.Page = b.pageAt(body.URL, body.ContentType)
	return reading, nil
}

// pageSettingsName is the vault's entry with how pages are read.
const pageSettingsName = "page-settings"

// pageSettings are how pages are read. Until they are set, a phone number has to have a
// country code.
func (b *Backend) pageSettings(ctx context.Context) (api.PageSettings, error) {
	raw, err := b.cfg.Vault.Get(ctx, pageSettingsName)
	if err != nil {
		return api.PageSettings{}, fmt.Errorf("reading the settings for pages: %w", err)
	}
	var s api.PageSettings
	if raw == nil || json.Unmarshal(raw, &s) != nil || !page.IsCountry(s.Country) {
		return api.PageSettings{}, nil
	}
	return s, nil
}

func (b *Backend) getPageSettings(r *http.Request) (any, error) { return b.pageSettings(r.Context()) }

// putPageSettings stores how pages are read.
func (b *Backend) putPageSettings(r *http.Request) (any, error) {
	var s api.PageSettings
	if err := readBody(r, &s); err != nil {
		return nil, err
	}
	s.Country = strings.ToUpper(s.Country)
	if s.Country != "" && !page.IsCountry(s.Country) {
		return nil, badRequest("There is no country with this code. Choose one from the list.")
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	if err := b.cfg.Vault.Put(r.Context(), pageSettingsName, raw); err != nil {
		return nil, fmt.Errorf("storing the settings for pages: %w", err)
	}
	return s, nil
}
