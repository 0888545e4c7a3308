//go:build js && wasm

package host

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"
	"time"

	"leadpatch/wasm/session"
)

// Locks are the browser's own (Web Locks): they hold across pages and workers, and
// end with whoever holds them.
type Locks struct{ functions js.Value }

// ProofKey is a WebCrypto key that cannot be exported, in the extension's own
// IndexedDB.
type ProofKey struct{ functions js.Value }

// Consent is the browser's window for signing in (identity.launchWebAuthFlow).
type Consent struct{ functions js.Value }

// Alarm is the browser's: it starts the extension's background when it is due.
type Alarm struct{ functions js.Value }

var (
	_ session.Locks    = Locks{}
	_ session.ProofKey = ProofKey{}
	_ session.Consent  = Consent{}
	_ session.Alarm    = Alarm{}
)

// NewLocks returns the locks of the extension that started the program.
func NewLocks() Locks { return Locks{functions()} }

// NewProofKey returns the key of the extension that started the program.
func NewProofKey() ProofKey { return ProofKey{functions()} }

// NewConsent returns the sign-in window of the extension that started the program.
func NewConsent() Consent { return Consent{functions()} }

// NewAlarm returns the alarm of the extension that started the program.
func NewAlarm() Alarm { return Alarm{functions()} }

// Lock waits for the lock with this name and returns what lets go of it.
func (l Locks) Lock(ctx context.Context, name string) (func(), error) {
	abort := js.Global().Get("AbortController").New()
	granted := make(chan outcome, 1)
	go func() {
		release, err := call(context.Background(), l.functions, "lock", name, abort.Get("signal"))
		granted <- outcome{release, err}
	}()
	select {
	case o := <-granted:
		if o.err != nil {
			return nil, fmt.Errorf("lock %s: %w", name, o.err)
		}
		return func() { o.value.Invoke() }, nil
	case <-ctx.Done():
		abort.Call("abort")
		// It may have been granted in this very moment, to nobody any more.
		go func() {
			if o := <-granted; o.err == nil {
				o.value.Invoke()
			}
		}()
		return nil, ctx.Err()
	}
}

// Public returns the public key as an uncompressed point, after making the key
// where there is none.
func (k ProofKey) Public(ctx context.Context) ([]byte, error) {
	point, err := call(ctx, k.functions, "proofPublic")
	if err != nil {
		return nil, err
	}
	return toGo(point), nil
}

// Sign returns r and s of the signature of the SHA-256 hash of data.
func (k ProofKey) Sign(ctx context.Context, data []byte) ([]byte, error) {
	signature, err := call(ctx, k.functions, "proofSign", toJS(data))
	if err != nil {
		return nil, err
	}
	return toGo(signature), nil
}

// Forget removes the key.
func (k ProofKey) Forget(ctx context.Context) error {
	_, err := call(ctx, k.functions, "proofForget")
	return err
}

// RedirectURL is the address that the browser keeps for the extension's sign-in.
func (c Consent) RedirectURL(ctx context.Context) (string, error) {
	url, err := call(ctx, c.functions, "redirectURL")
	if err != nil {
		return "", err
	}
	return text(url)
}

// Authorize shows the page in a window and waits until it leads back. It returns
// [session.ErrCanceled] when the user closed the window.
func (c Consent) Authorize(ctx context.Context, url string) (string, error) {
	back, err := call(ctx, c.functions, "authorize", url)
	switch {
	case err != nil:
		return "", err
	case back.IsNull():
		return "", session.ErrCanceled
	}
	return text(back)
}

// Settle asks the browser to wake the extension in the given time.
func (a Alarm) Settle(ctx context.Context, in time.Duration) error {
	_, err := call(ctx, a.functions, "settleIn", in.Minutes())
	return err
}

// text returns a text that JavaScript gave.
func text(v js.Value) (string, error) {
	if v.Type() != js.TypeString {
		return "", errors.New("the browser gave no text")
	}
	return v.String(), nil
}
