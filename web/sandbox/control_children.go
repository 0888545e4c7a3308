package main

import (
	"fmt"
	"net/http"
	"slices"
)

// getRawChildren lists all that a lead has of a kind, the oldest first.
func (s *sandbox) getRawChildren(kind *childKind) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		l, err := s.pathLead(r)
		if err != nil {
			return nil, err
		}
		rows := []object{}
		for _, o := range *kind.list(l) {
			rows = append(rows, kind.render(s, o, l))
		}
		return object{"data": rows}, nil
	}
}

// putRawChild is a colleague's edit of a note, task or opportunity: see rawPatch.
func (s *sandbox) putRawChild(kind *childKind) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		id := r.PathValue("id")
		for _, l := range s.world.Leads {
			at := slices.IndexFunc(*kind.list(l), func(o object) bool { return o["id"] == id })
			if at < 0 {
				continue
			}
			found := child{kind, l, at}
			props, err := rawPatch(r, found.object())
			if err != nil {
				return nil, err
			}
			by, err := s.colleague(r, l.Org, kind.path+id+"/")
			if err != nil {
				return nil, err
			}
			s.changeChild(found, props, by)
			return kind.render(s, found.object(), l), nil
		}
		return nil, fmt.Errorf("%w %s %q", errUnknown, kind.name, id)
	}
}

// deleteRawLead is a colleague who deletes a lead.
func (s *sandbox) deleteRawLead(r *http.Request) (any, error) {
	l, err := s.pathLead(r)
	if err != nil {
		return nil, err
	}
	by, err := s.colleague(r, l.Org, "/lead/"+l.ID+"/")
	if err != nil {
		return nil, err
	}
	by.method = http.MethodDelete
	s.removeLead(l, by)
	return object{}, nil
}
