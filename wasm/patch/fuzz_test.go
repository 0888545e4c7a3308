package patch

import (
	"encoding/json"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzCompile compiles one edit on any lead and holds the emitted bytes against a
// small model of what Close does with them, written with encoding/json alone.
func FuzzCompile(f *testing.F) {
	f.Add(`{"id":"lead_x","name":"Acme"}`, "name", "set", `"x"`, `"Acme"`, true)
	f.Add(`{"custom.cf_days":["Mon"]}`, cfDays, "add", `"Tue"`, `["Mon"]`, true)
	f.Add(`{"custom.cf_days":["Mon","Tue","Wed"]}`, cfDays, "set", `["Thu","Mon"]`, `["Mon"]`, false)
	f.Add(`{"custom.cf_number":1e3}`, cfNumber, "set", `"1000.50"`, `1000`, true)
	f.Add(`{"addresses":[{"city":"Bonn","tz_ids":["x"]}]}`, "addresses", "add", `{"city":"<&>"}`, ``, false)
	f.Add(`{"description":"\ud83d\ude00"}`, "description", "append", `"\ud83d"`, `null`, true)
	f.Add(`{"custom.cf_hidden":{"a":[1,2]}}`, cfHidden, "set", `"{\"a\":3}"`, ``, false)
	f.Add(`{"name":"a","name":"b"}`, "custom", "set", `{}`, ``, false)
	f.Add(`{"custom.cf_datetime":"2014-06-28T06:00:00"}`, cfDateTime, "set", `"2014-06-28T06:00:00Z"`, `"x"`, true)
	f.Fuzz(func(t *testing.T, leadJSON, field, op, value, seen string, hasBase bool) {
		doc, err := ParseDocument([]byte(leadJSON))
		if err != nil {
			return
		}
		var base Base
		if hasBase {
			base = Base{field: seen}
		}
		e := Edit{Field: field, Op: Op(op)}
		if value != "" {
			e.Value = []byte(value)
		}
		plan, err := Compile(doc, testSchema, base, []Edit{e})
		if err != nil {
			t.Fatalf("compiled bytes were refused: %v", err)
		}
		if n := len(plan.Changes) + len(plan.Unchanged) + len(plan.Conflicts) + len(plan.Errors); n != 1 {
			t.Fatalf("one edit became %d outcomes: %+v", n, plan)
		}
		for _, fe := range plan.Errors {
			if fe.Detail == "" || fe.Field != field || !utf8.ValidString(fe.Detail) {
				t.Fatalf("error without words: %+v", fe)
			}
		}
		if (plan.Bodies == nil) != (len(plan.Changes) == 0) {
			t.Fatalf("body %s for %d changes", sent(plan), len(plan.Changes))
		}
		if plan.Bodies == nil {
			return
		}
		checkEffect(t, doc, field, plan)
	})
}

// checkEffect applies the body as Close would and compares: nothing but the field
// may differ, the field must hold what the plan promised, and compiling the same
// edits again must send nothing.
func checkEffect(t *testing.T, doc *Document, field string, plan *Plan) {
	t.Helper()
	var before map[string]json.RawMessage
	if err := json.Unmarshal([]byte(doc.String()), &before); err != nil {
		return // encoding/json is stricter about something; not this target's matter
	}
	after := maps.Clone(before)
	for _, body := range plan.Bodies {
		modelPut(t, after, body)
	}
	raw, err := json.Marshal(after)
	if err != nil {
		t.Fatal(err)
	}
	returned, err := ParseDocument(raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	for k, v := range before {
		if k != field && !reflect.DeepEqual(after[k], v) {
			t.Fatalf("%s changed: %s, was %s, by %s", k, after[k], v, sent(plan))
		}
	}
	for k := range after {
		if _, was := before[k]; !was && k != field {
			t.Fatalf("%s appeared by %s", k, sent(plan))
		}
	}
	c := plan.Changes[0]
	if has := c.Field.Read(returned); !c.Field.equal(has, c.After) {
		t.Fatalf("the plan promised %s, the lead has %s, by %s", c.Field.Show(c.After), c.Field.Show(has), sent(plan))
	}
	if v := plan.Verify(returned); !v[0].Accepted {
		t.Fatalf("not accepted: %+v", v[0])
	}
}

// modelPut is the effect of one PUT on a lead.
func modelPut(t *testing.T, lead map[string]json.RawMessage, raw []byte) {
	t.Helper()
	var body map[string]json.RawMessage
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatalf("body %s: %v", raw, err)
	}
	for k, v := range body {
		switch target, isAdd := strings.CutSuffix(k, ".add"); {
		case isAdd:
			lead[target] = modelList(t, lead[target], v, true)
		case strings.HasSuffix(k, ".remove"):
			target := strings.TrimSuffix(k, ".remove")
			lead[target] = modelList(t, lead[target], v, false)
		case string(v) == "null":
			delete(lead, k)
		default:
			lead[k] = v
		}
	}
}

// modelList is the effect of .add and .remove on a list.
func modelList(t *testing.T, list, value json.RawMessage, add bool) json.RawMessage {
	t.Helper()
	var items []any
	if list != nil {
		if err := json.Unmarshal(list, &items); err != nil {
			items = []any{list} // a single value in a field of several
			var one any
			if json.Unmarshal(list, &one) == nil {
				items = []any{one}
			}
		}
	}
	var item any
	if err := json.Unmarshal(value, &item); err != nil {
		t.Fatal(err)
	}
	items = slices.DeleteFunc(items, func(x any) bool { return reflect.DeepEqual(x, item) })
	if add {
		items = append(items, item)
	}
	raw, err := json.Marshal(items)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// FuzzNumber holds number against exact rational arithmetic.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"0", "-0.0", "12.50", "+007.", ".5", "9007199254740993", "1e5", "١٢", "1.2.3", "−3", "1,5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := number(s)
		if err != nil {
			if got != "" {
				t.Fatalf("number(%q) = %q with error %v", s, got, err)
			}
			return
		}
		if !json.Valid([]byte(got)) {
			t.Fatalf("number(%q) = %q is not JSON", s, got)
		}
		typed := strings.Replace(strings.TrimSpace(s), "\u2212", "-", 1)
		want, ok := new(big.Rat).SetString(typed)
		have, ok2 := new(big.Rat).SetString(got)
		if !ok || !ok2 || want.Cmp(have) != 0 {
			t.Fatalf("number(%q) = %q", s, got)
		}
		if !sameNumber(got, got+"e0") {
			t.Fatalf("%s is not itself", got)
		}
	})
}

// FuzzSameNumber holds the comparison of numbers against exact arithmetic.
func FuzzSameNumber(f *testing.F) {
	f.Add("1.0", "1e0")
	f.Add("-10e-1", "-1")
	f.Add("9007199254740993", "9007199254740992")
	f.Add("0", "-0.00e7")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 40 || len(b) > 40 || !isJSONNumber(a) || !isJSONNumber(b) {
			return
		}
		if _, _, ok := decimal(a); !ok {
			return
		}
		if _, _, ok := decimal(b); !ok {
			return
		}
		ra, _ := new(big.Rat).SetString(a)
		rb, _ := new(big.Rat).SetString(b)
		if want := ra.Cmp(rb) == 0; sameNumber(a, b) != want {
			t.Fatalf("sameNumber(%s, %s) = %v", a, b, !want)
		}
	})
}

func isJSONNumber(s string) bool {
	return s != "" && strings.Trim(s, "+-.0123456789eE") == "" && json.Valid([]byte(s))
}

// FuzzText holds the detection of half surrogate pairs against encoding/json,
// which writes U+FFFD for each.
func FuzzText(f *testing.F) {
	for _, s := range []string{`"\ud83d\ude00"`, `"\ud83d"`, `"\ude00"`, `"\\ud83d"`, `"\ud83d\\ude00"`, `"\uD83D\ud83d\uDE00"`, `"\ufffd"`, `"é"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		var want string
		if !utf8.ValidString(raw) || json.Unmarshal([]byte(raw), &want) != nil {
			return
		}
		got, err := DecodeText([]byte(raw))
		replaced := strings.Count(want, "\ufffd") > strings.Count(raw, "\ufffd")+strings.Count(strings.ToLower(raw), `\ufffd`)
		switch {
		case err == nil && got != want:
			t.Fatalf("DecodeText(%s) = %q, want %q", raw, got, want)
		case err == nil && replaced:
			t.Fatalf("DecodeText(%s) passed half a pair", raw)
		case err != nil && !replaced && !strings.Contains(want, "\x00") && len(want) <= maxText:
			t.Fatalf("DecodeText(%s): %v", raw, err)
		}
	})
}
