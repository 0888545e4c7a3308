package memhost

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"math/big"
	"sync"
	"time"
)

// Locks are locks in memory. The zero value is ready.
type Locks struct {
	mu sync.Mutex
	m  map[string]chan struct{} // full while held
}

// Lock waits for the lock with this name and returns what lets go of it.
func (l *Locks) Lock(ctx context.Context, name string) (func(), error) {
	l.mu.Lock()
	if l.m == nil {
		l.m = make(map[string]chan struct{})
	}
	held := l.m[name]
	if held == nil {
		held = make(chan struct{}, 1)
		l.m[name] = held
	}
	l.mu.Unlock()
	select {
	case held <- struct{}{}:
		return func() { <-held }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ProofKey is a P-256 key in memory. The zero value is ready.
type ProofKey struct {
	mu  sync.Mutex
	key *ecdsa.PrivateKey
}

func (k *ProofKey) get() (*ecdsa.PrivateKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == nil {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		k.key = key
	}
	return k.key, nil
}

// Public returns the public key as an uncompressed point.
func (k *ProofKey) Public(context.Context) ([]byte, error) {
	key, err := k.get()
	if err != nil {
		return nil, err
	}
	return key.PublicKey.Bytes()
}

// Sign returns r and s of the signature of the SHA-256 hash of data.
func (k *ProofKey) Sign(_ context.Context, data []byte) ([]byte, error) {
	key, err := k.get()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return nil, err
	}
	return append(fixed(r), fixed(s)...), nil
}

func fixed(n *big.Int) []byte { return n.FillBytes(make([]byte, 32)) }

// Forget removes the key.
func (k *ProofKey) Forget(context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.key = nil
	return nil
}

// Consent shows no page: Visit stands in for the window and the person before it.
type Consent struct {
	Redirect string
	Visit    func(ctx context.Context, url string) (string, error)
}

// RedirectURL returns Redirect.
func (c *Consent) RedirectURL(context.Context) (string, error) { return c.Redirect, nil }

// Authorize calls Visit.
func (c *Consent) Authorize(ctx context.Context, url string) (string, error) {
	if c.Visit == nil {
		return "", errors.New("there is no browser here to sign in with")
	}
	return c.Visit(ctx, url)
}

// Alarm counts what was asked of it. The zero value is ready.
type Alarm struct {
	mu      sync.Mutex
	set     int
	deliver time.Duration
}

// Deliver notes the time that was asked for.
func (a *Alarm) Deliver(_ context.Context, in time.Duration) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.deliver = in
	return nil
}

// DeliverIn returns the time that was asked for last, 0 for none.
func (a *Alarm) DeliverIn() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.deliver
}

// Settle counts the request.
func (a *Alarm) Settle(context.Context, time.Duration) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.set++
	return nil
}

// Set returns how often the alarm was set.
func (a *Alarm) Set() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.set
}
