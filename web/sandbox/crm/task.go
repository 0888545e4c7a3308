package crm

import (
	"maps"
	"slices"
	"time"

	"leadpatch/web/sandbox/wire"
)

// The types of tasks that can be made.
const (
	TaskLead = "lead"
	TaskCall = "outgoing_call"
)

// TaskKind is the tasks of leads.
var TaskKind = ChildKind{
	prefix: "task", Name: "Task", event: "task.lead", Path: "/task/",
	List: func(l *Lead) *[]wire.Object { return &l.Tasks },
	Render: func(w *World, o wire.Object, l *Lead) wire.Object {
		out := maps.Clone(o)
		out["assigned_to_name"] = w.userNamed(o["assigned_to"])
		out["created_by_name"], out["updated_by_name"] = w.userNamed(o["created_by"]), w.userNamed(o["updated_by"])
		out["contact_name"] = nil
		for _, p := range l.Contacts {
			if p.ID == o["contact_id"] {
				out["contact_name"] = p.Name()
			}
		}
		out["view"] = w.TaskView(o)
		return out
	},
}

// TaskView returns in which of the user's lists of tasks a task is.
func (w *World) TaskView(o wire.Object) string {
	date, hasDate := o["date"].(string)
	switch {
	case o["is_complete"] == true:
		return "archive"
	case hasDate && len(date) >= len(time.DateOnly) && date[:len(time.DateOnly)] > w.Clock().UTC().Format(time.DateOnly):
		return "future"
	}
	return "inbox"
}

// TaskFields puts what a body says into a task.
func (w *World) TaskFields(body, next wire.Object, failed wire.FieldErrors) {
	// In this order, so that is_dateless has the last word about a date.
	for _, key := range slices.Sorted(maps.Keys(body)) {
		value := body[key]
		text, isText := value.(string)
		flag, isFlag := value.(bool)
		switch key {
		case "text":
			if !isText {
				failed[key] = wire.TextNotString
			}
			next[key] = text
		case "assigned_to":
			if w.userNamed(value) == nil {
				failed[key] = wire.TextNoReference
			}
			next[key] = value
		case "is_complete", "is_dateless":
			if !isFlag {
				failed[key] = wire.TextNotBool
			}
			next[key] = flag
		case "priority":
			if text != "high" && text != "medium" {
				failed[key] = wire.TextNotAChoice
			}
			next[key] = text
		case "date":
			next["date"], next["is_dateless"] = nil, true
			if value == nil {
				continue
			}
			if _, err := time.Parse(time.DateOnly, text); err == nil {
				next["date"], next["is_dateless"] = text, false
			} else if moment, ok := wire.ParseDateTime(text); ok {
				next["date"], next["is_dateless"] = wire.ISOTime(moment), false
			} else {
				failed[key] = wire.TextNoDateTime
			}
		}
	}
}
