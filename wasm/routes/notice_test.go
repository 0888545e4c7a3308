//go:build !js

package routes_test

import (
	"strings"
	"testing"

	"leadpatch/wasm/api"
)

func (w *world) undoNotice(entry, intent string) api.Notice {
	w.t.Helper()
	status, raw := w.do("POST", "/journal/"+entry+"/undo", `{"surface":"notice","intent":"`+intent+`"}`)
	if status != 200 {
		w.t.Fatalf("%d %s", status, raw)
	}
	return decode[api.Undone](w.t, raw).Notice
}

func TestUndoFromANotice(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	before := string(w.stored(id)["description"])
	n := w.click(clickBody("selection/set:description", sandboxURL+"/lead/"+id+"/", "selection", "x"))
	undone := w.undoNotice(n.Undo, "0123456789abcdef")
	if undone.Kind != "saved" || !strings.Contains(undone.Text, "Undone") || undone.Undo != "" {
		t.Errorf("%+v", undone)
	}
	if after := string(w.stored(id)["description"]); after != before {
		t.Errorf("it is %s, and was %s", after, before)
	}
	if again := w.undoNotice(n.Undo, "fedcba9876543210"); again.Kind != "error" || !strings.Contains(again.Text, "undone already") {
		t.Errorf("%+v", again)
	}
	_, raw := w.do("GET", "/journal", "")
	if e := decode[api.Journal](t, raw).Entries[0]; e.Surface != api.SurfaceNotice || e.Undoes != n.Undo {
		t.Errorf("%+v", e)
	}
}

func TestUndoFromANoticeAfterSomebodyElse(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	n := w.click(clickBody("selection/set:description", sandboxURL+"/lead/"+id+"/", "selection", "x"))
	w.control("PUT", "/leads/"+id, `{"description":"theirs"}`)
	undone := w.undoNotice(n.Undo, "")
	if undone.Kind != "ask" || !strings.Contains(undone.Panel, id) {
		t.Errorf("%+v", undone)
	}
	if got := string(w.stored(id)["description"]); got != `"theirs"` {
		t.Error(got)
	}
}

func TestUndoFromANoticeRefused(t *testing.T) {
	w := signedIn(t)
	if n := w.undoNotice("nope", ""); n.Kind != "error" {
		t.Errorf("%+v", n)
	}
	if p := w.problem("POST", "/journal/x/undo", `{"intent":"short"}`); p.Status != 400 {
		t.Errorf("%+v", p)
	}
}
