//go:build !js

package main

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestMemoryReplay(t *testing.T) {
	now := time.Unix(1000, 0)
	m := &memoryReplay{now: func() time.Time { return now }}
	first := func(thumbprint, jti string) bool {
		ok, err := m.First(t.Context(), thumbprint, jti, now.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !first("k", "a") || first("k", "a") {
		t.Error("a proof is not good exactly once")
	}
	if !first("k", "b") || !first("l", "a") {
		t.Error("another proof, or another key's, is taken for the first")
	}
	now = now.Add(time.Minute)
	if first("k", "a") {
		t.Error("forgotten too early")
	}
	now = now.Add(time.Second)
	first("m", "a")
	if len(m.used) != 1 {
		t.Errorf("%d are remembered that are over", len(m.used)-1)
	}
}

func TestMemoryReplayRace(t *testing.T) {
	m := &memoryReplay{now: time.Now}
	var good atomic.Int32
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if ok, err := m.First(t.Context(), "k", "a", time.Now().Add(time.Minute)); ok && err == nil {
				good.Add(1)
			}
		})
	}
	wait.Wait()
	if good.Load() != 1 {
		t.Errorf("%d were the first", good.Load())
	}
}

func TestMemoryLimiter(t *testing.T) {
	now := time.Unix(600, 0)
	m := &memoryLimiter{now: func() time.Time { return now }}
	allowed := func(key string) bool {
		ok, err := m.Allow(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	for range perMinute {
		if !allowed("a") {
			t.Fatal("refused too early")
		}
	}
	if allowed("a") || !allowed("b") {
		t.Error("the limit is not one for each key")
	}
	now = now.Add(time.Minute)
	if !allowed("a") || len(m.count) != 1 {
		t.Error("a new minute does not begin anew")
	}
}
