package session

import (
	"context"
	"errors"
	"time"
)

// Vault keeps small secrets in storage that only the extension's own code can
// read, encrypted under a key that cannot be exported.
type Vault interface {
	// Get returns the secret under name, or nil and no error when there is none.
	Get(ctx context.Context, name string) ([]byte, error)
	// Put stores the secret durably before it returns.
	Put(ctx context.Context, name string, secret []byte) error
	// Delete removes the secret; removing an absent one is no error.
	Delete(ctx context.Context, name string) error
}

// Locks are held by one holder at a time among everything of the extension that
// runs in the browser profile, whatever page or worker it runs in.
type Locks interface {
	// Lock waits for the lock with this name and returns what lets go of it.
	Lock(ctx context.Context, name string) (unlock func(), err error)
}

// ProofKey is the installation's P-256 key, with which it proves to the broker
// that a sealed token is its own. No code can read its private part.
type ProofKey interface {
	// Public returns the public key as an uncompressed point (65 bytes, SEC 1),
	// after making the key where there is none.
	Public(ctx context.Context) ([]byte, error)
	// Sign returns the ECDSA signature of the SHA-256 hash of data as r and s, 32
	// bytes each.
	Sign(ctx context.Context, data []byte) ([]byte, error)
	// Forget removes the key; removing an absent one is no error.
	Forget(ctx context.Context) error
}

// ErrCanceled is returned by a [Consent] whose window the user closed.
var ErrCanceled = errors.New("session: the sign-in was cancelled")

// Consent shows the user a page in a window of its own until it leads back to the
// extension.
type Consent interface {
	// RedirectURL is where the page leads back to: an address that the browser keeps
	// for this extension.
	RedirectURL(ctx context.Context) (string, error)
	// Authorize shows the page and returns the address that it led back to. It
	// returns [ErrCanceled] when the window was closed before.
	Authorize(ctx context.Context, url string) (string, error)
}

// Alarm has the backend asked to settle, even when the browser has stopped it in
// the meantime.
type Alarm interface {
	// Settle asks for that in the given time, once; in place of an earlier request.
	Settle(ctx context.Context, in time.Duration) error
}
