package api

import (
	"maps"
	"slices"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// listTasks answers with tasks of the type "lead" alone, unless _type asks for
// others.
func (s *Server) listTasks(c *call) (any, *wire.Error) {
	query := c.request.URL.Query()
	kind := query.Get("_type")
	if kind == "" {
		kind = crm.TaskLead
	}
	return s.listChildren(c, &crm.TaskKind, func(o wire.Object) bool {
		switch {
		case kind != "all" && o["_type"] != kind,
			query.Has("view") && s.world.TaskView(o) != query.Get("view"),
			query.Has("is_complete") && (query.Get("is_complete") == "true") != (o["is_complete"] == true),
			query.Has("assigned_to") && o["assigned_to"] != query.Get("assigned_to"):
			return false
		}
		return true
	})
}

// The keys that a body about a task may have.
var (
	taskPutKeys  = []string{"text", "assigned_to", "date", "is_complete", "is_dateless", "priority"}
	taskPostKeys = slices.Concat(taskPutKeys, []string{"_type", "lead_id", "contact_id"})
)

func (s *Server) postTask(c *call) (any, *wire.Error) {
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	failed := unknownKeys(body, taskPostKeys)
	l := s.referredLead(c, body, failed)
	next := wire.Object{
		"_type": crm.TaskLead, "text": "", "date": nil, "is_complete": false, "is_dateless": true, "assigned_to": c.caller.User.ID,
		"contact_id": nil, "object_id": nil, "object_type": nil,
	}
	if body["_type"] != nil {
		next["_type"] = body["_type"]
	}
	switch next["_type"] {
	case crm.TaskLead:
		if text, _ := body["text"].(string); text == "" {
			failed["text"] = wire.TextRequired
		}
	case crm.TaskCall:
		id, _ := body["contact_id"].(string)
		if l != nil && !l.HasContact(id) {
			failed["contact"] = wire.TextNoReference
		}
		next["contact_id"] = id
	default:
		failed["_type"] = wire.TextNotAChoice
	}
	s.world.TaskFields(body, next, failed)
	if len(failed) > 0 {
		return nil, failed.Refusal()
	}
	return s.world.AddChild(l, &crm.TaskKind, next, c.actor()), nil
}

func (s *Server) putTask(c *call) (any, *wire.Error) {
	found, err := s.child(c, &crm.TaskKind)
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	next, failed := maps.Clone(found.Object()), unknownKeys(body, taskPutKeys)
	s.world.TaskFields(body, next, failed)
	if len(failed) > 0 {
		return nil, failed.Refusal()
	}
	s.world.ChangeChild(found, next, c.actor())
	return found.Render(s.world), nil
}

// unknownKeys are the errors for the keys of a body that are not among the known
// ones.
func unknownKeys(body wire.Object, known []string) wire.FieldErrors {
	failed := wire.FieldErrors{}
	for key := range body {
		if !slices.Contains(known, key) {
			failed[key] = wire.TextUnknownKey
		}
	}
	return failed
}
