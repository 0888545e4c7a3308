//go:build js && wasm

package host

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall/js"
	"testing"

	"leadpatch/wasm/api"
)

// stream is a request body as syumai/workers hands it over.
type stream struct{ js.Value }

func (s stream) GetRawJSBody() js.Value   { return s.Value }
func (s stream) Read([]byte) (int, error) { return 0, errors.New("the stream was read in pieces") }
func (s stream) Close() error             { return nil }

// answer is a response writer as syumai/workers hands it over: streaming into
// it, which ends a long-lived instance, is a failure.
type answer struct {
	t      *testing.T
	header http.Header
	status int
	body   []byte
	bodies int
}

func (a *answer) Header() http.Header       { return a.header }
func (a *answer) WriteHeader(status int)    { a.status = status }
func (a *answer) WriteRawJSBody(v js.Value) { a.bodies++; a.body = toGo(v) }
func (a *answer) Write([]byte) (int, error) {
	a.t.Error("the reply was streamed")
	return 0, nil
}

// ask sends one request through Persistent(h), with a body when it is not null.
func ask(t *testing.T, h http.Handler, method, path string, body js.Value) *answer {
	t.Helper()
	r := &http.Request{Method: method, URL: &url.URL{Path: path}, Header: http.Header{}, Body: http.NoBody}
	if !body.IsNull() {
		r.Body = stream{js.Global().Get("Response").New(body).Get("body")}
	}
	a := &answer{t: t, header: http.Header{}}
	Persistent(h).ServeHTTP(a, r)
	if a.bodies != 1 {
		t.Errorf("%s %s: the body was handed over %d times", method, path, a.bodies)
	}
	return a
}

// problem decodes the answer as a problem and checks what all of them share.
func problem(t *testing.T, a *answer, status int, kind string) api.Problem {
	t.Helper()
	var p api.Problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatalf("not JSON: %s", a.body)
	}
	if a.status != status || p.Status != status || p.Type != "urn:leadpatch:"+kind || p.Detail == "" {
		t.Fatalf("status %d and %s, want %d and %s", a.status, a.body, status, kind)
	}
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("content type %q", got)
	}
	return p
}

// parrot repeats the body under status 201.
var parrot = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Header()["X-Length"] = []string{fmt.Sprint(r.ContentLength)}
	w.WriteHeader(http.StatusCreated)
	w.WriteHeader(http.StatusTeapot)
	w.Write(body)
})

func TestPersistentPassesRequestsThrough(t *testing.T) {
	text := "zwölf Boxkämpfer \x00 \u2028 " + strings.Repeat("x", 100_000)
	a := ask(t, parrot, "POST", "/", js.ValueOf(text))
	if a.status != 201 || string(a.body) != text {
		t.Errorf("status %d and %d bytes, want 201 and %d", a.status, len(a.body), len(text))
	}
	if got := a.header.Get("X-Length"); got != fmt.Sprint(len(text)) {
		t.Errorf("content length %s, want %d", got, len(text))
	}
	if a := ask(t, parrot, "POST", "/", js.Null()); a.status != 201 || len(a.body) != 0 {
		t.Errorf("no body: status %d and %q", a.status, a.body)
	}
	nothing := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	if a := ask(t, nothing, "GET", "/", js.Null()); a.status != 200 {
		t.Errorf("a handler that writes nothing: status %d", a.status)
	}
}

func TestPersistentCapsTheBody(t *testing.T) {
	allowed, over := js.Global().Get("Uint8Array").New(MaxBody), js.Global().Get("Uint8Array").New(MaxBody+1)
	if a := ask(t, parrot, "PUT", "/", allowed); a.status != 201 || len(a.body) != MaxBody {
		t.Errorf("at the limit: status %d and %d bytes", a.status, len(a.body))
	}
	p := problem(t, ask(t, parrot, "PUT", "/", over), http.StatusRequestEntityTooLarge, api.ProblemBadRequest)
	if !strings.Contains(p.Detail, "4 MB") {
		t.Errorf("the detail does not name the limit: %s", p.Detail)
	}
}

func TestPersistentReportsAnUnreadableBody(t *testing.T) {
	broken := script(t, `new ReadableStream({ pull(c) { c.error(new Error("the \"pipe\" broke")); } })`)
	p := problem(t, ask(t, parrot, "POST", "/", broken), http.StatusBadRequest, api.ProblemBadRequest)
	if !strings.Contains(p.Detail, `the "pipe" broke`) {
		t.Errorf("the detail does not say why: %s", p.Detail)
	}
}

func TestPersistentSurvivesPanics(t *testing.T) {
	logged := hush(t)
	var none map[string]int
	faults := map[string]func(w http.ResponseWriter){
		"nil map": func(http.ResponseWriter) { none["x"] = 1 },
		"bounds":  func(http.ResponseWriter) { _ = []int{}[len(none)] },
		"text":    func(http.ResponseWriter) { panic("api_secret") },
		"error":   func(http.ResponseWriter) { panic(errors.New("api_secret")) },
		"abort":   func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"half written": func(w http.ResponseWriter) {
			w.Header().Set("X-Half", "1")
			w.Write([]byte(`{"half":`))
			panic("api_secret")
		},
	}
	for name, fail := range faults {
		a := ask(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fail(w) }), "POST", "/fails", js.ValueOf("api_secret"))
		p := problem(t, a, http.StatusInternalServerError, api.ProblemBackend)
		if strings.Contains(string(a.body), "goroutine") || strings.Contains(string(a.body), "api_secret") || a.header.Get("X-Half") != "" {
			t.Errorf("%s: the answer shows too much: %s", name, a.body)
		}
		if p.Action != "retry" {
			t.Errorf("%s: action %q", name, p.Action)
		}
		if a := ask(t, parrot, "POST", "/", js.ValueOf("next")); string(a.body) != "next" {
			t.Errorf("%s: the next request got %d %q", name, a.status, a.body)
		}
	}
	if got := logged.Length(); got != len(faults) {
		t.Errorf("%d panics in the console, want %d", got, len(faults))
	}
	all := logged.Call("join", "\n").String()
	if strings.Contains(all, "api_secret") {
		t.Error("the console shows the panic's own text")
	}
	if !strings.Contains(all, "POST /fails: assignment to entry in nil map") || !strings.Contains(all, "persistent_test.go") {
		t.Errorf("the console lacks the cause or the stack:\n%s", all)
	}
}

// hush collects what goes to console.error for the rest of the test.
func hush(t *testing.T) js.Value {
	t.Helper()
	console := js.Global().Get("console")
	before := console.Get("error")
	lines := js.Global().Get("Array").New()
	console.Set("error", js.Global().Get("Function").New("lines", "return (line) => { lines.push(line); }").Invoke(lines))
	t.Cleanup(func() { console.Set("error", before) })
	return lines
}

func TestPersistentRefusesWhatTheBrowserWould(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"status 101":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(101) },
		"status 700":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(700) },
		"line break":   func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-A", "a\nb") },
		"beyond bytes": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-A", "€") },
		"header name":  func(w http.ResponseWriter, _ *http.Request) { w.Header()["a b"] = []string{"c"} },
	} {
		t.Run(name, func(t *testing.T) {
			problem(t, ask(t, h, "GET", "/", js.Null()), http.StatusInternalServerError, api.ProblemBackend)
		})
	}
}

// TestPersistentLeaksNothing is what lets one instance serve for a working day.
func TestPersistentLeaksNothing(t *testing.T) {
	body := js.ValueOf(strings.Repeat("ä", 2000))
	empty := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	round := func(n int) {
		for range n {
			if a := ask(t, parrot, "POST", "/", body); a.status != 201 || len(a.body) != 4000 {
				t.Fatalf("status %d and %d bytes", a.status, len(a.body))
			}
			if a := ask(t, empty, "DELETE", "/", js.Null()); a.status != 204 {
				t.Fatalf("status %d", a.status)
			}
		}
	}
	round(1000) // Buffers and the collector reach their plateau.
	refs, objects, memory := liveRefs(t), heapObjects(), memoryBytes()
	round(5000)
	if after := liveRefs(t); after > refs+10 {
		t.Errorf("%d live values before, %d after", refs, after)
	}
	if after := heapObjects(); after > objects+5000 {
		t.Errorf("%d objects on the heap before, %d after", objects, after)
	}
	if after := memoryBytes(); after > memory+(4<<20) {
		t.Errorf("%d bytes of memory before, %d after", memory, after)
	}
}

func TestPersistentServesSeveralAtOnce(t *testing.T) {
	const n = 16
	var inside sync.WaitGroup
	inside.Add(n)
	all := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside.Done()
		inside.Wait() // Nobody answers before all have come in.
		parrot.ServeHTTP(w, r)
	})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			want := fmt.Sprintf("request %d", i)
			if a := ask(t, all, "POST", "/", js.ValueOf(want)); string(a.body) != want {
				t.Errorf("got %q, want %q", a.body, want)
			}
		})
	}
	done.Wait()
}
