package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
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

// event is an entry of the event log.
type event struct {
	id         string
	order      int // of its last change among all events, from 1
	action     string
	objectType string
	objectID   string
	leadID     string
	org        *org
	by         actor
	request    string
	begun      time.Time // when it came to be
	moved      time.Time // when it last changed
	old        shot      // nil when the object was created
	new        shot
}

// eventLog keeps the events in the order in which they came to be. The zero value is
// ready. It is not safe for concurrent use.
type eventLog struct {
	events   []*event
	latest   map[string]*event // the last event about each object
	orders   int
	requests int
}

// request returns an id for one request, which all its events carry.
func (l *eventLog) request() string {
	l.requests++
	return makeShortID("req", fmt.Sprint(l.requests))
}

func (l *eventLog) created(e event) {
	e.action = actionCreated
	l.add(e)
}

// deleted notes that an object is gone. The event shows it as it was last.
func (l *eventLog) deleted(e event) {
	e.action = actionDeleted
	l.add(e)
}

// updated notes that an object was changed. When its last event is no older than the
// window, that event takes the change in: it keeps its beginning and what was before
// it, and is otherwise about the change that came last, whoever made it.
func (l *eventLog) updated(e event, window time.Duration) {
	e.action = actionUpdated
	last := l.latest[e.objectID]
	if last == nil || last.action != e.action || window == 0 || e.moved.Sub(last.moved) > window {
		l.add(e)
		return
	}
	l.orders++
	e.id, e.begun, e.old, e.order = last.id, last.begun, last.old, l.orders
	*last = e
}

func (l *eventLog) add(e event) {
	l.orders++
	e.id, e.begun, e.order = makeShortID("ev", fmt.Sprint(len(l.events)+1)), e.moved, l.orders
	l.events = append(l.events, &e)
	if l.latest == nil {
		l.latest = map[string]*event{}
	}
	l.latest[e.objectID] = &e
}

// list returns the events that are wanted and still kept, newest first.
func (w *World) list(wanted func(*event) bool) []*event { return w.events.list(w.clock(), wanted) }

func (l *eventLog) list(now time.Time, wanted func(*event) bool) []*event {
	var out []*event
	for _, e := range l.events {
		if now.Sub(e.moved) <= eventLife && wanted(e) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *event) int { return b.compare(a.moved, a.order) })
	return out
}

// compare tells whether an event is older (negative) or newer (positive) than one of
// that time and order.
func (e *event) compare(moved time.Time, order int) int {
	if c := e.moved.Compare(moved); c != 0 {
		return c
	}
	return e.order - order
}

// changes returns the keys that differ, and what they had before. A key that was not
// there before has nothing to return.
func (e *event) changes() (changed []string, previous object) {
	changed, previous = []string{}, object{}
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

// render is the event as a user of a role sees it.
func (e *event) render(role string, now time.Time) object {
	changed, previous := e.changes()
	var keyID any
	if e.by.keyID != "" {
		keyID = e.by.keyID
	}
	out := object{
		"id":              e.id,
		"date_created":    naiveTime(e.begun),
		"date_updated":    naiveTime(e.moved),
		"action":          e.action,
		"object_type":     e.objectType,
		"object_id":       e.objectID,
		"lead_id":         e.leadID,
		"organization_id": e.org.ID,
		"user_id":         e.by.user.ID,
		"api_key_id":      keyID,
		"request_id":      e.request,
		"changed_fields":  changed,
		"meta":            object{"request_method": e.by.method, "request_path": e.by.path},
	}
	if role == roleAdmin || now.Sub(e.moved) < eventPrivacy {
		out["data"], out["previous_data"] = e.new(), previous
	}
	return out
}

// naiveTime is a moment as events have it: in UTC, without saying so.
func naiveTime(t time.Time) string { return strings.TrimSuffix(isoTime(t), "+00:00") }

// renderStatusChange is a status change as an activity.
func renderStatusChange(c statusChange, o *org) object {
	from, _ := o.statusByID(c.OldStatusID)
	to, _ := o.statusByID(c.NewStatusID)
	return object{
		"_type": "LeadStatusChange", "id": c.ID, "lead_id": c.LeadID, "organization_id": o.ID, "user_id": c.UserID,
		"old_status_id": c.OldStatusID, "old_status_label": from.Label, "new_status_id": c.NewStatusID, "new_status_label": to.Label,
		"created_by": c.UserID, "updated_by": c.UserID, "date_created": c.DateCreated, "date_updated": c.DateCreated,
	}
}
