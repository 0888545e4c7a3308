package main

import (
	"maps"
	"net/http"
	"slices"
	"time"
)

// The types of tasks that can be made.
const (
	taskLead = "lead"
	taskCall = "outgoing_call"
)

var taskKind = childKind{
	prefix: "task", name: "Task", event: "task.lead", path: "/task/",
	list: func(l *lead) *[]object { return &l.Tasks },
	render: func(w *World, o object, l *lead) object {
		out := maps.Clone(o)
		out["assigned_to_name"] = w.userNamed(o["assigned_to"])
		out["created_by_name"], out["updated_by_name"] = w.userNamed(o["created_by"]), w.userNamed(o["updated_by"])
		out["contact_name"] = nil
		for _, p := range l.Contacts {
			if p.ID == o["contact_id"] {
				out["contact_name"] = p.name()
			}
		}
		out["view"] = w.taskView(o)
		return out
	},
}

// taskView says in which of the user's lists of tasks a task is.
func (w *World) taskView(o object) string {
	date, hasDate := o["date"].(string)
	switch {
	case o["is_complete"] == true:
		return "archive"
	case hasDate && len(date) >= len(time.DateOnly) && date[:len(time.DateOnly)] > w.clock().UTC().Format(time.DateOnly):
		return "future"
	}
	return "inbox"
}

// listTasks answers with tasks of the type "lead" alone, unless _type asks for
// others.
func (s *apiServer) listTasks(c *call) (any, *apiError) {
	query := c.request.URL.Query()
	kind := query.Get("_type")
	if kind == "" {
		kind = taskLead
	}
	return s.listChildren(c, &taskKind, func(o object) bool {
		switch {
		case kind != "all" && o["_type"] != kind,
			query.Has("view") && s.world.taskView(o) != query.Get("view"),
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

func (s *apiServer) postTask(c *call) (any, *apiError) {
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	failed := unknownKeys(body, taskPostKeys)
	l := s.referredLead(c, body, failed)
	next := object{
		"_type": taskLead, "text": "", "date": nil, "is_complete": false, "is_dateless": true, "assigned_to": c.caller.User.ID,
		"contact_id": nil, "object_id": nil, "object_type": nil,
	}
	if body["_type"] != nil {
		next["_type"] = body["_type"]
	}
	switch next["_type"] {
	case taskLead:
		if text, _ := body["text"].(string); text == "" {
			failed["text"] = textRequired
		}
	case taskCall:
		id, _ := body["contact_id"].(string)
		if l != nil && !l.hasContact(id) {
			failed["contact"] = textNoReference
		}
		next["contact_id"] = id
	default:
		failed["_type"] = textNotAChoice
	}
	s.world.taskFields(body, next, failed)
	if len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	return s.world.addChild(l, &taskKind, next, c.actor()), nil
}

func (s *apiServer) putTask(c *call) (any, *apiError) {
	found, err := s.child(c, &taskKind)
	if err != nil {
		return nil, err
	}
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	next, failed := maps.Clone(found.object()), unknownKeys(body, taskPutKeys)
	s.world.taskFields(body, next, failed)
	if len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	s.world.changeChild(found, next, c.actor())
	return found.render(s.world), nil
}

// taskFields puts what a body says into a task.
func (w *World) taskFields(body, next object, failed fieldErrors) {
	// In this order, so that is_dateless has the last word about a date.
	for _, key := range slices.Sorted(maps.Keys(body)) {
		value := body[key]
		text, isText := value.(string)
		flag, isFlag := value.(bool)
		switch key {
		case "text":
			if !isText {
				failed[key] = textNotString
			}
			next[key] = text
		case "assigned_to":
			if w.userNamed(value) == nil {
				failed[key] = textNoReference
			}
			next[key] = value
		case "is_complete", "is_dateless":
			if !isFlag {
				failed[key] = textNotBool
			}
			next[key] = flag
		case "priority":
			if text != "high" && text != "medium" {
				failed[key] = textNotAChoice
			}
			next[key] = text
		case "date":
			next["date"], next["is_dateless"] = nil, true
			if value == nil {
				continue
			}
			if _, err := time.Parse(time.DateOnly, text); err == nil {
				next["date"], next["is_dateless"] = text, false
			} else if moment, ok := parseDateTime(text); ok {
				next["date"], next["is_dateless"] = isoTime(moment), false
			} else {
				failed[key] = textNoDateTime
			}
		}
	}
}

// unknownKeys are the errors for the keys of a body that are not among the known
// ones.
func unknownKeys(body object, known []string) fieldErrors {
	failed := fieldErrors{}
	for key := range body {
		if !slices.Contains(known, key) {
			failed[key] = textUnknownKey
		}
	}
	return failed
}
