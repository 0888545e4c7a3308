//go:build !js

package backend_test

import (
	"encoding/json"
	"strings"
	"testing"

	"leadpatch/wasm/backend/api"
)

func (w *world) click(item, pageURL, text string) api.Notice {
	w.t.Helper()
	raw, err := json.Marshal(text)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.clickRaw(item, pageURL, string(raw))
}

func (w *world) clickRaw(item, pageURL, text string) api.Notice {
	w.t.Helper()
	key := "selection"
	if strings.HasSuffix(item, "-link") {
		key = "link_url"
	}
	status, body := w.do("POST", "/menu/click", `{"item":"`+item+`","page_url":"`+pageURL+`","`+key+`":`+text+`}`)
	if status != 200 {
		w.t.Fatalf("%d %s", status, body)
	}
	return decode[api.Notice](w.t, body)
}

func TestMenu(t *testing.T) {
	w := newWorld(t)
	_, raw := w.do("GET", "/menu", "")
	menu := decode[api.Menu](t, raw)
	if len(menu.Items) != 4 {
		t.Fatalf("%+v", menu)
	}
	for _, item := range menu.Items {
		if len(item.Contexts) != 1 || len(item.DocumentURLPatterns) == 0 {
			t.Errorf("%+v", item)
		}
		for _, p := range item.DocumentURLPatterns {
			if !strings.Contains(p, "/lead_*") && !strings.Contains(p, "lead_*") {
				t.Errorf("%s is shown on %s", item.ID, p)
			}
		}
	}
}

func TestMenuClick(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	page := sandboxURL + "/lead/" + id + "/activity?x=1#y"
	tests := []struct {
		name, item, page, text string
		kind, words, sent      string
	}{
		{"replace", "description-replace", page, "  One\nTwo \n", "saved", "description of Acme GmbH is replaced", `{"description":"One\nTwo"}`},
		{"append", "description-append", page, "<b>", "saved", "added to the description", `{"description":"One\nTwo\n\u003cb\u003e"}`},
		{"url", "url-from-selection", page, "www.acme.example", "saved", "URL of Acme GmbH", `{"url":"https://www.acme.example"}`},
		{"link", "url-from-link", page, "https://acme.example/about", "saved", "URL of Acme GmbH", `{"url":"https://acme.example/about"}`},
		{"same link", "url-from-link", page, "https://acme.example/about", "unchanged", "already has this value", ""},
		{"script link", "url-from-link", page, "javascript:alert(1)", "error", "URL: A lead's URL begins with http", ""},
		{"words as url", "url-from-selection", page, "not a url", "error", "not a web address", ""},
		{"empty selection", "description-replace", page, " \n", "error", "No text is selected", ""},
		{"not Close", "description-replace", "https://evil.example/lead/" + id + "/", "x", "error", "not in Close", ""},
		{"a host that looks like Close", "description-replace", "https://app.close.com.evil.example/lead/" + id + "/", "x", "error", "not in Close", ""},
		{"no lead", "description-replace", sandboxURL + "/leads/", "x", "error", "shows no single lead", ""},
		{"broken id", "description-replace", sandboxURL + "/lead/lead_x/", "x", "error", "does not hold the id", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			w.control("DELETE", "/journal", "")
			n := w.click(test.item, test.page, test.text)
			if n.Kind != test.kind || !strings.Contains(n.Text, test.words) || n.Badge == "" {
				t.Errorf("%+v", n)
			}
			if got := strings.Join(w.puts(), ";"); got != test.sent {
				t.Errorf("sent %s, want %s", got, test.sent)
			}
		})
	}
}

func TestMenuClickBadText(t *testing.T) {
	w := signedIn(t)
	page := sandboxURL + "/lead/" + w.lead(0) + "/"
	if n := w.clickRaw("description-replace", page, `"half \ud83d"`); n.Kind != "error" || !strings.Contains(n.Text, "half a character") {
		t.Errorf("%+v", n)
	}
	if n := w.clickRaw("description-replace", page, `{"a":1}`); n.Kind != "error" {
		t.Errorf("%+v", n)
	}
	if p := w.problem("POST", "/menu/click", `{"item":"nope","page_url":"`+page+`"}`); p.Status != 400 {
		t.Errorf("%+v", p)
	}
	if len(w.puts()) > 0 {
		t.Error("something was sent")
	}
}

func TestMenuClickSignedOut(t *testing.T) {
	w := newWorld(t)
	n := w.click("description-replace", sandboxURL+"/lead/"+w.lead(0)+"/", "x")
	if n.Kind != "error" || !strings.Contains(n.Text, "toolbar to sign in") {
		t.Errorf("%+v", n)
	}
}
