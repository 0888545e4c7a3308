package main

import (
	"net/http"
	"slices"
	"strings"
)

// apiRoot is what the path of every endpoint begins with.
const apiRoot = "/api/v1"

// tokenOwners knows who access tokens speak for: nil for one that is unknown or over, and what
// the journal calls it.
type tokenOwners interface {
	bearer(token string) (*caller, string)
}

// apiServer answers what stands below apiRoot. It is guarded by the lock of its world.
type apiServer struct {
	world   *World
	tokens  tokenOwners
	limiter limiter
	cursors map[string]searchCursor
}

// newAPIServer returns the API of a world.
func newAPIServer(w *World, t tokenOwners) *apiServer {
	s := &apiServer{world: w, tokens: t}
	s.reset()
	return s
}

// reset forgets what has been counted and searched.
func (s *apiServer) reset() {
	s.limiter = limiter{}
	s.cursors = map[string]searchCursor{}
}

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
	handler func(*apiServer, *call) (any, *apiError)
}

var endpoints = []endpoint{
	{http.MethodGet, "/me/", (*apiServer).getMe},
	{http.MethodGet, "/lead/", (*apiServer).listLeads},
	{http.MethodGet, "/lead/{id}/", (*apiServer).getLead},
	{http.MethodPut, "/lead/{id}/", (*apiServer).putLead},
	{http.MethodPost, "/lead/", (*apiServer).postLead},
	{http.MethodDelete, "/lead/{id}/", (*apiServer).deleteLead},
	{http.MethodGet, "/status/lead/", (*apiServer).listStatuses},
	{http.MethodGet, "/status/opportunity/", (*apiServer).listOppoStatuses},
	{http.MethodGet, "/pipeline/", (*apiServer).listPipelines},
	{http.MethodGet, "/custom_field_schema/{id}/", (*apiServer).getSchema},
	{http.MethodGet, "/custom_field/lead/", (*apiServer).listLeadFields},
	{http.MethodGet, "/custom_field/shared/", (*apiServer).listSharedFields},
	{http.MethodGet, "/user/", (*apiServer).listUsers},
	{http.MethodGet, "/organization/{id}/", (*apiServer).getOrganization},
	{http.MethodGet, "/contact/", (*apiServer).listContacts},
	{http.MethodGet, "/custom_object/", (*apiServer).listCustomObjects},
	{http.MethodGet, "/contact/{id}/", (*apiServer).getContact},
	{http.MethodPut, "/contact/{id}/", (*apiServer).putContact},
	{http.MethodPost, "/contact/", (*apiServer).postContact},
	{http.MethodDelete, "/contact/{id}/", (*apiServer).deleteContact},
	{http.MethodGet, "/activity/note/", (*apiServer).listNotes},
	{http.MethodPost, "/activity/note/", (*apiServer).postNote},
	{http.MethodGet, "/activity/note/{id}/", getChild(&noteKind)},
	{http.MethodPut, "/activity/note/{id}/", (*apiServer).putNote},
	{http.MethodDelete, "/activity/note/{id}/", deleteChild(&noteKind)},
	{http.MethodGet, "/task/", (*apiServer).listTasks},
	{http.MethodPost, "/task/", (*apiServer).postTask},
	{http.MethodGet, "/task/{id}/", getChild(&taskKind)},
	{http.MethodPut, "/task/{id}/", (*apiServer).putTask},
	{http.MethodDelete, "/task/{id}/", deleteChild(&taskKind)},
	{http.MethodGet, "/opportunity/", (*apiServer).listOpportunities},
	{http.MethodGet, "/opportunity/{id}/", getChild(&oppoKind)},
	{http.MethodPut, "/opportunity/{id}/", (*apiServer).putOpportunity},
	{http.MethodPost, "/data/search/", (*apiServer).postSearch},
	{http.MethodGet, "/event/", (*apiServer).listEvents},
	{http.MethodGet, "/event/{id}/", (*apiServer).getEvent},
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

// answer answers a request.
func (s *apiServer) answer(r *http.Request, body []byte) response {
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
	v := s.limiter.take(s.world.now(), s.world.options.Rate, by.Owner, by.Org.ID, found.group(), s.world.options.hiddenLimits(r)...)
	out := response{status: http.StatusTooManyRequests, header: http.Header{}}
	if v.allowed {
		out = found.call(s, &call{request: r, caller: by, id: id, body: body})
	}
	v.writeTo(out.header, s.world.options.RatelimitStyle)
	return out
}

func (e *endpoint) call(s *apiServer, c *call) response {
	value, err := e.handler(s, c)
	if err != nil {
		return errorResponse(err)
	}
	return jsonResponse(http.StatusOK, value)
}

func errorResponse(err *apiError) response { return jsonResponse(err.status, err.body) }
