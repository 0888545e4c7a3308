package session

import (
	"context"
	"encoding/base64"
)

// apiKey is a key of Close: the user name of HTTP Basic with an empty password.
// Source: developer.close.com, Authentication with API keys.
type apiKey string

// Authorization returns the header's value.
func (k apiKey) Authorization(context.Context) (string, error) {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(string(k)+":")), nil
}

// String hides the key from logs and error texts.
func (apiKey) String() string { return "(API key)" }

// GoString hides the key from %#v.
func (apiKey) GoString() string { return "(API key)" }
