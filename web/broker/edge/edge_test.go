//go:build js && wasm

package edge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"leadpatch/web/broker/service"
)

// script evaluates a JavaScript expression.
func script(t *testing.T, expression string) js.Value {
	t.Helper()
	return js.Global().Get("Function").New("return (" + expression + ")").Invoke()
}

// given is a request body as worker.js hands it over by syumai/workers.
type given struct{ js.Value }

func (g given) GetRawJSBody() js.Value   { return g.Value }
func (g given) Read([]byte) (int, error) { return 0, errors.New("the body was read in pieces") }
func (g given) Close() error             { return nil }

// answer is a response writer as syumai/workers hands it over: streaming into it,
// which ends a long-lived instance, is a failure.
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

// ask sends one request through persistent, and returns what it told the host of
// mistakes too.
func ask(t *testing.T, h http.HandlerFunc, header http.Header, body string) (*answer, string) {
	t.Helper()
	host := script(t, `{ told: "", spoil(what) { this.told += what; } }`)
	r := &http.Request{Method: "POST", URL: &url.URL{Path: "/token"}, Header: header, Body: given{toJS([]byte(body))}}
	a := &answer{t: t, header: http.Header{}}
	persistent(host, h).ServeHTTP(a, r)
	if a.bodies != 1 {
		t.Errorf("the body was handed over %d times", a.bodies)
	}
	return a, host.Get("told").String()
}

func TestPersistent(t *testing.T) {
	// The library has split this at its comma.
	header := http.Header{"Dpop": {"a", " b"}, "Content-Type": {"text/plain"}}
	a, told := ask(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		w.Header().Set("X-Seen", fmt.Sprintf("%q %d %v", r.Header, r.ContentLength, err))
		w.WriteHeader(http.StatusTeapot)
		w.WriteHeader(http.StatusOK)
		fmt.Fprintf(w, "got %s", body)
	}, header, "caf\u00e9\x00")
	want := `map["Content-Type":["text/plain"] "Dpop":["a, b"]] 6 <nil>`
	if a.status != http.StatusTeapot || string(a.body) != "got caf\u00e9\x00" || a.header.Get("X-Seen") != want || told != "" {
		t.Errorf("got %d %q %v, told %q", a.status, a.body, a.header, told)
	}
}

func TestPersistentWithoutAWord(t *testing.T) {
	a, _ := ask(t, func(http.ResponseWriter, *http.Request) {}, http.Header{}, "")
	if a.status != http.StatusOK || len(a.body) != 0 {
		t.Errorf("got %d %q", a.status, a.body)
	}
}

func TestPersistentTellsOfAPanic(t *testing.T) {
	for _, c := range []struct {
		name, want string
		h          http.HandlerFunc
	}{
		{"of our own", "a value of type string", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "half a ")
			panic("secret")
		}},
		{"of the runtime", "index out of range [1] with length 0", func(_ http.ResponseWriter, r *http.Request) {
			fmt.Fprint(io.Discard, r.Header.Values("Secret")[1])
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, told := ask(t, c.h, http.Header{}, "secret")
			if a.status != http.StatusInternalServerError || len(a.body) != 0 {
				t.Errorf("got %d %q", a.status, a.body)
			}
			if !strings.Contains(told, "panic in POST ") || !strings.Contains(told, c.want) || strings.Contains(told, "secret") {
				t.Errorf("the host was told %q", told)
			}
		})
	}
}

func TestUpstream(t *testing.T) {
	form := url.Values{"code": {"a b"}, "grant_type": {"authorization_code"}}
	u := &Upstream{script(t, `{ async post(url, form) {
		return { status: 201, retryAfter: "9", body: new TextEncoder().encode(url + " " + form) };
	} }`)}
	got, err := u.PostForm(context.Background(), "https://api.example/oauth2/token/", form)
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != 201 || got.RetryAfter != "9" || string(got.Body) != "https://api.example/oauth2/token/ code=a+b&grant_type=authorization_code" {
		t.Errorf("got %+v, body %q", got, got.Body)
	}
}

func TestUpstreamKnowsWhatWasNotSent(t *testing.T) {
	for status, want := range map[int]bool{520: false, 521: true, 522: false, 523: true, 524: false, 525: true, 526: true, 530: true} {
		u := &Upstream{script(t, fmt.Sprintf(`{ async post() { return { status: %d, retryAfter: "", body: new Uint8Array() }; } }`, status))}
		_, err := u.PostForm(context.Background(), "https://api.example/", nil)
		if errors.Is(err, service.ErrNotSent) != want {
			t.Errorf("status %d: error %v", status, err)
		}
	}
}

func TestFailures(t *testing.T) {
	for _, broken := range []string{
		`{ post: f, first: f, allow: f }`,
		`{ post: g, first: g, allow: g }`,
	} {
		host := script(t, `((f, g) => (`+broken+`))(async () => { throw new Error("no way"); }, () => { throw "no way"; })`)
		answer, err := (&Upstream{host}).PostForm(context.Background(), "https://api.example/", nil)
		if answer != nil || err == nil || errors.Is(err, service.ErrNotSent) {
			t.Errorf("%s: upstream gave %v, %v", broken, answer, err)
		}
		first, err := (&Replay{host}).First(context.Background(), "key", "jti", time.Now())
		if first || err == nil {
			t.Errorf("%s: replay gave %v, %v", broken, first, err)
		}
		allowed, err := (&Limiter{host}).Allow(context.Background(), "key")
		if allowed || err == nil {
			t.Errorf("%s: limiter gave %v, %v", broken, allowed, err)
		}
	}
}

func TestReplayAndLimiter(t *testing.T) {
	until := time.UnixMilli(1_790_000_000_123)
	for _, want := range []bool{true, false} {
		host := script(t, fmt.Sprintf(`{
			async first(key, jti, until) { return key === "k" && jti === "j" && until === 1790000000123 && %v; },
			async allow(key) { return key === "k" && %v; },
		}`, want, want))
		if got, err := (&Replay{host}).First(context.Background(), "k", "j", until); got != want || err != nil {
			t.Errorf("replay gave %v, %v; want %v", got, err, want)
		}
		if got, err := (&Limiter{host}).Allow(context.Background(), "k"); got != want || err != nil {
			t.Errorf("limiter gave %v, %v; want %v", got, err, want)
		}
	}
}

func TestCallEndsWithItsContext(t *testing.T) {
	host := script(t, `{ allow: () => new Promise(() => {}) }`)
	ctx, cancel := context.WithCancel(context.Background())
	go cancel()
	if _, err := (&Limiter{host}).Allow(ctx, "k"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
	if _, err := (&Upstream{host}).PostForm(ctx, "https://api.example/", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v of what never began, want the context's", err)
	}
}

func TestRequestsLeaveNothingBehind(t *testing.T) {
	host := script(t, `{
		async post() { return { status: 200, retryAfter: "", body: new Uint8Array(9) }; },
		async first() { throw new Error("no"); },
		async allow() { return true; },
	}`)
	request := func() {
		ask(t, func(_ http.ResponseWriter, r *http.Request) {
			_, errPost := (&Upstream{host}).PostForm(r.Context(), "https://api.example/", nil)
			_, errFirst := (&Replay{host}).First(r.Context(), "k", "j", time.Now())
			_, errAllow := (&Limiter{host}).Allow(r.Context(), "k")
			if errPost != nil || errFirst == nil || errAllow != nil {
				t.Error(errPost, errFirst, errAllow)
			}
		}, http.Header{}, "body")
	}
	request()
	before := liveRefs(t)
	for range 200 {
		request()
	}
	if after := liveRefs(t); after > before+20 {
		t.Errorf("JavaScript values that Go holds on to went from %d to %d in 200 requests", before, after)
	}
}

// liveRefs returns how many JavaScript values Go holds on to, after the collector
// has let go of those that it can.
//
// The Go class keeps them in a table that nothing outside can see, so the first
// call hooks the class's entry point to learn which object runs this program.
func liveRefs(t *testing.T) int {
	t.Helper()
	js.Global().Call("eval", `
		if (!globalThis.hooked) {
			globalThis.hooked = true;
			const resume = Go.prototype._resume;
			Go.prototype._resume = function () { globalThis.running = this; return resume.call(this); };
		}`)
	for range 3 { // Finalizers run after a collection, and one may free the next.
		runtime.GC()
		turn := script(t, `{ turn: () => new Promise((resolve) => { setTimeout(resolve); }) }`)
		if _, err := call(context.Background(), turn, "turn"); err != nil {
			t.Fatal(err)
		}
	}
	return js.Global().Call("eval", "running._values.filter((v) => v !== null).length").Int()
}
