// Package api answers what stands below /api/v1/: it finds the endpoint, the caller and
// the limit, reads the query and the body, and has the world do the rest. It keeps
// nothing but counts and cursors, and never writes to the connection.
package api

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// Tokens knows who access tokens speak for: nil for one that is unknown or over, and what
// the journal calls it.
type Tokens interface {
	Bearer(token string) (*crm.Caller, string)
}

// Server answers what stands below APIRoot. It is guarded by the lock of its world.
type Server struct {
	world   *crm.World
	tokens  Tokens
	limiter limiter
	cursors map[string]searchCursor
}

// NewServer returns the API of a world.
func NewServer(w *crm.World, t Tokens) *Server {
	s := &Server{world: w, tokens: t}
	s.Reset()
	return s
}

// Reset forgets what has been counted and searched.
func (s *Server) Reset() {
	s.limiter = limiter{}
	s.cursors = map[string]searchCursor{}
}

// call is one request that has been matched, authorized and counted.
type call struct {
	request *http.Request
	caller  *crm.Caller
	id      string // what stands in the path for {id}
	body    []byte
}

// endpoint is one method on one path. Its group is what rate limits count.
type endpoint struct {
	method  string
	path    string // below APIRoot; {id} stands for one segment
	handler func(*Server, *call) (any, *wire.Error)
}

var endpoints = []endpoint{
	{http.MethodGet, "/me/", (*Server).getMe},
	{http.MethodGet, "/lead/", (*Server).listLeads},
	{http.MethodGet, "/lead/{id}/", (*Server).getLead},
	{http.MethodPut, "/lead/{id}/", (*Server).putLead},
	{http.MethodPost, "/lead/", (*Server).postLead},
	{http.MethodDelete, "/lead/{id}/", (*Server).deleteLead},
	{http.MethodGet, "/status/lead/", (*Server).listStatuses},
	{http.MethodGet, "/status/opportunity/", (*Server).listOpportunityStatuses},
	{http.MethodGet, "/pipeline/", (*Server).listPipelines},
	{http.MethodGet, "/custom_field_schema/{id}/", (*Server).getSchema},
	{http.MethodGet, "/custom_field/lead/", (*Server).listLeadFields},
	{http.MethodGet, "/custom_field/shared/", (*Server).listSharedFields},
	{http.MethodGet, "/user/", (*Server).listUsers},
	{http.MethodGet, "/organization/{id}/", (*Server).getOrganization},
	{http.MethodGet, "/contact/", (*Server).listContacts},
	{http.MethodGet, "/custom_object/", (*Server).listCustomObjects},
	{http.MethodGet, "/contact/{id}/", (*Server).getContact},
	{http.MethodPut, "/contact/{id}/", (*Server).putContact},
	{http.MethodPost, "/contact/", (*Server).postContact},
	{http.MethodDelete, "/contact/{id}/", (*Server).deleteContact},
	{http.MethodGet, "/activity/note/", (*Server).listNotes},
	{http.MethodPost, "/activity/note/", (*Server).postNote},
	{http.MethodGet, "/activity/note/{id}/", getChild(&crm.NoteKind)},
	{http.MethodPut, "/activity/note/{id}/", (*Server).putNote},
	{http.MethodDelete, "/activity/note/{id}/", deleteChild(&crm.NoteKind)},
	{http.MethodGet, "/task/", (*Server).listTasks},
	{http.MethodPost, "/task/", (*Server).postTask},
	{http.MethodGet, "/task/{id}/", getChild(&crm.TaskKind)},
	{http.MethodPut, "/task/{id}/", (*Server).putTask},
	{http.MethodDelete, "/task/{id}/", deleteChild(&crm.TaskKind)},
	{http.MethodGet, "/opportunity/", (*Server).listOpportunities},
	{http.MethodGet, "/opportunity/{id}/", getChild(&crm.OpportunityKind)},
	{http.MethodPut, "/opportunity/{id}/", (*Server).putOpportunity},
	{http.MethodPost, "/data/search/", (*Server).postSearch},
	{http.MethodGet, "/event/", (*Server).listEvents},
	{http.MethodGet, "/event/{id}/", (*Server).getEvent},
}

// match finds the endpoint for a method and a path. When the path exists with other
// methods alone, these are returned instead.
func match(method, path string) (found *endpoint, id string, allowed []string) {
	for i := range endpoints {
		e := &endpoints[i]
		got, ok := matchPath(wire.APIRoot+e.path, path)
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

// Answer answers a request.
func (s *Server) Answer(r *http.Request, body []byte) wire.Response {
	found, id, allowed := match(r.Method, r.URL.Path)
	if found == nil {
		if len(allowed) == 0 {
			return wire.PlainError(http.StatusNotFound, wire.TextNoURL).Response()
		}
		out := wire.PlainError(http.StatusMethodNotAllowed, wire.TextNoMethod).Response()
		out.Header.Set("Allow", strings.Join(slices.Sorted(slices.Values(allowed)), ", "))
		return out
	}
	by, _ := s.CallerOf(r)
	if by == nil {
		return wire.PlainError(http.StatusUnauthorized, wire.TextUnauthorized).Response()
	}
	v := s.limiter.take(s.world.Now(), s.world.Options.Rate, by.Owner, by.Org.ID, found.group(), s.world.Options.LimitsOn(r)...)
	out := wire.Response{Status: http.StatusTooManyRequests, Header: http.Header{}}
	if v.Allowed {
		out = found.call(s, &call{request: r, caller: by, id: id, body: body})
	}
	v.SetHeaders(out.Header, s.world.Options.RatelimitStyle)
	return out
}

func (e *endpoint) call(s *Server, c *call) wire.Response {
	value, err := e.handler(s, c)
	if err != nil {
		return err.Response()
	}
	return wire.JSON(http.StatusOK, value)
}

// actor is the caller as the event log names it.
func (c *call) actor() crm.Actor {
	return crm.Actor{User: c.caller.User, KeyID: c.caller.KeyID, Method: c.request.Method, Path: c.request.URL.Path}
}

// notFound is the answer for an object that does not exist, or not for the caller.
func notFound(kind string) *wire.Error {
	return wire.PlainError(http.StatusNotFound, fmt.Sprintf(wire.TextNoObject, kind))
}

// patch reads the body of a PUT, which must say that it is JSON.
func (c *call) patch() (wire.Object, *wire.Error) {
	kind, _, malformed := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	if malformed != nil || kind != "application/json" {
		return nil, wire.PlainError(http.StatusBadRequest, wire.TextContentType)
	}
	return wire.ParseBody(c.body)
}

// selection is what the query of a request asks for in _fields. It is read before
// anything is done, so that a PUT that asks for too much changes nothing.
func (c *call) selection() (param string, problem *wire.Error) {
	param = c.request.URL.Query().Get("_fields")
	named := 0
	for selector := range strings.SplitSeq(param, ",") {
		if strings.HasPrefix(strings.TrimSpace(selector), "custom.") {
			named++
		}
	}
	if named > wire.MaxSelectors {
		return "", wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextManySelectors, wire.MaxSelectors))
	}
	return param, nil
}
