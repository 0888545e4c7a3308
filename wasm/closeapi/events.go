package closeapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// Event is one entry of Close's event log.
type Event struct {
	ID, UserID string
	// At is when the last of the changes in it was made: Close may join quick ones.
	At time.Time
	// Fields are the keys that were changed.
	Fields []string
}

// eventTime is how the log writes moments: UTC without saying so.
const eventTime = "2006-01-02T15:04:05.999999"

// Events returns the updates of a lead or a contact since a moment, the newest first:
// at most 50, which more says. Close keeps 30 days. Source: GET /event/.
func (c *Client) Events(ctx context.Context, objectType string, id ID, since time.Time) (events []Event, more bool, err error) {
	query := url.Values{
		"object_type":       {objectType},
		"object_id":         {id.String()},
		"date_updated__gte": {since.UTC().Format(eventTime)},
	}
	raw, err := c.call(ctx, http.MethodGet, "/event/?"+query.Encode(), nil)
	if err != nil {
		return nil, false, err
	}
	answer := gjson.ParseBytes(raw)
	for _, e := range answer.Get("data").Array() {
		if e.Get("action").String() != "updated" {
			continue // Close has no filter for the object and the action together with its type
		}
		at, err := time.Parse(eventTime, strings.TrimSuffix(e.Get("date_updated").String(), "Z"))
		if err != nil {
			continue // an event without a moment says nothing about an order
		}
		event := Event{ID: e.Get("id").String(), UserID: e.Get("user_id").String(), At: at}
		for _, f := range e.Get("changed_fields").Array() {
			event.Fields = append(event.Fields, f.String())
		}
		events = append(events, event)
	}
	return events, answer.Get("cursor_next").String() != "", nil
}
