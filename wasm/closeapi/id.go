package closeapi

import (
	"fmt"
	"strings"
)

// ID is a Close id that has been checked: a prefix such as "lead" and base62. It
// is safe in a URL's path.
type ID struct{ s string }

// String returns the id as Close writes it, "lead_…".
func (id ID) String() string { return id.s }

// ParseID checks an id of the kind that prefix names ("lead", "orga"). Close
// writes 43 base62 digits for older kinds and 22 for newer ones; both pass.
func ParseID(prefix, s string) (ID, error) {
	rest, ok := strings.CutPrefix(s, prefix+"_")
	if !ok || len(rest) < 20 || len(rest) > 64 || strings.ContainsFunc(rest, notBase62) {
		return ID{}, fmt.Errorf("not an id of the form %s_…", prefix)
	}
	return ID{s}, nil
}

func notBase62(r rune) bool {
	return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
}
