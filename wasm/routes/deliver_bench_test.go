//go:build !js

package routes_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/patch"

	"github.com/tidwall/gjson"
)

const (
	deliveryRate    = 100 // requests a second for one key and group of endpoints
	deliveryPatches = 1000
	deliveryWorkers = 50
)

// BenchmarkDelivery sends 1,000 queued patches of single leads, each a GET and a PUT,
// to a sandbox that permits 100 requests a second: paced, and beside that without
// pacing, where a 429 is waited out as it asks. The sandbox's own journal says what was
// used and what was refused. It prints one table.
func BenchmarkDelivery(b *testing.B) {
	w := newWorld(b)
	for b.Loop() {
		paced := deliver(w, closeapi.Client{Pacer: &closeapi.Pacer{}, Retry: &closeapi.Retry{}})
		// Patient enough for every patch to arrive in the end.
		hasty := deliver(w, closeapi.Client{Retry: &closeapi.Retry{Attempts: 1000, Patience: 10 * time.Minute}})
		b.ReportMetric(paced.share, "%used")
		b.ReportMetric(float64(paced.refused), "429s")
		fmt.Printf("\n%d patches, each a GET and a PUT, %d requests a second permitted\n\n", deliveryPatches, deliveryRate)
		fmt.Println("| | Leadpatch | no pacing, retry on 429 | ratio |\n| --- | ---: | ---: | ---: |")
		row := func(what, format string, a, b float64) {
			ratio := "-"
			if b != 0 {
				ratio = fmt.Sprintf("%.2f", a/b)
			}
			fmt.Printf("| %s | "+format+" | "+format+" | %s |\n", what, a, b, ratio)
		}
		row("share of the permitted rate that is used (goal: 95 %)", "%.1f %%", paced.share, hasty.share)
		row("answers 429", "%.0f", float64(paced.refused), float64(hasty.refused))
		row("answers 429 after the first second (goal: 0)", "%.0f", float64(paced.refusedLater), float64(hasty.refusedLater))
		row("until the last patch is delivered", "%.1f s", paced.took.Seconds(), hasty.took.Seconds())
	}
	w.control("POST", "/reset", "")
}

// delivery is what the sandbox saw of one run.
type delivery struct {
	share                 float64 // of the permitted requests, in percent
	refused, refusedLater int
	took                  time.Duration
}

// deliver sends the patches by a client with the given policies.
func deliver(w *world, c closeapi.Client) delivery {
	w.t.Helper()
	w.control("POST", "/reset", "")
	w.control("PUT", "/options", fmt.Sprintf(`{"rate":%d}`, deliveryRate))
	w.control("DELETE", "/journal", "")
	c.Origin, c.Transport, c.Account = sandboxURL, memhost.Transport{}, "acco_bench"
	c.Auth = benchKey(w.seed.Get("keys.demo").String())

	leads := w.seed.Get("leads.#.id").Array()
	locks := make([]sync.Mutex, len(leads))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range deliveryWorkers {
		wg.Go(func() {
			for n := next.Add(1); n <= deliveryPatches; n = next.Add(1) {
				// As in the backend, patches of one lead go one after the other.
				i := n % int64(len(leads))
				locks[i].Lock()
				err := patchOnce(w.t.Context(), &c, leads[i].String(), n)
				locks[i].Unlock()
				if err != nil {
					w.t.Errorf("patch %d: %v", n, err)
				}
			}
		})
	}
	wg.Wait()
	return inJournal(w.control("GET", "/journal", ""))
}

// patchOnce reads a lead and changes it.
func patchOnce(ctx context.Context, c *closeapi.Client, lead string, n int64) error {
	id, err := closeapi.ParseID("lead", lead)
	if err != nil {
		return err
	}
	if _, err := c.Get(ctx, patch.LeadKind, id, "id", "description"); err != nil {
		return err
	}
	_, err = c.Put(ctx, patch.LeadKind, id, fmt.Appendf(nil, `{"description":"Patch %d."}`, n))
	return err
}

// inJournal reads what became of the requests. The share is that of the windows of the
// limiter, whole seconds, in which there was something to send from beginning to end.
func inJournal(journal gjson.Result) delivery {
	var d delivery
	var begun, ended time.Time
	used := map[time.Time]int{}
	for _, e := range journal.Get("entries").Array() {
		at := e.Get("time").Time()
		if begun.IsZero() {
			begun = at
		}
		switch e.Get("status").Int() {
		case http.StatusOK:
			ended = at
			used[at.Truncate(time.Second)]++
		case http.StatusTooManyRequests:
			d.refused++
			if at.Sub(begun) > time.Second {
				d.refusedLater++
			}
		}
	}
	total, windows := 0, 0
	for at := begun.Truncate(time.Second).Add(time.Second); at.Before(ended.Truncate(time.Second)); at = at.Add(time.Second) {
		total += used[at]
		windows++
	}
	d.share = 100 * float64(total) / float64(2*deliveryRate*windows) // GET and PUT count apart
	d.took = ended.Sub(begun)
	return d
}

// benchKey is an API key as it stands in the Authorization header.
type benchKey string

func (k benchKey) Authorization(context.Context) (string, error) {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(string(k)+":")), nil
}
