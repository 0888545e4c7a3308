//go:build js && wasm

package host

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"leadpatch/wasm/closeapi"
)

// fetchWith returns a transport over a JavaScript function in host.js's place.
func fetchWith(t *testing.T, function string) *Fetch {
	t.Helper()
	return &Fetch{functions: script(t, "{ fetch: "+function+" }"), timeout: fetchTimeout}
}

func TestFetchCarriesEverything(t *testing.T) {
	f := fetchWith(t, `async (r) => ({
		status: 207,
		headers: [["content-type", "text/plain"], ["ratelimit", "limit=100, remaining=50"], ["x-seen", JSON.stringify([
			r.method, r.url, r.headers.sort(), r.body instanceof Uint8Array, r.limit, r.signal.aborted,
		])]],
		body: r.body,
	})`)
	sent := []byte("\x00\xff{}")
	got, err := f.RoundTrip(context.Background(), &closeapi.Request{
		Method: "PUT",
		URL:    "https://api.example/x",
		Header: http.Header{"Accept": {"application/json"}, "X-Two": {"a", "b"}},
		Body:   sent,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `["PUT","https://api.example/x",[["Accept","application/json"],["X-Two","a"],["X-Two","b"]],true,8388608,false]`
	if seen := got.Header.Get("X-Seen"); seen != want {
		t.Errorf("host.js saw %s, want %s", seen, want)
	}
	if got.Status != 207 || !bytes.Equal(got.Body, sent) || got.Header.Get("RateLimit") != "limit=100, remaining=50" {
		t.Errorf("got %d %q %v", got.Status, got.Body, got.Header)
	}
}

func TestFetchSendsNoBodyForNone(t *testing.T) {
	f := fetchWith(t, `async (r) => ({ status: r.body === null ? 200 : 500, headers: [], body: new Uint8Array() })`)
	got, err := f.RoundTrip(context.Background(), &closeapi.Request{Method: "GET", URL: "https://api.example/"})
	if err != nil || got.Status != 200 || len(got.Body) != 0 {
		t.Fatalf("got %+v, %v", got, err)
	}
}

func TestFetchReportsFailure(t *testing.T) {
	f := fetchWith(t, `async () => { throw new TypeError("Failed to fetch"); }`)
	_, err := f.RoundTrip(context.Background(), &closeapi.Request{Method: "GET", URL: "https://api.example/"})
	if err == nil || !strings.Contains(err.Error(), "Failed to fetch") {
		t.Fatalf("error %v", err)
	}
}

// stuck answers only when it is aborted, and counts that.
const stuck = `(r) => new Promise((resolve, reject) => {
	globalThis.reached?.();
	r.signal.addEventListener("abort", () => { globalThis.aborted++; reject(r.signal.reason); });
})`

func TestFetchAbortsWithItsContext(t *testing.T) {
	js.Global().Set("aborted", 0)
	ctx, cancel := context.WithCancel(context.Background())
	reached := js.FuncOf(func(js.Value, []js.Value) any { cancel(); return nil })
	defer reached.Release()
	js.Global().Set("reached", reached)
	defer js.Global().Delete("reached")
	_, err := fetchWith(t, stuck).RoundTrip(ctx, &closeapi.Request{Method: "PUT", URL: "https://api.example/"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
	if n := js.Global().Get("aborted").Int(); n != 1 {
		t.Errorf("aborted %d times, want once", n)
	}
}

func TestFetchTimesOut(t *testing.T) {
	js.Global().Set("aborted", 0)
	f := fetchWith(t, stuck)
	f.timeout = 10 * time.Millisecond
	_, err := f.RoundTrip(context.Background(), &closeapi.Request{Method: "GET", URL: "https://api.example/"})
	if !errors.Is(err, context.DeadlineExceeded) || js.Global().Get("aborted").Int() != 1 {
		t.Errorf("error %v, aborted %v", err, js.Global().Get("aborted"))
	}
}

func TestFetchDoesNotStartWhenItsContextIsOver(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := fetchWith(t, `() => { throw new Error("it started"); }`)
	if _, err := f.RoundTrip(ctx, &closeapi.Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestFetchLeaksNothing(t *testing.T) {
	js.Global().Set("aborted", 0)
	echo := fetchWith(t, `async (r) => ({ status: 200, headers: [["a", "b"]], body: r.body })`)
	fails := fetchWith(t, `async () => { throw new Error("no"); }`)
	hangs := fetchWith(t, stuck)
	hangs.timeout = time.Millisecond
	request := &closeapi.Request{Method: "PUT", Header: http.Header{"A": {"b"}}, Body: make([]byte, 1000)}
	round := func(n int) {
		for range n {
			if r, err := echo.RoundTrip(context.Background(), request); err != nil || len(r.Body) != 1000 {
				t.Fatal(r, err)
			}
			if _, err := fails.RoundTrip(context.Background(), request); err == nil {
				t.Fatal("no error")
			}
		}
		for range n / 10 {
			if _, err := hangs.RoundTrip(context.Background(), request); err == nil {
				t.Fatal("no error")
			}
		}
	}
	round(200)
	refs, objects := liveRefs(t), heapObjects()
	round(2000)
	if after := liveRefs(t); after > refs+10 {
		t.Errorf("%d live values before, %d after", refs, after)
	}
	if after := heapObjects(); after > objects+2000 {
		t.Errorf("%d objects on the heap before, %d after", objects, after)
	}
}
