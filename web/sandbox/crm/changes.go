package crm

import (
	"fmt"
	"reflect"
	"time"

	"leadpatch/web/sandbox/wire"
)

// Actor is whoever changes something, and by which request.
type Actor struct {
	User   *User
	KeyID  string // of the key that was used; empty when there was no key
	Method string
	Path   string
}

// Change replaces the props of a lead in the name of somebody. Props that are the old ones
// leave no trace.
func (w *World) Change(l *Lead, props wire.Object, by Actor) {
	if reflect.DeepEqual(l.Props, props) {
		return
	}
	w.beforeIndexing(l)
	old, now := w.leadShot(l), w.moment(l.Updated)
	was, _ := l.Props["status_id"].(string)
	is, _ := props["status_id"].(string)
	l.Props, l.Updated, l.UpdatedBy = props, now, by.User
	l.Revision++
	request := w.events.request()
	w.events.updated(Event{
		ObjectType: "lead", ObjectID: l.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: now, old: old, new: w.leadShot(l),
	}, w.Options.Consolidation())
	if was == is {
		return
	}
	n := len(w.StatusChanges) + 1
	changed := StatusChange{
		ID:     MakeID("acti", fmt.Sprintf("status change %d", n)),
		LeadID: l.ID, OldStatusID: was, NewStatusID: is, UserID: by.User.ID, DateCreated: wire.ISOTime(now),
	}
	w.StatusChanges = append(w.StatusChanges, changed)
	w.events.created(Event{
		ObjectType: "activity.lead_status_change", ObjectID: changed.ID, LeadID: l.ID, Org: l.Org, By: by, Request: request, Moved: now,
		new: func() wire.Object { return renderStatusChange(changed, l.Org) },
	})
}

// ChangeContact replaces the props of a contact in the name of somebody. Props that are the
// old ones leave no trace. The lead's own times do not move, but its page is shown
// again.
func (w *World) ChangeContact(p *Contact, l *Lead, props wire.Object, by Actor) {
	if reflect.DeepEqual(p.Props, props) {
		return
	}
	w.beforeIndexing(l)
	old, now := w.contactShot(p, l), w.moment(p.Updated)
	p.Props, p.Updated, p.UpdatedBy = props, now, by.User
	l.Revision++
	w.events.updated(Event{
		ObjectType: "contact", ObjectID: p.ID, LeadID: l.ID, Org: l.Org, By: by, Request: w.events.request(), Moved: now,
		old: old, new: w.contactShot(p, l),
	}, w.Options.Consolidation())
}

// Instant is now, as precise as the times of objects are.
func (w *World) Instant() time.Time { return w.Clock().UTC().Truncate(time.Microsecond) }

// moment is now, or a little later: two changes of one object never have the same
// time.
func (w *World) moment(last time.Time) time.Time {
	now := w.Instant()
	if !now.After(last) {
		now = last.Add(time.Microsecond)
	}
	return now
}

// shot is an object as the API showed it at one time. It is drawn when somebody looks:
// most are never looked at.
type shot func() wire.Object

func (w *World) leadShot(l *Lead) shot {
	then := l.copy()
	return func() wire.Object { return w.RenderLead(then) }
}

// copy is the lead as it is now. It relies on props never being changed in place.
func (l *Lead) copy() *Lead {
	then := *l
	then.unindexed = nil
	then.Contacts = make([]*Contact, len(l.Contacts))
	for i, p := range l.Contacts {
		copied := *p
		then.Contacts[i] = &copied
	}
	return &then
}

func (w *World) contactShot(p *Contact, l *Lead) shot {
	then := *p
	return func() wire.Object { return w.RenderContact(&then, l) }
}

// renderStatusChange is a status change as an activity.
func renderStatusChange(c StatusChange, o *Org) wire.Object {
	from, _ := o.StatusByID(c.OldStatusID)
	to, _ := o.StatusByID(c.NewStatusID)
	return wire.Object{
		"_type": "LeadStatusChange", "id": c.ID, "lead_id": c.LeadID, "organization_id": o.ID, "user_id": c.UserID,
		"old_status_id": c.OldStatusID, "old_status_label": from.Label, "new_status_id": c.NewStatusID, "new_status_label": to.Label,
		"created_by": c.UserID, "updated_by": c.UserID, "date_created": c.DateCreated, "date_updated": c.DateCreated,
	}
}

// StatusChange records that a lead went from one status to another.
type StatusChange struct {
	ID          string `json:"id"`
	LeadID      string `json:"lead_id"`
	OldStatusID string `json:"old_status_id"`
	NewStatusID string `json:"new_status_id"`
	UserID      string `json:"user_id"`
	DateCreated string `json:"date_created"`
}
