//go:build js && wasm

// Package edge is Cloudflare as the broker sees it, and the only package of the
// broker that imports syscall/js. It implements what service asks for by the few
// functions of web/broker/worker/host.js, and adapts an http.Handler so that one
// instance of the program answers any number of requests, one after the other.
//
// The JavaScript side puts a global named context in place while the program
// starts and takes it away again. It holds env, the Worker's variables, secrets
// and bindings, and host, the object with the functions.
//
// Nothing here may wait for a timer of Go's. Cloudflare ties a timer to the
// request that was served when it was set, and it dies with that request, while
// Go believes that it still runs. Every deadline is therefore kept in JavaScript.
package edge

import "syscall/js"

// started is the context that the program was started with. It is read at
// package initialization because it is gone once main has begun to wait.
var started = js.Global().Get("context")

// Env returns the Worker's variable or secret of that name, or "" for none.
func Env(name string) string {
	v := member(member(started, "env"), name)
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// functions returns the object with the functions of host.js, or undefined when
// the program was started without one.
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
