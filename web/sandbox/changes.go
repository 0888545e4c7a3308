package main

import (
	"fmt"
	"reflect"
	"time"
)

// actor is whoever changes something, and by which request.
type actor struct {
	user   *user
	keyID  string // of the key that was used; empty for none
	method string
	path   string
}

// actor is the caller as the event log names it.
func (c *call) actor() actor {
	return actor{user: c.caller.User, keyID: c.caller.KeyID, method: c.request.Method, path: c.request.URL.Path}
}

// change gives a lead new props in the name of somebody. Props that are the old ones
// leave no trace.
func (w *World) change(l *lead, props object, by actor) {
	if reflect.DeepEqual(l.Props, props) {
		return
	}
	w.beforeIndexing(l)
	old, now := w.leadShot(l), w.moment(l.Updated)
	was, _ := l.Props["status_id"].(string)
	is, _ := props["status_id"].(string)
	l.Props, l.Updated, l.UpdatedBy = props, now, by.user
	l.Revision++
	request := w.events.request()
	w.events.updated(event{
		objectType: "lead", objectID: l.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now, old: old, new: w.leadShot(l),
	}, w.options.consolidation())
	if was == is {
		return
	}
	n := len(w.StatusChanges) + 1
	changed := statusChange{
		ID:     makeID("acti", fmt.Sprintf("status change %d", n)),
		LeadID: l.ID, OldStatusID: was, NewStatusID: is, UserID: by.user.ID, DateCreated: isoTime(now),
	}
	w.StatusChanges = append(w.StatusChanges, changed)
	w.events.created(event{
		objectType: "activity.lead_status_change", objectID: changed.ID, leadID: l.ID, org: l.Org, by: by, request: request, moved: now,
		new: func() object { return renderStatusChange(changed, l.Org) },
	})
}

// changeContact gives a contact new props in the name of somebody. Props that are the
// old ones leave no trace. The lead's own times do not move, but its page is shown
// anew.
func (w *World) changeContact(p *contact, l *lead, props object, by actor) {
	if reflect.DeepEqual(p.Props, props) {
		return
	}
	w.beforeIndexing(l)
	old, now := w.contactShot(p, l), w.moment(p.Updated)
	p.Props, p.Updated, p.UpdatedBy = props, now, by.user
	l.Revision++
	w.events.updated(event{
		objectType: "contact", objectID: p.ID, leadID: l.ID, org: l.Org, by: by, request: w.events.request(), moved: now,
		old: old, new: w.contactShot(p, l),
	}, w.options.consolidation())
}

// instant is now, as precise as the times of objects are.
func (w *World) instant() time.Time { return w.clock().UTC().Truncate(time.Microsecond) }

// moment is now, or a little later: two changes of one object never have the same
// time.
func (w *World) moment(last time.Time) time.Time {
	now := w.instant()
	if !now.After(last) {
		now = last.Add(time.Microsecond)
	}
	return now
}

// shot is an object as the API showed it at one time. It is drawn when somebody looks:
// most are never looked at.
type shot func() object

func (w *World) leadShot(l *lead) shot {
	then := l.copy()
	return func() object { return w.renderLead(then) }
}

// copy is the lead as it is now. It relies on props never being changed in place.
func (l *lead) copy() *lead {
	then := *l
	then.unindexed = nil
	then.Contacts = make([]*contact, len(l.Contacts))
	for i, p := range l.Contacts {
		copied := *p
		then.Contacts[i] = &copied
	}
	return &then
}

func (w *World) contactShot(p *contact, l *lead) shot {
	then := *p
	return func() object { return w.renderContact(&then, l) }
}
