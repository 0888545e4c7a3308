package api

// Instance answers GET /instance: facts about the running backend, for tests,
// benchmarks and bug reports.
type Instance struct {
	ID          string `json:"id"`           // random, new with every start
	Requests    int64  `json:"requests"`     // answered since the start
	MemoryBytes int64  `json:"memory_bytes"` // obtained from the browser; never shrinks
	Version     string `json:"version"`
}
