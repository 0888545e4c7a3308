package main

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"
)

// maxBody is the size over which a body is refused before the API sees it.
const maxBody = 1 << 20

// serveJournaled writes a request into the journal, lets a scripted fault have its
// way and otherwise answers as Close would.
func (s *sandbox) serveJournaled(w http.ResponseWriter, r *http.Request, decide func(r *http.Request, body []byte) response) {
	body, tooLarge, err := readBody(r)
	if err != nil {
		// The client went away in the middle of its body: there is nobody to answer.
		panic(http.ErrAbortHandler)
	}
	n, fault, latency := s.arrived(r, body)
	stopped := newHeld(fault, n, r)
	defer close(stopped.over)

	if delay := latency + fault.delay(); delay > 0 {
		s.wait(delay)
	}
	if fault.Hold == beforeWork {
		s.hold(stopped)
	}
	if fault.Drop == beforeWork {
		panic(http.ErrAbortHandler)
	}
	answer := s.outcome(r, body, tooLarge, fault, decide)
	if delay := fault.delayAfter(); delay > 0 {
		s.wait(delay)
	}
	if fault.Hold == afterWork {
		s.hold(stopped)
	}
	if fault.Drop == afterWork {
		panic(http.ErrAbortHandler)
	}
	s.mu.Lock()
	s.journal.answered(n, answer.status)
	date := s.clock().UTC().Format(http.TimeFormat)
	s.mu.Unlock()
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
func (s *sandbox) arrived(r *http.Request, body []byte) (n int, fault *Fault, latency time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, name := s.callerOf(r)
	fault = s.faults.take(r)
	noted := entry{
		Time: s.now().UTC(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, KeyName: name, Fault: fault != nil,
	}
	if utf8.Valid(body) {
		noted.Body = string(body)
	} else {
		noted.BodyBase64 = body
	}
	if fault == nil {
		fault = &Fault{}
	}
	return s.journal.add(noted), fault, s.options.latency()
}

// outcome does what a request asks for, as far as the fault lets it, and returns the
// answer. What ends the tokens happens under the same lock as the work: no other
// request comes in between.
func (s *sandbox) outcome(r *http.Request, body []byte, tooLarge bool, fault *Fault, decide func(r *http.Request, body []byte) response) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	if fault.ExpireTokens == beforeWork {
		s.oauth.expire(s.clock())
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
		s.oauth.expire(s.clock())
	}
	if fault.answers() {
		answer = fault.response(s.options)
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

// writeCut sends the first half of the body. The answer is whole as far as HTTP goes,
// or announces the whole body and breaks off, as when the network fails.
func (a response) writeCut(w http.ResponseWriter, cut string) {
	whole := len(a.body)
	a.body = a.body[:whole/2]
	if cut == cutBody {
		a.write(w)
		return
	}
	// Of an empty body one byte is announced, so that there is something to miss.
	a.header.Set("Content-Length", strconv.Itoa(max(whole, 1)))
	a.write(w)
	// What has been written leaves before the connection breaks. Where that fails, the
	// client has gone and there is nothing left to break.
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	panic(http.ErrAbortHandler)
}
