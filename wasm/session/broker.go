package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

// broker is the client of the token broker (web/broker/README.md), which knows the
// client secret that Close asks for.
type broker struct {
	origin    string
	transport closeapi.Transport
	key       ProofKey
	now       func() time.Time
	// skew is what the broker's clock is ahead of ours, in nanoseconds: a proof
	// counts for a minute only, and many clocks are further off.
	skew atomic.Int64
}

// grant is a good answer of the broker's token endpoint.
type grant struct {
	tokens       tokens
	organization string // its id, or "" when Close does not say
}

// GrantError is the broker's or Close's word that a code or a refresh token is
// good for nothing any more.
type GrantError struct{ Description string }

// Error returns the broker's description, which holds no secret.
func (e *GrantError) Error() string { return "session: refused by the broker: " + e.Description }

// ServiceError is a broker that could not do its work. The sign-in is as it was.
type ServiceError struct {
	Status     int // 0 when no answer came
	RetryAfter time.Duration
	Err        error
}

// Error says what happened.
func (e *ServiceError) Error() string {
	if e.Err != nil {
		return "session: the broker: " + e.Err.Error()
	}
	return fmt.Sprintf("session: the broker answered %d", e.Status)
}

// Unwrap returns the transport's error.
func (e *ServiceError) Unwrap() error { return e.Err }

// authorizeURL is the address that begins a sign-in.
func (b *broker) authorizeURL(ctx context.Context, redirect, challenge, state string) (string, error) {
	point, err := b.key.Public(ctx)
	if err != nil {
		return "", fmt.Errorf("session: the proof key: %w", err)
	}
	k, err := publicJWK(point)
	if err != nil {
		return "", err
	}
	thumbprint, err := k.thumbprint()
	if err != nil {
		return "", err
	}
	return b.origin + "/authorize?" + url.Values{
		"redirect_uri":          {redirect},
		"code_challenge":        {challenge},
		"code_challenge_method": {"S256"},
		"dpop_jkt":              {thumbprint},
		"state":                 {state},
	}.Encode(), nil
}

// redeem exchanges the code of a sign-in.
func (b *broker) redeem(ctx context.Context, code, verifier, redirect string) (*grant, error) {
	return b.token(ctx, url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}, "redirect_uri": {redirect},
	})
}

// refresh exchanges a sealed refresh token.
func (b *broker) refresh(ctx context.Context, sealed string) (*grant, error) {
	return b.token(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {sealed}})
}

// revoke ends a sign-in at Close.
func (b *broker) revoke(ctx context.Context, sealed string) error {
	_, err := b.post(ctx, "/revoke", url.Values{"token": {sealed}})
	return err
}

func (b *broker) token(ctx context.Context, form url.Values) (*grant, error) {
	body, err := b.post(ctx, "/token", form)
	if err != nil {
		return nil, err
	}
	access, expires := body.Get("access_token"), body.Get("expires_in")
	if access.Type != gjson.String || access.Str == "" || !headerSafe(access.Str) || expires.Num <= 0 {
		return nil, &ServiceError{Status: http.StatusOK, Err: errors.New("the answer holds no usable token")}
	}
	return &grant{
		tokens: tokens{
			Access:  access.Str,
			Expires: b.now().Add(time.Duration(expires.Num * float64(time.Second))),
			Refresh: body.Get("refresh_token").String(),
		},
		organization: body.Get("organization_id").String(),
	}, nil
}

// headerSafe reports whether a token can stand in a header.
func headerSafe(token string) bool {
	for i := range len(token) {
		if token[i] <= ' ' || token[i] > '~' {
			return false
		}
	}
	return true
}

// post makes one request with a proof. A proof that is refused because our clock
// is off is made once more by the broker's clock.
func (b *broker) post(ctx context.Context, path string, form url.Values) (gjson.Result, error) {
	body, retry, err := b.once(ctx, path, form)
	if retry {
		body, _, err = b.once(ctx, path, form)
	}
	return body, err
}

func (b *broker) once(ctx context.Context, path string, form url.Values) (body gjson.Result, retry bool, err error) {
	target := b.origin + path
	signed, err := proof(ctx, b.key, http.MethodPost, target, b.now().Add(time.Duration(b.skew.Load())))
	if err != nil {
		return body, false, err
	}
	res, err := b.transport.RoundTrip(ctx, &closeapi.Request{
		Method: http.MethodPost, URL: target,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}, "Dpop": {signed}},
		Body:   []byte(form.Encode()),
	})
	if err != nil {
		return body, false, &ServiceError{Err: err}
	}
	readable := patch.CheckJSON(res.Body) == nil
	if readable {
		body = gjson.ParseBytes(res.Body)
	}
	switch {
	case res.Status == http.StatusOK && readable && body.IsObject():
		return body, false, nil
	case readable && body.Get("error").String() == "invalid_grant":
		return body, false, &GrantError{Description: body.Get("error_description").String()}
	case readable && body.Get("error").String() == "invalid_dpop_proof":
		retry = b.setClock(res.Header.Get("Date"))
	}
	return body, retry, &ServiceError{Status: res.Status, RetryAfter: seconds(res.Header.Get("Retry-After"))}
}

// setClock takes over the broker's time, and reports whether it differs from what was
// believed by more than a request takes.
func (b *broker) setClock(date string) bool {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return false
	}
	skew := theirs.Sub(b.now())
	before := time.Duration(b.skew.Swap(int64(skew)))
	return (skew - before).Abs() > 10*time.Second
}

// seconds reads a Retry-After of seconds; 0 for none and for anything else.
func seconds(s string) time.Duration {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 3600 {
		return 0
	}
	return time.Duration(n) * time.Second
}
