//go:build js && wasm

// The program that runs on Cloudflare: the broker, served by a small pool of
// long-lived instances (worker/pool.js).
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/syumai/workers"

	"leadpatch/web/broker/edge"
	"leadpatch/web/broker/service"
)

func main() {
	h, err := service.New(service.Config{
		Origin:             edge.Env("PUBLIC_ORIGIN"),
		API:                edge.Env("CLOSE_API_ORIGIN"),
		App:                edge.Env("CLOSE_APP_ORIGIN"),
		ClientID:           edge.Env("CLOSE_CLIENT_ID"),
		ClientSecret:       edge.Env("CLOSE_CLIENT_SECRET"),
		SealingKey:         edge.Env("SEALING_KEY"),
		PreviousSealingKey: edge.Env("SEALING_KEY_PREVIOUS"),
		Extensions:         edge.Env("EXTENSIONS"),
		Now:                time.Now,
		Upstream:           edge.NewUpstream(),
		Replay:             edge.NewReplay(),
		Limiter:            edge.NewLimiter(),
	})
	if err != nil {
		// An instance that ended would be started again for every request; one
		// that says what is wrong costs nothing.
		fmt.Fprintln(os.Stderr, "broker: the settings are wrong:", err)
		h = misconfigured
	}
	// Serve would end with its first streamed reply, and Persistent streams none.
	workers.Serve(edge.Persistent(h))
}

// misconfigured answers while a setting is missing or wrong. What is wrong is in
// the Worker's log, for the people who run it.
var misconfigured = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	fmt.Fprintln(w, `{"error":"server_error","error_description":"The broker is not set up yet. Its log says what is missing."}`)
})
