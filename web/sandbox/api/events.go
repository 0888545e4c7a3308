package api

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// maxEvents is the largest page of events, and the one without a _limit.
const maxEvents = 50

// eventFilters are the parameters that choose events, and eventFilterSets the
// combinations of them that are taken. The times may be added to each.
var (
	eventFilters    = []string{"action", "lead_id", "object_id", "object_type", "request_id", "user_id"}
	eventFilterSets = []string{
		"",
		"object_id object_type", "action object_type", "action object_id",
		"lead_id object_type", "action lead_id object_type",
		"lead_id object_type user_id", "action lead_id object_type user_id", "lead_id user_id",
		"object_id user_id", "action object_id user_id",
		"object_type user_id", "action object_type user_id",
		"lead_id", "user_id", "request_id",
	}
)

// eventTimes are the limits of date_updated, and whether an event that compares so
// with one is within it.
var eventTimes = map[string]func(compared int) bool{
	"date_updated__gt":  func(c int) bool { return c > 0 },
	"date_updated__gte": func(c int) bool { return c >= 0 },
	"date_updated__lt":  func(c int) bool { return c < 0 },
	"date_updated__lte": func(c int) bool { return c <= 0 },
}

func (s *Server) getEvent(c *call) (any, *wire.Error) {
	list := s.world.Events(func(e *crm.Event) bool { return e.ID == c.id && c.caller.Visible(e.Org) })
	if len(list) == 0 {
		return nil, notFound("Event")
	}
	return wire.SelectFields(s.renderEvent(c, list[0]), c.request.URL.Query().Get("_fields")), nil
}

func (s *Server) renderEvent(c *call, e *crm.Event) wire.Object {
	return e.Render(c.caller.User.Roles[e.Org.ID], s.world.Clock())
}

func (s *Server) listEvents(c *call) (any, *wire.Error) {
	query := c.request.URL.Query()
	limit, err := eventLimit(query)
	if err != nil {
		return nil, err
	}
	from, err := parseCursor(query.Get("_cursor"))
	if err != nil {
		return nil, err
	}
	// The cursor remembers the limits of time, which need not be given again.
	times := from.times
	for name := range eventTimes {
		if query.Get(name) != "" {
			times.Set(name, query.Get(name))
		}
	}
	chosen, err := eventFilter(query)
	if err != nil {
		return nil, err
	}
	within, err := eventRange(times)
	if err != nil {
		return nil, err
	}
	all := s.world.Events(func(e *crm.Event) bool { return c.caller.Visible(e.Org) && chosen(e) && within(e) })
	start, end := from.cut(all, limit)
	data := []wire.Object{}
	for _, e := range all[start:end] {
		data = append(data, wire.SelectFields(s.renderEvent(c, e), query.Get("_fields")))
	}
	out := wire.Object{"data": data, "cursor_next": nil, "cursor_previous": nil}
	if start < end && end < len(all) {
		out["cursor_next"] = cursorAt(all[end-1], false, times).String()
	}
	if start < end && start > 0 {
		out["cursor_previous"] = cursorAt(all[start], true, times).String()
	}
	return out, nil
}

// eventLimit reads _limit, which is capped and not refused when it is too large.
func eventLimit(query url.Values) (int, *wire.Error) {
	if query.Has("_skip") {
		return 0, wire.PlainError(http.StatusBadRequest, wire.TextNoSkip)
	}
	if !query.Has("_limit") {
		return maxEvents, nil
	}
	limit, err := strconv.Atoi(query.Get("_limit"))
	if err != nil || limit < 1 {
		return 0, wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextNotInteger, "_limit", query.Get("_limit")))
	}
	return min(limit, maxEvents), nil
}

// eventFilter returns the test for the events that a query asks for.
func eventFilter(query url.Values) (func(*crm.Event) bool, *wire.Error) {
	var named []string
	for _, name := range eventFilters {
		if query.Get(name) != "" {
			named = append(named, name)
		}
	}
	if set := strings.Join(named, " "); !slices.Contains(eventFilterSets, set) {
		return nil, wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextNoCombination, strings.Join(named, ", ")))
	}
	return func(e *crm.Event) bool {
		has := map[string]string{
			"action": e.Action, "lead_id": e.LeadID, "object_id": e.ObjectID, "object_type": e.ObjectType,
			"request_id": e.Request, "user_id": e.By.User.ID,
		}
		return !slices.ContainsFunc(named, func(name string) bool { return has[name] != query.Get(name) })
	}, nil
}

// eventRange returns the test for the events within limits of time. A time without an
// offset is in UTC, as those of events are.
func eventRange(times url.Values) (func(*crm.Event) bool, *wire.Error) {
	bounds := map[string]time.Time{}
	for name := range times {
		bound, ok := wire.ParseDateTime(times.Get(name))
		if !ok {
			return nil, wire.FieldErrors{name: wire.TextNoDateTime}.Refusal()
		}
		bounds[name] = bound
	}
	return func(e *crm.Event) bool {
		for name, bound := range bounds {
			if !eventTimes[name](e.Moved.Compare(bound)) {
				return false
			}
		}
		return true
	}, nil
}

// cursor is a place in the list of events: right after one of them, or right before
// it.
type cursor struct {
	set      bool // false: the beginning of the list
	previous bool // the page before the place, instead of the one after it
	moved    time.Time
	order    int
	times    url.Values
}

func cursorAt(e *crm.Event, previous bool, times url.Values) cursor {
	return cursor{set: true, previous: previous, moved: e.Moved, order: e.Order, times: times}
}

// String is the cursor as clients get it, who are to see nothing in it.
func (c cursor) String() string {
	values := url.Values{
		"previous": {strconv.FormatBool(c.previous)}, "moved": {strconv.FormatInt(c.moved.UnixMicro(), 10)}, "order": {strconv.Itoa(c.order)},
	}
	for name := range c.times {
		values.Set(name, c.times.Get(name))
	}
	return base64.RawURLEncoding.EncodeToString([]byte(values.Encode()))
}

func parseCursor(text string) (cursor, *wire.Error) {
	out := cursor{times: url.Values{}}
	if text == "" {
		return out, nil
	}
	invalid := wire.PlainError(http.StatusBadRequest, wire.TextNoCursor)
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return out, invalid
	}
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return out, invalid
	}
	moved, errMoved := strconv.ParseInt(values.Get("moved"), 10, 64)
	order, errOrder := strconv.Atoi(values.Get("order"))
	previous, errPrevious := strconv.ParseBool(values.Get("previous"))
	if errMoved != nil || errOrder != nil || errPrevious != nil {
		return out, invalid
	}
	out.set, out.previous, out.moved, out.order = true, previous, time.UnixMicro(moved), order
	for name := range eventTimes {
		if values.Get(name) != "" {
			out.times.Set(name, values.Get(name))
		}
	}
	return out, nil
}

// cut returns where in a list, newest first, the page of a cursor is.
func (c cursor) cut(all []*crm.Event, limit int) (start, end int) {
	// at is the first event that is as old as the place, or older; older the first that
	// is older.
	at := sort.Search(len(all), func(i int) bool { return all[i].Compare(c.moved, c.order) <= 0 })
	older := sort.Search(len(all), func(i int) bool { return all[i].Compare(c.moved, c.order) < 0 })
	switch {
	case !c.set:
		return 0, min(limit, len(all))
	case c.previous:
		return max(0, at-limit), at
	}
	return older, min(older+limit, len(all))
}
