package crm

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"leadpatch/web/sandbox/wire"
)

// ChildKind is a kind of object that stands below a lead and has endpoints of its
// own: notes, tasks and opportunities.
type ChildKind struct {
	prefix string // of its ids
	Name   string // what a 404 calls it
	event  string // what the event log calls it
	Path   string // of its endpoints
	// List is where a lead keeps them, the oldest first.
	List func(*Lead) *[]wire.Object
	// Render is the object as the API answers it.
	Render func(*World, wire.Object, *Lead) wire.Object
}

// Child is one object of a kind. Like the props of a lead, what it holds is never
// changed in place.
type Child struct {
	kind *ChildKind
	Lead *Lead
	at   int // in its list
}

// Object is what the child holds.
func (c Child) Object() wire.Object { return (*c.kind.List(c.Lead))[c.at] }

// Render is the child as the API answers it.
func (c Child) Render(w *World) wire.Object { return c.kind.Render(w, c.Object(), c.Lead) }

// Child finds the object of a kind that has an id, in the organizations that are seen.
func (w *World) Child(kind *ChildKind, id string, seen func(*Org) bool) (found Child, ok bool) {
	for _, l := range w.Leads {
		if !seen(l.Org) {
			continue
		}
		if at := slices.IndexFunc(*kind.List(l), func(o wire.Object) bool { return o["id"] == id }); at >= 0 {
			return Child{kind, l, at}, true
		}
	}
	return Child{}, false
}

// NewID returns an id for an object that is made while the sandbox runs.
func (d *Data) NewID(prefix string) string {
	d.made++
	return MakeID(prefix, fmt.Sprintf("made %d", d.made))
}

// AddChild adds an object of a kind to a lead and returns it as the API shows it.
func (w *World) AddChild(l *Lead, kind *ChildKind, props wire.Object, by Actor) wire.Object {
	now := w.Instant()
	made := maps.Clone(props)
	maps.Copy(made, wire.Object{
		"id": w.NewID(kind.prefix), "lead_id": l.ID, "lead_name": l.DisplayName(), "organization_id": l.Org.ID,
		"created_by": by.User.ID, "updated_by": by.User.ID, "date_created": wire.ISOTime(now), "date_updated": wire.ISOTime(now),
	})
	list := kind.List(l)
	*list = append(slices.Clone(*list), made)
	l.Revision++
	w.events.created(w.childEvent(Child{kind, l, len(*list) - 1}, by))
	return kind.Render(w, made, l)
}

// ChangeChild replaces the props of an object. Props that are the old ones leave no trace.
func (w *World) ChangeChild(c Child, props wire.Object, by Actor) {
	old := c.Object()
	if reflect.DeepEqual(old, props) {
		return
	}
	next := maps.Clone(props)
	next["updated_by"], next["date_updated"] = by.User.ID, wire.ISOTime(w.Instant())
	list := c.kind.List(c.Lead)
	*list = slices.Clone(*list)
	(*list)[c.at] = next
	c.Lead.Revision++
	e := w.childEvent(c, by)
	e.old = func() wire.Object { return c.kind.Render(w, old, c.Lead) }
	w.events.updated(e, w.Options.Consolidation())
}

// RemoveChild takes an object away from its lead.
func (w *World) RemoveChild(c Child, by Actor) {
	e := w.childEvent(c, by)
	list := c.kind.List(c.Lead)
	*list = slices.Delete(slices.Clone(*list), c.at, c.at+1)
	c.Lead.Revision++
	w.events.deleted(e)
}

// childEvent is an event about an object as it is now.
func (w *World) childEvent(c Child, by Actor) Event {
	now := c.Object()
	return Event{
		ObjectType: c.kind.event, ObjectID: wire.Words(now["id"]), LeadID: c.Lead.ID, Org: c.Lead.Org, By: by,
		Request: w.events.request(), Moved: w.Instant(), new: func() wire.Object { return c.kind.Render(w, now, c.Lead) },
	}
}
