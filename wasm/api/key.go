package api

import (
	"errors"
	"strings"
)

// IdempotencyKey names a change, so that it is carried out once however often it arrives:
// 16 to 64 letters, digits, "-" and "_" that the page made when the user asked. Without
// one, "", every arrival is a change of its own.
type IdempotencyKey string

// ErrIdempotencyKey is a text that cannot be an [IdempotencyKey].
var ErrIdempotencyKey = errors.New("The idempotency key is 16 to 64 letters, digits, dashes and underscores.")

// UnmarshalText reads a key of a request, and fails with [ErrIdempotencyKey] where it is
// none.
func (k *IdempotencyKey) UnmarshalText(text []byte) error {
	word := func(c rune) bool {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_'
	}
	s := string(text)
	if s != "" && (len(s) < 16 || len(s) > 64 || strings.ContainsFunc(s, func(c rune) bool { return !word(c) })) {
		return ErrIdempotencyKey
	}
	*k = IdempotencyKey(s)
	return nil
}
