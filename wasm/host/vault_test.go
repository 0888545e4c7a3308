//go:build js && wasm

package host

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestVault(t *testing.T) {
	v := &Vault{functions: script(t, `(() => {
		const kept = new Map();
		return {
			async vaultGet(name) { return kept.get(name) ?? null; },
			async vaultPut(name, secret) { kept.set(name, secret.slice()); },
			async vaultDelete(name) { kept.delete(name); },
		};
	})()`)}
	ctx := context.Background()
	if got, err := v.Get(ctx, "key"); got != nil || err != nil {
		t.Fatalf("an absent secret: %q, %v", got, err)
	}
	secret := []byte("api_\x00\xff")
	if err := v.Put(ctx, "key", secret); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Get(ctx, "key"); err != nil || !bytes.Equal(got, secret) {
		t.Fatalf("got %q, %v", got, err)
	}
	for range 2 {
		if err := v.Delete(ctx, "key"); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := v.Get(ctx, "key"); got != nil || err != nil {
		t.Fatalf("after delete: %q, %v", got, err)
	}
}

func TestVaultReportsFailure(t *testing.T) {
	fails := `async () => { throw new Error("Sign in again."); }`
	v := &Vault{functions: script(t, "{ vaultGet: "+fails+", vaultPut: "+fails+", vaultDelete: "+fails+" }")}
	_, get := v.Get(context.Background(), "key")
	put := v.Put(context.Background(), "key", []byte("api_x"))
	del := v.Delete(context.Background(), "key")
	for _, err := range []error{get, put, del} {
		if err == nil || !strings.Contains(err.Error(), "Sign in again.") || strings.Contains(err.Error(), "api_x") {
			t.Errorf("error %v", err)
		}
	}
}
