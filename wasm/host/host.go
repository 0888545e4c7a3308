//go:build js && wasm

// Package host is the browser as Go sees it, and the only package that imports
// syscall/js. It wraps the few functions of extension/host.js in the interfaces
// that the rest of the backend declares, and adapts an http.Handler so that one
// instance of the program answers any number of requests.
//
// The JavaScript side puts a global named context in place while the program
// starts and takes it away again. It holds env, a record of texts, and host, the
// object with the browser's functions.
package host

import "syscall/js"

// started is the context that the program was started with. It is read at
// package initialization because it is gone once main has begun to wait.
var started = js.Global().Get("context")

// Env returns the text that the extension passed under name, or "" for none.
func Env(name string) string {
	v := member(member(started, "env"), name)
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// functions returns the object with the browser's functions, or undefined
// when the program was started without one.
func functions() js.Value {
	return member(started, "host")
}

// member returns a property of v, or undefined where v can have none.
func member(v js.Value, name string) js.Value {
	if v.Type() != js.TypeObject {
		return js.Undefined()
	}
	return v.Get(name)
}
