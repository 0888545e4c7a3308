//go:build !js

package main

import (
	"context"
	"sync"
	"time"
)

// perMinute is how many requests the memoryLimiter allows for one key.
const perMinute = 120

// memoryReplay remembers the proofs that were used in this process.
type memoryReplay struct {
	now  func() time.Time
	mu   sync.Mutex
	used map[[2]string]time.Time
}

// First reports whether the pair is new, and remembers it.
func (m *memoryReplay) First(_ context.Context, thumbprint, jti string, until time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	for pair, end := range m.used {
		if end.Before(now) {
			delete(m.used, pair)
		}
	}
	pair := [2]string{thumbprint, jti}
	if _, ok := m.used[pair]; ok {
		return false, nil
	}
	if m.used == nil {
		m.used = map[[2]string]time.Time{}
	}
	m.used[pair] = until
	return true, nil
}

// memoryLimiter counts requests by the minute.
type memoryLimiter struct {
	now    func() time.Time
	mu     sync.Mutex
	minute int64
	count  map[string]int
}

// Allow reports whether there were few enough requests for the key in the current
// minute.
func (m *memoryLimiter) Allow(_ context.Context, key string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if minute := m.now().Unix() / 60; m.count == nil || m.minute != minute {
		m.minute, m.count = minute, map[string]int{}
	}
	m.count[key]++
	return m.count[key] <= perMinute, nil
}
