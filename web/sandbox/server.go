package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// sandbox is the whole server: its data, its switches and its handlers. Everything
// below mu is guarded by it.
type sandbox struct {
	base    string           // "http://127.0.0.1:8787"
	initial Options          // the options that a reset returns to
	now     func() time.Time // the clock of this machine: see clock
	wait    func(d time.Duration)

	mu      sync.Mutex
	options Options
	world   *world
	limiter limiter
	journal journal
	faults  faults
	holds   holds
	oauth   oauth
	events  eventLog
	cursors map[string]searchCursor
}

// newSandbox returns a sandbox with the seed's data. base is its own origin; wait
// is called for latency and delays, without the lock.
func newSandbox(base string, options Options, now func() time.Time, wait func(time.Duration)) *sandbox {
	s := &sandbox{base: base, initial: options, now: now, wait: wait}
	s.oauth.client = seedClient()
	s.reset()
	return s
}

// reset returns everything to the seed but the registration of the OAuth client, so
// that a broker that is running stays registered. The caller holds the lock or is
// alone.
func (s *sandbox) reset() {
	s.options = s.initial
	s.world = seed()
	s.limiter = limiter{}
	s.faults = faults{}
	// What is held belongs to the world that is going.
	s.holds.release("", false)
	s.journal.clear()
	s.oauth = newOAuth(s.oauth.client)
	s.events = eventLog{}
	s.cursors = map[string]searchCursor{}
}

// clock is the time that Close goes by, which a test may move. Rate limits and the
// journal go by that of this machine. The caller holds the lock.
func (s *sandbox) clock() time.Time { return s.now().Add(s.options.skew()) }

// handler serves the API, OAuth, the control surface and the pages. The first three
// are told apart by hand, because http.ServeMux would redirect a path such as "/lead//"
// where the API answers that there is nothing.
func (s *sandbox) handler() http.Handler {
	control := s.control()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/api/"):
			s.serveJournaled(w, r, s.answerAPI)
		case strings.HasPrefix(r.URL.Path, "/oauth2/"):
			s.serveJournaled(w, r, s.answerOAuth)
		case strings.HasPrefix(r.URL.Path, "/_sandbox/"):
			control.ServeHTTP(w, r)
		default:
			s.servePage(w, r)
		}
	})
}

// response is an answer that has been decided on but not written.
type response struct {
	status      int
	header      http.Header
	contentType string
	body        []byte
}

// jsonResponse is an answer in JSON. The value is made of maps, slices and texts,
// which encoding cannot refuse.
func jsonResponse(status int, value any) response {
	body, err := encode(value)
	if err != nil {
		return response{status: http.StatusInternalServerError, header: http.Header{}, contentType: "text/plain", body: []byte(err.Error())}
	}
	return response{status: status, header: http.Header{}, contentType: "application/json", body: body}
}

// encode is json.Marshal that leaves "<", ">" and "&" as they are.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// write sends the response. A client that has gone away is no fault of ours.
func (a response) write(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.contentType != "" {
		w.Header().Set("Content-Type", a.contentType)
	}
	w.WriteHeader(a.status)
	if _, err := w.Write(a.body); err != nil {
		return
	}
}
