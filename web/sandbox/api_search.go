package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
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
	left  []document
	owner string
	until time.Time
}

// searchKeys are the keys of the body of a search.
var searchKeys = []string{"query", "_fields", "_limit", "cursor", "results_limit", "include_counts", "sort"}

// postSearch looks for leads and contacts of the caller's organization in the index,
// which may lag. It changes nothing.
func (s *apiServer) postSearch(c *call) (any, *apiError) {
	body, err := c.patch()
	if err != nil {
		return nil, err
	}
	if failed := unknownKeys(body, searchKeys); len(failed) > 0 {
		return nil, &apiError{http.StatusBadRequest, failed.body()}
	}
	limit, err := searchNumber(body, "_limit", defaultLimit, maxSearchLimit)
	if err != nil {
		return nil, err
	}
	capped, err := searchNumber(body, "results_limit", maxSearchResults, maxSearchResults)
	if err != nil {
		return nil, err
	}
	fields, err := selection(body["_fields"])
	if err != nil {
		return nil, err
	}
	found, err := s.search(c, body)
	if err != nil {
		return nil, err
	}
	total := len(found)
	found = found[:min(total, capped)]
	data := []object{}
	for _, d := range found[:min(limit, len(found))] {
		row := selectFields(d.values, fields[d.kind])
		if fields[d.kind] == "" {
			row = object{"id": d.values["id"]}
		}
		row["__object_type"] = d.kind
		data = append(data, row)
	}
	out := object{"data": data, "cursor": s.cursorFor(c, found[len(data):])}
	if body["include_counts"] == true {
		out["count"] = object{"limited": len(found), "total": total}
	}
	return out, nil
}

// search returns all that a body asks for, or what its cursor has left.
func (s *apiServer) search(c *call, body object) ([]document, *apiError) {
	if body["cursor"] == nil {
		return find(s.world, c.caller.Org, body)
	}
	known, ok := s.cursors[words(body["cursor"])]
	if !ok || known.owner != c.caller.Owner || s.world.clock().After(known.until) {
		return nil, plainError(http.StatusBadRequest, textNoCursor)
	}
	return known.left, nil
}

// cursorFor keeps what is left of a search and returns its cursor, null for nothing.
func (s *apiServer) cursorFor(c *call, left []document) any {
	now := s.world.clock()
	for name, known := range s.cursors {
		if now.After(known.until) {
			delete(s.cursors, name)
		}
	}
	if len(left) == 0 {
		return nil
	}
	name := s.world.newID("cursor")
	s.cursors[name] = searchCursor{left: left, owner: c.caller.Owner, until: now.Add(cursorLife)}
	return name
}

func searchNumber(body object, key string, standard, largest int) (int, *apiError) {
	value := body[key]
	if value == nil {
		return standard, nil
	}
	number, isNumber := value.(json.Number)
	n, err := number.Int64()
	switch {
	case !isNumber || err != nil || n < 0:
		return 0, plainError(http.StatusBadRequest, fmt.Sprintf(textNotInteger, key, words(value)))
	case n > int64(largest):
		return 0, plainError(http.StatusBadRequest, fmt.Sprintf(textLimitTooBig, largest))
	}
	return int(n), nil
}
