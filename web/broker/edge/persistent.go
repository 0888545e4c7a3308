//go:build js && wasm

package edge

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall/js"
)

// rawBody is a request body that can hand over what JavaScript gave as the body,
// as syumai/workers has it. worker.js gives a Uint8Array: it has read the body to
// its end, or to its limit, before an instance was taken for the request.
type rawBody interface {
	GetRawJSBody() js.Value
}

// rawWriter is a response that takes its whole body as one JavaScript value.
type rawWriter interface {
	WriteRawJSBody(body js.Value)
}

// Persistent returns a handler for syumai/workers that lets one instance of the
// program answer any number of requests, one after the other.
//
// The library is made for one request in each instance: its body reader leaks
// callbacks, and finishing a streamed reply a second time stops the program.
// Persistent therefore takes the request's body in one piece and hands the reply
// over in one piece, so that no stream is ever opened. It also puts together
// again what the library takes apart: it splits every header at its commas.
//
// A panic in h is reported to worker.js, which answers the request itself and
// lets go of the instance.
func Persistent(h http.Handler) http.Handler {
	return persistent(functions(), h)
}

func persistent(host js.Value, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := &reply{header: w.Header(), status: http.StatusOK}
		serve(host, h, body, r)
		w.WriteHeader(body.status)
		w.(rawWriter).WriteRawJSBody(toJS(body.content.Bytes()))
	})
}

// serve runs the handler on a request as net/http would have given it.
func serve(host js.Value, h http.Handler, w *reply, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			spoil(host, r, p)
			w.status = http.StatusInternalServerError
			w.content.Reset()
		}
	}()
	for name, parts := range r.Header {
		r.Header[name] = []string{strings.Join(parts, ",")}
	}
	var body []byte
	if raw, ok := r.Body.(rawBody); ok {
		body = toGo(raw.GetRawJSBody())
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	h.ServeHTTP(w, r)
}

// spoil says that the instance is not to be trusted any more, and why. The text
// of a panic of our own might quote something secret, so only the runtime's own
// texts are handed over.
func spoil(host js.Value, r *http.Request, p any) {
	what := fmt.Sprintf("a value of type %T", p)
	if e, ok := p.(runtime.Error); ok {
		what = e.Error()
	}
	host.Call("spoil", fmt.Sprintf("panic in %s %s: %s\n%s", r.Method, r.URL.Path, what, debug.Stack()))
}

// reply collects a response.
type reply struct {
	header  http.Header
	status  int
	begun   bool
	content bytes.Buffer
}

// Header returns the response's header.
func (w *reply) Header() http.Header { return w.header }

// WriteHeader sets the status; only the first call counts.
func (w *reply) WriteHeader(status int) {
	if !w.begun {
		w.begun, w.status = true, status
	}
}

// Write adds to the body, with status 200 unless another was set.
func (w *reply) Write(b []byte) (int, error) {
	w.begun = true
	return w.content.Write(b)
}

// toJS copies bytes into a new Uint8Array.
func toJS(b []byte) js.Value {
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}

// toGo copies a Uint8Array into a new slice.
func toGo(array js.Value) []byte {
	b := make([]byte, array.Get("byteLength").Int())
	js.CopyBytesToGo(b, array)
	return b
}
