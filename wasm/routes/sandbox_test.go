//go:build !js

package routes_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host/memhost"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/routes"

	"github.com/tidwall/gjson"
)

// The tests of this package run against the sandbox and the token broker, in
// processes of their own: the backend and its tests may not share code with what
// stands in for Close.

// sandboxURL and brokerURL are the origins of the running programs.
var sandboxURL, brokerURL string

// extensionRedirect is the address that a browser would keep for the extension.
const extensionRedirect = "https://hcfljhcjaapbomaffommbpcopldogjej.chromiumapp.org/"

func TestMain(m *testing.M) {
	code, err := withPrograms(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "backend tests:", err)
		code = 1
	}
	os.Exit(code)
}

// withPrograms builds and starts both programs, runs the tests and stops them.
func withPrograms(run func() int) (int, error) {
	dir, err := os.MkdirTemp("", "leadpatch-backend")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if out, err := exec.Command("go", "build", "-o", dir, "leadpatch/web/sandbox", "leadpatch/web/broker").CombinedOutput(); err != nil {
		return 1, fmt.Errorf("building the programs: %v\n%s", err, out)
	}
	sandbox := exec.Command(filepath.Join(dir, "sandbox"), "-addr", "127.0.0.1:0", "-rate", "100000")
	if sandboxURL, err = started(sandbox); err != nil {
		return 1, err
	}
	defer stop(sandbox)
	seed := gjson.Parse(get(sandboxURL + "/_sandbox/oauth"))
	broker := exec.Command(filepath.Join(dir, "broker"), "-addr", "127.0.0.1:0", "-api", sandboxURL, "-app", sandboxURL,
		"-extensions", "chrome:hcfljhcjaapbomaffommbpcopldogjej")
	broker.Env = append(os.Environ(), "CLOSE_CLIENT_ID="+seed.Get("client_id").String(),
		"CLOSE_CLIENT_SECRET="+seed.Get("client_secret").String(), "SEALING_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
	if brokerURL, err = started(broker); err != nil {
		return 1, err
	}
	defer stop(broker)
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		stop(broker)
		stop(sandbox)
		os.Exit(1)
	}()
	return run(), nil
}

// started starts a program and returns the origin that it listens on.
func started(cmd *exec.Cmd) (string, error) {
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		stop(cmd)
		return "", fmt.Errorf("waiting for %s: %v", cmd.Path, err)
	}
	_, origin, _ := strings.Cut(strings.TrimSpace(line), "listening on ")
	return origin, nil
}

func stop(cmd *exec.Cmd) {
	cmd.Process.Kill()
	cmd.Wait()
}

// get returns the body at a URL, or "" when there is none.
func get(url string) string {
	res, err := http.Get(url)
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return ""
	}
	return string(raw)
}

// world is one test's view of the sandbox, reset, and a fresh backend.
type world struct {
	t       testing.TB
	backend http.Handler
	vault   *memhost.Vault
	seed    gjson.Result
	now     atomic.Int64 // seconds added to the clock

	locks    memhost.Locks
	proofKey memhost.ProofKey
	consent  memhost.Consent
	alarm    memhost.Alarm
	journal  memhost.Journal
	broker   string // its origin; "" for none
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, vault: &memhost.Vault{}}
	w.control("POST", "/reset", "")
	w.seed = w.control("GET", "/seed", "")
	w.backend = w.fresh(memhost.Transport{})
	return w
}

// fresh returns a new instance of the backend over the same storage, as after a
// restart.
func (w *world) fresh(transport closeapi.Transport) http.Handler {
	return w.life(&w.journal, transport)
}

// life is fresh with another journal's storage.
func (w *world) life(store journal.Store, transport closeapi.Transport) http.Handler {
	return routes.New(routes.Config{
		APIOrigin: sandboxURL, AppOrigin: sandboxURL,
		Transport: transport, Vault: w.vault, Version: "test",
		Locks: &w.locks, ProofKey: &w.proofKey, Consent: &w.consent, Alarm: &w.alarm, Journal: store, BrokerOrigin: w.broker,
		Now: func() time.Time { return time.Unix(1_800_000_000+w.now.Load(), 0) },
	})
}

// signedIn returns a world with the demo user signed in.
func signedIn(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	w.signIn("demo")
	return w
}

func (w *world) signIn(name string) {
	w.t.Helper()
	key := w.seed.Get("keys." + name).String()
	if status, body := w.do("PUT", "/session/key", fmt.Sprintf(`{"key":%q}`, key)); status != 200 {
		w.t.Fatalf("sign in: %d %s", status, body)
	}
}

// control calls the sandbox's own surface for tests.
func (w *world) control(method, path, body string) gjson.Result {
	w.t.Helper()
	req, err := http.NewRequest(method, sandboxURL+"/_sandbox"+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		w.t.Fatalf("%s /_sandbox%s: %d %v %s", method, path, res.StatusCode, err, raw)
	}
	return gjson.ParseBytes(raw)
}

// do makes one request to the backend.
func (w *world) do(method, path, body string) (int, string) {
	w.t.Helper()
	return call(w.backend, method, path, body)
}

func call(h http.Handler, method, path, body string) (int, string) {
	r := httptest.NewRequestWithContext(context.Background(), method, "http://backend"+path, strings.NewReader(body))
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}

// problem makes a request that must fail and returns its problem.
func (w *world) problem(method, path, body string) api.Problem {
	w.t.Helper()
	status, raw := w.do(method, path, body)
	p := decode[api.Problem](w.t, raw)
	if status < 400 || p.Status != status || !strings.HasPrefix(p.Type, "urn:leadpatch:") || p.Detail == "" {
		w.t.Fatalf("%s %s: not a problem: %d %s", method, path, status, raw)
	}
	return p
}

func decode[T any](t testing.TB, raw string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(bytes.NewReader([]byte(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return v
}

// lead returns the id of the lead at i in the seed.
func (w *world) lead(i int) string { return w.seed.Get(fmt.Sprintf("leads.%d.id", i)).String() }

// field returns the key of the custom field with the name.
func (w *world) field(name string) string {
	w.t.Helper()
	return w.fieldIn("fields", name)
}

// fieldIn returns the key of the field with the name in one of the seed's lists.
func (w *world) fieldIn(list, name string) string {
	w.t.Helper()
	for _, f := range w.seed.Get(list).Array() {
		if f.Get("name").String() == name {
			return f.Get("key").String()
		}
	}
	w.t.Fatalf("no field %q in the seed's %s", name, list)
	return ""
}

// stored returns the lead as the sandbox has it.
func (w *world) stored(id string) map[string]json.RawMessage {
	w.t.Helper()
	return decode[map[string]json.RawMessage](w.t, w.control("GET", "/leads/"+id, "").Raw)
}

// puts returns the bodies of the PUTs that reached the sandbox.
func (w *world) puts() []string {
	w.t.Helper()
	var out []string
	for _, e := range w.control("GET", "/journal", "").Get("entries").Array() {
		if e.Get("method").String() == "PUT" {
			out = append(out, e.Get("body").String())
		}
	}
	return out
}

// apply sends one set of edits and returns the answer.
func (w *world) apply(id, edits string) api.Applied {
	w.t.Helper()
	status, raw := w.do("POST", "/leads/"+id+"/apply", edits)
	if status != 200 {
		w.t.Fatalf("apply: %d %s", status, raw)
	}
	return decode[api.Applied](w.t, raw)
}

// set is the body that sets one field to a text.
func set(field, text string) string {
	return fmt.Sprintf(`{"edits":[{"field":%q,"op":"set","value":%q}]}`, field, text)
}

// brokenTransport fails every request that match picks, before or after it has
// been carried out.
type brokenTransport struct {
	memhost.Transport
	match func(*closeapi.Request) bool
	after bool
}

func (b brokenTransport) RoundTrip(ctx context.Context, r *closeapi.Request) (*closeapi.Response, error) {
	if !b.match(r) {
		return b.Transport.RoundTrip(ctx, r)
	}
	if b.after {
		if _, err := b.Transport.RoundTrip(ctx, r); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("the line is cut")
}
