//go:build js && wasm

package host

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"syscall/js"
	"testing"
	"time"
)

// script evaluates a JavaScript expression.
func script(t *testing.T, expression string) js.Value {
	t.Helper()
	return js.Global().Get("Function").New("return (" + expression + ")").Invoke()
}

// liveRefs returns how many JavaScript values Go holds on to, after the
// collector has let go of those that it can.
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
		turn(t)
	}
	return js.Global().Call("eval", "running._values.filter((v) => v !== null).length").Int()
}

// turn lets JavaScript's event loop run once.
func turn(t *testing.T) {
	t.Helper()
	if _, err := await(context.Background(), script(t, "new Promise((resolve) => { setTimeout(resolve); })")); err != nil {
		t.Fatal(err)
	}
}

func TestAwait(t *testing.T) {
	for _, c := range []struct{ promise, want, err string }{
		{promise: `Promise.resolve("yes")`, want: "yes"},
		{promise: `new Promise((resolve) => { setTimeout(() => { resolve("later"); }); })`, want: "later"},
		{promise: `Promise.reject(new TypeError("Failed to fetch"))`, err: "Failed to fetch"},
		{promise: `Promise.reject("a bare text")`, err: "a bare text"},
		{promise: `Promise.reject(undefined)`, err: "undefined"},
		{promise: `Promise.reject(new Error(""))`, err: "Error"},
		{promise: `Promise.reject(Symbol("s"))`, err: "symbol"},
		{promise: `Promise.reject(Object.create(null))`, err: "object"},
	} {
		t.Run(c.promise, func(t *testing.T) {
			v, err := await(context.Background(), script(t, c.promise))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want one with %q", err, c.err)
				}
				return
			}
			if err != nil || v.String() != c.want {
				t.Fatalf("got %v, %v; want %q", v, err, c.want)
			}
		})
	}
}

func TestAwaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	_, err := await(ctx, script(t, "new Promise(() => {})"))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v, want the context's", err)
	}
}

func TestAwaitLeaksNothing(t *testing.T) {
	resolve, reject := script(t, "async () => ({})"), script(t, `async () => { throw new Error("no"); }`)
	before, objects := liveRefs(t), heapObjects()
	for range 5000 {
		if _, err := await(context.Background(), resolve.Invoke()); err != nil {
			t.Fatal(err)
		}
		if _, err := await(context.Background(), reject.Invoke()); err == nil {
			t.Fatal("a rejection came back without an error")
		}
	}
	if after := liveRefs(t); after > before+10 {
		t.Errorf("%d live values before, %d after", before, after)
	}
	if after := heapObjects(); after > objects+5000 {
		t.Errorf("%d objects on the heap before, %d after", objects, after)
	}
}

func TestCall(t *testing.T) {
	o := script(t, `{
		twice: async (n) => n * 2,
		throws() { throw new RangeError("too far"); },
		word: "not a function",
	}`)
	if v, err := call(context.Background(), o, "twice", 21); err != nil || v.Int() != 42 {
		t.Errorf("twice: %v, %v", v, err)
	}
	if _, err := call(context.Background(), o, "throws"); err == nil || err.Error() != "too far" {
		t.Errorf("throws: %v", err)
	}
	for _, missing := range []string{"word", "absent"} {
		if _, err := call(context.Background(), o, missing); !errors.Is(err, errNoHost) {
			t.Errorf("%s: %v", missing, err)
		}
	}
	if _, err := call(context.Background(), js.Undefined(), "twice"); !errors.Is(err, errNoHost) {
		t.Errorf("no host: %v", err)
	}
}

func TestEnv(t *testing.T) {
	defer func(v js.Value) { started = v }(started)
	started = script(t, `{ env: { VERSION: "1.2.3", PORT: 80 } }`)
	for name, want := range map[string]string{"VERSION": "1.2.3", "PORT": "", "ABSENT": ""} {
		if got := Env(name); got != want {
			t.Errorf("Env(%q) = %q, want %q", name, got, want)
		}
	}
	started = js.Undefined()
	if got := Env("VERSION"); got != "" {
		t.Errorf("without a context: %q", got)
	}
}

func heapObjects() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapObjects)
}

// memoryBytes returns the size of the program's linear memory.
func memoryBytes() int {
	return js.Global().Call("eval", "running._inst.exports.mem.buffer.byteLength").Int()
}
