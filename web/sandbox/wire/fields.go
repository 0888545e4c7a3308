package wire

import (
	"slices"
	"strings"
)

// MaxSelectors is how many custom fields _fields may name one by one. Users report
// that lists above a hundred are refused; where exactly the limit is, nobody says.
const MaxSelectors = 100

// SelectFields keeps the keys that _fields asks for. "custom" stands for all custom
// fields, "_all" for everything; without _fields everything stays too.
func SelectFields(from Object, param string) Object {
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
	out := Object{}
	for key, value := range from {
		if slices.Contains(wanted, key) || custom && strings.HasPrefix(key, "custom.") {
			out[key] = value
		}
	}
	return out
}
