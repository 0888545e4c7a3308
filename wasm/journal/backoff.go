package journal

import (
	"math/rand/v2"
	"time"
)

const (
	backoffBase = 30 * time.Second // no alarm of Chrome comes sooner
	backoffCap  = 15 * time.Minute
)

// Backoff returns how long an entry waits that has been tried so often: half of a time
// that doubles, and up to as much again at random, so that the entries of many
// browsers do not come back together. A time that the server asks for is kept.
func Backoff(attempts int, asked time.Duration) time.Duration {
	d := backoffCap
	if attempts < 6 {
		d = min(backoffBase<<attempts, backoffCap)
	}
	return max(d/2+rand.N(d/2), asked)
}
