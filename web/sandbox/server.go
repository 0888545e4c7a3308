package main

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// server puts the parts of the sandbox together.
type server struct {
	initial Options // the options that a reset returns to
	wait    func(d time.Duration)

	world   *World
	faults  *faultSet
	oauth   *oauthServer
	api     *apiServer
	pages   *Pages
	control *Surface
}

// newServer returns a sandbox with the seed's data. base is its own origin; wait is
// called for latency and delays, without the lock.
func newServer(base string, options Options, now func() time.Time, wait func(time.Duration)) *server {
	s := &server{initial: options, wait: wait, world: NewWorld(base, now)}
	s.faults = newFaultSet(s.world)
	s.oauth = newOAuthServer(s.world)
	s.api = newAPIServer(s.world, s.oauth)
	s.pages = NewPages(s.world)
	s.control = NewSurface(s.world, s.faults, s.oauth, s.pages, s.reset)
	s.reset()
	return s
}

// reset returns everything to the seed but the registration of the OAuth client, so
// that a broker that is running stays registered. The caller holds the lock or is
// alone.
func (s *server) reset() {
	s.world.Reset(s.initial, seed())
	// What is held belongs to the world that is going.
	s.faults.reset()
	s.oauth.reset()
	s.api.reset()
}

// handler serves the API, OAuth, the control surface and the pages. The first three
// are told apart by hand, because http.ServeMux would redirect a path such as "/lead//"
// where the API answers that there is nothing.
func (s *server) handler() http.Handler {
	control := s.control.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/api/"):
			s.serveJournaled(w, r, s.api.answer)
		case strings.HasPrefix(r.URL.Path, "/oauth2/"):
			s.serveJournaled(w, r, s.oauth.answer)
		case strings.HasPrefix(r.URL.Path, "/_sandbox/"):
			control.ServeHTTP(w, r)
		default:
			s.pages.ServeHTTP(w, r)
		}
	})
}

// maxBody is the size over which a body is refused before the API sees it.
const maxBody = 1 << 20

// serveJournaled writes a request into the journal, lets a scripted fault have its
// way and otherwise answers as Close would.
func (s *server) serveJournaled(w http.ResponseWriter, r *http.Request, decide func(r *http.Request, body []byte) response) {
	body, tooLarge, err := readBody(r)
	if err != nil {
		// The client went away in the middle of its body: there is nobody to answer.
		panic(http.ErrAbortHandler)
	}
	n, fault, latency := s.arrived(r, body)
	stopped := newHeld(fault, n, r)
	defer stopped.done()

	if delay := latency + fault.delay(); delay > 0 {
		s.wait(delay)
	}
	if fault.Hold == beforeWork {
		s.faults.hold(stopped)
	}
	if fault.Drop == beforeWork {
		panic(http.ErrAbortHandler)
	}
	answer := s.outcome(r, body, tooLarge, fault, decide)
	if delay := fault.delayAfter(); delay > 0 {
		s.wait(delay)
	}
	if fault.Hold == afterWork {
		s.faults.hold(stopped)
	}
	if fault.Drop == afterWork {
		panic(http.ErrAbortHandler)
	}
	s.world.Lock()
	s.faults.Journal.answered(n, answer.status)
	date := s.world.clock().UTC().Format(http.TimeFormat)
	s.world.Unlock()
	w.Header().Set("Date", date)
	// Browsers send a request again by themselves when a connection that was used
	// before breaks. With one request for each connection, a dropped one stays
	// dropped.
	w.Header().Set("Connection", "close")
	w.Header().Set("X-Frame-Options", "SAMEORIGIN")
	if fault.Truncate != "" {
		answer.writeCut(w, fault.Truncate)
		return
	}
	answer.write(w)
}

// arrived notes a request and returns the number of its entry, the fault that meets
// it, which is the zero value for none, and the latency of the server.
func (s *server) arrived(r *http.Request, body []byte) (n int, fault *Fault, latency time.Duration) {
	s.world.Lock()
	defer s.world.Unlock()
	_, name := s.api.callerOf(r)
	fault = s.faults.take(r)
	noted := entry{
		Time: s.world.now().UTC(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, KeyName: name, Fault: fault != nil,
	}
	if utf8.Valid(body) {
		noted.Body = string(body)
	} else {
		noted.BodyBase64 = body
	}
	if fault == nil {
		fault = &Fault{}
	}
	return s.faults.Journal.add(noted), fault, s.world.options.latency()
}

// outcome does what a request asks for, as far as the fault lets it, and returns the
// answer. What ends the tokens happens under the same lock as the work: no other
// request comes in between.
func (s *server) outcome(r *http.Request, body []byte, tooLarge bool, fault *Fault, decide func(r *http.Request, body []byte) response) response {
	s.world.Lock()
	defer s.world.Unlock()
	if fault.ExpireTokens == beforeWork {
		s.oauth.expire()
	}
	var answer response
	switch {
	case !fault.works():
	case tooLarge:
		answer = response{status: http.StatusRequestEntityTooLarge, header: http.Header{}, contentType: "text/html", body: []byte(tooLargePage)}
	default:
		answer = decide(r, body)
	}
	if fault.ExpireTokens == afterWork {
		s.oauth.expire()
	}
	if fault.answers() {
		answer = fault.response(s.world.options)
	}
	fault.decorate(&answer)
	return answer
}

// readBody reads the body of a request up to the limit.
func readBody(r *http.Request) (body []byte, tooLarge bool, err error) {
	body, err = io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, false, err
	}
	if len(body) <= maxBody {
		return body, false, nil
	}
	// The rest is read and forgotten, so that the client, which is still sending,
	// comes to hear the answer.
	if _, err := io.Copy(io.Discard, io.LimitReader(r.Body, 16*maxBody)); err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	return nil, true, nil
}
