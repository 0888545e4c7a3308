package crm

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"leadpatch/web/sandbox/wire"
)

// eventLife is for how long events are kept, and eventPrivacy for how long those who
// are no administrators see what is in them.
const (
	eventLife    = 30 * 24 * time.Hour
	eventPrivacy = time.Hour
)

// The actions of events.
const (
	actionCreated = "created"
	actionUpdated = "updated"
	actionDeleted = "deleted"
)

// Event is an entry of the event log.
type Event struct {
	ID         string
	Order      int // of its last change among all events, from 1
	Action     string
	ObjectType string
	ObjectID   string
	LeadID     string
	Org        *Org
	By         Actor
	Request    string
	begun      time.Time // when it came to be
	Moved      time.Time // when it last changed
	old        shot      // nil when the object was created
	new        shot
}

// eventLog keeps the events in the order in which they came to be. The zero value is
// ready. It is not safe for concurrent use.
type eventLog struct {
	events   []*Event
	latest   map[string]*Event // the last event about each object
	orders   int
	requests int
}

// request returns an id for one request, which all its events carry.
func (l *eventLog) request() string {
	l.requests++
	return MakeShortID("req", fmt.Sprint(l.requests))
}

func (l *eventLog) created(e Event) {
	e.Action = actionCreated
	l.add(e)
}

// deleted notes that an object is gone. The event shows it as it was last.
func (l *eventLog) deleted(e Event) {
	e.Action = actionDeleted
	l.add(e)
}

// updated notes that an object was changed. When its last event is no older than the
// window, that event takes the change in: it keeps its beginning and what was before
// it, and is otherwise about the change that came last, whoever made it.
func (l *eventLog) updated(e Event, window time.Duration) {
	e.Action = actionUpdated
	last := l.latest[e.ObjectID]
	if last == nil || last.Action != e.Action || window == 0 || e.Moved.Sub(last.Moved) > window {
		l.add(e)
		return
	}
	l.orders++
	e.ID, e.begun, e.old, e.Order = last.ID, last.begun, last.old, l.orders
	*last = e
}

func (l *eventLog) add(e Event) {
	l.orders++
	e.ID, e.begun, e.Order = MakeShortID("ev", fmt.Sprint(len(l.events)+1)), e.Moved, l.orders
	l.events = append(l.events, &e)
	if l.latest == nil {
		l.latest = map[string]*Event{}
	}
	l.latest[e.ObjectID] = &e
}

// Events returns the events that are wanted and still kept, newest first.
func (w *World) Events(wanted func(*Event) bool) []*Event { return w.events.list(w.Clock(), wanted) }

func (l *eventLog) list(now time.Time, wanted func(*Event) bool) []*Event {
	var out []*Event
	for _, e := range l.events {
		if now.Sub(e.Moved) <= eventLife && wanted(e) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *Event) int { return b.Compare(a.Moved, a.Order) })
	return out
}

// Compare returns a negative number for an event that is older than one of that time and
// order, and a positive number for one that is newer.
func (e *Event) Compare(moved time.Time, order int) int {
	if c := e.Moved.Compare(moved); c != 0 {
		return c
	}
	return e.Order - order
}

// changes returns the keys that differ, and what they had before. A key that was not
// there before has nothing to return.
func (e *Event) changes() (changed []string, previous wire.Object) {
	changed, previous = []string{}, wire.Object{}
	if e.old == nil {
		return changed, previous
	}
	old, now := e.old(), e.new()
	// What a lead has below it has events of its own.
	for _, child := range []string{"contacts", "opportunities", "tasks"} {
		delete(old, child)
		delete(now, child)
	}
	both := maps.Clone(old)
	maps.Copy(both, now)
	for _, key := range slices.Sorted(maps.Keys(both)) {
		was, had := old[key]
		is, has := now[key]
		if had == has && reflect.DeepEqual(was, is) {
			continue
		}
		changed = append(changed, key)
		if had {
			previous[key] = was
		}
	}
	return changed, previous
}

// Render is the event as a user of a role sees it.
func (e *Event) Render(role string, now time.Time) wire.Object {
	changed, previous := e.changes()
	var keyID any
	if e.By.KeyID != "" {
		keyID = e.By.KeyID
	}
	out := wire.Object{
		"id":              e.ID,
		"date_created":    naiveTime(e.begun),
		"date_updated":    naiveTime(e.Moved),
		"action":          e.Action,
		"object_type":     e.ObjectType,
		"object_id":       e.ObjectID,
		"lead_id":         e.LeadID,
		"organization_id": e.Org.ID,
		"user_id":         e.By.User.ID,
		"api_key_id":      keyID,
		"request_id":      e.Request,
		"changed_fields":  changed,
		"meta":            wire.Object{"request_method": e.By.Method, "request_path": e.By.Path},
	}
	if role == RoleAdmin || now.Sub(e.Moved) < eventPrivacy {
		out["data"], out["previous_data"] = e.new(), previous
	}
	return out
}

// naiveTime is a moment as events have it: in UTC, without saying so.
func naiveTime(t time.Time) string { return strings.TrimSuffix(wire.ISOTime(t), "+00:00") }
