package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// control serves the surface that tests steer the sandbox with. Its errors are
// {"error"} with a sentence for whoever writes the test.
func (s *sandbox) control() http.Handler {
	mux := http.NewServeMux()
	routes := map[string]func(*http.Request) (any, error){
		"GET /_sandbox/seed":                 s.getSeed,
		"GET /_sandbox/journal":              s.getJournal,
		"DELETE /_sandbox/journal":           s.deleteJournal,
		"POST /_sandbox/reset":               s.postReset,
		"GET /_sandbox/leads/{id}":           s.getRawLead,
		"PUT /_sandbox/leads/{id}":           s.putRawLead,
		"GET /_sandbox/contacts/{id}":        s.getRawContact,
		"PUT /_sandbox/contacts/{id}":        s.putRawContact,
		"PUT /_sandbox/schema/{type}/{id}":   s.putSchemaField,
		"PUT /_sandbox/users/{id}":           s.putUser,
		"GET /_sandbox/status_changes":       s.getStatusChanges,
		"GET /_sandbox/faults":               s.getFaults,
		"POST /_sandbox/faults":              s.postFaults,
		"DELETE /_sandbox/faults":            s.deleteFaults,
		"POST /_sandbox/keys/{name}/revoke":  s.setRevoked(true),
		"POST /_sandbox/keys/{name}/restore": s.setRevoked(false),
		"GET /_sandbox/options":              s.getOptions,
		"PUT /_sandbox/options":              s.putOptions,
		"GET /_sandbox/oauth":                s.getOAuth,
		"PUT /_sandbox/oauth":                s.putOAuth,
		"POST /_sandbox/oauth/expire":        s.postOAuthExpire,
		"POST /_sandbox/oauth/kill":          s.postOAuthKill,
		"GET /_sandbox/view":                 s.getLeadIndex,
		"GET /_sandbox/view/{id}":            s.getLeadView,
	}
	for pattern, handle := range routes {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			s.mu.Lock()
			value, err := handle(r)
			// Encoding reads what the next request may change: it belongs under the lock.
			answer := jsonResponse(http.StatusOK, value)
			s.mu.Unlock()
			if err != nil {
				answer = jsonResponse(controlStatus(err), object{"error": err.Error()})
			}
			answer.write(w)
		})
	}
	return sameOriginOnly(mux)
}

// errUnknown is wrapped by errors about something that the path names in vain.
var errUnknown = errors.New("unknown")

func controlStatus(err error) int {
	if errors.Is(err, errUnknown) {
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

// sameOriginOnly refuses changes that a page of another origin asks for, also of
// one whose name resolves to this machine. Programs send no Origin at all.
func sameOriginOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin, err := url.Parse(r.Header.Get("Origin"))
		foreign := err != nil || r.Header.Get("Origin") != "" && origin.Host != r.Host || !isLoopback((&url.URL{Host: r.Host}).Hostname())
		if foreign && r.Method != http.MethodGet && r.Method != http.MethodHead {
			jsonResponse(http.StatusForbidden, object{"error": "the sandbox takes no orders from pages of another origin"}).write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// decodeStrict reads a JSON body into value and refuses keys that value does not
// have, because a misspelt switch in a test would otherwise do nothing in silence.
func decodeStrict(body io.Reader, value any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return fmt.Errorf("reading the body: %w", err)
	}
	return nil
}

func (s *sandbox) getJournal(r *http.Request) (any, error) {
	after := 0
	if text := r.URL.Query().Get("after"); text != "" {
		number, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("after must be a number, not %q", text)
		}
		after = number
	}
	return object{"entries": s.journal.after(after)}, nil
}

func (s *sandbox) deleteJournal(*http.Request) (any, error) {
	s.journal.clear()
	return object{}, nil
}

func (s *sandbox) postReset(*http.Request) (any, error) {
	s.reset()
	return object{}, nil
}

func (s *sandbox) pathLead(r *http.Request) (*lead, error) {
	l := s.world.lead(r.PathValue("id"))
	if l == nil {
		return nil, fmt.Errorf("%w lead %q", errUnknown, r.PathValue("id"))
	}
	return l, nil
}

func (s *sandbox) getRawLead(r *http.Request) (any, error) {
	l, err := s.pathLead(r)
	if err != nil {
		return nil, err
	}
	return s.renderLead(l), nil
}

// putRawLead is a colleague's edit, and more: see rawPatch.
func (s *sandbox) putRawLead(r *http.Request) (any, error) {
	l, err := s.pathLead(r)
	if err != nil {
		return nil, err
	}
	props, err := rawPatch(r, l.Props, "name", "url", "description")
	if err != nil {
		return nil, err
	}
	s.change(l, props, l.Org.Colleague)
	return s.renderLead(l), nil
}

// rawPatch returns props after a merge patch that nothing checks: any key may be
// given any value. Null takes a key away, but leaves the texts there as null.
func rawPatch(r *http.Request, props object, texts ...string) (object, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	patch, problem := parseBody(body)
	if problem != nil {
		return nil, problem
	}
	next := maps.Clone(props)
	for key, value := range patch {
		if value == nil && !slices.Contains(texts, key) {
			delete(next, key)
			continue
		}
		next[key] = value
	}
	return next, nil
}

func (s *sandbox) pathContact(r *http.Request) (*contact, *lead, error) {
	p, l := s.world.contact(r.PathValue("id"))
	if p == nil {
		return nil, nil, fmt.Errorf("%w contact %q", errUnknown, r.PathValue("id"))
	}
	return p, l, nil
}

func (s *sandbox) getRawContact(r *http.Request) (any, error) {
	p, l, err := s.pathContact(r)
	if err != nil {
		return nil, err
	}
	return s.renderContact(p, l), nil
}

// putRawContact is a colleague's edit of a contact: see rawPatch. What its answers
// derive from an item of a list is added where the item does not have it.
func (s *sandbox) putRawContact(r *http.Request) (any, error) {
	p, l, err := s.pathContact(r)
	if err != nil {
		return nil, err
	}
	props, err := rawPatch(r, p.Props, "name", "title", "timezone")
	if err != nil {
		return nil, err
	}
	s.changeContact(p, l, props, l.Org.Colleague)
	return s.renderContact(p, l), nil
}

func (s *sandbox) getStatusChanges(*http.Request) (any, error) {
	return object{"data": nonNil(s.world.StatusChanges)}, nil
}

func (s *sandbox) getFaults(*http.Request) (any, error) {
	return object{"faults": nonNil(s.faults.waiting)}, nil
}

func (s *sandbox) postFaults(r *http.Request) (any, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if body = bytes.TrimSpace(body); !bytes.HasPrefix(body, []byte("[")) {
		body = slices.Concat([]byte("["), body, []byte("]"))
	}
	var list []Fault
	if err := decodeStrict(bytes.NewReader(body), &list); err != nil {
		return nil, err
	}
	for _, f := range list {
		if err := f.check(); err != nil {
			return nil, err
		}
	}
	for _, f := range list {
		s.faults.add(f)
	}
	return object{"faults": s.faults.waiting}, nil
}

func (s *sandbox) deleteFaults(*http.Request) (any, error) {
	s.faults = faults{}
	return object{"faults": []Fault{}}, nil
}

func (s *sandbox) setRevoked(revoked bool) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		for _, k := range s.world.Keys {
			if k.Name == r.PathValue("name") {
				k.Revoked = revoked
				return object{"name": k.Name, "revoked": revoked}, nil
			}
		}
		return nil, fmt.Errorf("%w key %q", errUnknown, r.PathValue("name"))
	}
}

func (s *sandbox) getOptions(*http.Request) (any, error) { return s.options, nil }

func (s *sandbox) putOptions(r *http.Request) (any, error) {
	changed := s.options
	// The list must not be decoded into the array that the options in force share.
	changed.IgnoreFields = slices.Clone(changed.IgnoreFields)
	if err := decodeStrict(r.Body, &changed); err != nil {
		return nil, err
	}
	if err := changed.check(); err != nil {
		return nil, err
	}
	changed.IgnoreFields = nonNil(changed.IgnoreFields)
	s.options = changed
	return s.options, nil
}
