package api

import (
	"testing"
	"time"
)

// TestOrganizationLimit counts without HTTP: three keys of one organization share
// three times the limit, and a fourth one finds it used up.
func TestOrganizationLimit(t *testing.T) {
	var l limiter
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, key := range []string{"a", "b", "c"} {
		if v := l.take(now, 1, key, "org", "g"); !v.Allowed {
			t.Errorf("key %s is refused", key)
		}
	}
	if v := l.take(now, 1, "d", "org", "g"); v.Allowed {
		t.Error("a fourth key is allowed")
	}
	if v := l.take(now, 1, "d", "other", "g"); !v.Allowed {
		t.Error("a key of another organization is refused")
	}
}
