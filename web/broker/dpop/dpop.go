// Package dpop checks proofs of possession as RFC 9449 defines them: a small
// signed statement, made for one request, by which a client shows that it holds
// the private key to which a token is bound.
//
// It is stricter than the RFC where that costs nothing: one algorithm, one curve,
// bounded size. It keeps nothing, so it cannot see that a proof is used a second
// time; its caller remembers [Proof.ID] until [Proof.Expires].
package dpop

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"errors"
	"math"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

const (
	// MaxSize bounds a proof, in bytes, before anything of it is parsed. One with
	// a P-256 key and short claims has about 500.
	MaxSize = 2 << 10
	// Window is how far the clocks of the two sides may be apart, and so how long
	// a proof can be used.
	Window = 60 * time.Second
	// minID and maxID bound the jti. Less than 16 characters cannot be unique;
	// more than 64 only fill the memory of whoever remembers them.
	minID, maxID = 16, 64
)

// The reasons for which a proof is refused. Their texts hold nothing of the
// proof, so they may be shown to whoever sent it.
var (
	ErrMalformed = errors.New("the proof is not a JWS in compact form with the header that RFC 9449 asks for")
	ErrAlgorithm = errors.New("the proof must be signed with ES256, and must carry the public P-256 key and nothing else of it")
	ErrSignature = errors.New("the signature of the proof is wrong")
	ErrClaims    = errors.New("the claims of the proof are incomplete or malformed")
	ErrRequest   = errors.New("the proof was made for another method or address")
	ErrTime      = errors.New("the proof was not made within a minute of this server's clock")
)

// Proof is what a good proof says.
type Proof struct {
	// Thumbprint is the SHA-256 thumbprint of the key (RFC 7638), 43 characters
	// of base64url.
	Thumbprint string
	// ID is the jti: 16 to 64 visible ASCII characters, unique for the key if
	// its holder is honest.
	ID string
	// Expires is when the proof stops being good. Until then it could be
	// presented again.
	Expires time.Time
}

// claims are those of RFC 9449, section 4.2, that this server needs.
type claims struct {
	ID     string   `json:"jti"`
	Method string   `json:"htm"`
	URI    string   `json:"htu"`
	Issued *float64 `json:"iat"`
}

// Verify checks a proof that came with a request of the given method to the given
// address, which has no query and no fragment. It fails with one of the errors of
// this package.
func Verify(proof, method, uri string, now time.Time) (*Proof, error) {
	// The library would skip line breaks inside of base64url, which would let one
	// proof be written in many ways.
	if len(proof) > MaxSize || strings.IndexFunc(proof, notCompact) >= 0 {
		return nil, ErrMalformed
	}
	jws, err := jose.ParseSignedCompact(proof, []jose.SignatureAlgorithm{jose.ES256})
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	if errors.As(err, &algorithm) {
		return nil, ErrAlgorithm
	}
	if err != nil {
		return nil, ErrMalformed
	}
	header := jws.Signatures[0].Protected
	if header.ExtraHeaders[jose.HeaderType] != "dpop+jwt" {
		return nil, ErrMalformed
	}
	key := header.JSONWebKey
	if !usable(key) {
		return nil, ErrAlgorithm
	}
	payload, err := jws.Verify(key)
	if err != nil {
		return nil, ErrSignature
	}
	issued, id, err := check(payload, method, uri, now)
	if err != nil {
		return nil, err
	}
	thumbprint, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, ErrAlgorithm
	}
	return &Proof{
		Thumbprint: base64.RawURLEncoding.EncodeToString(thumbprint),
		ID:         id,
		Expires:    issued.Add(Window),
	}, nil
}

// check reads the claims. The JSON package is the library's own: unlike the
// standard one it refuses a member that occurs twice and tells cases apart.
func check(payload []byte, method, uri string, now time.Time) (issued time.Time, id string, err error) {
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return issued, "", ErrClaims
	}
	if c.Issued == nil || len(c.ID) < minID || len(c.ID) > maxID || strings.IndexFunc(c.ID, notVisible) >= 0 {
		return issued, "", ErrClaims
	}
	if c.Method != method || c.URI != uri {
		return issued, "", ErrRequest
	}
	if math.Abs(*c.Issued-float64(now.UnixMilli())/1000) > Window.Seconds() {
		return issued, "", ErrTime
	}
	return time.UnixMilli(int64(*c.Issued * 1000)), c.ID, nil
}

// usable reports whether a key is a bare public key on P-256. The type says that
// it has no private part.
func usable(key *jose.JSONWebKey) bool {
	if key == nil || len(key.Certificates) > 0 || key.CertificatesURL != nil {
		return false
	}
	public, ok := key.Key.(*ecdsa.PublicKey)
	return ok && public.Curve == elliptic.P256()
}

// notCompact tells the characters that the compact form of a JWS does not have.
func notCompact(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.')
}

func notVisible(r rune) bool { return r <= ' ' || r > '~' }
