package routes

import (
	"context"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
)

// LeadOfPage and KnownLeadOfPage are what other rooms ask for the lead of a page, for
// tests outside the package.
func LeadOfPage(b *Backend, ctx context.Context, pageURL string) (closeapi.ID, *api.Lead, error) {
	return b.match.LeadOfPage(ctx, pageURL)
}

func KnownLeadOfPage(b *Backend, ctx context.Context, pageURL string) (api.Lead, bool) {
	return b.match.KnownLeadOfPage(ctx, pageURL)
}
