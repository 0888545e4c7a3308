//go:build !js

package routes_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/journal"
)

// The crash matrix: the backend dies at every single step, which is a call of the
// storage or a request to Close, right before the step or right after it, while the
// network does each of its worst. What is left is taken up by the next life. No change
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

func (n dyingNet) RoundTrip(ctx context.Context, r *closeapi.Request) (res *closeapi.Response, err error) {
	err = n.p.step(func() error { res, err = n.Transport.RoundTrip(ctx, r); return err })
	return res, err
}

// networkFault is what happens to one request, by a name of few letters.
type networkFault struct{ name, fault string }

// networkFaults are all that a change for fields meets. The others meet one of each sort,
// as fewFaults: refused, lost on the way there, lost on the way back.
var networkFaults = []networkFault{
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

var fewFaults = []networkFault{networkFaults[0], networkFaults[2], networkFaults[3], networkFaults[7]}

// crashCase is a change that is tried in every cell.
type crashCase struct {
	name string
	// route and body are how it is asked for; body may prepare what it needs first.
	route func(*world) string
	body  func(*world) string
	// places are the requests that a fault meets, one after the other.
	places []string
	faults []networkFault
	// effects counts each of the things that the change does: all are 1 when it has
	// happened, and 0 when it has not.
	effects func(*world) []int
	// once says that it is never sent a second time by itself: it may end as not done,
	// and then says that the user should look.
	once bool
}

// crashIntent names the change of every cell.
const crashIntent = `,"intent":"cccccccccccccccccccc"}`

func applyRoute(w *world) string { return "/leads/" + w.lead(0) + "/apply" }

// flag counts something that is or is not.
func flag(is bool) int {
	if is {
		return 1
	}
	return 0
}

// contactsCalled counts the contacts of the first lead with a name.
func (w *world) contactsCalled(name string) (n int) {
	for _, c := range w.control("GET", "/leads/"+w.lead(0), "").Get("contacts").Array() {
		n += flag(c.Get("name").String() == name)
	}
	return n
}

func described(w *world) int {
	return strings.Count(w.control("GET", "/leads/"+w.lead(0), "").Get("description").String(), "once")
}

const appendOnce = `{"field":"description","op":"append","value":"once"}`

var crashCases = []crashCase{
	{
		name: "fields", route: applyRoute, faults: networkFaults,
		body: func(w *world) string {
			return editsBody(
				appendOnce,
				fmt.Sprintf(`{"field":%q,"op":"add","value":"Fri"}`, w.field("Days")),
				fmt.Sprintf(`{"field":%q,"op":"add","value":"Sat"}`, w.field("Days")),
				contactEdit(w.contact(0), "title", `"op":"set","value":"CEO"`),
			)
		},
		places: []string{`"method":"PUT"`, `"method":"PUT","nth":2`, `"method":"PUT","nth":3`},
		effects: func(w *world) []int {
			days := w.control("GET", "/leads/"+w.lead(0), "").Get(strings.ReplaceAll(w.field("Days"), ".", `\.`)).String()
			title := w.control("GET", "/contacts/"+w.contact(0), "").Get("title").String()
			return []int{described(w), strings.Count(days, "Fri"), strings.Count(days, "Sat"), flag(title == "CEO")}
		},
	},
	{
		name: "steps", route: applyRoute, faults: fewFaults,
		body: func(*world) string {
			return `{"edits":[` + appendOnce + `],"steps":[{"do":"note","text":"a <note>"},{"do":"task","text":"a task"},{"do":"opportunity_status","status":"Won"}]}`
		},
		places: []string{`"method":"PUT"`, `"method":"POST"`, `"method":"POST","nth":2`, `"method":"PUT","nth":2`},
		effects: func(w *world) []int {
			won := w.children(w.lead(0), "opportunities")[0].Get("status_label").String() == "Won"
			return []int{described(w), len(w.says(w.lead(0), "notes", "a <note>")), len(w.says(w.lead(0), "tasks", "a task")), flag(won)}
		},
	},
	{
		name: "a new contact", route: applyRoute, faults: fewFaults,
		body: func(*world) string {
			return editsBody(appendOnce, contactEdit("new-1", "name", `"op":"set","value":"Nora"`), contactEdit("new-2", "name", `"op":"set","value":"Nils"`))
		},
		places:  []string{`"method":"POST"`, `"method":"POST","nth":2`},
		effects: func(w *world) []int { return []int{described(w), w.contactsCalled("Nora"), w.contactsCalled("Nils")} },
	},
	{
		name: "an undo of steps", faults: fewFaults,
		route: func(w *world) string { return "/journal/" + w.entries("")[0].ID + "/undo" },
		body: func(w *world) string {
			w.apply(w.lead(0), strings.TrimSuffix(editsBody(appendOnce, contactEdit("new-1", "name", `"op":"set","value":"Nora"`)), "}")+`,"steps":[{"do":"note","text":"a note"},{"do":"task","text":"a task"}]}`)
			return `{"surface":"keys"}`
		},
		places: []string{`"method":"DELETE"`, `"method":"DELETE","nth":3`},
		effects: func(w *world) []int {
			return []int{1 - described(w), 1 - w.contactsCalled("Nora"), 1 - len(w.says(w.lead(0), "notes", "a note")), 1 - len(w.says(w.lead(0), "tasks", "a task"))}
		},
	},
	{
		name: "a new lead", once: true, faults: fewFaults,
		route:  func(*world) string { return "/leads/apply" },
		body:   func(*world) string { return strings.Replace(newLead("Crash & Sons", ""), `"intent":"",`, "", 1) },
		places: []string{`"method":"POST","path_prefix":"/api/v1/lead/"`, `"method":"POST","path_prefix":"/api/v1/activity/note/"`},
		effects: func(w *world) []int {
			leads := w.called("Crash & Sons")
			if len(leads) != 1 {
				return []int{len(leads), 0, 0, 0}
			}
			id := leads[0].Get("id").String()
			return []int{1, len(leads[0].Get("contacts").Array()), len(w.says(id, "notes", "Found on the web")), len(w.says(id, "tasks", "Call Nora"))}
		},
	},
}

func TestCrashMatrix(t *testing.T) {
	for i, change := range crashCases {
		if testing.Short() {
			// All of the matrix takes a minute. This much is the change for fields, cut
			// at every step, with a network that does its work.
			if i > 0 {
				break
			}
			change.faults = change.faults[:1]
		}
		t.Run(change.name, func(t *testing.T) {
			w := signedIn(t)
			intact := w.stored(w.lead(1))
			cells := 0
			for _, f := range change.faults {
				for _, place := range change.places {
					for _, after := range []bool{false, true} {
						for at := 0; ; at++ {
							c := &crash{world: w, change: change, name: fmt.Sprintf("%s at %s, dead at step %d (after: %v)", f.name, place, at, after)}
							died := c.run(f.fault, place, &power{at: at, after: after})
							cells++
							if !died {
								break
							}
						}
					}
					if f.fault == "" {
						break // nothing happens at any place
					}
				}
			}
			if other := w.stored(w.lead(1)); fmt.Sprint(other) != fmt.Sprint(intact) {
				t.Error("another lead was written to")
			}
			t.Logf("%d cells: storage and network cut at every step, before and after it, with %d faults", cells, len(change.faults))
		})
	}
}

// crash is one cell.
type crash struct {
	*world
	change crashCase
	name   string
	old    int // entries that were in the history before
}

func (c *crash) errorf(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s: %s", c.name, fmt.Sprintf(format, args...))
}

// run lets one life try an apply until its power is out, and another take over. It
// returns whether the first has died.
func (c *crash) run(fault, place string, p *power) bool {
	w := c.world
	w.control("POST", "/reset", "")
	w.journal = memhost.Journal{}
	w.backend = w.fresh(plainTransport)
	body := strings.TrimSuffix(c.change.body(w), "}") + crashIntent
	route := c.change.route(w)
	c.old = len(w.entries(""))
	if fault != "" {
		w.control("POST", "/faults", `{`+place+`,"times":1,`+fault+`}`)
	}
	status, raw := call(w.life(dyingJournal{&w.journal, p}, dyingNet{p: p}), "POST", route, body)
	a := c.answer(route, status, raw)
	promised := a != nil && (a.Waiting != nil || len(a.Changes) > 0)

	// What is written down is as good as promised.
	if rows, err := w.journal.Page(w.t.Context(), "", 9); err != nil || len(rows) > c.old {
		promised = true
	}

	// The next life: the browser's alarm, some time later.
	w.backend = w.fresh(plainTransport)
	for round := 0; w.deliver().Unsettled > 0; round++ {
		if round == 5 {
			c.errorf("never settled: %+v", w.entries(""))
			return p.out
		}
		w.wait(1000)
	}
	c.check(promised)
	// The panel was told nothing, or is opened again: it asks for the same change.
	w.control("DELETE", "/faults", "")
	status, raw = w.do("POST", route, body)
	if a := c.answer(route, status, raw); a != nil {
		if a.Waiting != nil {
			c.errorf("asked again, it waits: %+v", a)
		}
	} else if !c.givenUp() {
		c.errorf("asked again: %d %s", status, raw)
	}
	c.check(true)
	return p.out
}

// answer returns what became of an apply or an undo; nil for a refusal.
func (c *crash) answer(route string, status int, raw string) *api.Applied {
	switch {
	case status != 200:
		return nil
	case strings.HasSuffix(route, "/undo"):
		return decode[api.Undone](c.world.t, raw).Applied
	}
	a := decode[api.Applied](c.world.t, raw)
	return &a
}

// givenUp reports whether the change has ended as one that the user should look for.
func (c *crash) givenUp() bool {
	entries := c.entries("")
	return c.change.once && len(entries) == c.old+1 && entries[0].State == api.StateRejected && strings.Contains(entries[0].Detail, "Look for it in Close")
}

// check compares Close with the history: the change has happened once, or not at all.
func (c *crash) check(must bool) {
	effects := c.change.effects(c.world)
	all, none := true, true
	for _, n := range effects {
		all, none = all && n == 1, none && n == 0
	}
	entries := c.entries("")
	fresh := len(entries) - c.old
	switch {
	case none && c.givenUp():
	case must && !all:
		c.errorf("lost or done twice: %v; history %+v", effects, entries)
	case !all && !none:
		c.errorf("half done and settled: %v; history %+v", effects, entries)
	case all && (fresh != 1 || entries[0].State != api.StateApplied):
		c.errorf("it happened, and the history says %+v", entries)
	case none && fresh > 0 && entries[0].State == api.StateApplied:
		c.errorf("it did not happen, and the history says it did")
	}
}
