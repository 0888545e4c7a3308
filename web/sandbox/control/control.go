// Package control is the surface below /_sandbox/ that tests steer the sandbox with: it
// edits in the name of colleagues, sets options and faults, and shows what has happened.
// It has no counterpart in Close, and the API never uses it.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/faults"
	"leadpatch/web/sandbox/oauth"
	"leadpatch/web/sandbox/pages"
	"leadpatch/web/sandbox/wire"
)

// Surface is what tests steer the sandbox with.
type Surface struct {
	world  *crm.World
	faults *faults.Set
	oauth  *oauth.Server
	pages  *pages.Pages
	reset  func()
}

// New returns the surface of a sandbox. reset returns everything to the seed; it
// is called with the lock held.
func New(w *crm.World, f *faults.Set, o *oauth.Server, p *pages.Pages, reset func()) *Surface {
	return &Surface{world: w, faults: f, oauth: o, pages: p, reset: reset}
}

// Handler serves the surface. Its errors are {"error"} with a sentence for whoever
// writes the test.
func (s *Surface) Handler() http.Handler {
	mux := http.NewServeMux()
	routes := map[string]func(*http.Request) (any, error){
		"GET /_sandbox/seed":                     s.getSeed,
		"GET /_sandbox/journal":                  s.getJournal,
		"DELETE /_sandbox/journal":               s.deleteJournal,
		"POST /_sandbox/reset":                   s.postReset,
		"GET /_sandbox/leads/{id}":               s.getRawLead,
		"PUT /_sandbox/leads/{id}":               s.putRawLead,
		"DELETE /_sandbox/leads/{id}":            s.deleteRawLead,
		"GET /_sandbox/leads/{id}/notes":         s.getRawChildren(&crm.NoteKind),
		"GET /_sandbox/leads/{id}/tasks":         s.getRawChildren(&crm.TaskKind),
		"GET /_sandbox/leads/{id}/opportunities": s.getRawChildren(&crm.OpportunityKind),
		"PUT /_sandbox/notes/{id}":               s.putRawChild(&crm.NoteKind),
		"PUT /_sandbox/tasks/{id}":               s.putRawChild(&crm.TaskKind),
		"PUT /_sandbox/opportunities/{id}":       s.putRawChild(&crm.OpportunityKind),
		"GET /_sandbox/contacts/{id}":            s.getRawContact,
		"PUT /_sandbox/contacts/{id}":            s.putRawContact,
		"PUT /_sandbox/schema/{type}/{id}":       s.putSchemaField,
		"PUT /_sandbox/users/{id}":               s.putUser,
		"GET /_sandbox/status_changes":           s.getStatusChanges,
		"GET /_sandbox/faults":                   s.getFaults,
		"POST /_sandbox/faults":                  s.postFaults,
		"DELETE /_sandbox/faults":                s.deleteFaults,
		"POST /_sandbox/keys/{name}/revoke":      s.setRevoked(true),
		"POST /_sandbox/keys/{name}/restore":     s.setRevoked(false),
		"GET /_sandbox/options":                  s.getOptions,
		"PUT /_sandbox/options":                  s.putOptions,
		"GET /_sandbox/oauth":                    s.getOAuth,
		"PUT /_sandbox/oauth":                    s.putOAuth,
		"POST /_sandbox/oauth/expire":            s.postOAuthExpire,
		"POST /_sandbox/oauth/kill":              s.postOAuthKill,
		"GET /_sandbox/view":                     s.pages.LeadIndex,
		"GET /_sandbox/view/{id}":                s.pages.LeadView,
	}
	for pattern, handle := range routes {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			s.world.Lock()
			value, err := handle(r)
			// Encoding reads what the next request may change: it belongs under the lock.
			answer := wire.JSON(http.StatusOK, value)
			s.world.Unlock()
			if err != nil {
				answer = wire.JSON(controlStatus(err), wire.Object{"error": err.Error()})
			}
			answer.Write(w)
		})
	}
	// These wait for requests of others, which need the lock.
	for pattern, handle := range map[string]func(*http.Request) (any, error){
		"GET /_sandbox/faults/held":     s.getHeld,
		"POST /_sandbox/faults/release": s.postRelease,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			value, err := handle(r)
			answer := wire.JSON(http.StatusOK, value)
			if err != nil {
				answer = wire.JSON(controlStatus(err), wire.Object{"error": err.Error()})
			}
			answer.Write(w)
		})
	}
	return sameOriginOnly(mux)
}

func controlStatus(err error) int {
	if errors.Is(err, wire.ErrUnknown) {
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

// sameOriginOnly refuses changes that a page of another origin asks for, also of
// one whose name resolves to this machine. Programs send no Origin at all.
func sameOriginOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin, err := url.Parse(r.Header.Get("Origin"))
		foreign := err != nil || r.Header.Get("Origin") != "" && origin.Host != r.Host || !wire.IsLoopback((&url.URL{Host: r.Host}).Hostname())
		if foreign && r.Method != http.MethodGet && r.Method != http.MethodHead {
			wire.JSON(http.StatusForbidden, wire.Object{"error": "the sandbox takes no orders from pages of another origin"}).Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// decodeStrict reads a JSON body into value and refuses keys that value does not
// have, because a misspelled switch in a test would otherwise do nothing in silence.
func decodeStrict(body io.Reader, value any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return fmt.Errorf("reading the body: %w", err)
	}
	return nil
}

func (s *Surface) getJournal(r *http.Request) (any, error) {
	after := 0
	if text := r.URL.Query().Get("after"); text != "" {
		number, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("after must be a number, not %q", text)
		}
		after = number
	}
	return wire.Object{"entries": s.faults.Journal.After(after)}, nil
}

func (s *Surface) deleteJournal(*http.Request) (any, error) {
	s.faults.Journal.Clear()
	return wire.Object{}, nil
}

func (s *Surface) postReset(*http.Request) (any, error) {
	s.reset()
	return wire.Object{}, nil
}

func (s *Surface) setRevoked(revoked bool) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		for _, k := range s.world.Keys {
			if k.Name == r.PathValue("name") {
				k.Revoked = revoked
				return wire.Object{"name": k.Name, "revoked": revoked}, nil
			}
		}
		return nil, fmt.Errorf("%w key %q", wire.ErrUnknown, r.PathValue("name"))
	}
}

func (s *Surface) getOptions(*http.Request) (any, error) { return s.world.Options, nil }

func (s *Surface) putOptions(r *http.Request) (any, error) {
	changed := s.world.Options
	// The lists must not be decoded into the arrays that the options in force share.
	changed.IgnoreFields, changed.HiddenLimits = nil, nil
	if err := decodeStrict(r.Body, &changed); err != nil {
		return nil, err
	}
	if changed.IgnoreFields == nil {
		changed.IgnoreFields = s.world.Options.IgnoreFields
	}
	if changed.HiddenLimits == nil {
		changed.HiddenLimits = s.world.Options.HiddenLimits
	}
	if err := changed.Check(); err != nil {
		return nil, err
	}
	s.world.Options = changed
	return s.world.Options, nil
}
