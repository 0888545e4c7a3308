package service

import (
	"context"
	"net/http"
	"net/url"

	"leadpatch/web/broker/dpop"
	"leadpatch/web/broker/seal"
)

// renewal is a refresh token of Close with the key that it is bound to, sealed as
// the refresh token that the extension gets. Close's own never leaves the broker.
type renewal struct {
	Token string `json:"token"`
	Key   string `json:"key"`
}

// tokenAnswer is the answer of /token. What Close did not say is left out.
type tokenAnswer struct {
	AccessToken    string `json:"access_token"`
	TokenType      string `json:"token_type"`
	ExpiresIn      int    `json:"expires_in"` // seconds
	RefreshToken   string `json:"refresh_token,omitempty"`
	Scope          string `json:"scope,omitempty"`
	OrganizationID string `json:"organization_id,omitempty"`
	UserID         string `json:"user_id,omitempty"`
}

// token turns a code or a refresh token into an access token.
func (b *broker) token(ctx context.Context, form map[string]string, proof *dpop.Proof) (any, *refusal) {
	switch form["grant_type"] {
	case "authorization_code":
		return b.redeem(ctx, form, proof)
	case "refresh_token":
		return b.refresh(ctx, form, proof)
	case "":
		return nil, invalidRequest("The grant_type is missing.")
	}
	return nil, &refusal{status: http.StatusBadRequest, code: "unsupported_grant_type", description: "The grant_type is neither authorization_code nor refresh_token."}
}

// redeem serves grant_type=authorization_code.
func (b *broker) redeem(ctx context.Context, form map[string]string, proof *dpop.Proof) (any, *refusal) {
	code, verifier, redirect := form["code"], form["code_verifier"], form["redirect_uri"]
	if code == "" || redirect == "" {
		return nil, invalidRequest("The code, the code_verifier or the redirect_uri is missing.")
	}
	if !unreserved(verifier, 43, 128) {
		return nil, invalidRequest("The code_verifier is not 43 to 128 characters of those that RFC 7636 allows.")
	}
	var g granted
	if !b.open(seal.Code, code, &g) || b.over(g.Expires) {
		return nil, invalidGrant()
	}
	if no := b.possessed(ctx, proof, g.Key); no != nil {
		return nil, no
	}
	// The redirect is looked up again, because an extension may have been taken
	// off the list since.
	if !equal(digest(verifier), g.Challenge) || !equal(redirect, g.Redirect) || !b.extensions.redirects[redirect] {
		return nil, invalidGrant()
	}
	issued, no := b.obtain(ctx, url.Values{"grant_type": {"authorization_code"}, "code": {g.Code}})
	if no != nil {
		return nil, no
	}
	return b.issue(issued, proof)
}

// refresh serves grant_type=refresh_token.
func (b *broker) refresh(ctx context.Context, form map[string]string, proof *dpop.Proof) (any, *refusal) {
	old, no := b.held(ctx, form["refresh_token"], proof)
	if no != nil {
		return nil, no
	}
	issued, no := b.obtain(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {old}})
	if no != nil {
		return nil, no
	}
	if issued.refreshToken == "" {
		issued.refreshToken = old
	}
	return b.issue(issued, proof)
}

// revoke ends a sign-in at Close.
func (b *broker) revoke(ctx context.Context, form map[string]string, proof *dpop.Proof) (any, *refusal) {
	token, no := b.held(ctx, form["token"], proof)
	if no != nil {
		return nil, no
	}
	if _, no := b.ask(ctx, "/oauth2/revoke/", url.Values{"token": {token}}); no != nil {
		return nil, no
	}
	return struct{}{}, nil
}

// held returns Close's refresh token from a sealed one, if the proof shows that
// the sealed one is in the right hands.
func (b *broker) held(ctx context.Context, sealed string, proof *dpop.Proof) (string, *refusal) {
	if sealed == "" {
		return "", invalidRequest("The token is missing.")
	}
	var r renewal
	if !b.open(seal.Refresh, sealed, &r) {
		return "", invalidGrant()
	}
	if no := b.possessed(ctx, proof, r.Key); no != nil {
		return "", no
	}
	return r.Token, nil
}

// issue answers with tokens of Close, the refresh token sealed for the key of the
// proof.
func (b *broker) issue(t *tokens, proof *dpop.Proof) (any, *refusal) {
	answer := tokenAnswer{
		AccessToken:    t.accessToken,
		TokenType:      "Bearer",
		ExpiresIn:      t.expiresIn,
		Scope:          t.scope,
		OrganizationID: t.organizationID,
		UserID:         t.userID,
	}
	if t.refreshToken != "" {
		sealed, err := b.seal(seal.Refresh, renewal{Token: t.refreshToken, Key: proof.Thumbprint})
		if err != nil {
			return nil, serverError()
		}
		answer.RefreshToken = sealed
	}
	return answer, nil
}
