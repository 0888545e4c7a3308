package api

import (
	"fmt"
	"net/http"
	"strconv"

	"leadpatch/web/sandbox/wire"
)

// The largest _limit of the lists, and the one they have without a _limit.
const (
	maxLimit     = 100
	maxLeadLimit = 200
	defaultLimit = 100
)

// page cuts rows to what _skip, _limit and _fields ask for.
func page(c *call, rows []wire.Object, largest int) (wire.Object, *wire.Error) {
	query := c.request.URL.Query()
	numbers := map[string]int{"_skip": 0, "_limit": defaultLimit}
	for name := range numbers {
		if !query.Has(name) {
			continue
		}
		number, err := strconv.Atoi(query.Get(name))
		if err != nil || number < 0 {
			return nil, wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextNotInteger, name, query.Get(name)))
		}
		numbers[name] = number
	}
	fields, err := c.selection()
	if err != nil {
		return nil, err
	}
	limit := numbers["_limit"]
	if limit > largest {
		return nil, wire.PlainError(http.StatusBadRequest, fmt.Sprintf(wire.TextLimitTooBig, largest))
	}
	from := min(numbers["_skip"], len(rows))
	to := min(from+limit, len(rows))
	data := []wire.Object{}
	for _, row := range rows[from:to] {
		data = append(data, wire.SelectFields(row, fields))
	}
	return wire.Object{"data": data, "has_more": to < len(rows)}, nil
}
