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
	render func(*World, object, *lead) object
}

// child is one object of a kind. Like the props of a lead, what it holds is never
// changed in place.
type child struct {
	kind *childKind
	lead *lead
	at   int // in its list
}

// object is what the child holds.
func (c child) object() object { return (*c.kind.list(c.lead))[c.at] }

// render is the child as the API answers it.
func (c child) render(w *World) object { return c.kind.render(w, c.object(), c.lead) }

// child finds the object of a kind that has an id, in the organizations that are seen.
func (w *World) child(kind *childKind, id string, seen func(*org) bool) (found child, ok bool) {
	for _, l := range w.Leads {
		if !seen(l.Org) {
			continue
		}
		if at := slices.IndexFunc(*kind.list(l), func(o object) bool { return o["id"] == id }); at >= 0 {
			return child{kind, l, at}, true
		}
	}
	return child{}, false
}

// newID returns an id for an object that is made while the sandbox runs.
func (d *Data) newID(prefix string) string {
	d.made++
	return makeID(prefix, fmt.Sprintf("made %d", d.made))
}

// child finds the object of a kind that a path names, if the caller may see it.
func (s *apiServer) child(c *call, kind *childKind) (child, *apiError) {
	found, ok := s.world.child(kind, c.id, c.caller.visible)
	if !ok {
		return child{}, notFound(kind.name)
	}
	return found, nil
}

// referredLead finds the lead that a body names in lead_id. Errors about it stand
// under "lead".
func (s *apiServer) referredLead(c *call, body object, failed fieldErrors) *lead {
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
func (w *World) addChild(l *lead, kind *childKind, props object, by actor) object {
	now := w.instant()
	made := maps.Clone(props)
	maps.Copy(made, object{
		"id": w.newID(kind.prefix), "lead_id": l.ID, "lead_name": l.displayName(), "organization_id": l.Org.ID,
		"created_by": by.user.ID, "updated_by": by.user.ID, "date_created": isoTime(now), "date_updated": isoTime(now),
	})
	list := kind.list(l)
	*list = append(slices.Clone(*list), made)
	l.Revision++
	w.events.created(w.childEvent(child{kind, l, len(*list) - 1}, by))
	return kind.render(w, made, l)
}

// changeChild gives an object new props. Props that are the old ones leave no trace.
func (w *World) changeChild(c child, props object, by actor) {
	old := c.object()
	if reflect.DeepEqual(old, props) {
		return
	}
	next := maps.Clone(props)
	next["updated_by"], next["date_updated"] = by.user.ID, isoTime(w.instant())
	list := c.kind.list(c.lead)
	*list = slices.Clone(*list)
	(*list)[c.at] = next
	c.lead.Revision++
	e := w.childEvent(c, by)
	e.old = func() object { return c.kind.render(w, old, c.lead) }
	w.events.updated(e, w.options.consolidation())
}

func (w *World) removeChild(c child, by actor) {
	e := w.childEvent(c, by)
	list := c.kind.list(c.lead)
	*list = slices.Delete(slices.Clone(*list), c.at, c.at+1)
	c.lead.Revision++
	w.events.deleted(e)
}

// childEvent is an event about an object as it is now.
func (w *World) childEvent(c child, by actor) event {
	now := c.object()
	return event{
		objectType: c.kind.event, objectID: words(now["id"]), leadID: c.lead.ID, org: c.lead.Org, by: by,
		request: w.events.request(), moved: w.instant(), new: func() object { return c.kind.render(w, now, c.lead) },
	}
}

// getChild, deleteChild and listChildren are the endpoints that all kinds share.
func getChild(kind *childKind) func(*apiServer, *call) (any, *apiError) {
	return func(s *apiServer, c *call) (any, *apiError) {
		found, err := s.child(c, kind)
		if err != nil {
			return nil, err
		}
		return selectFields(found.render(s.world), c.request.URL.Query().Get("_fields")), nil
	}
}

func deleteChild(kind *childKind) func(*apiServer, *call) (any, *apiError) {
	return func(s *apiServer, c *call) (any, *apiError) {
		found, err := s.child(c, kind)
		if err != nil {
			return nil, err
		}
		s.world.removeChild(found, c.actor())
		return object{}, nil
	}
}

// listChildren answers with the objects of one lead, or of all leads of the caller's
// organization, that are wanted, the newest first. A lead that the caller may not see
// has none.
func (s *apiServer) listChildren(c *call, kind *childKind, wanted func(object) bool) (any, *apiError) {
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
				rows = append(rows, kind.render(s.world, o, l))
			}
		}
	}
	return page(c, rows, maxLimit)
}

// userNamed is the full name of a user, null for none.
func (w *World) userNamed(id any) any {
	for _, u := range w.Users {
		if u.ID == id {
			return u.name()
		}
	}
	return nil
}
