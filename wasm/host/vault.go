//go:build js && wasm

package host

import (
	"context"
	"fmt"
	"syscall/js"

	"leadpatch/wasm/session"
)

// Vault keeps secrets in the extension's own IndexedDB, encrypted under a
// WebCrypto key that cannot be exported. No page and no content script reaches it.
type Vault struct {
	functions js.Value
}

var _ session.Vault = (*Vault)(nil)

// NewVault returns the vault of the extension that started the program.
func NewVault() *Vault {
	return &Vault{functions: functions()}
}

// Get returns the secret under name, or nil and no error when there is none.
// It fails when the record can no longer be decrypted; the error's text then
// tells the user to sign in again.
func (v *Vault) Get(ctx context.Context, name string) ([]byte, error) {
	secret, err := call(ctx, v.functions, "vaultGet", name)
	if err != nil {
		return nil, fmt.Errorf("read the vault: %w", err)
	}
	if secret.IsNull() || secret.IsUndefined() {
		return nil, nil
	}
	return toGo(secret), nil
}

// Put encrypts the secret and returns once it is stored durably.
func (v *Vault) Put(ctx context.Context, name string, secret []byte) error {
	if _, err := call(ctx, v.functions, "vaultPut", name, toJS(secret)); err != nil {
		return fmt.Errorf("write the vault: %w", err)
	}
	return nil
}

// Delete removes the secret; removing an absent one is no error.
func (v *Vault) Delete(ctx context.Context, name string) error {
	if _, err := call(ctx, v.functions, "vaultDelete", name); err != nil {
		return fmt.Errorf("clear the vault: %w", err)
	}
	return nil
}
