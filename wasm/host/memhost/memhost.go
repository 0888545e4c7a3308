// Package memhost is the browser's part in memory: what tests and the native
// build use in place of package host.
package memhost

import (
	"context"
	"slices"
	"sync"
)

// Vault keeps secrets in memory. The zero value is ready.
type Vault struct {
	mu sync.Mutex
	m  map[string][]byte
	// Err, when set, is returned by every call: storage that fails.
	Err error
}

// Get returns a copy of the secret, or nil.
func (v *Vault) Get(_ context.Context, name string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.m[name]), v.Err
}

// Put stores a copy of the secret.
func (v *Vault) Put(_ context.Context, name string, secret []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.Err != nil {
		return v.Err
	}
	if v.m == nil {
		v.m = make(map[string][]byte)
	}
	v.m[name] = slices.Clone(secret)
	return nil
}

// Delete removes the secret.
func (v *Vault) Delete(_ context.Context, name string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.m, name)
	return v.Err
}
