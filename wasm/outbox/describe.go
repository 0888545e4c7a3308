package outbox

import (
	"encoding/json"
	"strings"

	"leadpatch/wasm/api"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/step"
	"leadpatch/wasm/view"

	"github.com/tidwall/gjson"
)

// standardLabels are the names of the fields that every organization has. A contact's
// name is that of a lead.
var standardLabels = func() map[string]string {
	labels := map[string]string{}
	for _, f := range append(patch.LeadFields(nil), patch.ContactFields()...) {
		labels[f.Key] = f.Label
	}
	return labels
}()

// describe returns the rows of a change that has not been compiled yet: what the user
// saw, and what they want.
func (o *Outbox) describe(org string, request api.EditsRequest) []api.Change {
	out := []api.Change{}
	for _, e := range request.Edits {
		label := standardLabels[e.Field]
		if label == "" {
			label = o.ws.FieldLabel(org, e.Field)
		}
		if label == "" {
			label = "A custom field"
		}
		c := api.Change{Target: e.Target, Field: e.Field, Label: label, Now: json.RawMessage("null"), After: json.RawMessage("null")}
		if saw := request.Base[view.BaseKey(e.Target, e.Field)]; gjson.Valid(saw) {
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
		out = append(out, step.Describe(s))
	}
	return out
}

// shownJSON is a value of Close's as pages read it: a number as its digits.
func shownJSON(raw string) json.RawMessage {
	if v := gjson.Parse(raw); v.Type == gjson.Number {
		return view.JSON(strings.TrimSpace(v.Raw))
	}
	return json.RawMessage(raw)
}
