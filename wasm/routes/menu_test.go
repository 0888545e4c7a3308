//go:build !js

package routes_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
)

// menu returns every menu as it is on a page.
func (w *world) menu(pageURL string) api.Menu {
	w.t.Helper()
	status, raw := w.do("POST", "/menu", `{"url":"`+pageURL+`"}`)
	if status != 200 {
		w.t.Fatalf("%d %s", status, raw)
	}
	return decode[api.Menu](w.t, raw)
}

// titles are those of the entries of a place, by their ids without it.
func titles(menu api.Menu, place string) (ids []string, byID map[string]string) {
	byID = map[string]string{}
	for _, item := range menu.Items {
		if id, ok := strings.CutPrefix(item.ID, place+"/"); ok {
			ids = append(ids, id)
			byID[id] = item.Title
		}
	}
	return ids, byID
}

func TestMenuSignedOut(t *testing.T) {
	w := newWorld(t)
	menu := w.menu(sandboxURL + "/lead/" + w.lead(0) + "/")
	if len(menu.Items) != 1 || menu.Items[0].ID != "sign-in" || menu.LeadID != "" {
		t.Errorf("%+v", menu)
	}
	if n := w.click(`{"item":"sign-in","page_url":"https://acme.example/"}`); n.Kind != "ask" || n.Panel == "" {
		t.Errorf("%+v", n)
	}
}

func TestMenuAsksNothingOfClose(t *testing.T) {
	w := signedIn(t)
	w.control("DELETE", "/journal", "")
	menu := w.menu(sandboxURL + "/lead/" + w.lead(0) + "/")
	if got := w.control("GET", "/journal", "").Get("entries.#").Int(); got != 0 {
		t.Errorf("%d requests", got)
	}
	_, selection := titles(menu, "selection")
	if selection["lead"] != "The lead of this page" || selection["append:description"] == "" || selection["set:url"] == "" {
		t.Errorf("%v", selection)
	}
}

func TestMenuNamesTheLead(t *testing.T) {
	w := signedIn(t)
	w.do("GET", "/leads/"+w.lead(0), "")
	menu := w.menu(sandboxURL + "/lead/" + w.lead(0) + "/activity?x")
	if menu.LeadID != w.lead(0) {
		t.Errorf("it is the menu of %q", menu.LeadID)
	}
	for _, place := range []string{"selection", "link", "image", "page"} {
		if _, byID := titles(menu, place); byID["lead"] != "Acme GmbH (Held-out Inc)" {
			t.Errorf("%s: %q", place, byID["lead"])
		}
	}
	if _, byID := titles(menu, "action"); byID["open"] != "Acme GmbH (Held-out Inc)" {
		t.Errorf("the button: %q", byID["open"])
	}
	if other := w.menu("https://acme.example/"); other.LeadID != "" {
		t.Errorf("elsewhere it is the menu of %q", other.LeadID)
	}
	w.control("PUT", "/leads/"+w.lead(0), `{"name":"B&B \u202e100%s"}`)
	w.do("GET", "/leads/"+w.lead(0), "")
	_, byID := titles(w.menu(sandboxURL+"/lead/"+w.lead(0)+"/"), "page")
	if byID["lead"] != "B&&B 100%\u2060s (Held-out Inc)" {
		t.Errorf("%q", byID["lead"])
	}
}

func TestMenuOffersTheUsersOwnFields(t *testing.T) {
	w := signedIn(t)
	w.do("GET", "/leads/"+w.lead(0), "")
	check := func(when string) {
		menu := w.menu("")
		_, selection := titles(menu, "selection")
		if selection["append:"+w.field("Background")] != "Append to Background" || selection["set:"+w.field("Lead source")] != "Set Lead source" {
			t.Errorf("%s: %v", when, selection)
		}
		for _, name := range []string{"Credit rating", "Employees", "Score", "ERP sync token", "Days"} {
			if selection["set:"+w.field(name)] != "" {
				t.Errorf("%s: %s is offered", when, name)
			}
		}
		_, page := titles(menu, "page")
		status := w.seed.Get("statuses.1")
		if page["choices:status_id"] != "Status" || page["choose:status_id:"+status.Get("id").String()] != status.Get("label").String() {
			t.Errorf("%s: %v", when, page)
		}
	}
	check("when a lead was read")
	// The backend is stopped and started: nothing may be asked of Close for a menu.
	w.backend = w.fresh(brokenTransport{match: func(*closeapi.Request) bool { return true }})
	check("after a restart")
	w.now.Add(30 * 24 * 3600)
	check("a month later")
}

func TestMenuIsWhole(t *testing.T) {
	w := signedIn(t)
	w.do("GET", "/leads/"+w.lead(0), "")
	seen := map[string]bool{"": true}
	count := map[string]int{}
	for _, item := range w.menu(sandboxURL + "/lead/" + w.lead(0) + "/").Items {
		if seen[item.ID] || !seen[item.ParentID] || item.Title == "" || len(item.Contexts) == 0 {
			t.Errorf("%+v", item)
		}
		seen[item.ID] = true
		count[item.ParentID]++
		if !slices.Contains(item.Contexts, "action") && len(item.DocumentURLPatterns) != 2 {
			t.Errorf("%s is shown on %v", item.ID, item.DocumentURLPatterns)
		}
	}
	// One line of ours in each of the page's menus, and at most six in the button's.
	if count[""] != 4+5 || !seen["action/side-panel"] || seen["editable/lead"] {
		t.Errorf("%v", count)
	}
	for parent, n := range count {
		if n > 12 {
			t.Errorf("%d entries in %s", n, parent)
		}
	}
}

func (w *world) click(body string) api.Notice {
	w.t.Helper()
	status, raw := w.do("POST", "/menu/click", body)
	if status != 200 {
		w.t.Fatalf("%d %s", status, raw)
	}
	return decode[api.Notice](w.t, raw)
}

// clickBody is a click on an entry with what was clicked on, under its key.
func clickBody(item, pageURL, key, text string) string {
	fields := map[string]string{"item": item, "page_url": pageURL, "page_title": "A page"}
	if key != "" {
		fields[key] = text
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err) // texts always encode
	}
	return string(raw)
}

// sent are the requests that changed something or tried to, each with its body.
func (w *world) sent() string {
	w.t.Helper()
	var out []string
	for _, e := range w.control("GET", "/journal", "").Get("entries").Array() {
		if e.Get("method").String() != "GET" && e.Get("path").String() != "/api/v1/data/search/" {
			out = append(out, e.Get("method").String()+" "+strings.TrimPrefix(e.Get("path").String(), "/api/v1")+" "+e.Get("body").String())
		}
	}
	return strings.Join(out, ";")
}

func TestMenuClick(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	page := sandboxURL + "/lead/" + id + "/activity?x=1#y"
	lead := "PUT /lead/" + id + "/ "
	background, source := w.field("Background"), w.field("Lead source")
	status := w.seed.Get("statuses.1.id").String()
	tests := []struct {
		name, item, page, key, text string
		kind, words, sent           string
	}{
		{"set", "selection/set:description", page, "selection", "  One\nTwo \n", "saved", "Description of Acme GmbH is changed", lead + `{"description":"One\nTwo"}`},
		{"append", "selection/append:description", page, "selection", "<b>", "saved", "added to Description of Acme GmbH", lead + `{"description":"One\nTwo\n\u003cb\u003e"}`},
		{"what cannot be seen is left out", "selection/set:" + source, page, "selection", "a\u202e\u200bb", "saved", "Lead source of Acme GmbH", lead + `{"` + source + `":"ab"}`},
		{"a field of the user's", "selection/set:" + background, page, "selection", "x", "saved", "Background of Acme GmbH", lead + `{"` + background + `":"x"}`},
		{"url", "selection/set:url", page, "selection", "www.acme.example", "saved", "URL of Acme GmbH", lead + `{"url":"https://www.acme.example"}`},
		{"link", "link/set:url", page, "link_url", "https://acme.example/about", "saved", "URL of Acme GmbH", lead + `{"url":"https://acme.example/about"}`},
		{"same link", "link/set:url", page, "link_url", "https://acme.example/about", "unchanged", "already has this", ""},
		{"a choice", "page/choose:status_id:" + status, page, "", "", "saved", "Status of Acme GmbH", lead + `{"status_id":"` + status + `"}`},
		{"a note", "selection/note", page, "selection", "One\nTwo", "saved", "note is added to Acme GmbH", `POST /activity/note/ {"lead_id":"` + id + `","note_html":"<body><p>One</p><p>Two</p></body>"}`},
		{"a task", "selection/task", page, "selection", "Call\n again", "saved", "task is added to Acme GmbH", `POST /task/ `},
		{"a link as a note", "link/note-link", page, "link_url", "https://acme.example/a", "saved", "note is added", "https://acme.example/a"},
		{"an image as a note", "image/note-image", page, "image_url", "https://acme.example/a.png", "saved", "note is added", "https://acme.example/a.png"},
		{"a page as a note", "page/note-page", page, "", "", "saved", "note is added", "A page"},
		{"script link", "link/set:url", page, "link_url", "javascript:alert(1)", "error", "no address on the web", ""},
		{"script link as a note", "link/note-link", page, "link_url", " JaVaScRiPt:alert(1)", "error", "no address on the web", ""},
		{"data link", "link/set:url", page, "link_url", "data:text/html,x", "error", "no address on the web", ""},
		{"mail link", "link/set:url", page, "link_url", "mailto:a@acme.example", "error", "no address on the web", ""},
		{"data image", "image/note-image", page, "image_url", "data:image/png;base64,AAAA", "error", "no address on the web", ""},
		{"a page of the browser", "action/note-page", "chrome://settings/", "", "", "error", "belongs to the browser", ""},
		{"words as url", "selection/set:url", page, "selection", "not a url", "error", "not a web address", ""},
		{"empty selection", "selection/set:description", page, "selection", " \n\u200b", "error", "No text is selected", ""},
		{"a megabyte", "selection/set:description", page, "selection", strings.Repeat("x", 1_000_001), "error", "too long", ""},
		{"a long task", "selection/task", page, "selection", strings.Repeat("x", 501), "error", "too many for a task", ""},
		{"a field that has gone", "selection/set:custom.cf_0000000000000000000000000000000000000000000", page, "selection", "x", "error", "", ""},
		{"a locked field", "selection/set:" + w.field("Credit rating"), page, "selection", "x", "error", "Only admins", ""},
		{"another site", "selection/set:description", "https://evil.example/lead/" + id + "/", "selection", "x", "ask", "Choose it in the panel", ""},
		{"a host that looks like Close", "selection/set:description", "https://app.close.com.evil.example/lead/" + id + "/", "selection", "x", "ask", "Choose it in the panel", ""},
		{"no lead", "selection/note", sandboxURL + "/leads/", "selection", "x", "ask", "Choose it in the panel", ""},
		{"broken id", "selection/set:description", sandboxURL + "/lead/lead_x/", "selection", "x", "error", "does not hold the id", ""},
		{"only the panel", "page/open", page, "", "", "ask", "panel", ""},
		{"the log", "action/log", page, "", "", "ask", "log", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w.t = t
			w.control("DELETE", "/journal", "")
			n := w.click(clickBody(test.item, test.page, test.key, test.text))
			if n.Kind != test.kind || !strings.Contains(n.Text, test.words) || n.Badge == "" {
				t.Errorf("%+v", n)
			}
			if (n.Undo != "") != (test.kind == "saved") || (n.Panel != "") != (test.kind == "ask") {
				t.Errorf("%+v", n)
			}
			if got := w.sent(); !strings.HasPrefix(test.sent, "PUT") && test.sent != "" && strings.Contains(got, test.sent) && strings.HasPrefix(got, "POST") {
				return // what the body of a note or a task is else, is the pipeline's
			} else if got != test.sent {
				t.Errorf("sent %s, want %s", got, test.sent)
			}
		})
	}
}

func TestMenuClickOnTheWrongMenu(t *testing.T) {
	w := signedIn(t)
	body := clickBody("selection/set:description", sandboxURL+"/lead/"+w.lead(0)+"/", "selection", "x")
	n := w.click(strings.Replace(body, "{", `{"shown_lead":"`+w.lead(1)+`",`, 1))
	if n.Kind != "error" || !strings.Contains(n.Text, "another lead") || len(w.puts()) > 0 {
		t.Errorf("%+v", n)
	}
	n = w.click(strings.Replace(body, "{", `{"shown_lead":"`+w.lead(0)+`",`, 1))
	if n.Kind != "saved" {
		t.Errorf("%+v", n)
	}
}

func TestMenuClickGoesOnWithTheChosenLead(t *testing.T) {
	w := signedIn(t)
	body := clickBody("selection/set:description", "https://acme.example/", "selection", "x")
	body = strings.Replace(body, "{", `{"lead_id":"`+w.lead(1)+`","intent":"0123456789abcdef",`, 1)
	for range 2 { // a click that arrives twice is one change
		if n := w.click(body); n.Kind != "saved" {
			t.Errorf("%+v", n)
		}
	}
	if got := w.sent(); got != "PUT /lead/"+w.lead(1)+`/ {"description":"x"}` {
		t.Error(got)
	}
	if n := w.click(strings.Replace(body, w.lead(1), "lead_x", 1)); n.Kind != "error" {
		t.Errorf("%+v", n)
	}
}

func TestMenuClickBadText(t *testing.T) {
	w := signedIn(t)
	page := sandboxURL + "/lead/" + w.lead(0) + "/"
	raw := func(text string) string {
		return `{"item":"selection/set:description","page_url":"` + page + `","selection":` + text + `}`
	}
	if n := w.click(raw(`"half \ud83d"`)); n.Kind != "error" || !strings.Contains(n.Text, "half a character") {
		t.Errorf("%+v", n)
	}
	if n := w.click(raw(`{"a":1}`)); n.Kind != "error" {
		t.Errorf("%+v", n)
	}
	for _, item := range []string{
		"nope", "", "selection/", "selection/nope", "page/set:description", "image/set:url", "selection/set:contacts",
		"selection/set:custom", "selection/set:custom.cf_x.add", "selection/set:description:x", "selection/choose:status_id:stat_x",
		"editable/note", "selection/append:", "selection/recipe:", "nowhere/recipe:x",
	} {
		if p := w.problem("POST", "/menu/click", clickBody(item, page, "selection", "x")); p.Status != 400 {
			t.Errorf("%q: %+v", item, p)
		}
	}
	if len(w.puts()) > 0 {
		t.Error("something was sent")
	}
}

func TestMenuClickSignedOut(t *testing.T) {
	w := newWorld(t)
	n := w.click(clickBody("selection/set:description", sandboxURL+"/lead/"+w.lead(0)+"/", "selection", "x"))
	if n.Kind != "error" || !strings.Contains(n.Text, "toolbar to sign in") {
		t.Errorf("%+v", n)
	}
}

func TestMenuClickElsewhere(t *testing.T) {
	w := signedIn(t)
	w.control("PUT", "/leads/"+w.lead(0), `{"url":"https://acme-only.example"}`)
	n := w.click(clickBody("selection/note", "https://www.acme-only.example/about", "selection", "Found here"))
	if n.Kind != "saved" || !strings.Contains(n.Text, "Acme GmbH") {
		t.Fatalf("%+v", n)
	}
	if got := w.sent(); !strings.Contains(got, "Found here") || !strings.Contains(got, "https://www.acme-only.example/about") {
		t.Errorf("the note does not say what or where from: %s", got)
	}
	// The lead that was chosen for a site is known without asking Close.
	if status, raw := w.do("PUT", "/leads/match", `{"url":"https://acme-only.example/","lead_id":"`+w.lead(0)+`"}`); status != 200 {
		t.Fatal(raw)
	}
	menu := w.menu("https://www.acme-only.example/other")
	if menu.LeadID != w.lead(0) {
		t.Errorf("the site's lead is not named: %+v", menu.Items[0])
	}
}

// keepRecipe stores a recipe and returns its id.
func (w *world) keepRecipe(body string) string {
	w.t.Helper()
	status, raw := w.do("PUT", "/recipes/new", body)
	if status != 200 {
		w.t.Fatalf("%d %s", status, raw)
	}
	return decode[api.Recipes](w.t, raw).Stored
}

func TestRecipesInTheMenus(t *testing.T) {
	w := signedIn(t)
	page := sandboxURL + "/lead/" + w.lead(0) + "/"
	id := w.keepRecipe(`{"id":"","name":"Sales & Co %s","menu":["selection","page","editable"],"steps":[{"do":"set","field":"description","value":"{{selection}}"}]}`)
	menu := w.menu(page)
	for _, place := range []string{"selection", "page", "editable", "action"} {
		if _, byID := titles(menu, place); byID["recipe:"+id] != "Sales && Co %\u2060s" {
			t.Errorf("%s: %v", place, byID)
		}
	}
	if _, byID := titles(menu, "link"); byID["recipe:"+id] != "" {
		t.Error("it stands where it was not put")
	}
	n := w.click(clickBody("selection/recipe:"+id, page, "selection", "From a recipe"))
	if n.Kind != "saved" || n.Undo == "" || !strings.Contains(w.sent(), `{"description":"From a recipe"}`) {
		t.Errorf("%+v %s", n, w.sent())
	}
	// Nothing is selected: it asks, and sends no empty text.
	w.control("DELETE", "/journal", "")
	if n := w.click(clickBody("page/recipe:"+id, page, "", "")); n.Kind != "ask" || !strings.Contains(n.Panel, id) || w.sent() != "" {
		t.Errorf("%+v %s", n, w.sent())
	}
	if n := w.click(clickBody("page/recipe:"+id, "https://nobody.example/", "selection", "x")); n.Kind != "ask" || n.Panel != "?recipe="+id {
		t.Errorf("%+v", n)
	}
	if status, raw := w.do("DELETE", "/recipes/"+id, ""); status != 200 {
		t.Fatal(raw)
	}
	if n := w.click(clickBody("page/recipe:"+id, page, "", "")); n.Kind != "error" || !strings.Contains(n.Text, "not there any more") {
		t.Errorf("%+v", n)
	}
}

func TestManyRecipesLeaveTheRestToThePanel(t *testing.T) {
	w := signedIn(t)
	w.do("GET", "/leads/"+w.lead(0), "")
	for i := range 30 {
		w.keepRecipe(`{"id":"","name":"Recipe ` + strconv.Itoa(i) + `","menu":["selection","page"],"steps":[{"do":"note","value":"x"}]}`)
	}
	menu := w.menu("")
	for _, place := range []string{"selection", "page"} {
		count, recipes := 0, 0
		for _, item := range menu.Items {
			if item.ParentID == place+"/lead" {
				count++
				if strings.Contains(item.ID, "recipe:") {
					recipes++
				}
			}
		}
		if _, byID := titles(menu, place); count != 12 || recipes < 5 || byID["more"] != "More…" {
			t.Errorf("%s: %d entries, %d recipes", place, count, recipes)
		}
	}
	if n := w.click(clickBody("selection/more", sandboxURL+"/lead/"+w.lead(0)+"/", "selection", "x")); n.Panel != "?lead="+w.lead(0)+"&recipes" {
		t.Errorf("%+v", n)
	}
}
