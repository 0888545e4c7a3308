package dpop_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"leadpatch/web/broker/dpop"
)

const uri = "https://auth.example.com/token"

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

type object = map[string]any

// holder has a key and makes proofs with it. It builds them from their parts, so
// that it can also make what no library would.
type holder struct{ key *ecdsa.PrivateKey }

func newHolder(t testing.TB, curve elliptic.Curve) holder {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return holder{key}
}

func (h holder) jwk(t testing.TB, private bool) object {
	t.Helper()
	var key any = &h.key.PublicKey
	if private {
		key = h.key
	}
	return decode(t, must(t, jose.JSONWebKey{Key: key}))
}

func (h holder) header(t testing.TB) object {
	return object{"typ": "dpop+jwt", "alg": "ES256", "jwk": h.jwk(t, false)}
}

func goodClaims() object {
	return object{"jti": "0123456789abcdef", "htm": "POST", "htu": uri, "iat": now.Unix()}
}

// sign makes a proof of two texts of JSON.
func (h holder) sign(t testing.TB, header, claims []byte) string {
	t.Helper()
	input := encode(header) + "." + encode(claims)
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, h.key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	size := (h.key.Params().BitSize + 7) / 8
	return input + "." + encode(append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...))
}

// proof makes one of the good header and claims, changed as told. A nil value
// takes a member away.
func (h holder) proof(t testing.TB, header, claims object) string {
	t.Helper()
	return h.sign(t, must(t, changed(h.header(t), header)), must(t, changed(goodClaims(), claims)))
}

func changed(base, change object) object {
	maps.Copy(base, change)
	maps.DeleteFunc(base, func(_ string, v any) bool { return v == nil })
	return base
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func must(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode(t testing.TB, b []byte) (o object) {
	t.Helper()
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestGoodProof(t *testing.T) {
	h := newHolder(t, elliptic.P256())
	for name, claims := range map[string]object{
		"plain":                  {},
		"a minute old":           {"iat": now.Unix() - 60},
		"a minute ahead":         {"iat": now.Unix() + 60},
		"a fraction of a second": {"iat": 0.5 + float64(now.Unix())},
		"a long jti":             {"jti": strings.Repeat("~", 64)},
		"claims of other uses":   {"ath": "x", "nonce": "y"},
	} {
		got, err := dpop.Verify(h.proof(t, nil, claims), "POST", uri, now)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := changed(goodClaims(), claims)
		if got.ID != want["jti"] {
			t.Errorf("%s: ID is %q", name, got.ID)
		}
		if late := got.Expires.Sub(now); late < 0 || late > 2*dpop.Window {
			t.Errorf("%s: expires %v from now", name, late)
		}
	}
}

// The key, and what RFC 7638 makes of it, are those of RFC 9449, section 4.1 and
// of the thumbprint in section 6.1.
func TestThumbprint(t *testing.T) {
	h := newHolder(t, elliptic.P256())
	got, err := dpop.Verify(h.proof(t, nil, nil), "POST", uri, now)
	if err != nil {
		t.Fatal(err)
	}
	jwk := h.jwk(t, false)
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":%q,"y":%q}`, jwk["x"], jwk["y"]))
	if got.Thumbprint != encode(sum[:]) {
		t.Errorf("thumbprint is %s, want %s", got.Thumbprint, encode(sum[:]))
	}
	var example jose.JSONWebKey
	if err := json.Unmarshal([]byte(`{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}`), &example); err != nil {
		t.Fatal(err)
	}
	if sum, err := example.Thumbprint(crypto.SHA256); err != nil || encode(sum) != "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" {
		t.Errorf("the RFC's key has the thumbprint %s, %v", encode(sum), err)
	}
}

func TestRefusedClaims(t *testing.T) {
	h := newHolder(t, elliptic.P256())
	for _, c := range []struct {
		name   string
		claims object
		want   error
	}{
		{"stale", object{"iat": now.Unix() - 61}, dpop.ErrTime},
		{"from the future", object{"iat": now.Unix() + 61}, dpop.ErrTime},
		{"in milliseconds", object{"iat": now.UnixMilli()}, dpop.ErrTime},
		{"far away", object{"iat": -1e300}, dpop.ErrTime},
		{"no iat", object{"iat": nil}, dpop.ErrClaims},
		{"iat as text", object{"iat": "1"}, dpop.ErrClaims},
		{"no jti", object{"jti": nil}, dpop.ErrClaims},
		{"a short jti", object{"jti": "0123456789abcde"}, dpop.ErrClaims},
		{"a long jti", object{"jti": strings.Repeat("x", 65)}, dpop.ErrClaims},
		{"a jti with a space", object{"jti": "0123456789 abcdef"}, dpop.ErrClaims},
		{"a jti with another letter", object{"jti": "0123456789abcdefé"}, dpop.ErrClaims},
		{"a jti of another type", object{"jti": 1}, dpop.ErrClaims},
		{"no htm", object{"htm": nil}, dpop.ErrRequest},
		{"another method", object{"htm": "GET"}, dpop.ErrRequest},
		{"the method in small letters", object{"htm": "post"}, dpop.ErrRequest},
		{"no htu", object{"htu": nil}, dpop.ErrRequest},
		{"another path", object{"htu": "https://auth.example.com/revoke"}, dpop.ErrRequest},
		{"another host", object{"htu": "https://auth.example.org/token"}, dpop.ErrRequest},
		{"another scheme", object{"htu": "http://auth.example.com/token"}, dpop.ErrRequest},
		{"a query", object{"htu": uri + "?a=b"}, dpop.ErrRequest},
		{"a fragment", object{"htu": uri + "#a"}, dpop.ErrRequest},
		{"a slash", object{"htu": uri + "/"}, dpop.ErrRequest},
	} {
		got, err := dpop.Verify(h.proof(t, nil, c.claims), "POST", uri, now)
		if !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func TestRefusedHeader(t *testing.T) {
	h, other, p384 := newHolder(t, elliptic.P256()), newHolder(t, elliptic.P256()), newHolder(t, elliptic.P384())
	jwk := func(change object) object { return object{"jwk": changed(h.jwk(t, false), change)} }
	for _, c := range []struct {
		name   string
		header object
		want   error
	}{
		{"no typ", object{"typ": nil}, dpop.ErrMalformed},
		{"another typ", object{"typ": "JWT"}, dpop.ErrMalformed},
		{"typ of another type", object{"typ": 1}, dpop.ErrMalformed},
		{"no alg", object{"alg": nil}, dpop.ErrAlgorithm},
		{"alg none", object{"alg": "none"}, dpop.ErrAlgorithm},
		{"alg None", object{"alg": "None"}, dpop.ErrAlgorithm},
		{"HS256", object{"alg": "HS256"}, dpop.ErrAlgorithm},
		{"RS256", object{"alg": "RS256"}, dpop.ErrAlgorithm},
		{"ES384", object{"alg": "ES384"}, dpop.ErrAlgorithm},
		{"EdDSA", object{"alg": "EdDSA"}, dpop.ErrAlgorithm},
		{"no jwk", object{"jwk": nil}, dpop.ErrAlgorithm},
		{"a kid instead of the jwk", object{"jwk": nil, "kid": "a"}, dpop.ErrAlgorithm},
		{"jwk of another type", object{"jwk": "a"}, dpop.ErrMalformed},
		{"somebody else's jwk", object{"jwk": other.jwk(t, false)}, dpop.ErrSignature},
		{"a jwk with its private part", object{"jwk": h.jwk(t, true)}, dpop.ErrMalformed},
		{"a jwk with an empty private part", jwk(object{"d": ""}), dpop.ErrMalformed},
		{"a symmetric jwk", object{"jwk": object{"kty": "oct", "k": "AAAA"}}, dpop.ErrMalformed},
		{"an Ed25519 jwk", object{"jwk": object{"kty": "OKP", "crv": "Ed25519", "x": strings.Repeat("A", 43)}}, dpop.ErrAlgorithm},
		{"P-384", object{"jwk": p384.jwk(t, false)}, dpop.ErrAlgorithm},
		{"a curve of Bitcoin", jwk(object{"crv": "secp256k1"}), dpop.ErrMalformed},
		{"a point beside the curve", jwk(object{"y": strings.Repeat("A", 43)}), dpop.ErrMalformed},
		{"the point at infinity", jwk(object{"x": strings.Repeat("A", 43), "y": strings.Repeat("A", 43)}), dpop.ErrMalformed},
		{"half a point", jwk(object{"y": nil}), dpop.ErrMalformed},
		{"a jwk with the address of a certificate", jwk(object{"x5u": "https://example.com/"}), dpop.ErrAlgorithm},
		{"an unknown critical header", object{"crit": []string{"exp"}, "exp": 1}, dpop.ErrSignature},
		{"a payload that is not encoded", object{"crit": []string{"b64"}, "b64": false}, dpop.ErrSignature},
	} {
		got, err := dpop.Verify(h.proof(t, c.header, nil), "POST", uri, now)
		if !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, err, c.want)
		}
	}
	// The signature is that of the other curve's key here.
	if _, err := dpop.Verify(p384.proof(t, nil, nil), "POST", uri, now); !errors.Is(err, dpop.ErrAlgorithm) {
		t.Errorf("signed with P-384: %v", err)
	}
}

// A key that the attacker chose must not become the secret of an HMAC, nor an RSA
// key pass for what the algorithm asks.
func TestRefusedRSA(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	options := (&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, options)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign(must(t, goodClaims()))
	if err != nil {
		t.Fatal(err)
	}
	proof, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dpop.Verify(proof, "POST", uri, now); !errors.Is(err, dpop.ErrAlgorithm) {
		t.Errorf("got %v", err)
	}
}

func TestRefusedForm(t *testing.T) {
	h := newHolder(t, elliptic.P256())
	header, claims := must(t, h.header(t)), must(t, goodClaims())
	good := h.sign(t, header, claims)
	parts := strings.Split(good, ".")
	double := func(b []byte, member string) []byte { return append([]byte(`{`+member+`,`), b[1:]...) }
	for _, c := range []struct {
		name, proof string
		want        error
	}{
		{"nothing", "", dpop.ErrMalformed},
		{"dots", "..", dpop.ErrAlgorithm},
		{"two parts", parts[0] + "." + parts[1], dpop.ErrMalformed},
		{"four parts", good + ".", dpop.ErrMalformed},
		{"no signature", parts[0] + "." + parts[1] + ".", dpop.ErrSignature},
		{"a signature of zeros", parts[0] + "." + parts[1] + "." + strings.Repeat("A", 86), dpop.ErrSignature},
		{"two proofs", good + "," + good, dpop.ErrMalformed},
		{"a space before", " " + good, dpop.ErrMalformed},
		{"a line break inside", good[:50] + "\n" + good[50:], dpop.ErrMalformed},
		{"padding", good + "==", dpop.ErrMalformed},
		{"JSON form", `{"protected":"` + parts[0] + `","payload":"` + parts[1] + `","signature":"` + parts[2] + `"}`, dpop.ErrMalformed},
		{"too long", h.proof(t, nil, object{"pad": strings.Repeat("x", dpop.MaxSize)}), dpop.ErrMalformed},
		{"a header that is a list", h.sign(t, []byte(`[]`), claims), dpop.ErrMalformed},
		{"two algs", h.sign(t, double(header, `"alg":"none"`), claims), dpop.ErrMalformed},
		{"claims that are a list", h.sign(t, header, []byte(`[]`)), dpop.ErrClaims},
		{"claims that are null", h.sign(t, header, []byte(`null`)), dpop.ErrClaims},
		{"two jtis", h.sign(t, header, double(claims, `"jti":"fedcba9876543210"`)), dpop.ErrClaims},
		{"something after the claims", h.sign(t, header, append(claims, '1')), dpop.ErrClaims},
	} {
		if got, err := dpop.Verify(c.proof, "POST", uri, now); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func TestEveryChangeIsSeen(t *testing.T) {
	good := newHolder(t, elliptic.P256()).proof(t, nil, nil)
	for i := range good {
		flipped := []byte(good)
		flipped[i] ^= 1
		// The last character of a part has bits that mean nothing, which is why
		// a proof is remembered by its jti and not by its text.
		got, err := dpop.Verify(string(flipped), "POST", uri, now)
		if err == nil && got.ID != "0123456789abcdef" {
			t.Errorf("character %d changed: accepted as %v", i, got)
		}
		last := i == len(good)-1 || good[i+1] == '.'
		if err == nil && !last {
			t.Errorf("character %d changed: accepted", i)
		}
	}
}

// FuzzProof looks for a text that is taken for a proof without the holder's
// signature, or makes the parser panic.
func FuzzProof(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, proof string) {
		got, err := dpop.Verify(proof, "POST", uri, now)
		if (got == nil) == (err == nil) {
			t.Fatalf("got %v and %v", got, err)
		}
		if err != nil {
			return
		}
		if len(got.Thumbprint) != 43 || len(got.ID) < 16 || len(got.ID) > 64 || got.Expires.Before(now) || got.Expires.After(now.Add(2*dpop.Window)) {
			t.Errorf("accepted %+v", got)
		}
		signed := proof[:strings.LastIndexByte(proof, '.')]
		for _, seed := range seeds {
			if strings.HasPrefix(seed, signed+".") {
				return
			}
		}
		t.Errorf("%q was never signed", proof)
	})
}
