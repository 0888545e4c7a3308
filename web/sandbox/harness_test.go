package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/seed"
	"leadpatch/web/sandbox/wire"
)

// rig is a sandbox with a clock that stands still unless a test moves it, and with
// delays that are noted instead of waited for.
type rig struct {
	t       *testing.T
	sandbox *server
	server  *httptest.Server
	world   *crm.Data // a seed of its own, to look ids up in without the sandbox's lock
	keys    map[string]string

	mu     sync.Mutex
	time   time.Time
	waited []time.Duration
	onWait func() // called during each delay; nil for nothing
}

func newRig(t *testing.T) *rig {
	t.Helper()
	g := &rig{t: t, time: time.Date(2026, 11, 1, 10, 0, 0, 266_000_000, time.UTC), keys: map[string]string{}}
	g.world = seed.Data()
	g.server = httptest.NewUnstartedServer(nil)
	g.sandbox = newServer("http://"+g.server.Listener.Addr().String(), options.Default(), g.now, g.wait)
	g.server.Config.Handler = g.sandbox.handler()
	g.server.Start()
	t.Cleanup(g.server.Close)
	// The server waits for all requests before it closes, also for held ones.
	t.Cleanup(func() { g.ctl(http.MethodPost, "/faults/release", `{"drop": true}`) })
	for _, k := range g.world.Keys {
		g.keys[k.Name] = k.Secret
	}
	return g
}

func (g *rig) now() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.time
}

func (g *rig) wait(d time.Duration) {
	g.mu.Lock()
	g.waited = append(g.waited, d)
	g.mu.Unlock()
	if g.onWait != nil {
		g.onWait()
	}
}

func (g *rig) advance(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.time = g.time.Add(d)
}

// answer is a response with its body read.
type answer struct {
	status int
	header http.Header
	text   string
	json   wire.Object
}

// send makes a request and fails the test when no answer comes.
func (g *rig) send(r *http.Request) answer {
	g.t.Helper()
	response, err := g.server.Client().Do(r)
	if err != nil {
		g.t.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		g.t.Fatalf("%s %s: reading the body: %v", r.Method, r.URL.Path, err)
	}
	out := answer{status: response.StatusCode, header: response.Header, text: string(body)}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&out.json) != nil {
		out.json = nil
	}
	return out
}

func (g *rig) request(method, path, body string) *http.Request {
	g.t.Helper()
	r, err := http.NewRequest(method, g.server.URL+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	return r
}

// api makes a request of the API with a named key.
func (g *rig) api(key, method, path, body string) answer {
	g.t.Helper()
	r := g.request(method, "/api/v1"+path, body)
	r.SetBasicAuth(g.keys[key], "")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return g.send(r)
}

// get makes a GET that must succeed, with the demo key.
func (g *rig) get(path string) wire.Object {
	g.t.Helper()
	a := g.api("demo", http.MethodGet, path, "")
	if a.status != http.StatusOK {
		g.t.Fatalf("GET %s: %d %s", path, a.status, a.text)
	}
	return a.json
}

// ctl makes a request of the control surface that must succeed.
func (g *rig) ctl(method, path, body string) wire.Object {
	g.t.Helper()
	a := g.send(g.request(method, "/_sandbox"+path, body))
	if a.status != http.StatusOK {
		g.t.Fatalf("%s /_sandbox%s: %d %s", method, path, a.status, a.text)
	}
	return a.json
}

// leadNamed finds a lead of the seed.
func (g *rig) leadNamed(name string) *crm.Lead {
	g.t.Helper()
	for _, l := range g.world.Leads {
		if l.Props["name"] == name {
			return l
		}
	}
	g.t.Fatalf("no lead named %q", name)
	return nil
}

// acme is the demo lead.
func (g *rig) acme() *crm.Lead { return g.world.Leads[0] }

// field finds a custom field of the seed.
func (g *rig) field(name string) *crm.Field {
	g.t.Helper()
	f := crm.FindField(g.world.Orgs[0].LeadFields, name)
	if f == nil {
		g.t.Fatalf("no field named %q", name)
	}
	return f
}

// expand replaces {Field name} in a text by the field's id, and the words {acme},
// {dana}, {object} and {ada}, {bob}, {olga} by ids that belong to the demo lead.
func (g *rig) expand(text string) string {
	g.t.Helper()
	w, l := g.world, g.acme()
	pairs := []string{
		"{acme}", l.ID, "{dana}", l.Contacts[0].ID, "{emile}", l.Contacts[1].ID,
		"{object}", l.CustomObjects[2], "{foreign contact}", g.leadNamed("Null and Void").Contacts[0].ID,
		"{foreign object}", g.leadNamed("Null and Void").CustomObjects[0],
		"{ada}", w.Users[0].ID, "{bob}", w.Users[1].ID, "{olga}", w.Users[5].ID,
	}
	for _, st := range w.Orgs[0].Statuses {
		pairs = append(pairs, "{status "+st.Label+"}", st.ID)
	}
	for _, f := range slices.Concat(w.Orgs[0].LeadFields, w.Orgs[0].ContactFields) {
		pairs = append(pairs, "{"+f.Name+"}", f.ID)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// value decodes JSON text for comparison, with numbers as their digits.
func (g *rig) value(text string) any {
	g.t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var out any
	if err := decoder.Decode(&out); err != nil {
		g.t.Fatalf("%s: %v", text, err)
	}
	return out
}

// wantJSON fails the test when a body is not the JSON that is wanted.
func (g *rig) wantJSON(a answer, status int, want string) {
	g.t.Helper()
	if a.status != status || !reflect.DeepEqual(any(a.json), g.value(want)) {
		g.t.Errorf("status %d, body %.500s; want %d, %s", a.status, a.text, status, want)
	}
}
