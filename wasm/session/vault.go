package session

import "context"

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
