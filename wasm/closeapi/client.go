package closeapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// Authorizer returns the value of the Authorization header for one request.
type Authorizer interface {
	Authorization(ctx context.Context) (string, error)
}

// Renewer is an Authorizer that can do something about a refusal.
type Renewer interface {
	Authorizer
	// Renew replaces the credentials whose header value Close refused, so that the
	// request can be made once more. It fails when there are no others.
	Renew(ctx context.Context, refused string) error
}

// Client calls the Close API as one user of one organization.
type Client struct {
	// Origin is the API's origin, "https://api.close.com".
	Origin    string
	Transport Transport
	Auth      Authorizer
	// Retry says when a failed request is made again; nil for never.
	Retry *Retry
	// Pacer holds requests back that Close would refuse; nil for none. Account names
	// whose limit they count against: clients with the same credentials have the same.
	Pacer   *Pacer
	Account string
}

// call makes one request and returns the JSON object that answers it. path
// begins after /api/v1 and is built from constants and checked ids. A request that
// Close refused for want of valid credentials has not been carried out; it is made
// once more when they can be renewed.
func (c *Client) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	auth, err := c.Auth.Authorization(ctx)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(c.Retry.patience())
	answer, err := c.send(ctx, auth, method, path, body, until)
	if KindOf(err) != Unauthorized {
		return answer, err
	}
	if path != mePath {
		// Close documents 403 for what the user may not do, but its framework answers
		// 401. Only /me/ tells credentials without the permission from those that are
		// gone.
		_, meErr := c.send(ctx, auth, http.MethodGet, mePath, nil, until)
		if meErr == nil {
			return nil, forbidden(err)
		}
		if KindOf(meErr) != Unauthorized {
			return nil, meErr
		}
	}
	renewer, ok := c.Auth.(Renewer)
	if !ok {
		return nil, err
	}
	if err := renewer.Renew(ctx, auth); err != nil {
		return nil, err
	}
	if auth, err = c.Auth.Authorization(ctx); err != nil {
		return nil, err
	}
	return c.send(ctx, auth, method, path, body, until)
}

// forbidden is the error for credentials that are good and not allowed this.
func forbidden(err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Kind = Forbidden
	}
	return err
}

// once makes one request when its turn comes. An error of the kinds RateLimited and
// Unreachable to a write means that it was not carried out.
func (c *Client) once(ctx context.Context, auth, method, path string, body []byte, patience time.Duration) ([]byte, error) {
	leave, err := c.Pacer.enter(ctx, c.Account, method, path, patience)
	if err != nil {
		return nil, err
	}
	var res *Response
	defer func() { leave(res) }()
	write := changes(method, path)
	header := http.Header{"Accept": {"application/json"}, "Authorization": {auth}}
	if body != nil {
		header.Set("Content-Type", "application/json")
	}
	res, err = c.Transport.RoundTrip(ctx, &Request{Method: method, URL: c.URL(path), Header: header, Body: body})
	if err != nil {
		kind := Unreachable
		if write {
			kind = Unsure
		}
		return nil, &Error{Kind: kind, Err: err}
	}
	if res.Status < 200 || res.Status > 299 {
		return nil, errorOf(res, write, time.Now())
	}
	if method == http.MethodDelete {
		return res.Body, nil // no page of Close says what answers it
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
