//go:build !js

package routes_test

import (
	"net/http"
	"strings"

	"leadpatch/wasm/api"

	"github.com/tidwall/gjson"
)

// children returns what the sandbox has of a lead: its "notes", "tasks" or
// "opportunities".
func (w *world) children(lead, of string) []gjson.Result {
	w.t.Helper()
	return w.control("GET", "/leads/"+lead+"/"+of, "").Get("data").Array()
}

// says returns those of them that say a text.
func (w *world) says(lead, of, text string) []gjson.Result {
	w.t.Helper()
	var out []gjson.Result
	for _, c := range w.children(lead, of) {
		if c.Get("note").String() == text || c.Get("text").String() == text {
			out = append(out, c)
		}
	}
	return out
}

// oppoStatus returns the id of an opportunity status of the first pipeline.
func (w *world) oppoStatus(label string) string {
	w.t.Helper()
	for _, s := range w.seed.Get("pipelines.0.statuses").Array() {
		if s.Get("label").String() == label {
			return s.Get("id").String()
		}
	}
	w.t.Fatalf("no status %q in %s", label, w.seed.Get("pipelines"))
	return ""
}

// writes returns the requests that changed something at the sandbox: method and path,
// and the body of each.
func (w *world) writes() (out []string) {
	w.t.Helper()
	for _, e := range w.control("GET", "/journal", "").Get("entries").Array() {
		if m := e.Get("method").String(); m != "GET" && !strings.Contains(e.Get("path").String(), "/data/search/") {
			out = append(out, m+" "+e.Get("path").String()+" "+e.Get("body").String())
		}
	}
	return out
}

func stepsBody(steps ...string) string {
	return `{"edits":[],"steps":[` + strings.Join(steps, ",") + `]}`
}

func (w *world) preview(id, body string) api.Preview {
	w.t.Helper()
	status, raw := w.do("POST", "/leads/"+id+"/preview", body)
	if status != 200 {
		w.t.Fatalf("preview: %d %s", status, raw)
	}
	return decode[api.Preview](w.t, raw)
}

// mustDelete is somebody who deletes an object through Close's own API.
func (w *world) mustDelete(path string) {
	w.t.Helper()
	if status := w.asUser("demo", "DELETE", path); status >= 300 {
		w.t.Fatalf("DELETE %s: %d", path, status)
	}
}

// asUser makes one request to the sandbox's API as the owner of one of the seed's keys.
func (w *world) asUser(key, method, path string) int {
	w.t.Helper()
	req, err := http.NewRequest(method, sandboxURL+"/api/v1"+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.SetBasicAuth(w.seed.Get("keys."+key).String(), "")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}
