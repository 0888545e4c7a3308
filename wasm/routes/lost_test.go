//go:build !js

package routes_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
)

// What is made by a POST must not be made twice, and Close has no key by which it would
// know one that comes again. These tests lose answers.

// lostPosts are the ways in which the answer to a POST is lost, and whether Close has
// carried it out.
var lostPosts = []struct {
	name, fault string
	arrived     bool
}{
	{"500 before", `"status":500`, false},
	{"504 before", `"status":504`, false},
	{"cut before", `"drop":"before"`, false},
	{"502 after", `"status":502,"applied":true,"body":"<html>"`, true},
	{"cut after", `"drop":"after"`, true},
	{"not JSON", `"status":200,"applied":true,"body":"<html>"`, true},
	{"half of it", `"truncate":"body"`, true},
}

// lostKinds are the things that a POST makes.
var lostKinds = []struct {
	name, path, body string
	count            func(*world) int
}{
	{"note", "/api/v1/activity/note/", stepsBody(`{"do":"note","text":"once & <for> all"}`), func(w *world) int { return len(w.says(w.lead(0), "notes", "once & <for> all")) }},
	{"task", "/api/v1/task/", stepsBody(`{"do":"task","text":"once"}`), func(w *world) int { return len(w.says(w.lead(0), "tasks", "once")) }},
	{"contact", "/api/v1/contact/", editsBody(contactEdit("new-1", "name", `"op":"set","value":"Once"`), contactEdit("new-1", "phones", `"op":"add","value":{"phone":"030 901820"}`)), func(w *world) (n int) {
		for _, c := range w.control("GET", "/leads/"+w.lead(0), "").Get("contacts").Array() {
			if c.Get("name").String() == "Once" {
				n++
			}
		}
		return n
	}},
}

func (w *world) posts() (n int) {
	for _, line := range w.writes() {
		if strings.HasPrefix(line, "POST") {
			n++
		}
	}
	return n
}

// TestLostPosts: one that arrived is found at once. One that did not is looked for again
// after a while, and only then posted a second time.
func TestLostPosts(t *testing.T) {
	for _, kind := range lostKinds {
		for _, lost := range lostPosts {
			t.Run(kind.name+", "+lost.name, func(t *testing.T) {
				w := signedIn(t)
				w.control("POST", "/faults", fmt.Sprintf(`{"method":"POST","path_prefix":%q,"times":1,%s}`, kind.path, lost.fault))
				a := w.apply(w.lead(0), kind.body)
				if lost.arrived {
					if a.Waiting != nil || len(a.Changes) == 0 || a.UndoUntil == "" || kind.count(w) != 1 || w.posts() != 1 {
						t.Fatalf("%+v, %d of it", a, kind.count(w))
					}
					w.undo(w.lead(0), a)
					if n := kind.count(w); n != 0 {
						t.Errorf("%d are left after the undo", n)
					}
					return
				}
				if a.Waiting == nil || a.Waiting.Reason != "unsure" || w.entries("")[0].State != api.StateUnknown {
					t.Fatalf("%+v", a)
				}
				w.wait(20)
				// Asked for before its time: it is looked for, and not posted.
				w.do("POST", "/journal/"+a.Entry+"/check", "")
				if n := w.posts(); n != 1 {
					t.Fatalf("posted %d times within half a minute", n)
				}
				w.wait(300)
				if d := w.deliver(); d.Unsettled != 0 || kind.count(w) != 1 || w.posts() != 2 {
					t.Errorf("%+v, %d of it, posted %d times", d, kind.count(w), w.posts())
				}
				if e := w.entries("")[0]; e.State != api.StateApplied || !e.Undo {
					t.Errorf("%+v", e)
				}
			})
		}
	}
}

// TestLatePosts: a request whose answer was lost arrives while it is waited for. It is
// found, and not made again.
func TestLatePosts(t *testing.T) {
	for _, kind := range lostKinds {
		t.Run(kind.name, func(t *testing.T) {
			w := signedIn(t)
			late := make(chan *closeapi.Request, 1)
			w.backend = w.fresh(lateTransport{held: late})
			if a := w.apply(w.lead(0), kind.body); a.Waiting == nil || w.posts() != 0 {
				t.Fatalf("%+v", a)
			}
			if _, err := plainTransport.RoundTrip(t.Context(), <-late); err != nil {
				t.Fatal(err)
			}
			w.backend = w.fresh(plainTransport)
			w.wait(60)
			if d := w.deliver(); d.Unsettled != 0 || kind.count(w) != 1 || w.posts() != 1 {
				t.Errorf("%+v, %d of it", d, kind.count(w))
			}
		})
	}
}

// lateTransport keeps the first POST of something back, and says that the line is cut.
type lateTransport struct {
	held chan *closeapi.Request
}

func (l lateTransport) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	if isMaking(r) {
		l.held <- r
		return nil, errDead
	}
	return plainTransport.RoundTrip(ctx, r)
}

// isMaking reports whether a request makes something at Close.
func isMaking(r *closeapi.Request) bool {
	return r.Method == http.MethodPost && !strings.HasSuffix(r.URL, "/data/search/")
}

// TestTwins: what says the same and was there before, or is somebody else's, is not taken
// for ours.
func TestTwins(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	step := `{"do":"note","text":"Called."}`
	w.apply(id, stepsBody(step))
	w.apply(id, stepsBody(step))
	if n := len(w.says(id, "notes", "Called.")); n != 2 {
		t.Fatalf("two changes made %d notes", n)
	}
	w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/activity/note/","times":1,"drop":"before"}`)
	if a := w.apply(id, stepsBody(step)); a.Waiting == nil {
		t.Errorf("a twin is taken for it: %+v", a)
	}
	w.wait(60)
	if d := w.deliver(); d.Unsettled != 0 || len(w.says(id, "notes", "Called.")) != 3 {
		t.Errorf("%+v", d)
	}
	a := w.apply(id, stepsBody(`{"do":"note","text":"x"}`, step, step))
	if len(w.says(id, "notes", "Called.")) != 5 {
		t.Error("two steps of one change are taken for one")
	}
	w.undo(id, a)
	if len(w.says(id, "notes", "Called.")) != 3 {
		t.Error("undo took others away")
	}
}

// TestStepsHalfWay: a later step is refused. What was done stands, can be undone, and the
// rest is told.
func TestStepsHalfWay(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/task/","times":1,"status":400,"body":{"errors":[],"field-errors":{"text":"Not nice."}}}`)
	a := w.apply(id, `{"edits":[{"field":"name","op":"set","value":"Half"}],"steps":[{"do":"note","text":"first"},{"do":"task","text":"second"},{"do":"note","text":"third"}]}`)
	if a.Stopped == nil || len(a.Stopped.Errors) != 1 || a.Stopped.Errors[0].Field != "steps.1" || !strings.Contains(a.Stopped.Errors[0].Detail, "Not nice.") || len(a.Changes) != 2 {
		t.Fatalf("%+v", a)
	}
	if e := w.entries("")[0]; e.State != api.StatePart || len(e.Changes) != 2 || !strings.Contains(e.Detail, "Not nice.") {
		t.Errorf("%+v", e)
	}
	w.undo(id, a)
	if n := len(w.says(id, "notes", "first")) + len(w.says(id, "notes", "third")); n != 0 || string(w.stored(id)["name"]) != `"Acme GmbH"` {
		t.Errorf("%d notes", n)
	}
}

// TestStepsGoOnInAnotherLife: offline in the middle; the next life does what is left, and
// nothing again.
func TestStepsGoOnInAnotherLife(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	var cut atomic.Bool
	w.backend = w.fresh(brokenTransport{match: func(r *closeapi.Request) bool {
		if strings.Contains(r.URL, "/task/") {
			cut.Store(true)
		}
		return cut.Load()
	}})
	a := w.apply(id, stepsBody(`{"do":"note","text":"one"}`, `{"do":"task","text":"two"}`, `{"do":"opportunity_status","status":"Won"}`))
	if a.Waiting == nil || a.Waiting.Reason != "offline" {
		t.Fatalf("%+v", a)
	}
	w.backend = w.fresh(plainTransport)
	if d := w.deliver(); d.Unsettled != 0 || len(w.says(id, "notes", "one")) != 1 || len(w.says(id, "tasks", "two")) != 1 || len(w.writes()) != 3 {
		t.Errorf("%+v, sent %v", d, w.writes())
	}
	if e := w.entries("")[0]; e.State != api.StateApplied || len(e.Changes) != 3 {
		t.Errorf("%+v", e)
	}
}

// TestOpportunityMovesMeanwhile: it is read again right before it is changed.
func TestOpportunityMovesMeanwhile(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	body := stepsBody(`{"do":"note","text":"one"}`, `{"do":"opportunity_status","status":"Won"}`)
	w.backend = w.fresh(brokenTransport{match: func(r *closeapi.Request) bool {
		if r.Method == http.MethodPost && strings.Contains(r.URL, "/note/") {
			w.control("PUT", "/opportunities/"+w.seed.Get("leads.0.opportunities.0").String(), fmt.Sprintf(`{"status_id":%q}`, w.oppoStatus("Lost")))
		}
		return false
	}})
	a := w.apply(id, body)
	if a.Stopped == nil || a.Stopped.Type != "urn:leadpatch:conflict" || !strings.Contains(a.Stopped.Detail, "somebody has made it “Lost”") || len(a.Changes) != 1 {
		t.Errorf("%+v", a)
	}
	if got := w.children(id, "opportunities")[0].Get("status_label").String(); got != "Lost" {
		t.Errorf("the opportunity is %q", got)
	}
}

// TestLostOpportunity: a PUT does no harm when it is made twice; it is made until it
// shows.
func TestLostOpportunity(t *testing.T) {
	for _, lost := range lostPosts {
		w := signedIn(t)
		w.control("POST", "/faults", `{"method":"PUT","path_prefix":"/api/v1/opportunity/","times":1,`+lost.fault+`}`)
		a := w.apply(w.lead(0), stepsBody(`{"do":"opportunity_status","status":"Won"}`))
		if a.Waiting != nil || len(a.Changes) != 1 || w.children(w.lead(0), "opportunities")[0].Get("status_label").String() != "Won" {
			t.Errorf("%s: %+v", lost.name, a)
		}
		w.control("POST", "/faults", `{"method":"DELETE","times":1,`+lost.fault+`}`)
		b := w.apply(w.lead(0), stepsBody(`{"do":"note","text":"gone"}`))
		if c := w.undo(w.lead(0), b); c.Waiting != nil || len(c.Changes) != 1 || len(w.says(w.lead(0), "notes", "gone")) != 0 {
			t.Errorf("%s: %+v", lost.name, c)
		}
	}
}

// TestLostLead: one that arrived is found by Close's log at once, or by its search later;
// one that did not is looked for, for ten minutes, and never posted a second time.
func TestLostLead(t *testing.T) {
	for _, lost := range lostPosts {
		for _, log := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, log %v", lost.name, log), func(t *testing.T) {
				w := signedIn(t)
				if !log {
					w.control("PUT", "/options", `{"search_lag_ms":0}`)
					w.backend = w.fresh(refusingTransport{"/event/"})
				}
				w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/lead/","times":1,`+lost.fault+`}`)
				body := newLead("Lost and found", "llllllllllllllllllll")
				a := w.create(body)
				if lost.arrived {
					if a.Waiting != nil || len(a.Changes) != 7 || a.View == nil || len(w.called("Lost and found")) != 1 {
						t.Fatalf("%+v", a)
					}
					return
				}
				for round := 0; ; round++ {
					e := w.entries("")[0]
					if e.State != api.StateUnknown {
						if round < 3 || e.State != api.StateRejected || !strings.Contains(e.Detail, "Look for it in Close before you create it again") {
							t.Errorf("after %d looks: %+v", round, e)
						}
						break
					}
					w.wait(200)
					w.deliver()
				}
				if n := len(w.called("Lost and found")); n != 0 || w.posts() != 1 {
					t.Errorf("%d leads, posted %d times", n, w.posts())
				}
				if p := w.problem("POST", "/leads/apply", body); !strings.Contains(p.Detail, "Look for it in Close") {
					t.Errorf("%+v", p)
				}
			})
		}
	}
}

// TestLeadFoundLater: the log cannot be read and the index lags; the lead is found when
// one of the two shows it, and its steps are carried out then.
func TestLeadFoundLater(t *testing.T) {
	w := signedIn(t)
	w.control("PUT", "/options", `{"search_lag_ms":60000}`)
	w.backend = w.fresh(refusingTransport{"/event/"})
	w.control("POST", "/faults", `{"method":"POST","path_prefix":"/api/v1/lead/","times":1,"drop":"after"}`)
	if a := w.create(newLead("Lagging", "")); a.Waiting == nil {
		t.Fatalf("%+v", a)
	}
	id := w.called("Lagging")[0].Get("id").String()
	w.backend = w.fresh(plainTransport) // a role that may read the log by now
	w.wait(60)
	if d := w.deliver(); d.Unsettled != 0 || len(w.called("Lagging")) != 1 || len(w.says(id, "notes", "Found on the web")) != 1 {
		t.Errorf("%+v %+v", d, w.entries(""))
	}
}

// refusingTransport answers 403 to requests of a path.
type refusingTransport struct{ path string }

func (f refusingTransport) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	if strings.Contains(r.URL, f.path) {
		return &closeapi.Response{Status: http.StatusForbidden, Header: http.Header{}, Body: []byte("Forbidden")}, nil
	}
	return plainTransport.RoundTrip(ctx, r)
}

// TestFieldsMoveWhileAStepWaits: the fields are done, the note waits, and somebody changes
// the field. That is theirs, and nothing that stops the note.
func TestFieldsMoveWhileAStepWaits(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	_, raw := w.do("GET", "/leads/"+id, "")
	base := decode[api.LeadView](t, raw).Base["name"]
	w.control("POST", "/faults", `{"method":"POST","times":1,"drop":"before"}`)
	a := w.apply(id, fmt.Sprintf(`{"edits":[{"field":"name","op":"set","value":"Ours"}],"base":{"name":%q},"steps":[{"do":"note","text":"later"}]}`, base))
	if a.Waiting == nil {
		t.Fatalf("%+v", a)
	}
	w.control("PUT", "/leads/"+id, `{"name":"Theirs"}`)
	w.backend = w.fresh(plainTransport)
	w.wait(60)
	if d := w.deliver(); d.Unsettled != 0 || len(w.says(id, "notes", "later")) != 1 || string(w.stored(id)["name"]) != `"Theirs"` {
		t.Errorf("%+v %+v", d, w.entries(""))
	}
	if e := w.entries("")[0]; e.State != api.StateApplied || len(e.Changes) != 2 || string(e.Changes[0].After) != `"Ours"` || !e.Undo {
		t.Errorf("%+v", e)
	}
	_, raw = w.do("POST", "/journal/undo", fmt.Sprintf(`{"entries":[%q]}`, a.Entry))
	if r := decode[api.UndoResults](t, raw).Results[0]; r.Problem == nil || len(r.Problem.Conflicts) != 1 || len(w.says(id, "notes", "later")) != 1 {
		t.Errorf("an undo over somebody's change: %s", raw)
	}
}
