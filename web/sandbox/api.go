package main

import (
	"net/http"
	"slices"
	"strings"
)

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
	{http.MethodPost, "/lead/", (*sandbox).postLead},
	{http.MethodDelete, "/lead/{id}/", (*sandbox).deleteLead},
	{http.MethodGet, "/status/lead/", (*sandbox).listStatuses},
	{http.MethodGet, "/status/opportunity/", (*sandbox).listOppoStatuses},
	{http.MethodGet, "/pipeline/", (*sandbox).listPipelines},
	{http.MethodGet, "/custom_field_schema/{id}/", (*sandbox).getSchema},
	{http.MethodGet, "/custom_field/lead/", (*sandbox).listLeadFields},
	{http.MethodGet, "/custom_field/shared/", (*sandbox).listSharedFields},
	{http.MethodGet, "/user/", (*sandbox).listUsers},
	{http.MethodGet, "/organization/{id}/", (*sandbox).getOrganization},
	{http.MethodGet, "/contact/", (*sandbox).listContacts},
	{http.MethodGet, "/custom_object/", (*sandbox).listCustomObjects},
	{http.MethodGet, "/contact/{id}/", (*sandbox).getContact},
	{http.MethodPut, "/contact/{id}/", (*sandbox).putContact},
	{http.MethodPost, "/contact/", (*sandbox).postContact},
	{http.MethodDelete, "/contact/{id}/", (*sandbox).deleteContact},
	{http.MethodGet, "/activity/note/", (*sandbox).listNotes},
	{http.MethodPost, "/activity/note/", (*sandbox).postNote},
	{http.MethodGet, "/activity/note/{id}/", getChild(&noteKind)},
	{http.MethodPut, "/activity/note/{id}/", (*sandbox).putNote},
	{http.MethodDelete, "/activity/note/{id}/", deleteChild(&noteKind)},
	{http.MethodGet, "/task/", (*sandbox).listTasks},
	{http.MethodPost, "/task/", (*sandbox).postTask},
	{http.MethodGet, "/task/{id}/", getChild(&taskKind)},
	{http.MethodPut, "/task/{id}/", (*sandbox).putTask},
	{http.MethodDelete, "/task/{id}/", deleteChild(&taskKind)},
	{http.MethodGet, "/opportunity/", (*sandbox).listOpportunities},
	{http.MethodGet, "/opportunity/{id}/", getChild(&oppoKind)},
	{http.MethodPut, "/opportunity/{id}/", (*sandbox).putOpportunity},
	{http.MethodPost, "/data/search/", (*sandbox).postSearch},
	{http.MethodGet, "/event/", (*sandbox).listEvents},
	{http.MethodGet, "/event/{id}/", (*sandbox).getEvent},
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
	v := s.limiter.take(s.now(), s.options.Rate, by.Owner, by.Org.ID, found.group(), s.options.hiddenLimits(r)...)
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
