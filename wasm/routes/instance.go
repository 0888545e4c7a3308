package routes

import (
	"fmt"
	"net/http"
	"runtime"

	"leadpatch/wasm/api"
	"leadpatch/wasm/problem"
)

var instanceRoutes = []route{
	{"GET /instance", (*Backend).getInstance, nothing},
	{"/", (*Backend).notARoute, nothing},
}

// getInstance tells about the running backend.
func (b *Backend) getInstance(*http.Request) (any, error) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return api.Instance{ID: b.id, Requests: b.requests.Load(), MemoryBytes: int64(m.Sys), Version: b.version}, nil
}

// notARoute answers what no other route does, a wrong verb included.
func (*Backend) notARoute(r *http.Request) (any, error) {
	return nil, problem.New(api.ProblemBadRequest, http.StatusNotFound, "No such route",
		fmt.Sprintf("The backend does not answer %s %s.", r.Method, r.URL.Path), "")
}
