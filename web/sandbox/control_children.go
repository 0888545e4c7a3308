package main

import (
	"fmt"
	"net/http"
)

// getRawChildren lists all that a lead has of a kind, the oldest first.
func (s *Surface) getRawChildren(kind *childKind) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		l, err := s.pathLead(r)
		if err != nil {
			return nil, err
		}
		rows := []object{}
		for _, o := range *kind.list(l) {
			rows = append(rows, kind.render(s.world, o, l))
		}
		return object{"data": rows}, nil
	}
}

// putRawChild is a colleague's edit of a note, task or opportunity: see rawPatch.
func (s *Surface) putRawChild(kind *childKind) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		id := r.PathValue("id")
		found, ok := s.world.child(kind, id, func(*org) bool { return true })
		if !ok {
			return nil, fmt.Errorf("%w %s %q", errUnknown, kind.name, id)
		}
		props, err := rawPatch(r, found.object())
		if err != nil {
			return nil, err
		}
		by, err := s.colleague(r, found.lead.Org, kind.path+id+"/")
		if err != nil {
			return nil, err
		}
		s.world.changeChild(found, props, by)
		return found.render(s.world), nil
	}
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
	by.method = http.MethodDelete
	s.world.removeLead(l, by)
	return object{}, nil
}
