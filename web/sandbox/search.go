package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// find returns all leads and contacts of an organization that a body asks for, as the
// index shows them.
func find(w *World, o *org, body object) ([]document, *apiError) {
	wanted, err := queryReader{splitterOf(w.options.SearchWords)}.read(body["query"], 1)
	if err != nil {
		return nil, err
	}
	var leads, contacts []document
	for _, l := range w.indexed(o) {
		d := leadDocument(w, l)
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

// selection reads which fields of each type of object are wanted, in the form
// of the _fields of a query.
func selection(value any) (map[string]string, *apiError) {
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
