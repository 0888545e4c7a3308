//go:build !js

// Command broker is the server side of "Sign in with Close". Built for GOOS=js it
// runs as a Cloudflare Worker (main_js.go). Built natively it serves the same
// routes on this machine, for debugging, with its memory in the process:
//
//	CLOSE_CLIENT_ID=… CLOSE_CLIENT_SECRET=… SEALING_KEY=… \
//	go run ./web/broker -api http://127.0.0.1:8787 -app http://127.0.0.1:8787 -extensions chrome:…
//
// The secrets are read from the environment, under the names that they have at
// Cloudflare, so that they are in no list of processes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"leadpatch/web/broker/service"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "broker:", err)
		os.Exit(1)
	}
}

// run serves until the context ends.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("broker", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", "127.0.0.1:8788", "loopback address and port to listen on; port 0 picks a free one")
	origin := flags.String("origin", "", "the broker's own origin, if not that of -addr")
	api := flags.String("api", "", "origin of the Close API, if not the real one")
	app := flags.String("app", "", "origin of the Close app, if not the real one")
	extensions := flags.String("extensions", "", "who may use it: chrome:ID and firefox:ID, separated by commas")
	if err := flags.Parse(args); err != nil {
		return err
	}
	listener, err := listen(ctx, *addr)
	if err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	if *origin == "" {
		*origin = base
	}
	handler, err := service.New(service.Config{
		Origin: *origin, API: *api, App: *app, Extensions: *extensions,
		ClientID: getenv("CLOSE_CLIENT_ID"), ClientSecret: getenv("CLOSE_CLIENT_SECRET"),
		SealingKey: getenv("SEALING_KEY"), PreviousSealingKey: getenv("SEALING_KEY_PREVIOUS"),
		Now:      time.Now,
		Upstream: newUpstream(),
		Replay:   &memoryReplay{now: time.Now},
		Limiter:  &memoryLimiter{now: time.Now},
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: handler, ReadTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintf(stdout, "broker listening on %s\n", base)
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	// Browsers keep connections open that they never used. They are not worth
	// waiting for, nor an error.
	grace, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(grace) == nil {
		return nil
	}
	if err := server.Close(); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// listen opens a loopback address and refuses any other: here nothing encrypts
// the tokens on their way.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("-addr %q is not a loopback address", addr), listener.Close())
	}
	return listener, nil
}
