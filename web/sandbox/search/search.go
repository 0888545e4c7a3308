// Package search reads the queries of a search and finds the leads and contacts that
// they mean, in the index of the world, which may lag. It changes nothing, and pages and
// cursors are not its business.
package search

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// Find returns all leads and contacts of an organization that a body asks for, as the
// index shows them.
func Find(w *crm.World, o *crm.Org, body wire.Object) ([]Document, *wire.Error) {
	wanted, err := queryReader{splitterOf(w.Options.SearchWords)}.read(body["query"], 1)
	if err != nil {
		return nil, err
	}
	var leads, contacts []Document
	for _, l := range w.Indexed(o) {
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

// Selection reads which fields of each type of object are wanted, in the form
// of the _fields of a query.
func Selection(value any) (map[string]string, *wire.Error) {
	out := map[string]string{}
	byKind, isDict := value.(wire.Object)
	if value != nil && !isDict {
		return nil, wire.FieldErrors{"_fields": wire.TextNotDict}.Refusal()
	}
	for kind, value := range byKind {
		list, isList := value.([]any)
		if searchFields[kind] == nil || !isList {
			return nil, wire.FieldErrors{"_fields": wire.TextNotList}.Refusal()
		}
		var names []string
		custom := 0
		for _, name := range list {
			names = append(names, wire.Words(name))
			if strings.HasPrefix(wire.Words(name), "custom.") {
				custom++
			}
		}
		if custom > wire.MaxSelectors {
			return nil, wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextManySelectors, wire.MaxSelectors))
		}
		out[kind] = strings.Join(names, ",")
	}
	return out, nil
}

// sortDocuments puts documents in the order of a list of fields, the first of which
// counts most.
func sortDocuments(list []Document, by any) *wire.Error {
	orders, isList := by.([]any)
	if by != nil && !isList {
		return wire.FieldErrors{"sort": wire.TextNotList}.Refusal()
	}
	for _, item := range slices.Backward(orders) {
		order, isDict := item.(wire.Object)
		if !isDict {
			return wire.FieldErrors{"sort": wire.TextNotDict}.Refusal()
		}
		_, key, err := fieldOf(order["field"])
		if err != nil {
			return err
		}
		sign := 1
		if order["direction"] == "desc" {
			sign = -1
		}
		slices.SortStableFunc(list, func(a, b Document) int { return sign * compareValues(a.Values[key], b.Values[key]) })
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
	return cmp.Compare(strings.ToLower(wire.Words(a)), strings.ToLower(wire.Words(b)))
}
