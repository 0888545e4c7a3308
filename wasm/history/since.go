package history

import (
	"context"
	"slices"
	"strings"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/outbox"
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/view"
)

const (
	// eventDays is how long Close keeps its event log.
	eventDays = 30
	// eventSlack is how far the clocks of the browser and of Close may be apart, and how
	// long Close may go on adding to one event.
	eventSlack = 2 * time.Minute
)

// Since returns what Close's event log knows about the fields of an entry since then.
// Nothing in Close's answers links a request to its event, so the entry's own is the
// first one about that time, by that user, that changed one of its fields.
func (h *History) Since(ctx context.Context, id string) (*api.Since, error) {
	op, err := h.outbox.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &api.Since{Changes: []api.SinceChange{}}
	if h.ws.Now().Sub(op.At) > eventDays*24*time.Hour {
		out.Detail = "Close keeps its log for 30 days; this change is older."
		return out, nil
	}
	if op.Record.Lead.ID == "" {
		out.Detail = "The lead is not in Close yet."
		return out, nil
	}
	lead, err := op.LeadID()
	if err != nil {
		return nil, err
	}
	s, err := h.ws.SessionFor(ctx, lead)
	if err != nil {
		return nil, err
	}
	client := h.ws.Client(s)
	labels := map[string]string{}
	targets := []string{""}
	for _, c := range op.Changes {
		labels[view.BaseKey(c.Target, c.Field)] = c.Label
		if !slices.Contains(targets, c.Target) && !strings.HasPrefix(c.Target, pipeline.NewPrefix) {
			targets = append(targets, c.Target)
		}
	}
	names := map[string]string{}
	if meta, err := h.ws.Metadata(ctx, s); err == nil {
		for _, u := range meta.Users {
			names[u.Value] = u.Label
		}
	}
	more := false
	for _, target := range targets {
		object, kind := lead, "lead"
		if target != "" {
			kind = "contact"
			if object, err = closeapi.ParseID("cont", target); err != nil {
				return nil, err
			}
		}
		events, cut, err := client.Events(ctx, kind, object, op.At.Add(-eventSlack))
		if closeapi.MayNotAsk(err) {
			out.Detail = "Your role in Close may not read its log."
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		more = more || cut
		addSince(out, op, target, events, labels, names)
	}
	slices.SortStableFunc(out.Changes, func(a, b api.SinceChange) int { return strings.Compare(b.At, a.At) })
	if more {
		out.Detail = "There are more changes than are shown. Open the lead in Close for all of them."
	}
	return out, nil
}

// addSince adds the events of one target, which come the newest first.
func addSince(out *api.Since, op *outbox.Operation, target string, events []closeapi.Event, labels, names map[string]string) {
	own := -1
	for i, e := range events {
		mine := e.UserID == op.User.ID && e.At.Sub(op.At).Abs() < eventSlack
		if mine && slices.ContainsFunc(e.Fields, func(f string) bool { return labels[view.BaseKey(target, f)] != "" }) {
			own = i // the oldest of those that fit
		}
	}
	if own >= 0 && out.Event == "" {
		out.Event = events[own].ID
	}
	for i, e := range events {
		if own >= 0 && i >= own || own < 0 && e.At.Before(op.At) {
			break
		}
		name := names[e.UserID]
		if name == "" {
			name = "Somebody"
		}
		for _, f := range e.Fields {
			if label := labels[view.BaseKey(target, f)]; label != "" {
				out.Changes = append(out.Changes, api.SinceChange{At: e.At.Format(time.RFC3339), User: name, Field: f, Label: label})
			}
		}
	}
}
