package session

import (
	"context"
	"encoding/base64"
	"fmt"
)

// apiKey is a key of Close: the user name of HTTP Basic with an empty password.
// Source: developer.close.com, Authentication with API keys.
type apiKey string

// Authorization returns the header's value.
func (k apiKey) Authorization(context.Context) (string, error) {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(string(k)+":")), nil
}

// Format hides the key from logs and error texts, whatever the verb.
func (apiKey) Format(f fmt.State, _ rune) { fmt.Fprint(f, "(API key)") }

// storedKey is the key of an account.
type storedKey struct {
	apiKey
	over error
}

// Renew fails: a key that Close refuses is over.
func (k storedKey) Renew(context.Context, string) error { return k.over }
