package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// childKind is a kind of object that stands below a lead and has endpoints of its
// own: notes, tasks and opportunities.
type childKind struct {
	prefix string // of its ids
	name   string // what a 404 calls it
	event  string // what the event log calls it
	path   string // of its endpoints
	// list is where a lead keeps them, the oldest first.
	list func(*lead) *[]object
	// render is the object as the API answers it.
	render func(*sandbox, object, *lead) object
}

// child is one object of a kind. Like the props of a lead, what it holds is never
// changed in place.
type child struct {
	kind *childKind
	lead *lead
	at   int // in its list
}

func (c child) object() object { return (*c.kind.list(c.lead))[c.at] }

// newID returns an id for an object that is made while the sandbox runs.
func (w *world) newID(prefix string) string {
	w.made++
	return makeID(prefix, fmt.Sprintf("made %d", w.made))
}

// child finds the object of a kind that a path names, if the caller may see it.
func (s *sandbox) child(c *call, kind *childKind) (child, *apiError) {
	for _, l := range s.world.Leads {
		if !c.caller.visible(l.Org) {
			continue
		}
		if at := slices.IndexFunc(*kind.list(l), func(o object) bool { return o["id"] == c.id }); at >= 0 {
			return child{kind, l, at}, nil
		}
	}
	return child{}, notFound(kind.name)
}

// referredLead finds the lead that a body names in lead_id. Errors about it stand
// under "lead".
func (s *sandbox) referredLead(c *call, body object, failed fieldErrors) *lead {
	id, isText := body["lead_id"].(string)
	found := s.world.lead(id)
	switch {
	case body["lead_id"] == nil:
		failed["lead"] = textRequired
	case !isText:
		failed["lead"] = textNotString
	case found == nil || !c.caller.visible(found.Org):
		failed["lead"] = textNoReference
	default:
		return found
	}
	return nil
}

// addChild gives a lead an object of a kind and returns it as the API shows it.
func (s *sandbox) addChild(l *lead, kind *childKind, props object, by actor) object {
	now := s.instant()
	made := maps.Clone(props)
	maps.Copy(made, object{
		"id": s.world.newID(kind.prefix), "lead_id": l.ID, "lead_name": l.displayName(), "organization_id": l.Org.ID,
		"created_by": by.user.ID, "updated_by": by.user.ID, "date_created": isoTime(now), "date_updated": isoTime(now),
	})
	list := kind.list(l)
	*list = append(slices.Clone(*list), made)
	l.Revision++
	s.events.created(s.childEvent(child{kind, l, len(*list) - 1}, by))
	return kind.render(s, made, l)
}

// changeChild gives an object new props. Props that are the old ones leave no trace.
func (s *sandbox) changeChild(c child, props object, by actor) {
	old := c.object()
	if reflect.DeepEqual(old, props) {
		return
	}
	next := maps.Clone(props)
	next["updated_by"], next["date_updated"] = by.user.ID, isoTime(s.instant())
	list := c.kind.list(c.lead)
	*list = slices.Clone(*list)
	(*list)[c.at] = next
	c.lead.Revision++
	e := s.childEvent(c, by)
	e.old = func() object { return c.kind.render(s, old, c.lead) }
	s.events.updated(e, s.options.consolidation())
}

func (s *sandbox) removeChild(c child, by actor) {
	e := s.childEvent(c, by)
	list := c.kind.list(c.lead)
	*list = slices.Delete(slices.Clone(*list), c.at, c.at+1)
	c.lead.Revision++
	s.events.deleted(e)
}

// childEvent is an event about an object as it is now.
func (s *sandbox) childEvent(c child, by actor) event {
	now := c.object()
	return event{
		objectType: c.kind.event, objectID: words(now["id"]), leadID: c.lead.ID, org: c.lead.Org, by: by,
		request: s.events.request(), moved: s.instant(), new: func() object { return c.kind.render(s, now, c.lead) },
	}
}

// getChild, deleteChild and listChildren are the endpoints that all kinds share.
func getChild(kind *childKind) func(*sandbox, *call) (any, *apiError) {
	return func(s *sandbox, c *call) (any, *apiError) {
		found, err := s.child(c, kind)
		if err != nil {
			return nil, err
		}
		return selectFields(kind.render(s, found.object(), found.lead), c.request.URL.Query().Get("_fields")), nil
	}
}

func deleteChild(kind *childKind) func(*sandbox, *call) (any, *apiError) {
	return func(s *sandbox, c *call) (any, *apiError) {
		found, err := s.child(c, kind)
		if err != nil {
			return nil, err
		}
		s.removeChild(found, c.actor())
		return object{}, nil
	}
}

// listChildren answers with the objects of one lead, or of all leads of the caller's
// organization, that are wanted, the newest first. A lead that the caller may not see
// has none.
func (s *sandbox) listChildren(c *call, kind *childKind, wanted func(object) bool) (any, *apiError) {
	leads := s.world.leadsOf(c.caller.Org)
	if query := c.request.URL.Query(); query.Has("lead_id") {
		leads = nil
		if l := s.world.lead(query.Get("lead_id")); l != nil && c.caller.visible(l.Org) {
			leads = []*lead{l}
		}
	}
	rows := []object{}
	for _, l := range leads {
		for _, o := range slices.Backward(*kind.list(l)) {
			if wanted(o) {
				rows = append(rows, kind.render(s, o, l))
			}
		}
	}
	return page(c, rows, maxLimit)
}

// userNamed is the full name of a user, null for none.
func (s *sandbox) userNamed(id any) any {
	for _, u := range s.world.Users {
		if u.ID == id {
			return u.name()
		}
	}
	return nil
}
