//go:build js && wasm

package host

import (
	"context"
	"errors"
	"syscall/js"
)

// errNoHost is returned when the program was started without the browser's
// functions, as only a test or a broken build does.
var errNoHost = errors.New("the browser's functions are missing")

// outcome is what a promise came to.
type outcome struct {
	value js.Value
	err   error
}

// await waits for a promise and returns its value, or its rejection as an
// error with the rejection's message. When ctx ends first it returns the
// context's error; the promise may still settle later and then lets go of its
// callbacks.
//
// Exactly one of the two callbacks runs, and it releases both: a callback that
// is not released stays in the program's tables for ever, and one leaked for
// each request is how a long-lived instance dies.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	settled := make(chan outcome, 1)
	var fulfilled, rejected js.Func
	settle := func(o outcome) {
		fulfilled.Release()
		rejected.Release()
		settled <- o
	}
	fulfilled = js.FuncOf(func(_ js.Value, args []js.Value) any {
		settle(outcome{value: args[0]})
		return nil
	})
	rejected = js.FuncOf(func(_ js.Value, args []js.Value) any {
		settle(outcome{err: errors.New(message(args[0]))})
		return nil
	})
	promise.Call("then", fulfilled, rejected)
	select {
	case o := <-settled:
		return o.value, o.err
	case <-ctx.Done():
		return js.Undefined(), ctx.Err()
	}
}

// call invokes a method that returns a promise and waits for it. A method that
// is missing or throws before it returns gives an error, not a panic.
func call(ctx context.Context, object js.Value, method string, args ...any) (js.Value, error) {
	if member(object, method).Type() != js.TypeFunction {
		return js.Undefined(), errNoHost
	}
	promise, err := attempt(func() js.Value { return object.Call(method, args...) })
	if err != nil {
		return js.Undefined(), err
	}
	return await(ctx, promise)
}

// attempt runs f and returns what JavaScript threw during it as an error. Any
// other panic goes on: it is a fault of ours.
func attempt(f func() js.Value) (v js.Value, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case js.Error:
			v, err = js.Undefined(), errors.New(message(p.Value))
		default:
			panic(p)
		}
	}()
	return f(), nil
}

// message returns the words of a thrown or rejected value: the message of an
// Error or else its name, or a thrown text itself. It calls nothing that the
// value could make fail.
func message(thrown js.Value) string {
	for _, property := range []string{"message", "name"} {
		if m := member(thrown, property); m.Type() == js.TypeString && m.String() != "" {
			return m.String()
		}
	}
	return thrown.String()
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
