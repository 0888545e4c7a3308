package control

import (
	"fmt"
	"net/http"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// getRawChildren lists all that a lead has of a kind, the oldest first.
func (s *Surface) getRawChildren(kind *crm.ChildKind) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		l, err := s.pathLead(r)
		if err != nil {
			return nil, err
		}
		rows := []wire.Object{}
		for _, o := range *kind.List(l) {
			rows = append(rows, kind.Render(s.world, o, l))
		}
		return wire.Object{"data": rows}, nil
	}
}

// putRawChild is a colleague's edit of a note, task or opportunity: see rawPatch.
func (s *Surface) putRawChild(kind *crm.ChildKind) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		id := r.PathValue("id")
		found, ok := s.world.Child(kind, id, func(*crm.Org) bool { return true })
		if !ok {
			return nil, fmt.Errorf("%w %s %q", wire.ErrUnknown, kind.Name, id)
		}
		props, err := rawPatch(r, found.Object())
		if err != nil {
			return nil, err
		}
		by, err := s.colleague(r, found.Lead.Org, kind.Path+id+"/")
		if err != nil {
			return nil, err
		}
		s.world.ChangeChild(found, props, by)
		return found.Render(s.world), nil
	}
}
