package patch_test

import (
	"slices"
	"strings"

	"leadpatch/wasm/patch"
)

// This file names the compiler's open bugs and keeps the random cases away from
// exactly those. The corpus has a case for each, marked with its name. When one is
// mended, its part of this file goes.

// meetsOpenBug says whether the edit at i would meet an open bug.
func meetsOpenBug(s *scene, i int) bool {
	e := s.edits[i]
	f := s.field(e.Field)
	if f == nil {
		return false
	}
	switch {
	case f.Type == patch.Hidden:
		// raw-by-bytes: JSON values of hidden fields compare by their bytes, so another
		// spelling of the same is a change, and Verify does not know them again.
		// raw-scalar: text typed over JSON is never read as a number, a text or null.
		return isRaw(s.seen[f.Key]) || isRaw(s.now[f.Key]) || isRaw(e.value)
	case isRecords(f):
		// add-reorders: an add of what a set has just named moves it to the end.
		return e.Op == patch.Add && slices.ContainsFunc(s.edits[:i], func(o wanted) bool { return o.Field == e.Field && o.Op == patch.Set })
	case e.Op == patch.Append:
		// append-converts: appending nothing to a number or a truth turns it into text.
		_, isText := s.now[f.Key].(string)
		return e.value == "" && !isText && s.now[f.Key] != nil
	}
	return false
}

func isRaw(value any) bool {
	switch value.(type) {
	case bool, []any, object:
		return true
	}
	return false
}

// leaveOpenBugs takes the edits that meet open bugs out of a scene.
func (s *scene) leaveOpenBugs() {
	for i := len(s.edits) - 1; i >= 0; i-- {
		if meetsOpenBug(s, i) {
			s.edits = slices.Delete(s.edits, i, i+1)
		}
	}
}

// append-same: when both have appended the same text, a conflict is reported whose
// mine and theirs are equal.
func appendedTheSame(s *scene, key string, got, want outcome) bool {
	appends := slices.ContainsFunc(s.edits, func(e wanted) bool { return e.Field == key && e.Op == patch.Append })
	return appends && got == conflicting && want == unchanged
}

// ignored-spelling: Verify takes a value that was ignored for one that was written in
// another form, where only its spelling was to change.
func onlySpelling(v patch.Verified) bool {
	now, after := string(v.Field.Show(v.Now)), string(v.Field.Show(v.After))
	empty := func(shown string) bool { return shown == "null" || strings.Trim(shown, `"`) == "" }
	return v.Normalized || empty(now) && empty(after)
}
