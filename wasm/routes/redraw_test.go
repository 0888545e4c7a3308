//go:build !js

package routes_test

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// redraws sends a request and returns which surfaces its answer says to draw again.
func (w *world) redraws(method, path, body string) string {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	answer := httptest.NewRecorder()
	w.backend.ServeHTTP(answer, r)
	if answer.Code == 404 && strings.Contains(answer.Body.String(), "bad-request") {
		w.t.Errorf("%s %s is no route", method, path)
	}
	return answer.Header().Get("Leadpatch-Redraw")
}

// TestRedraws: what may say something else after a request is drawn again, whether the
// request could be served or not, and nothing is after one that only asks.
func TestRedraws(t *testing.T) {
	w := newWorld(t)
	id := w.lead(0)
	for want, requests := range map[string][]string{
		"menus": {
			"PUT /session/key", "POST /session/oauth", "DELETE /session", "DELETE /session/accounts/x",
			"POST /leads/match", "PUT /leads/match",
			"PUT /recipes", "PUT /recipes/new", "DELETE /recipes/x", "POST /recipes/import",
		},
		"badge": {
			"POST /leads/" + id + "/apply",
			"DELETE /journal", "DELETE /journal/x", "POST /journal/deliver", "POST /journal/x/check",
		},
		"menus badge": {
			"GET /leads/" + id, "POST /leads/apply", "POST /recipes/run", "POST /menu/click", "POST /omnibox",
			"POST /journal/undo", "POST /journal/x/undo", "POST /journal/last/undo",
		},
		"": {
			"GET /session", "POST /session/settle", "POST /page", "POST /page/read", "GET /page/settings",
			"PUT /page/settings", "GET /leads?q=x", "POST /leads/" + id + "/preview", "POST /leads/preview",
			"POST /menu", "POST /toolbar", "GET /omnibox?q=x",
			"GET /journal", "GET /journal/x", "GET /journal/x/since", "GET /journal/export?format=csv", "PUT /journal/settings", "POST /journal/undo/preview",
			"GET /recipes", "GET /recipes/starters", "GET /recipes/vocabulary", "GET /recipes/export", "POST /recipes/import/preview", "POST /recipes/fill",
			"GET /instance",
		},
	} {
		for _, request := range requests {
			method, path, _ := strings.Cut(request, " ")
			if got := w.redraws(method, path, "{}"); got != want {
				t.Errorf("%s redraws %q, want %q", request, got, want)
			}
		}
	}
}

// TestRedrawsOfAnApply: of a lead's fields only the name stands in the menus.
func TestRedrawsOfAnApply(t *testing.T) {
	w := signedIn(t)
	path := "/leads/" + w.lead(0) + "/apply"
	for _, c := range []struct{ body, want string }{
		{set("name", "Another name"), "menus badge"},
		{set("name", "Another name"), "badge"}, // it has it already
		{set("description", "Another text"), "badge"},
	} {
		if got := w.redraws("POST", path, c.body); got != c.want {
			t.Errorf("%s redraws %q, want %q", c.body, got, c.want)
		}
	}
}
