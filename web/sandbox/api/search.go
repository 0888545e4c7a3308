package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"leadpatch/web/sandbox/search"
	"leadpatch/web/sandbox/wire"
)

// The limits of a search: objects on a page and altogether, and for how long a
// cursor can be used.
const (
	maxSearchLimit   = 200
	maxSearchResults = 10_000
	cursorLife       = 30 * time.Second
)

// searchCursor is what is left of a search that has been answered in part.
type searchCursor struct {
	left  []search.Document
	owner string
	until time.Time
}

// searchKeys are the keys of the body of a search.
var searchKeys = []string{"query", "_fields", "_limit", "cursor", "results_limit", "include_counts", "sort"}

// postSearch looks for leads and contacts of the caller's organization in the index,
// which may lag. It changes nothing.
func (s *Server) postSearch(c *call) (any, *wire.Error) {
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	if failed := unknownKeys(body, searchKeys); len(failed) > 0 {
		return nil, failed.Refusal()
	}
	limit, err := searchNumber(body, "_limit", defaultLimit, maxSearchLimit)
	if err != nil {
		return nil, err
	}
	capped, err := searchNumber(body, "results_limit", maxSearchResults, maxSearchResults)
	if err != nil {
		return nil, err
	}
	fields, err := search.Selection(body["_fields"])
	if err != nil {
		return nil, err
	}
	found, err := s.search(c, body)
	if err != nil {
		return nil, err
	}
	total := len(found)
	found = found[:min(total, capped)]
	data := []wire.Object{}
	for _, d := range found[:min(limit, len(found))] {
		row := wire.SelectFields(d.Values, fields[d.Kind])
		if fields[d.Kind] == "" {
			row = wire.Object{"id": d.Values["id"]}
		}
		row["__object_type"] = d.Kind
		data = append(data, row)
	}
	out := wire.Object{"data": data, "cursor": s.cursorFor(c, found[len(data):])}
	if body["include_counts"] == true {
		out["count"] = wire.Object{"limited": len(found), "total": total}
	}
	return out, nil
}

// search returns all that a body asks for, or what its cursor has left.
func (s *Server) search(c *call, body wire.Object) ([]search.Document, *wire.Error) {
	if body["cursor"] == nil {
		return search.Find(s.world, c.caller.Org, body)
	}
	known, ok := s.cursors[wire.Words(body["cursor"])]
	if !ok || known.owner != c.caller.Owner || s.world.Clock().After(known.until) {
		return nil, wire.PlainError(http.StatusBadRequest, wire.TextNoCursor)
	}
	return known.left, nil
}

// cursorFor keeps what is left of a search and returns its cursor, null for nothing.
func (s *Server) cursorFor(c *call, left []search.Document) any {
	now := s.world.Clock()
	for name, known := range s.cursors {
		if now.After(known.until) {
			delete(s.cursors, name)
		}
	}
	if len(left) == 0 {
		return nil
	}
	name := s.world.NewID("cursor")
	s.cursors[name] = searchCursor{left: left, owner: c.caller.Owner, until: now.Add(cursorLife)}
	return name
}

func searchNumber(body wire.Object, key string, standard, largest int) (int, *wire.Error) {
	value := body[key]
	if value == nil {
		return standard, nil
	}
	number, isNumber := value.(json.Number)
	n, err := number.Int64()
	switch {
	case !isNumber || err != nil || n < 0:
		return 0, wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextNotInteger, key, wire.Words(value)))
	case n > int64(largest):
		return 0, wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextLimitTooBig, largest))
	}
	return int(n), nil
}
