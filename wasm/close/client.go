package close

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// Authorizer gives the value of the Authorization header for one request.
type Authorizer interface {
	Authorization(ctx context.Context) (string, error)
}

// Client calls the Close API as one user of one organisation.
type Client struct {
	// Origin is the API's origin, "https://api.close.com".
	Origin    string
	Transport Transport
	Auth      Authorizer
}

// call makes one request and returns the JSON object that answers it. path
// begins after /api/v1 and is built from constants and checked ids.
func (c *Client) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	answer, err := c.once(ctx, method, path, body)
	var e *Error
	if errors.As(err, &e) && e.Kind == Unauthorized && path != mePath {
		// Close documents 403 for what the user may not do, but its framework answers
		// 401. Only /me/ tells a key without the permission from a key that is gone.
		if _, meErr := c.once(ctx, http.MethodGet, mePath, nil); meErr == nil {
			e.Kind = Forbidden
		}
	}
	return answer, err
}

func (c *Client) once(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	write := method != http.MethodGet
	auth, err := c.Auth.Authorization(ctx)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Accept": {"application/json"}, "Authorization": {auth}}
	if body != nil {
		header.Set("Content-Type", "application/json")
	}
	res, err := c.Transport.RoundTrip(ctx, &Request{Method: method, URL: c.URL(path), Header: header, Body: body})
	if err != nil {
		kind := Unreachable
		if write {
			kind = Unsure
		}
		return nil, &Error{Kind: kind, Err: err}
	}
	if res.Status < 200 || res.Status > 299 {
		return nil, errorOf(res, write)
	}
	if err := patch.CheckJSON(res.Body); err != nil || !gjson.ParseBytes(res.Body).IsObject() {
		kind := Failed
		if write {
			kind = Unsure
		}
		return nil, &Error{Kind: kind, Status: res.Status, Err: fmt.Errorf("the answer is not a JSON object: %v", err)}
	}
	return res.Body, nil
}

// URL returns the absolute URL of an API path such as "/me/".
func (c *Client) URL(path string) string { return c.Origin + "/api/v1" + path }

// Path returns the API path of a lead or a contact.
func Path(kind patch.Kind, id ID) string { return "/" + string(kind) + "/" + id.String() + "/" }

// maxSelectors is the most fields that are asked for by name. Longer lists have
// been answered with 400; see developer.close.com, Leads, "Fields".
const maxSelectors = 50

// Get returns a lead or a contact as Close sends it: whole, or, when fields are
// named and not too many, those alone. Source: GET /lead/{id}/, GET /contact/{id}/.
func (c *Client) Get(ctx context.Context, kind patch.Kind, id ID, fields ...string) (*patch.Document, error) {
	path := Path(kind, id)
	if n := len(fields); n > 0 && n <= maxSelectors {
		path += "?_fields=" + url.QueryEscape(strings.Join(fields, ","))
	}
	return c.document(ctx, http.MethodGet, path, nil)
}

// Put sends a compiled body and returns the whole lead or contact after the
// change. A PUT of Close is a patch: keys that are absent stay untouched. Source:
// PUT /lead/{id}/, PUT /contact/{id}/.
func (c *Client) Put(ctx context.Context, kind patch.Kind, id ID, body []byte) (*patch.Document, error) {
	return c.document(ctx, http.MethodPut, Path(kind, id), body)
}

func (c *Client) document(ctx context.Context, method, path string, body []byte) (*patch.Document, error) {
	raw, err := c.call(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	doc, err := patch.ParseDocument(raw)
	if err != nil {
		kind := Failed
		if method != http.MethodGet {
			kind = Unsure
		}
		return nil, &Error{Kind: kind, Status: http.StatusOK, Err: err}
	}
	return doc, nil
}
