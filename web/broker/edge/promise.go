//go:build js && wasm

package edge

import (
	"context"
	"errors"
	"syscall/js"
)

// outcome is what a promise came to.
type outcome struct {
	value js.Value
	err   error
}

// call invokes a function of host.js, which returns a promise, and waits for it.
// When ctx ends first it returns the context's error. Whatever the function
// throws or rejects with becomes an error with its message.
//
// Exactly one of the two callbacks runs, and it releases both: one callback
// leaked for each request is how a long-lived instance dies.
func call(ctx context.Context, object js.Value, function string, args ...any) (js.Value, error) {
	if err := ctx.Err(); err != nil {
		return js.Undefined(), err
	}
	promise, err := attempt(func() js.Value { return object.Call(function, args...) })
	if err != nil {
		return js.Undefined(), err
	}
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

// message returns the words of a thrown or rejected value.
func message(thrown js.Value) string {
	if m := member(thrown, "message"); m.Type() == js.TypeString {
		return m.String()
	}
	return thrown.String()
}
