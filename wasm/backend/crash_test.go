//go:build !js

package backend_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"leadpatch/wasm/backend/api"
	"leadpatch/wasm/close"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/journal"
)

// The crash matrix: the backend dies at every single step, which is a call of the
// storage or a request to Close, right before the step or right after it, while the
// network does each of its worst. What is left is taken up by the next life. No wish
// may be lost, none may have two effects, nothing may reach another lead, and the
// history must tell the truth.

var errDead = errors.New("the browser has stopped the worker")

// power is what a life of the backend runs on. It goes out at one of its steps.
type power struct {
	mu    sync.Mutex
	steps int
	at    int  // the step at which it goes out
	after bool // when the step is done, and nobody learns of it
	out   bool
}

// step does one thing, if there is power for it.
func (p *power) step(do func() error) error {
	p.mu.Lock()
	here := p.steps == p.at
	p.steps++
	if p.out || here && !p.after {
		p.out = true
		p.mu.Unlock()
		return errDead
	}
	p.mu.Unlock()
	err := do()
	if here {
		p.mu.Lock()
		p.out = true
		p.mu.Unlock()
		return errDead
	}
	return err
}

// dyingJournal, dyingVault and dyingNet are the storage and the network of a life.
type (
	dyingJournal struct {
		*memhost.Journal
		p *power
	}
	dyingNet struct {
		memhost.Transport
		p *power
	}
)

func (j dyingJournal) Put(ctx context.Context, r journal.Row) error {
	return j.p.step(func() error { return j.Journal.Put(ctx, r) })
}

func (j dyingJournal) Delete(ctx context.Context, ids []string) error {
	return j.p.step(func() error { return j.Journal.Delete(ctx, ids) })
}

func (j dyingJournal) Unsettled(ctx context.Context) (rows []journal.Row, err error) {
	err = j.p.step(func() error { rows, err = j.Journal.Unsettled(ctx); return err })
	return rows, err
}

func (j dyingJournal) ByKey(ctx context.Context, key string) (row *journal.Row, err error) {
	err = j.p.step(func() error { row, err = j.Journal.ByKey(ctx, key); return err })
	return row, err
}

func (n dyingNet) RoundTrip(ctx context.Context, r *close.Request) (res *close.Response, err error) {
	err = n.p.step(func() error { res, err = n.Transport.RoundTrip(ctx, r); return err })
	return res, err
}

// networkFaults are what happens to one PUT, by a name of few letters.
var networkFaults = []struct{ name, fault string }{
	{"none", ""},
	{"drop before", `"drop":"before"`},
	{"drop after", `"drop":"after"`},
	{"429", `"status":429,"headers":{"ratelimit":"limit=100; remaining=0; reset=1"}`},
	{"503", `"status":503,"body":"<html>"`},
	{"500 undone", `"status":500`},
	{"502 done", `"status":502,"applied":true`},
	{"504 undone", `"status":504`},
	{"504 done", `"status":504,"applied":true`},
	{"not JSON, done", `"status":200,"body":"<html>","applied":true`},
	{"cut JSON, done", `"status":200,"body":"{\"id\":\"lead_","applied":true`},
}

func TestCrashMatrix(t *testing.T) {
	w := signedIn(t)
	intact := w.stored(w.lead(1))
	var table strings.Builder
	cells := 0
	for _, f := range networkFaults {
		for put := range 3 { // which of the PUTs the fault meets: of the lead, of its list, of the contact
			if f.fault == "" && put > 0 {
				continue
			}
			for _, after := range []bool{false, true} {
				for at := 0; ; at++ {
					c := &crash{world: w, name: fmt.Sprintf("%s at PUT %d, dead at step %d (after: %v)", f.name, put, at, after)}
					died := c.run(f.fault, put, &power{at: at, after: after})
					cells++
					if !died {
						break
					}
				}
			}
		}
		fmt.Fprintf(&table, "%-16s held\n", f.name)
	}
	if other := w.stored(w.lead(1)); fmt.Sprint(other) != fmt.Sprint(intact) {
		t.Error("another lead was written to")
	}
	t.Logf("%d cells: storage and network cut at every step, before and after it\n%s", cells, &table)
}

// crash is one cell.
type crash struct {
	*world
	name string
}

func (c *crash) errorf(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s: %s", c.name, fmt.Sprintf(format, args...))
}

// run lets one life try an apply until its power is out, and another take over. It
// returns whether the first has died.
func (c *crash) run(fault string, put int, p *power) bool {
	w, id := c.world, c.lead(0)
	w.control("POST", "/reset", "")
	w.journal = memhost.Journal{}
	before := w.control("GET", "/leads/"+id, "")
	faults := make([]string, put)
	for i := range faults {
		faults[i] = `{"method":"PUT","times":1}`
	}
	if fault != "" {
		w.control("POST", "/faults", "["+strings.Join(append(faults, `{"method":"PUT","times":1,`+fault+`}`), ",")+"]")
	}
	body := editsBody(
		`{"field":"description","op":"append","value":"once"}`,
		fmt.Sprintf(`{"field":%q,"op":"add","value":"Fri"}`, w.field("Days")),
		fmt.Sprintf(`{"field":%q,"op":"add","value":"Sat"}`, w.field("Days")),
		contactEdit(w.contact(0), "title", `"op":"set","value":"CEO"`),
	)
	body = strings.TrimSuffix(body, "}") + `,"intent":"cccccccccccccccccccc"}`
	status, raw := call(w.life(dyingJournal{&w.journal, p}, dyingNet{p: p}), "POST", "/leads/"+id+"/apply", body)
	promised := status == 200
	if promised {
		a := decode[api.Applied](w.t, raw)
		promised = a.Waiting != nil || len(a.Changes) > 0
	}

	// What is written down is as good as promised.
	if rows, err := w.journal.Page(w.t.Context(), "", 1); err != nil || len(rows) > 0 {
		promised = true
	}

	// The next life: the browser's alarm, some time later.
	w.backend = w.fresh(plainTransport)
	for round := 0; w.deliver().Unsettled > 0; round++ {
		if round == 3 {
			c.errorf("never settled: %+v", w.entries(""))
			return p.out
		}
		w.wait(1000)
	}
	c.check(before.Get("description").String(), promised)
	// The panel was told nothing, or is opened again: it asks for the same wish.
	w.control("DELETE", "/faults", "")
	if a := w.apply(id, body); a.Waiting != nil {
		c.errorf("asked again, it waits: %+v", a)
	}
	c.check(before.Get("description").String(), true)
	return p.out
}

// check compares Close with the history: the wish has happened once, or not at all.
func (c *crash) check(description string, must bool) {
	w := c.world
	lead := w.control("GET", "/leads/"+w.lead(0), "")
	contact := w.control("GET", "/contacts/"+w.contact(0), "")
	got := lead.Get("description").String()
	days := lead.Get(strings.ReplaceAll(w.field("Days"), ".", `\.`)).String()
	happened := strings.Contains(got, "once")
	all := strings.Count(got, "once") == 1 && strings.Count(days, "Fri") == 1 && strings.Count(days, "Sat") == 1 && contact.Get("title").String() == "CEO"
	none := got == description && !strings.Contains(days, "Fri") && !strings.Contains(days, "Sat") && contact.Get("title").String() != "CEO"
	entries := w.entries("")
	switch {
	case must && !all:
		c.errorf("lost: description %q, days %s, title %s; history %+v", got, days, contact.Get("title"), entries)
	case !all && !none:
		c.errorf("half done and settled: description %q, days %s, title %s", got, days, contact.Get("title"))
	case happened && (len(entries) != 1 || entries[0].State != api.StateApplied):
		c.errorf("it happened, and the history says %+v", entries)
	case none && len(entries) > 0 && entries[0].State == api.StateApplied:
		c.errorf("it did not happen, and the history says it did")
	}
}
