package api

import (
	"maps"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

func (s *Server) listNotes(c *call) (any, *wire.Error) {
	return s.listChildren(c, &crm.NoteKind, func(wire.Object) bool { return true })
}

func (s *Server) postNote(c *call) (any, *wire.Error) {
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	failed := wire.FieldErrors{}
	l := s.referredLead(c, body, failed)
	now := wire.ISOTime(s.world.Instant())
	next := wire.Object{
		"note": "", "note_html": "", "title": nil, "contact_id": nil, "pinned": false, "pinned_at": nil,
		"activity_at": now, "user_id": c.caller.User.ID,
	}
	s.world.NoteFields(l, body, next, failed)
	if len(failed) > 0 {
		return nil, failed.Refusal()
	}
	return s.world.AddChild(l, &crm.NoteKind, next, c.actor()), nil
}

func (s *Server) putNote(c *call) (any, *wire.Error) {
	found, err := s.child(c, &crm.NoteKind)
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	next, failed := maps.Clone(found.Object()), wire.FieldErrors{}
	s.world.NoteFields(found.Lead, body, next, failed)
	if len(failed) > 0 {
		return nil, failed.Refusal()
	}
	s.world.ChangeChild(found, next, c.actor())
	return found.Render(s.world), nil
}
