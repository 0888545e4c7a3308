package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"leadpatch/web/sandbox/seed"
)

func TestRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"-addr", "127.0.0.1:0", "-rate", "7"}, in, io.Discard) }()
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("nothing was printed")
	}
	match := regexp.MustCompile(`^sandbox listening on (http://127\.0\.0\.1:[1-9][0-9]*)$`).FindStringSubmatch(lines.Text())
	if match == nil {
		t.Fatalf("the first line is %q", lines.Text())
	}
	go func() {
		// What follows is read so that run can go on writing it.
		_, err := io.Copy(io.Discard, out)
		if err != nil {
			t.Error(err)
		}
	}()
	request, err := http.NewRequest(http.MethodGet, match[1]+"/api/v1/me/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(seed.Data().Keys[0].Secret, "")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if header := response.Header.Get("RateLimit"); response.StatusCode != http.StatusOK || !strings.HasPrefix(header, "limit=7, ") {
		t.Errorf("%d, RateLimit: %s", response.StatusCode, header)
	}
	// A connection that was opened and never used must not turn the end into an error.
	unused, err := net.Dial("tcp", strings.TrimPrefix(match[1], "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("stopping: %v", err)
	}
	in.Close()
	if _, err := http.Get(match[1]); err == nil {
		t.Error("it still answers after the end")
	}
}

func TestRunRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"-addr", ":0"}, {"-addr", "0.0.0.0:0"}, {"-addr", "192.0.2.1:0"}, {"-addr", "example.com:0"}, {"-addr", "127.0.0.1"}, {"-addr", "[::]:0"},
		{"-rate", "0"}, {"-latency", "-1s"}, {"-ratelimit-style", "dots"}, {"-nope"},
	} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}
