package backend

import "sync"

// keyedMutex is one mutex for each key: writes to one lead go one after the
// other, writes to different leads side by side. The zero value is ready.
type keyedMutex struct {
	mu sync.Mutex
	m  map[string]*countedMutex
}

type countedMutex struct {
	sync.Mutex
	users int // holders and waiters; the entry goes when it is 0
}

// lock waits for the key's mutex and returns the function that releases it.
func (k *keyedMutex) lock(key string) (unlock func()) {
	k.mu.Lock()
	if k.m == nil {
		k.m = make(map[string]*countedMutex)
	}
	c := k.m[key]
	if c == nil {
		c = &countedMutex{}
		k.m[key] = c
	}
	c.users++
	k.mu.Unlock()
	c.Lock()
	return func() {
		c.Unlock()
		k.mu.Lock()
		if c.users--; c.users == 0 {
			delete(k.m, key)
		}
		k.mu.Unlock()
	}
}
