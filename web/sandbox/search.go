package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
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
func (s *sandbox) postSearch(c *call) (any, *apiError) {
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
	fields, err := searchSelection(body["_fields"])
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
func (s *sandbox) search(c *call, body object) ([]document, *apiError) {
	if body["cursor"] != nil {
		known, ok := s.cursors[words(body["cursor"])]
		if !ok || known.owner != c.caller.Owner || s.clock().After(known.until) {
			return nil, plainError(http.StatusBadRequest, textNoCursor)
		}
		return known.left, nil
	}
	wanted, err := queryReader{splitterOf(s.options.SearchWords)}.read(body["query"], 1)
	if err != nil {
		return nil, err
	}
	var leads, contacts []document
	for _, l := range s.indexed(c.caller.Org) {
		d := s.leadDocument(l)
		if wanted(d) {
			leads = append(leads, d)
		}
		for _, p := range d.related["contact"] {
			if wanted(p) {
				contacts = append(contacts, p)
			}
		}
	}
	found := append(leads, contacts...)
	return found, sortDocuments(found, body["sort"])
}

// cursorFor keeps what is left of a search and returns its cursor, null for nothing.
func (s *sandbox) cursorFor(c *call, left []document) any {
	now := s.clock()
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

// searchSelection reads which fields of each type of object are wanted, in the form
// of the _fields of a query.
func searchSelection(value any) (map[string]string, *apiError) {
	out := map[string]string{}
	byKind, isDict := value.(object)
	if value != nil && !isDict {
		return nil, &apiError{http.StatusBadRequest, fieldErrors{"_fields": textNotDict}.body()}
	}
	for kind, value := range byKind {
		list, isList := value.([]any)
		if searchFields[kind] == nil || !isList {
			return nil, &apiError{http.StatusBadRequest, fieldErrors{"_fields": textNotList}.body()}
		}
		var names []string
		custom := 0
		for _, name := range list {
			names = append(names, words(name))
			if strings.HasPrefix(words(name), "custom.") {
				custom++
			}
		}
		if custom > maxSelectors {
			return nil, plainError(http.StatusBadRequest, fmt.Sprintf(textManySelectors, maxSelectors))
		}
		out[kind] = strings.Join(names, ",")
	}
	return out, nil
}

// sortDocuments puts documents in the order of a list of fields, the first of which
// counts most.
func sortDocuments(list []document, by any) *apiError {
	orders, isList := by.([]any)
	if by != nil && !isList {
		return &apiError{http.StatusBadRequest, fieldErrors{"sort": textNotList}.body()}
	}
	for _, item := range slices.Backward(orders) {
		order, isDict := item.(object)
		if !isDict {
			return &apiError{http.StatusBadRequest, fieldErrors{"sort": textNotDict}.body()}
		}
		_, key, err := fieldOf(order["field"])
		if err != nil {
			return err
		}
		sign := 1
		if order["direction"] == "desc" {
			sign = -1
		}
		slices.SortStableFunc(list, func(a, b document) int { return sign * compareValues(a.values[key], b.values[key]) })
	}
	return nil
}

// compareValues orders numbers by size and all else as text.
func compareValues(a, b any) int {
	first, isNumber := a.(json.Number)
	second, too := b.(json.Number)
	if isNumber && too {
		x, errX := first.Float64()
		y, errY := second.Float64()
		if errX == nil && errY == nil {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(strings.ToLower(words(a)), strings.ToLower(words(b)))
}
