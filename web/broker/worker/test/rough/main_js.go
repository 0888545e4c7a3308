//go:build js && wasm

// A program in the broker's place that can be told to behave badly, for the tests of
// what runs it: the pool must live through all of this, and the broker itself can be
// made to do none of it.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/syumai/workers"

	"leadpatch/web/broker/edge"
)

// id tells one instance from another.
var id = rand.Text()

// kept is memory that this instance never lets go of.
var kept [][]byte

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("/id", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, id) })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %q %v %d %v\n", r.Method, r.URL.Path, r.Header["X-Commas"], r.RemoteAddr, len(body), err)
		w.Write(body)
	})
	mux.HandleFunc("/post", post)
	mux.HandleFunc("/first", first)
	mux.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("a secret") })
	mux.HandleFunc("/bounds", func(_ http.ResponseWriter, r *http.Request) { fmt.Fprint(os.Stderr, kept[len(r.Method)]) })
	mux.HandleFunc("/exit", func(http.ResponseWriter, *http.Request) { os.Exit(3) })
	mux.HandleFunc("/overflow", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, deeper(0)) })
	mux.HandleFunc("/elsewhere", func(http.ResponseWriter, *http.Request) {
		go panic("in a goroutine of its own")
		select {}
	})
	mux.HandleFunc("/grow", func(w http.ResponseWriter, _ *http.Request) {
		kept = append(kept, make([]byte, 32<<20))
		fmt.Fprint(w, id)
	})
	mux.HandleFunc("/badheader", func(w http.ResponseWriter, _ *http.Request) { w.Header()["X"] = []string{"a\nb"} })
	workers.Serve(edge.Persistent(mux))
}

// post posts a form to ?url= and gives back what came.
func post(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	answer, err := edge.NewUpstream().PostForm(context.Background(), query.Get("url"), url.Values{"n": {query.Get("n")}})
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprint(w, err)
		return
	}
	w.Header().Set("X-Retry-After", answer.RetryAfter)
	w.WriteHeader(answer.Status)
	w.Write(answer.Body)
}

// first asks the memory of proofs.
func first(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	yes, err := edge.NewReplay().First(context.Background(), query.Get("key"), query.Get("jti"), time.Now().Add(time.Minute))
	fmt.Fprint(w, yes, err)
}

// deeper calls itself until there is no stack left.
func deeper(n int) int {
	if n < 0 {
		return 0
	}
	return deeper(n+1) + n
}
