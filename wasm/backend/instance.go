package backend

import (
	"net/http"
	"runtime"

	"leadpatch/wasm/api"
)

// getInstance tells about the running backend.
func (b *Backend) getInstance(*http.Request) (any, error) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return api.Instance{ID: b.id, Requests: b.requests.Load(), MemoryBytes: int64(m.Sys), Version: b.cfg.Version}, nil
}
