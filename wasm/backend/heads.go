package backend

import (
	"encoding/json"
	"strings"
	"sync"

	"leadpatch/wasm/api"

	"github.com/tidwall/gjson"
)

// heads remembers what the leads that were read are called, and whose they are, so
// that a wish without a network can be told about. The zero value is ready.
type heads struct {
	mu sync.Mutex
	m  map[string]head // by the lead's id
}

type head struct {
	lead         api.Lead
	organization api.Organization
	user         api.User
}

func (h *heads) set(v head) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.m == nil || len(h.m) >= maxOwners {
		h.m = make(map[string]head)
	}
	h.m[v.lead.ID] = v
}

func (h *heads) get(lead string) (head, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v, ok := h.m[lead]
	return v, ok
}

// forget forgets everything: it belongs to whoever was signed in.
func (h *heads) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.m = nil
}

// standardLabels are the names of the fields that every organisation has.
var standardLabels = map[string]string{
	"name": "Name", "description": "Description", "url": "URL", "status_id": "Status", "addresses": "Addresses",
	"title": "Title", "emails": "Emails", "phones": "Phones", "urls": "Web addresses",
}

// asked describes a wish that has not been compiled yet: what the user saw, and what
// they want.
func (b *Backend) asked(org string, request api.EditsRequest) []api.Change {
	out := []api.Change{}
	for _, e := range request.Edits {
		label := standardLabels[e.Field]
		if label == "" {
			label = b.meta.label(org, e.Field)
		}
		if label == "" {
			label = "A custom field"
		}
		c := api.Change{Target: e.Target, Field: e.Field, Label: label, Now: json.RawMessage("null"), After: json.RawMessage("null")}
		if saw := request.Base[baseKey(e.Target, e.Field)]; gjson.Valid(saw) {
			c.Now = shownJSON(saw)
		}
		if len(e.Value) > 0 {
			c.After = e.Value
		}
		switch e.Op {
		case api.OpAdd:
			c.Note = "Added to what is there."
		case api.OpRemove:
			c.Note = "Taken away from what is there."
		case api.OpAppend:
			c.Note = "Written after what is there."
		}
		out = append(out, c)
	}
	for _, s := range request.Steps {
		out = append(out, askedStep(s))
	}
	return out
}

// askedStep describes a step that has not been compiled yet.
func askedStep(s api.Step) api.Change {
	c := api.Change{Now: json.RawMessage("null"), After: json.RawMessage("null")}
	switch s.Do {
	case api.StepNote:
		c.Field, c.Label, c.After = "note", "Note", jsonText(s.Text)
	case api.StepTask:
		c.Field, c.Label, c.After = "task", "Task", jsonText(s.Text)
	case api.StepOpportunity:
		c.Field, c.Label, c.After = "opportunity."+s.Opportunity, "Opportunity", jsonText(s.Status)
	case api.StepDeleteNote:
		c.Field, c.Label, c.Now = "note", "Note", jsonText(s.Was)
	case api.StepDeleteTask:
		c.Field, c.Label, c.Now = "task", "Task", jsonText(s.Was)
	case api.StepDeleteContact:
		c.Target, c.Field, c.Label = s.ID, "name", "Contact"
		if was := gjson.Get(s.Was, "name"); gjson.Valid(s.Was) && was.Type == gjson.String {
			c.Now = jsonText(was.Str)
		}
	default:
		c.Field, c.Label = "step", "Step"
	}
	return c
}

// shownJSON is a value of Close's as pages read it: a number as its digits.
func shownJSON(raw string) json.RawMessage {
	if v := gjson.Parse(raw); v.Type == gjson.Number {
		return gjson.AppendJSONString(nil, strings.TrimSpace(v.Raw))
	}
	return json.RawMessage(raw)
}
