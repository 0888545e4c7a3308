package main

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"leadpatch/web/sandbox/api"
	"leadpatch/web/sandbox/control"
	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/faults"
	"leadpatch/web/sandbox/oauth"
	"leadpatch/web/sandbox/options"
	"leadpatch/web/sandbox/pages"
	"leadpatch/web/sandbox/seed"
	"leadpatch/web/sandbox/wire"
)

// tooLargePage is what a proxy in front of the API answers to a body that is too
// large: not JSON at all.
const tooLargePage = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>\r\n<center><h1>413 Request Entity Too Large</h1></center>\r\n</body>\r\n</html>\r\n"

// server puts the parts of the sandbox together.
type server struct {
	initial options.Options // the options that a reset returns to
	wait    func(d time.Duration)

	world   *crm.World
	faults  *faults.Set
	oauth   *oauth.Server
	api     *api.Server
	pages   *pages.Pages
	control *control.Surface
}

// newServer returns a sandbox with the seed's data. base is its own origin; wait is
// called for latency and delays, without the lock.
func newServer(base string, initial options.Options, now func() time.Time, wait func(time.Duration)) *server {
	s := &server{initial: initial, wait: wait, world: crm.NewWorld(base, now)}
	s.faults = faults.NewSet(s.world)
	s.oauth = oauth.NewServer(s.world)
	s.api = api.NewServer(s.world, s.oauth)
	s.pages = pages.New(s.world)
	s.control = control.New(s.world, s.faults, s.oauth, s.pages, s.reset)
	s.reset()
	return s
}

// reset returns everything to the seed but the registration of the OAuth client, so
// that a broker that is running stays registered. The caller holds the lock or is
// alone.
func (s *server) reset() {
	s.world.Reset(s.initial, seed.Data())
	// What is held belongs to the world that is going.
	s.faults.Reset()
	s.oauth.Reset()
	s.api.Reset()
}

// handler serves the API, OAuth, the control surface and the pages. The first three
// are told apart by hand, because http.ServeMux would redirect a path such as "/lead//"
// where the API answers that there is nothing.
func (s *server) handler() http.Handler {
	steering := s.control.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/api/"):
			s.serveJournaled(w, r, s.api.Answer)
		case strings.HasPrefix(r.URL.Path, "/oauth2/"):
			s.serveJournaled(w, r, s.oauth.Answer)
		case strings.HasPrefix(r.URL.Path, "/_sandbox/"):
			steering.ServeHTTP(w, r)
		case r.URL.Path == oauth.StylePath:
			oauth.ServeStyle(w, r)
		default:
			s.pages.ServeHTTP(w, r)
		}
	})
}

// maxBody is the size over which a body is refused before the API sees it.
const maxBody = 1 << 20

// serveJournaled writes a request into the journal, lets a scripted fault have its
// way and otherwise answers as Close would.
func (s *server) serveJournaled(w http.ResponseWriter, r *http.Request, decide func(r *http.Request, body []byte) wire.Response) {
	body, tooLarge, err := readBody(r)
	if err != nil {
		// The client went away in the middle of its body: there is nobody to answer.
		panic(http.ErrAbortHandler)
	}
	n, fault, latency := s.arrived(r, body)
	stopped := faults.NewHeld(fault, n, r)
	defer stopped.Done()

	if delay := latency + fault.Delay(); delay > 0 {
		s.wait(delay)
	}
	if fault.Hold == faults.BeforeWork {
		s.faults.Hold(stopped)
	}
	if fault.Drop == faults.BeforeWork {
		panic(http.ErrAbortHandler)
	}
	answer := s.outcome(r, body, tooLarge, fault, decide)
	if delay := fault.DelayAfter(); delay > 0 {
		s.wait(delay)
	}
	if fault.Hold == faults.AfterWork {
		s.faults.Hold(stopped)
	}
	if fault.Drop == faults.AfterWork {
		panic(http.ErrAbortHandler)
	}
	s.world.Lock()
	s.faults.Journal.Answered(n, answer.Status)
	date := s.world.Clock().UTC().Format(http.TimeFormat)
	s.world.Unlock()
	w.Header().Set("Date", date)
	// Browsers send a request again by themselves when a connection that was used
	// before breaks. With one request for each connection, a dropped one stays
	// dropped.
	w.Header().Set("Connection", "close")
	w.Header().Set("X-Frame-Options", "SAMEORIGIN")
	if fault.Truncate != "" {
		answer.WriteCut(w, fault.Truncate)
		return
	}
	answer.Write(w)
}

// arrived notes a request and returns the number of its entry, the fault that meets
// it, which is the zero value when there is none, and the latency of the server.
func (s *server) arrived(r *http.Request, body []byte) (n int, fault *faults.Fault, latency time.Duration) {
	s.world.Lock()
	defer s.world.Unlock()
	_, name := s.api.CallerOf(r)
	fault = s.faults.Take(r)
	noted := faults.Entry{
		Time: s.world.Now().UTC(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, KeyName: name, Fault: fault != nil,
	}
	if utf8.Valid(body) {
		noted.Body = string(body)
	} else {
		noted.BodyBase64 = body
	}
	if fault == nil {
		fault = &faults.Fault{}
	}
	return s.faults.Journal.Add(noted), fault, s.world.Options.Latency()
}

// outcome does what a request asks for, as far as the fault lets it, and returns the
// answer. What ends the tokens happens under the same lock as the work: no other
// request comes in between.
func (s *server) outcome(r *http.Request, body []byte, tooLarge bool, fault *faults.Fault, decide func(r *http.Request, body []byte) wire.Response) wire.Response {
	s.world.Lock()
	defer s.world.Unlock()
	if fault.ExpireTokens == faults.BeforeWork {
		s.oauth.Expire()
	}
	var answer wire.Response
	switch {
	case !fault.Works():
	case tooLarge:
		answer = wire.Response{Status: http.StatusRequestEntityTooLarge, Header: http.Header{}, ContentType: "text/html", Body: []byte(tooLargePage)}
	default:
		answer = decide(r, body)
	}
	if fault.ExpireTokens == faults.AfterWork {
		s.oauth.Expire()
	}
	if fault.Answers() {
		answer = fault.Response(s.world.Options)
	}
	fault.Decorate(&answer)
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
