// Package seal turns what a server would have to remember into text that its
// clients keep for it: nobody but the holder of the sealing key can read the text,
// change it, or take it for something else.
//
// A sealed text is base64url of
//
//	key id (4 bytes) | nonce (12 bytes) | ciphertext | tag (16 bytes)
//
// with AES-256-GCM. Each purpose has a key of its own, derived from the sealing
// key with HKDF-SHA-256, and is authenticated with the text besides. The nonces
// are random, which is safe for 2^32 texts of one purpose and one sealing key.
// The key id is derived from the sealing key too and tells nothing about it. It is
// in the clear so that a text finds its key while two are accepted.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Purpose says what a sealed text is for. A text opens only for the purpose for
// which it was sealed.
type Purpose string

// The purposes of the broker.
const (
	// State is what a sign-in has to know between its start and its return.
	State Purpose = "state"
	// Code is an authorization code.
	Code Purpose = "code"
	// Refresh is a refresh token.
	Refresh Purpose = "refresh"
)

const (
	// MaxText bounds a sealed text, in characters, before it is decoded.
	MaxText = 4 << 10

	keySize = 32
	idSize  = 4
	// overhead are the bytes around the plaintext: key id, nonce and tag.
	overhead = idSize + 12 + 16
	// maxPlain is the longest plaintext whose text still opens, in bytes.
	maxPlain = MaxText/4*3 - overhead
)

// ErrInvalid says that a text does not open. It does not say why: whoever holds a
// text that was changed should not learn more.
var ErrInvalid = errors.New("the sealed text is not valid")

// encoding is strict about the bits that the last character does not use.
var encoding = base64.RawURLEncoding.Strict()

// Sealer seals and opens texts. It may be used by several goroutines at once.
type Sealer struct {
	keys []*key // the first one seals; all of them open
}

// key is one sealing key: its id and the ciphers derived from it.
type key struct {
	id      [idSize]byte
	ciphers map[Purpose]cipher.AEAD
}

// New returns a Sealer that seals with the current key and opens with both. Keys
// are 32 bytes in base64url, with padding or without; previous may be "". The
// errors do not hold the keys.
func New(current, previous string) (*Sealer, error) {
	first, err := parseKey(current)
	if err != nil {
		return nil, fmt.Errorf("the sealing key: %w", err)
	}
	if previous == "" {
		return &Sealer{keys: []*key{first}}, nil
	}
	second, err := parseKey(previous)
	if err != nil {
		return nil, fmt.Errorf("the previous sealing key: %w", err)
	}
	return &Sealer{keys: []*key{first, second}}, nil
}

func parseKey(text string) (*key, error) {
	secret, err := encoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil || len(secret) != keySize {
		return nil, errors.New("it is not 32 bytes in base64url")
	}
	k := &key{ciphers: map[Purpose]cipher.AEAD{}}
	id, err := derive(secret, "key id", idSize)
	if err != nil {
		return nil, err
	}
	copy(k.id[:], id)
	for _, purpose := range []Purpose{State, Code, Refresh} {
		subkey, err := derive(secret, "purpose "+string(purpose), keySize)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(subkey)
		if err != nil {
			return nil, err
		}
		if k.ciphers[purpose], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// derive returns n bytes that depend on the secret and on what they are for. The
// secret is random, so HKDF needs no salt.
func derive(secret []byte, use string, n int) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, "leadpatch broker seal 1: "+use, n)
}

// Seal returns the text of some bytes, which are at most 3,040. It fails when
// there are more, or when the purpose is none of this package's.
func (s *Sealer) Seal(purpose Purpose, plain []byte) (string, error) {
	k := s.keys[0]
	aead, ok := k.ciphers[purpose]
	if !ok {
		return "", fmt.Errorf("no purpose %q to seal for", purpose)
	}
	if len(plain) > maxPlain {
		return "", fmt.Errorf("%d bytes are too many to seal", len(plain))
	}
	return encoding.EncodeToString(aead.Seal(k.id[:], nil, plain, k.bound(purpose))), nil
}

// Open returns the bytes of a text. It fails with ErrInvalid when the text was not
// sealed for this purpose with one of the keys, or was changed in any way.
func (s *Sealer) Open(purpose Purpose, text string) ([]byte, error) {
	if len(text) > MaxText {
		return nil, ErrInvalid
	}
	sealed, err := encoding.DecodeString(text)
	// The decoder skips line breaks, so only the one true form is taken.
	if err != nil || len(sealed) < overhead || encoding.EncodeToString(sealed) != text {
		return nil, ErrInvalid
	}
	for _, k := range s.keys {
		if aead, ok := k.ciphers[purpose]; ok && [idSize]byte(sealed[:idSize]) == k.id {
			if plain, err := aead.Open(nil, nil, sealed[idSize:], k.bound(purpose)); err == nil {
				return plain, nil
			}
		}
	}
	return nil, ErrInvalid
}

// bound is what is authenticated with a text besides its bytes.
func (k *key) bound(purpose Purpose) []byte {
	return append(k.id[:len(k.id):len(k.id)], purpose...)
}
