package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// maxSelectors is how many custom fields _fields may name one by one. Users report
// that lists above a hundred are refused; where exactly the limit is, nobody says.
const maxSelectors = 100

// selection is what the query of a request asks for in _fields. It is read before
// anything is done, so that a PUT that asks for too much changes nothing.
func (c *call) selection() (param string, problem *apiError) {
	param = c.request.URL.Query().Get("_fields")
	named := 0
	for selector := range strings.SplitSeq(param, ",") {
		if strings.HasPrefix(strings.TrimSpace(selector), "custom.") {
			named++
		}
	}
	if named > maxSelectors {
		return "", plainError(http.StatusBadRequest, fmt.Sprintf(textManySelectors, maxSelectors))
	}
	return param, nil
}

// selectFields keeps the keys that _fields asks for. "custom" stands for all custom
// fields, "_all" for everything; without _fields everything stays too.
func selectFields(from object, param string) object {
	if param == "" {
		return from
	}
	wanted := strings.Split(param, ",")
	for i := range wanted {
		wanted[i] = strings.TrimSpace(wanted[i])
	}
	if slices.Contains(wanted, "_all") {
		return from
	}
	custom := slices.Contains(wanted, "custom")
	out := object{}
	for key, value := range from {
		if slices.Contains(wanted, key) || custom && strings.HasPrefix(key, "custom.") {
			out[key] = value
		}
	}
	return out
}
