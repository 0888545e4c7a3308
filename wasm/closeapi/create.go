package closeapi

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// NewPath returns the API path that leads or contacts are posted to.
func NewPath(kind patch.Kind) string { return "/" + string(kind) + "/" }

// Post makes a lead or a contact and returns it. It is not safe to repeat: each is
// another one. Source: POST /lead/, POST /contact/.
func (c *Client) Post(ctx context.Context, kind patch.Kind, body []byte) (*patch.Document, error) {
	return c.document(ctx, http.MethodPost, NewPath(kind), body)
}

// Contacts returns the contacts of a lead. Source: GET /contact/?lead_id=.
func (c *Client) Contacts(ctx context.Context, lead ID) ([]*patch.Document, error) {
	return listed(ctx, c, "/contact/?lead_id="+lead.String()+"&", func(v gjson.Result) (*patch.Document, error) {
		return patch.ParseDocument([]byte(v.Raw))
	})
}

// CreatedLeads returns the ids of the leads that a user has made lately, the newest
// first: at most 50. It reads the event log, which follows at once, where the search
// index comes behind. Source: GET /event/.
func (c *Client) CreatedLeads(ctx context.Context, user ID) ([]ID, error) {
	query := url.Values{"object_type": {"lead"}, "action": {"created"}, "user_id": {user.String()}}
	raw, err := c.call(ctx, http.MethodGet, "/event/?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	var out []ID
	for _, e := range gjson.GetBytes(raw, "data").Array() {
		if id, err := ParseID("lead", e.Get("object_id").String()); err == nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}
