//go:build !js

package routes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
)

// undoLast asks for what the shortcut does over a page.
func (w *world) undoLast(pageURL, intent string) api.Notice {
	w.t.Helper()
	status, raw := w.do("POST", "/journal/last/undo", fmt.Sprintf(`{"surface":"keys","page_url":%q,"intent":%q}`, pageURL, intent))
	if status != 200 {
		w.t.Fatalf("undo of the last: %d %s", status, raw)
	}
	return decode[api.Undone](w.t, raw).Notice
}

func (w *world) page(lead int) string { return sandboxURL + "/lead/" + w.lead(lead) + "/" }

func (w *world) text(lead int, field string) string {
	w.t.Helper()
	var s string
	if err := json.Unmarshal(w.stored(w.lead(lead))[field], &s); err != nil {
		w.t.Fatal(err)
	}
	return s
}

const otherPage = "https://acme.example/about"

// TestUndoLast: the newest change goes first, each press goes on to the one before, and
// an undo is not undone by the next press.
func TestUndoLast(t *testing.T) {
	w := signedIn(t)
	before := w.text(0, "name")
	w.apply(w.lead(0), set("name", "One"))
	w.apply(w.lead(0), set("name", "Two"))
	w.apply(w.lead(1), set("description", "Of another lead"))
	if n := w.undoLast(w.page(0), ""); n.Kind != "saved" || n.Text != "Undone: Name of One is as before." || n.Undo != "" {
		t.Errorf("%+v", n)
	}
	if got := w.text(0, "name"); got != "One" {
		t.Errorf("the newest change of the page's lead is still there: %q", got)
	}
	if n := w.undoLast(otherPage, ""); n.Kind != "saved" || !strings.HasPrefix(n.Text, "Undone: Description of ") {
		t.Errorf("a page without a lead: %+v", n)
	}
	if n := w.undoLast("", ""); n.Kind != "saved" || w.text(0, "name") != before {
		t.Errorf("no page: %+v, %q", n, w.text(0, "name"))
	}
	if n := w.undoLast("", ""); n.Kind != "unchanged" || n.Text == "" {
		t.Errorf("nothing left: %+v", n)
	}
	if got := w.entries("")[0].Surface; got != api.SurfaceKeys {
		t.Errorf("surface %q", got)
	}
}

// TestUndoLastOnce: the same press delivered twice is one undo.
func TestUndoLastOnce(t *testing.T) {
	w := signedIn(t)
	w.apply(w.lead(0), set("name", "One"))
	w.apply(w.lead(0), set("name", "Two"))
	first := w.undoLast(w.page(0), "press-0123456789ab")
	second := w.undoLast(w.page(0), "press-0123456789ab")
	if got := w.text(0, "name"); got != "One" || first.Kind != "saved" || second.Kind != "saved" {
		t.Errorf("%q after %+v and %+v", got, first, second)
	}
}

// TestUndoLastRefuses covers what is not undone by a key.
func TestUndoLastRefuses(t *testing.T) {
	t.Run("yesterday's", func(t *testing.T) {
		w := signedIn(t)
		w.apply(w.lead(0), set("name", "Old"))
		w.wait(24*60*60 + 1)
		if n := w.undoLast(w.page(0), ""); n.Kind != "unchanged" || w.text(0, "name") != "Old" {
			t.Errorf("%+v", n)
		}
	})
	t.Run("what a colleague has changed since", func(t *testing.T) {
		w := signedIn(t)
		w.apply(w.lead(0), set("name", "Mine"))
		w.control("PUT", "/leads/"+w.lead(0), `{"name":"Theirs"}`)
		n := w.undoLast(w.page(0), "")
		if n.Kind != "ask" || n.Panel != "?lead="+w.lead(0)+"&log" || w.text(0, "name") != "Theirs" {
			t.Errorf("%+v", n)
		}
	})
	t.Run("what has not arrived", func(t *testing.T) {
		w := signedIn(t)
		w.apply(w.lead(0), set("name", "Arrived"))
		w.backend = w.fresh(brokenTransport{match: offline})
		w.apply(w.lead(0), set("name", "Waits"))
		n := w.undoLast(w.page(0), "")
		if n.Kind != "ask" || n.Panel != "?lead="+w.lead(0)+"&log" || len(w.entries("")) != 2 {
			t.Errorf("%+v", n)
		}
	})
	t.Run("a bad intent", func(t *testing.T) {
		w := signedIn(t)
		if p := w.problem("POST", "/journal/last/undo", `{"intent":"short"}`); p.Status != 400 {
			t.Errorf("%+v", p)
		}
	})
}

// TestToolbar: the button names a lead that is known and counts what waits, and asks
// nothing of Close.
func TestToolbar(t *testing.T) {
	w := signedIn(t)
	var away atomic.Bool
	w.backend = w.fresh(brokenTransport{match: func(*closeapi.Request) bool { return away.Load() }})
	if status, raw := w.do("GET", "/leads/"+w.lead(0), ""); status != 200 {
		t.Fatal(raw)
	}
	name := w.text(0, "name")
	away.Store(true)
	w.apply(w.lead(1), set("name", "Waits"))
	w.apply(w.lead(1), set("description", "Waits too"))
	w.apply(w.lead(2), set("name", "Waits as well"))
	before := len(w.control("GET", "/journal", "").Get("entries").Array())
	body, err := json.Marshal(api.ToolbarRequest{URLs: []string{w.page(0), w.page(1), otherPage, "", "no address"}})
	if err != nil {
		t.Fatal(err)
	}
	status, raw := w.do("POST", "/toolbar", string(body))
	if status != 200 {
		t.Fatal(raw)
	}
	out := decode[api.Toolbar](t, raw)
	if out.Waiting != 3 || len(out.Tabs) != 5 || out.Tabs[1].Waiting != 2 {
		t.Fatalf("%+v", out)
	}
	const none = "Leadpatch: edit this lead (3 changes wait)"
	for i, want := range []string{
		"Leadpatch: " + name + " (3 changes wait)", "Leadpatch: edit this lead (2 changes wait here, 3 in all)", none, none, none,
	} {
		if out.Tabs[i].Title != want {
			t.Errorf("tab %d: %q", i, out.Tabs[i].Title)
		}
	}
	if after := len(w.control("GET", "/journal", "").Get("entries").Array()); after != before {
		t.Errorf("Close was asked %d times", after-before)
	}
}
