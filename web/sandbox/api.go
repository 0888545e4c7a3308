package main

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBody is the size over which a body is refused before the API sees it.
const maxBody = 1 << 20

// apiRoot is what the path of every endpoint begins with.
const apiRoot = "/api/v1"

// call is one request that has been matched, authorized and counted.
type call struct {
	request *http.Request
	caller  *caller
	id      string // what stands in the path for {id}
	body    []byte
}

// endpoint is one method on one path. Its group is what rate limits count.
type endpoint struct {
	method  string
	path    string // below apiRoot; {id} stands for one segment
	handler func(*sandbox, *call) (any, *apiError)
}

var endpoints = []endpoint{
	{http.MethodGet, "/me/", (*sandbox).getMe},
	{http.MethodGet, "/lead/", (*sandbox).listLeads},
	{http.MethodGet, "/lead/{id}/", (*sandbox).getLead},
	{http.MethodPut, "/lead/{id}/", (*sandbox).putLead},
	{http.MethodGet, "/status/lead/", (*sandbox).listStatuses},
	{http.MethodGet, "/custom_field_schema/{id}/", (*sandbox).getSchema},
	{http.MethodGet, "/custom_field/lead/", (*sandbox).listLeadFields},
	{http.MethodGet, "/custom_field/shared/", (*sandbox).listSharedFields},
	{http.MethodGet, "/user/", (*sandbox).listUsers},
	{http.MethodGet, "/organization/{id}/", (*sandbox).getOrganization},
	{http.MethodGet, "/contact/", (*sandbox).listContacts},
	{http.MethodGet, "/custom_object/", (*sandbox).listCustomObjects},
	{http.MethodGet, "/contact/{id}/", (*sandbox).getContact},
	{http.MethodPut, "/contact/{id}/", (*sandbox).putContact},
}

// match finds the endpoint for a method and a path. When the path exists with other
// methods alone, these are returned instead.
func match(method, path string) (found *endpoint, id string, allowed []string) {
	for i := range endpoints {
		e := &endpoints[i]
		got, ok := matchPath(apiRoot+e.path, path)
		if !ok {
			continue
		}
		if e.method == method {
			return e, got, nil
		}
		allowed = append(allowed, e.method)
	}
	return nil, "", allowed
}

func matchPath(pattern, path string) (id string, ok bool) {
	before, after, hasID := strings.Cut(pattern, "{id}")
	if !hasID {
		return "", pattern == path
	}
	rest, ok := strings.CutPrefix(path, before)
	if !ok {
		return "", false
	}
	id, ok = strings.CutSuffix(rest, after)
	return id, ok && id != "" && !strings.Contains(id, "/")
}

// serveJournaled writes a request into the journal, lets a scripted fault have its
// way and otherwise answers as Close would.
func (s *sandbox) serveJournaled(w http.ResponseWriter, r *http.Request, decide func(r *http.Request, body []byte) response) {
	body, tooLarge, err := readBody(r)
	if err != nil {
		// The client went away in the middle of its body: there is nobody to answer.
		panic(http.ErrAbortHandler)
	}
	s.mu.Lock()
	_, name := s.callerOf(r)
	fault := s.faults.take(r)
	noted := entry{
		Time: s.now().UTC(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, KeyName: name, Fault: fault != nil,
	}
	if utf8.Valid(body) {
		noted.Body = string(body)
	} else {
		noted.BodyBase64 = body
	}
	n := s.journal.add(noted)
	delay := s.options.latency()
	s.mu.Unlock()

	if fault == nil {
		fault = &Fault{}
	}
	if delay += fault.delay(); delay > 0 {
		s.wait(delay)
	}
	// Browsers send a request again by themselves when a connection that was used
	// before breaks. With one request for each connection, a dropped one stays
	// dropped.
	w.Header().Set("Connection", "close")
	w.Header().Set("X-Frame-Options", "SAMEORIGIN")
	if fault.Drop == dropBefore {
		panic(http.ErrAbortHandler)
	}
	var answer response
	if fault.Status == 0 || fault.Applied || fault.Drop == dropAfter {
		answer = s.answer(r, body, tooLarge, decide)
	}
	if fault.Drop == dropAfter {
		panic(http.ErrAbortHandler)
	}
	if fault.Status != 0 {
		answer = fault.response()
	}
	s.mu.Lock()
	s.journal.answered(n, answer.status)
	s.mu.Unlock()
	answer.write(w)
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

// answer decides, under the lock, on the answer to a request and does what it asks.
func (s *sandbox) answer(r *http.Request, body []byte, tooLarge bool, decide func(r *http.Request, body []byte) response) response {
	if tooLarge {
		return response{http.StatusRequestEntityTooLarge, http.Header{}, "text/html", []byte(tooLargePage)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return decide(r, body)
}

// answerAPI answers a request of the API.
func (s *sandbox) answerAPI(r *http.Request, body []byte) response {
	found, id, allowed := match(r.Method, r.URL.Path)
	if found == nil {
		if len(allowed) == 0 {
			return errorResponse(plainError(http.StatusNotFound, textNoURL))
		}
		out := errorResponse(plainError(http.StatusMethodNotAllowed, textNoMethod))
		out.header.Set("Allow", strings.Join(slices.Sorted(slices.Values(allowed)), ", "))
		return out
	}
	by, _ := s.callerOf(r)
	if by == nil {
		return errorResponse(plainError(http.StatusUnauthorized, textUnauthorized))
	}
	group := found.method + " " + found.path
	v := s.limiter.take(s.now(), s.options.Rate, by.Owner, by.Org.ID, group)
	out := response{status: http.StatusTooManyRequests, header: http.Header{}}
	if v.allowed {
		out = found.call(s, &call{request: r, caller: by, id: id, body: body})
	}
	v.writeTo(out.header, s.options.RatelimitStyle)
	return out
}

func (e *endpoint) call(s *sandbox, c *call) response {
	value, err := e.handler(s, c)
	if err != nil {
		return errorResponse(err)
	}
	return jsonResponse(http.StatusOK, value)
}

func errorResponse(err *apiError) response { return jsonResponse(err.status, err.body) }
