//go:build !js

package routes_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
)

// deliver asks for what the browser's alarm would, and returns what is left.
func (w *world) deliver() api.Delivered {
	w.t.Helper()
	status, raw := w.do("POST", "/journal/deliver", "")
	if status != 200 {
		w.t.Fatalf("deliver: %d %s", status, raw)
	}
	return decode[api.Delivered](w.t, raw)
}

// entries returns the history, the newest first.
func (w *world) entries(query string) []api.Entry {
	w.t.Helper()
	status, raw := w.do("GET", "/journal?"+query, "")
	if status != 200 {
		w.t.Fatalf("history: %d %s", status, raw)
	}
	return decode[api.Journal](w.t, raw).Entries
}

// wait passes the time.
func (w *world) wait(seconds int64) { w.now.Add(seconds) }

func offline(*closeapi.Request) bool { return true }

// TestOfflineWaits: a change without a network is kept, says so, and goes out by itself;
// nothing is replayed blindly.
func TestOfflineWaits(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: offline})
	a := w.apply(w.lead(0), set("name", "Later"))
	if a.Waiting == nil || a.Waiting.Reason != "offline" || a.Waiting.RetryAt == "" || a.View != nil || a.Entry == "" {
		t.Fatalf("%+v", a)
	}
	if p := a.Pending; p == nil || p.ID != a.Entry || p.Settled || !p.Due || p.LookIn <= 0 || !strings.HasPrefix(p.Sentence, "Waiting for the network. Your 1 change to ") {
		t.Errorf("%+v", p)
	}
	if e := w.entries("")[0]; e.ID != a.Entry || e.State != api.StateIntended || e.Waiting == nil || e.Lead.ID != w.lead(0) {
		t.Errorf("%+v", e)
	}
	if w.alarm.DeliverIn() <= 0 {
		t.Error("no alarm is set")
	}
	if d := w.deliver(); d.Unsettled != 1 || d.RetryIn <= 0 {
		t.Errorf("still offline: %+v", d)
	}
	w.backend = w.fresh(plainTransport) // the network is back, in another life
	if d := w.deliver(); d.Unsettled != 0 || w.alarm.DeliverIn() != 0 {
		t.Errorf("%+v, alarm in %v", d, w.alarm.DeliverIn())
	}
	if e := w.entries("")[0]; e.State != api.StateApplied || e.Waiting != nil || len(e.Changes) != 1 || e.Lead.Name != "Later" && e.Lead.Name != "Acme GmbH" {
		t.Errorf("%+v", e)
	}
	if got := w.puts(); len(got) != 1 || got[0] != `{"name":"Later"}` {
		t.Errorf("%v", got)
	}
}

// TestOfflineConflict: while the change waited, somebody else changed the field.
func TestOfflineConflict(t *testing.T) {
	w := signedIn(t)
	_, raw := w.do("GET", "/leads/"+w.lead(0), "")
	base := decode[api.LeadView](t, raw).Base["description"]
	w.backend = w.fresh(brokenTransport{match: offline})
	w.apply(w.lead(0), fmt.Sprintf(`{"edits":[{"field":"description","op":"set","value":"Mine"}],"base":{"description":%q}}`, base))
	w.control("PUT", "/leads/"+w.lead(0), `{"description":"Theirs"}`)
	w.backend = w.fresh(plainTransport)
	w.deliver()
	if e := w.entries("")[0]; e.State != api.StateConflict || e.Detail == "" {
		t.Errorf("%+v", e)
	}
	if got := w.puts(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

// TestCloseAsksToWait: Close was asked and has not carried it out; it is tried again
// when Close wants, and not before.
func TestCloseAsksToWait(t *testing.T) {
	for _, test := range []struct {
		name, fault, reason string
		after               int64
	}{
		{"429 with commas", `"status":429,"headers":{"RateLimit":"limit=100, remaining=0, reset=120.5"}`, "rate-limited", 121},
		{"429 with semicolons", `"status":429,"headers":{"ratelimit":"limit=100; remaining=0; reset=90"}`, "rate-limited", 90},
		{"429 with retry-after", `"status":429,"headers":{"retry-after":"70"}`, "rate-limited", 70},
		{"503 in HTML", `"status":503,"body":"<html>"`, "close-failed", 30},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := signedIn(t)
			w.control("POST", "/faults", `{"method":"PUT","path_prefix":"/api/v1/lead/","times":1,`+test.fault+`}`)
			a := w.apply(w.lead(0), set("name", "Later"))
			if a.Waiting == nil || a.Waiting.Reason != test.reason {
				t.Fatalf("%+v", a)
			}
			w.wait(test.after - 20)
			if w.deliver(); len(w.puts()) != 1 {
				t.Errorf("too early: %v", w.puts())
			}
			w.wait(60)
			if d := w.deliver(); d.Unsettled != 0 || len(w.puts()) != 2 || w.entries("")[0].State != api.StateApplied {
				t.Errorf("%+v, sent %v", d, w.puts())
			}
		})
	}
}

// TestLostAnswers: the answer to a PUT is lost, before or after Close has carried it
// out. The lead is read, and only what is missing is sent again.
func TestLostAnswers(t *testing.T) {
	for _, test := range []struct {
		name, fault string
		puts        int
	}{
		{"500 before", `"status":500`, 2},
		{"502 before", `"status":502,"body":"<html>"`, 2},
		{"504 before", `"status":504`, 2},
		{"cut before", `"drop":"before"`, 2},
		{"500 after", `"status":500,"applied":true`, 1},
		{"504 after", `"status":504,"applied":true`, 1},
		{"cut after", `"drop":"after"`, 1},
		{"an answer that is no JSON", `"status":200,"body":"<html>","applied":true`, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := signedIn(t)
			w.control("POST", "/faults", `{"method":"PUT","path_prefix":"/api/v1/lead/","times":1,`+test.fault+`}`)
			a := w.apply(w.lead(0), `{"edits":[{"field":"description","op":"append","value":"once"},{"field":"name","op":"set","value":"New"}]}`)
			if a.Waiting != nil || len(a.Changes) != 2 || a.View == nil {
				t.Errorf("%+v", a)
			}
			if got := w.control("GET", "/leads/"+w.lead(0), "").Get("description").String(); strings.Count(got, "once") != 1 {
				t.Errorf("description %q", got)
			}
			if n := len(w.puts()); n != test.puts {
				t.Errorf("%d PUTs, want %d", n, test.puts)
			}
		})
	}
}

// TestLostAnswerOfAValueInAnotherForm: Close has carried it out and written the number
// in its own way. That is no change of somebody else's.
func TestLostAnswerOfAValueInAnotherForm(t *testing.T) {
	w := signedIn(t)
	_, raw := w.do("GET", "/leads/"+w.lead(0), "")
	base, contact := decode[api.LeadView](t, raw).Base, w.contact(0)
	w.control("POST", "/faults", `{"method":"PUT","path_prefix":"/api/v1/contact/","times":1,"drop":"after"}`)
	edit := contactEdit(contact, "phones", `"op":"set","value":[{"type":"mobile","phone":"030 901820"}]`)
	body := strings.TrimSuffix(editsBody(edit), "}") + fmt.Sprintf(`,"base":{%q:%q}}`, contact+"/phones", base[contact+"/phones"])
	a := w.apply(w.lead(0), body)
	if a.Waiting != nil || len(a.Changes) != 1 || !strings.Contains(string(a.Changes[0].After), "+4930901820") || len(w.puts()) != 1 {
		t.Errorf("%+v, sent %v", a, w.puts())
	}
}

// TestUnknownIsLookedUp: the answer is lost and the lead cannot be read either. Later
// the truth is read from Close.
func TestUnknownIsLookedUp(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		w := signedIn(t)
		var down atomic.Bool // several requests go at once
		w.backend = w.fresh(brokenTransport{after: arrived, match: func(r *closeapi.Request) bool {
			if r.Method == http.MethodPut {
				down.Store(true)
			}
			return down.Load()
		}})
		a := w.apply(w.lead(0), set("name", "Perhaps"))
		if a.Waiting == nil || a.Waiting.Reason != "unsure" || w.entries("state=unknown")[0].ID != a.Entry {
			t.Fatalf("arrived %v: %+v", arrived, a)
		}
		w.backend = w.fresh(plainTransport)
		status, raw := w.do("POST", "/journal/"+a.Entry+"/check", "")
		e := decode[api.Entry](t, raw)
		if status != 200 || e.State != api.StateApplied || len(e.Changes) != 1 || !e.Undo {
			t.Errorf("arrived %v: %d %s", arrived, status, raw)
		}
		if n := len(w.puts()); n != 1 {
			t.Errorf("arrived %v: %d PUTs reached Close", arrived, n)
		}
	}
}

// TestOneChangeOnce: however often a change arrives, it has one effect.
func TestOneChangeOnce(t *testing.T) {
	const body = `{"edits":[{"field":"description","op":"append","value":"once"}],"intent":"aaaaaaaaaaaaaaaaaaaaaa"}`
	w := signedIn(t)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if a := w.apply(w.lead(0), body); len(a.Changes) != 1 || a.Entry == "" {
				t.Errorf("%+v", a)
			}
		})
	}
	wg.Wait()
	w.backend = w.fresh(plainTransport)
	if a := w.apply(w.lead(0), body); len(a.Changes) != 1 || a.View == nil || a.UndoUntil == "" {
		t.Errorf("in another life: %+v", a)
	}
	if n := len(w.puts()); n != 1 {
		t.Errorf("%d PUTs", n)
	}
	if p := w.problem("POST", "/leads/"+w.lead(1)+"/apply", body); p.Type != "urn:leadpatch:bad-request" {
		t.Errorf("for another lead: %+v", p)
	}
	for _, intent := range []string{"short", strings.Repeat("a", 65), "aaaaaaaaaaaaaaaaaaaa aa", "aaaaaaaaaaaaaaaaaaaaaä"} {
		w.problem("POST", "/leads/"+w.lead(0)+"/apply", strings.Replace(body, "aaaaaaaaaaaaaaaaaaaaaa", intent, 1))
	}
}

// TestOldChangesGoFirst: what waits for a lead is carried out before anything new, in
// its order.
func TestOldChangesGoFirst(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: offline})
	for _, name := range []string{"one", "two"} {
		if a := w.apply(w.lead(0), set("name", name)); a.Waiting == nil {
			t.Fatalf("%+v", a)
		}
	}
	w.apply(w.lead(1), set("name", "another"))
	w.backend = w.fresh(plainTransport)
	w.apply(w.lead(0), set("name", "three"))
	if got := strings.Join(w.puts(), " "); got != `{"name":"one"} {"name":"two"} {"name":"three"}` {
		t.Errorf("sent %s", got)
	}
	if d := w.deliver(); d.Unsettled != 0 || len(w.puts()) != 4 {
		t.Errorf("%+v, sent %v", d, w.puts())
	}
}

// TestChainedChanges: the user changes a field twice without a network, having seen both
// times what Close had before. That is no conflict: it was themselves.
func TestChainedChanges(t *testing.T) {
	w := signedIn(t)
	_, raw := w.do("GET", "/leads/"+w.lead(0), "")
	base := decode[api.LeadView](t, raw).Base["description"]
	body := func(text string) string {
		return fmt.Sprintf(`{"edits":[{"field":"description","op":"set","value":%q}],"base":{"description":%q}}`, text, base)
	}
	cut := false
	w.backend = w.fresh(brokenTransport{match: func(*closeapi.Request) bool { return cut }})
	w.do("GET", "/leads/"+w.lead(0), "")
	cut = true
	for _, text := range []string{"one", "two"} {
		w.apply(w.lead(0), body(text))
	}
	e := w.entries("")[0]
	if e.Lead.Name != "Acme GmbH" || e.User.Name != "Ada Held" || len(e.Changes) != 1 || e.Changes[0].Label != "Description" ||
		string(e.Changes[0].Now) != base || string(e.Changes[0].After) != `"two"` {
		t.Errorf("what waits is told as %+v", e)
	}
	cut = false
	if a := w.apply(w.lead(0), body("three")); len(a.Changes) != 1 {
		t.Errorf("%+v", a)
	}
	if got := strings.Join(w.puts(), ""); got != `{"description":"one"}{"description":"two"}{"description":"three"}` {
		t.Errorf("sent %s", got)
	}
	for _, e := range w.entries("") {
		if e.State != api.StateApplied {
			t.Errorf("%+v", e)
		}
	}
}

// TestAskedAgainKeepsItsPlace: a panel asks again for a change that waits behind an older
// one of the same lead. It does not overtake it.
func TestAskedAgainKeepsItsPlace(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: offline})
	first := `{"edits":[{"field":"name","op":"set","value":"one"}],"intent":"dddddddddddddddddddd"}`
	second := `{"edits":[{"field":"name","op":"set","value":"two"}],"intent":"eeeeeeeeeeeeeeeeeeee"}`
	w.apply(w.lead(0), first)
	w.apply(w.lead(0), second)
	w.backend = w.fresh(plainTransport)
	if a := w.apply(w.lead(0), second); len(a.Changes) != 1 || a.Waiting != nil {
		t.Errorf("%+v", a)
	}
	if got := strings.Join(w.puts(), " "); got != `{"name":"one"} {"name":"two"}` {
		t.Errorf("sent %s", got)
	}
}

// TestNoRoom: nothing is sent that cannot be written down.
func TestNoRoom(t *testing.T) {
	w := signedIn(t)
	w.journal.Before = func(call string) error {
		if call == "put" {
			return errNoRoom
		}
		return nil
	}
	if p := w.problem("POST", "/leads/"+w.lead(0)+"/apply", set("name", "x")); p.Type != "urn:leadpatch:no-room" || p.Status != 507 {
		t.Errorf("%+v", p)
	}
	if got := w.puts(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

// TestGivenUp: a change of which nothing was sent can be taken back; another cannot.
func TestGivenUp(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: offline})
	a := w.apply(w.lead(0), set("name", "x"))
	w.backend = w.fresh(plainTransport)
	status, raw := w.do("DELETE", "/journal/"+a.Entry, "")
	if e := decode[api.Entry](t, raw); status != 200 || e.State != api.StateRejected || !strings.Contains(e.Detail, "gave this change up") {
		t.Errorf("%d %s", status, raw)
	}
	if d := w.deliver(); d.Unsettled != 0 || len(w.puts()) != 0 {
		t.Errorf("%+v, sent %v", d, w.puts())
	}
	b := w.apply(w.lead(0), set("name", "y"))
	if p := w.problem("DELETE", "/journal/"+b.Entry, ""); p.Status != 409 {
		t.Errorf("%+v", p)
	}
	if p := w.problem("DELETE", "/journal/000000000-ABCDEFGHIJKL", ""); p.Status != 404 {
		t.Errorf("%+v", p)
	}
}

// TestEndedSessionKeepsTheChange: a change that waits is not lost with the sign-in.
func TestEndedSessionKeepsTheChange(t *testing.T) {
	w := signedIn(t)
	w.backend = w.fresh(brokenTransport{match: offline})
	w.apply(w.lead(0), set("name", "x"))
	w.control("POST", "/keys/demo/revoke", "")
	w.backend = w.fresh(memhost.Transport{})
	if d := w.deliver(); d.Unsettled != 1 || w.entries("")[0].Waiting.Reason != "session-ended" {
		t.Errorf("%+v %+v", d, w.entries(""))
	}
	w.signIn("admin")
	if d := w.deliver(); d.Unsettled != 0 || w.entries("")[0].State != api.StateApplied {
		t.Errorf("%+v %+v", d, w.entries(""))
	}
}
