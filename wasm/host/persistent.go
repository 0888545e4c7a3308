//go:build js && wasm

package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall/js"

	"leadpatch/wasm/api"
)

// MaxBody is the largest request body that Persistent accepts, in bytes.
const MaxBody = 4 << 20

// rawBody is a request body that can hand over its JavaScript stream, as
// syumai/workers gives it.
type rawBody interface {
	GetRawJSBody() js.Value
}

// rawWriter is a response that takes its whole body as one JavaScript value.
type rawWriter interface {
	WriteRawJSBody(body js.Value)
}

var errBodyTooLarge = errors.New("request body too large")

// Persistent returns a handler for syumai/workers that lets one instance of
// the program answer any number of requests, several at once, for ever.
//
// The library is made for one request in each instance: its body reader leaks
// callbacks, and finishing a streamed reply a second time stops the program.
// Persistent therefore reads the request's body in one piece, collects the
// reply, and hands that over in one piece, so that no stream is ever opened.
//
// A body above MaxBody is answered with 413. A panic in h is answered with 500
// and the instance lives on; its kind and its stack go to the console, and
// nothing of the request does. Both answers are application/problem+json.
func Persistent(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := &reply{header: http.Header{}}
		serve(h, reply, r)
		reply.send(w)
	})
}

// serve reads the body and runs the handler, turning every failure into a reply.
func serve(h http.Handler, w *reply, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			report(r, p)
			w.problem(fault("Leadpatch made a mistake and did not finish this. What you typed is kept. Try again."))
		}
	}()
	body, err := readBody(r)
	switch {
	case errors.Is(err, errBodyTooLarge):
		w.problem(api.Problem{
			Type:   "urn:leadpatch:" + api.ProblemBadRequest,
			Title:  "Too much text",
			Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("This is more than Leadpatch can take at once (%d MB). Shorten it and try again.", MaxBody>>20),
		})
		return
	case err != nil:
		w.problem(api.Problem{
			Type:   "urn:leadpatch:" + api.ProblemBadRequest,
			Title:  "The request could not be read",
			Status: http.StatusBadRequest,
			Detail: "Leadpatch could not read this request (" + err.Error() + "). Try again.",
			Action: "retry",
		})
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	h.ServeHTTP(w, r)
}

// readBody returns the whole body of the request. The library gives an empty
// Go reader, and no stream, to a request without one.
func readBody(r *http.Request) ([]byte, error) {
	raw, ok := r.Body.(rawBody)
	if !ok {
		return nil, nil
	}
	response, err := attempt(func() js.Value { return js.Global().Get("Response").New(raw.GetRawJSBody()) })
	if err != nil {
		return nil, err
	}
	buffer, err := call(context.Background(), response, "arrayBuffer")
	if err != nil {
		return nil, err
	}
	if buffer.Get("byteLength").Int() > MaxBody {
		return nil, errBodyTooLarge
	}
	return toGo(js.Global().Get("Uint8Array").New(buffer)), nil
}

// report writes a panic to the console. The text of a panic of our own may
// quote a value that someone typed, so only the runtime's own texts are shown.
func report(r *http.Request, p any) {
	what := fmt.Sprintf("a value of type %T", p)
	if e, ok := p.(runtime.Error); ok {
		what = e.Error()
	}
	js.Global().Get("console").Call("error",
		fmt.Sprintf("Leadpatch: panic in %s %s: %s\n%s", r.Method, r.URL.Path, what, debug.Stack()))
}

// reply collects a response. Its zero value but for the header is ready to use.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the response's header.
func (w *reply) Header() http.Header { return w.header }

// WriteHeader sets the status; only the first call counts.
func (w *reply) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write adds to the body, with status 200 unless another was set.
func (w *reply) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// problem replaces whatever was written so far by a problem document.
func (w *reply) problem(p api.Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // A Problem of texts and numbers always has a JSON form.
	}
	w.header = http.Header{"Content-Type": {"application/problem+json"}}
	w.status = p.Status
	w.body.Reset()
	w.body.Write(body)
}

// fault returns the problem of a mistake in Leadpatch itself.
func fault(detail string) api.Problem {
	return api.Problem{
		Type:   "urn:leadpatch:" + api.ProblemBackend,
		Title:  "Something went wrong in Leadpatch",
		Status: http.StatusInternalServerError,
		Detail: detail,
		Action: "retry",
	}
}

// send hands the reply over. What JavaScript would refuse is sorted out before:
// an exception in the library's own goroutine would end the program.
func (w *reply) send(to http.ResponseWriter) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.status < 200 || w.status > 599 || !sendable(w.header) {
		w.problem(fault("Leadpatch made an answer that the browser does not accept. Try again."))
	}
	header := to.Header()
	for name, values := range w.header {
		header[name] = values
	}
	to.WriteHeader(w.status)
	to.(rawWriter).WriteRawJSBody(toJS(w.body.Bytes()))
}

// sendable reports whether JavaScript's Headers takes every name and value.
func sendable(h http.Header) bool {
	for name, values := range h {
		if name == "" || strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?={}`, c) }) {
			return false
		}
		for _, value := range values {
			if strings.ContainsFunc(value, func(c rune) bool { return c == 0 || c == '\r' || c == '\n' || c > 0xff }) {
				return false
			}
		}
	}
	return true
}
