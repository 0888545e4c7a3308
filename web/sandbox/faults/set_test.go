package faults

import (
	"context"
	"errors"
	"sync"
	"testing"
)

func TestHeldGivesUpWithItsCaller(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if list, err := NewSet(&sync.Mutex{}).AwaitHeld(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", list, err)
	}
}
