package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"
)

// jwk is the installation's public key in the form that proofs carry. Its fields
// stand in the order that a thumbprint needs (RFC 7638, section 3.2).
type jwk struct {
	Crv string `json:"crv"`
	Kty string `json:"kty"`
	X   string `json:"x"`
	Y   string `json:"y"`
}

// publicJWK returns the key for an uncompressed point.
func publicJWK(point []byte) (jwk, error) {
	if len(point) != 65 || point[0] != 4 {
		return jwk{}, fmt.Errorf("session: the browser gave a key of %d bytes that is no point of P-256", len(point))
	}
	return jwk{Crv: "P-256", Kty: "EC", X: base64url(point[1:33]), Y: base64url(point[33:])}, nil
}

// thumbprint is the key's name at the broker (RFC 7638).
func (k jwk) thumbprint() (string, error) {
	raw, err := json.Marshal(k)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return base64url(sum[:]), nil
}

// proof returns a proof of possession of the installation's key for one request
// (RFC 9449): method and URL, the time as the broker has it, and a name that is
// never used twice.
func proof(ctx context.Context, key ProofKey, method, url string, now time.Time) (string, error) {
	point, err := key.Public(ctx)
	if err != nil {
		return "", fmt.Errorf("session: the proof key: %w", err)
	}
	k, err := publicJWK(point)
	if err != nil {
		return "", err
	}
	header, err := json.Marshal(map[string]any{"typ": "dpop+jwt", "alg": "ES256", "jwk": k})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"jti": rand.Text(), "htm": method, "htu": url, "iat": now.Unix()})
	if err != nil {
		return "", err
	}
	signed := base64url(header) + "." + base64url(claims)
	signature, err := key.Sign(ctx, []byte(signed))
	if err != nil {
		return "", fmt.Errorf("session: signing with the proof key: %w", err)
	}
	return signed + "." + base64url(signature), nil
}

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
