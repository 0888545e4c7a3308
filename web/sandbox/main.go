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
	"strconv"
	"syscall"
	"time"

	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/wire"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

// run serves until the context ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	initial := options.Default()
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", "127.0.0.1:8787", "loopback address and port to listen on; port 0 picks a free one")
	flags.IntVar(&initial.Rate, "rate", initial.Rate, "requests per second for one key and group of endpoints")
	flags.StringVar(&initial.RatelimitStyle, "ratelimit-style", initial.RatelimitStyle, "spelling of the RateLimit header: comma or semicolon")
	latency := flags.Duration("latency", 0, "delay of every answer of the API")
	if err := flags.Parse(args); err != nil {
		return err
	}
	initial.LatencyMS = int(latency.Milliseconds())
	if err := initial.Check(); err != nil {
		return err
	}
	listener, err := listen(ctx, *addr)
	if err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	s := newServer(base, initial, time.Now, func(d time.Duration) {
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
	})
	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintf(stdout, "sandbox listening on %s\n", base)
	fmt.Fprintf(stdout, "\n  demo key   %s\n  demo lead  %s\n  all leads  %s/leads/\n\nEverything here is invented, and forgotten when the sandbox stops. Ctrl-C stops it.\n",
		s.world.Keys[0].Secret, s.world.LeadURL(s.world.Leads[0].ID), base)
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

// listen opens a loopback address and refuses any other, because the sandbox lets
// everybody who reaches it do everything.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("reading -addr: %w", err)
	}
	if !wire.IsLoopback(host) {
		return nil, fmt.Errorf("-addr %q is not a loopback address: use 127.0.0.1:%s", addr, portOrDefault(port))
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	return listener, nil
}

func portOrDefault(port string) string {
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "8787"
	}
	return port
}
