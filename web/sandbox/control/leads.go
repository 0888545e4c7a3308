package control

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

func (s *Surface) pathLead(r *http.Request) (*crm.Lead, error) {
	l := s.world.Lead(r.PathValue("id"))
	if l == nil {
		return nil, fmt.Errorf("%w lead %q", wire.ErrUnknown, r.PathValue("id"))
	}
	return l, nil
}

func (s *Surface) getRawLead(r *http.Request) (any, error) {
	l, err := s.pathLead(r)
	if err != nil {
		return nil, err
	}
	return s.world.RenderLead(l), nil
}

// putRawLead is a colleague's edit, and more: see rawPatch.
func (s *Surface) putRawLead(r *http.Request) (any, error) {
	l, err := s.pathLead(r)
	if err != nil {
		return nil, err
	}
	props, err := rawPatch(r, l.Props, "name", "url", "description")
	if err != nil {
		return nil, err
	}
	by, err := s.colleague(r, l.Org, "/lead/"+l.ID+"/")
	if err != nil {
		return nil, err
	}
	s.world.Change(l, props, by)
	return s.world.RenderLead(l), nil
}

// deleteRawLead is a colleague who deletes a lead.
func (s *Surface) deleteRawLead(r *http.Request) (any, error) {
	l, err := s.pathLead(r)
	if err != nil {
		return nil, err
	}
	by, err := s.colleague(r, l.Org, "/lead/"+l.ID+"/")
	if err != nil {
		return nil, err
	}
	by.Method = http.MethodDelete
	s.world.RemoveLead(l, by)
	return wire.Object{}, nil
}

func (s *Surface) pathContact(r *http.Request) (*crm.Contact, *crm.Lead, error) {
	p, l := s.world.Contact(r.PathValue("id"))
	if p == nil {
		return nil, nil, fmt.Errorf("%w contact %q", wire.ErrUnknown, r.PathValue("id"))
	}
	return p, l, nil
}

func (s *Surface) getRawContact(r *http.Request) (any, error) {
	p, l, err := s.pathContact(r)
	if err != nil {
		return nil, err
	}
	return s.world.RenderContact(p, l), nil
}

// putRawContact is a colleague's edit of a contact: see rawPatch. What its answers
// derive from an item of a list is added where the item does not have it.
func (s *Surface) putRawContact(r *http.Request) (any, error) {
	p, l, err := s.pathContact(r)
	if err != nil {
		return nil, err
	}
	props, err := rawPatch(r, p.Props, "name", "title", "timezone")
	if err != nil {
		return nil, err
	}
	by, err := s.colleague(r, l.Org, "/contact/"+p.ID+"/")
	if err != nil {
		return nil, err
	}
	s.world.ChangeContact(p, l, props, by)
	return s.world.RenderContact(p, l), nil
}

func (s *Surface) getStatusChanges(*http.Request) (any, error) {
	return wire.Object{"data": wire.NonNil(s.world.StatusChanges)}, nil
}

// colleague is in whose name the control surface changes something: the user whose id
// the query has in "as", or the colleague of the seed. The event log shows it as a PUT
// without a key.
func (s *Surface) colleague(r *http.Request, o *crm.Org, path string) (crm.Actor, error) {
	by := crm.Actor{User: o.Colleague, Method: http.MethodPut, Path: wire.APIRoot + path}
	id := r.URL.Query().Get("as")
	if id == "" {
		return by, nil
	}
	users := s.world.UsersOf(o)
	i := slices.IndexFunc(users, func(u *crm.User) bool { return u.ID == id })
	if i < 0 {
		return by, fmt.Errorf("%w user %q in the organization", wire.ErrUnknown, id)
	}
	by.User = users[i]
	return by, nil
}

// rawPatch returns props after a merge patch that nothing checks: any key may be
// given any value. Null takes a key away, but leaves the texts there as null.
func rawPatch(r *http.Request, props wire.Object, texts ...string) (wire.Object, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	patch, problem := wire.ParseBody(body)
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
