package patch

import (
	"strings"
	"testing"
)

// TestCompileBody reads as the documentation of what is sent: a lead, edits, the
// exact bytes.
func TestCompileBody(t *testing.T) {
	tests := []struct {
		name  string
		lead  string
		edits []Edit
		want  string // "" for nothing sent
	}{
		{"name", "", []Edit{edit("name", Set, `"Böse & Söhne <GmbH>"`)}, `{"name":"Böse \u0026 Söhne \u003cGmbH\u003e"}`},
		{"name cleared by undo", "", []Edit{{Field: "name", Op: Clear, Exact: true}}, `{"name":""}`},
		{"status by id", "", []Edit{edit("status_id", Set, `"stat_won"`)}, `{"status_id":"stat_won"}`},
		{"status by label", "", []Edit{edit("status_id", Set, `"lost"`)}, `{"status_id":"stat_lost"}`},
		{"description", "", []Edit{edit("description", Set, `"a\nb\u2028\"c\""`)}, `{"description":"a\nb\u2028\"c\""}`},
		{"description cleared", q("description", `"x"`), []Edit{edit("description", Clear, "")}, `{"description":""}`},
		{"description appended", q("description", `"x"`), []Edit{edit("description", Append, `"y"`)}, `{"description":"x\ny"}`},
		{"appended to nothing", "", []Edit{edit("description", Append, `"y"`)}, `{"description":"y"}`},
		{"appended twice", "", []Edit{edit("description", Append, `"y"`), edit("description", Append, `"z"`)}, `{"description":"y\nz"}`},
		{"appended on one line", q(cfText, `"x"`), []Edit{edit(cfText, Append, `"y"`)}, `{` + q(cfText, `"x y"`) + `}`},
		{"set, then appended", "", []Edit{edit("description", Set, `"a"`), edit("description", Append, `"b"`)}, `{"description":"a\nb"}`},
		{"url without scheme", "", []Edit{edit("url", Set, `" acme.example/x?y=1#z "`)}, `{"url":"https://acme.example/x?y=1#z"}`},
		{"url with port", "", []Edit{edit("url", Set, `"acme.example:8080"`)}, `{"url":"https://acme.example:8080"}`},
		{"url kept", "", []Edit{edit("url", Set, `"http://acme.example"`)}, `{"url":"http://acme.example"}`},
		{"url cleared", q("url", `"http://a.example"`), []Edit{edit("url", Clear, "")}, `{"url":""}`},
		{"url emptied by hand", q("url", `"http://a.example"`), []Edit{edit("url", Set, `"  "`)}, `{"url":""}`},

		{"text", "", []Edit{edit(cfText, Set, `"x"`)}, `{` + q(cfText, `"x"`) + `}`},
		{"text cleared", q(cfText, `"x"`), []Edit{edit(cfText, Clear, "")}, `{` + q(cfText, `null`) + `}`},
		{"empty text is not cleared", q(cfText, `"x"`), []Edit{edit(cfText, Set, `""`)}, `{` + q(cfText, `""`) + `}`},
		{"textarea", "", []Edit{edit(cfArea, Set, `"a\r\nb"`)}, `{` + q(cfArea, `"a\r\nb"`) + `}`},
		{"number keeps its digits", "", []Edit{edit(cfNumber, Set, `"12.50"`)}, `{` + q(cfNumber, `12.50`) + `}`},
		{"number beyond floats", "", []Edit{edit(cfNumber, Set, `"9007199254740993"`)}, `{` + q(cfNumber, `9007199254740993`) + `}`},
		{"number given as a number", "", []Edit{edit(cfNumber, Set, `9007199254740993`)}, `{` + q(cfNumber, `9007199254740993`) + `}`},
		{"number as typed", "", []Edit{edit(cfNumber, Set, `" +007. "`)}, `{` + q(cfNumber, `7`) + `}`},
		{"number without a whole part", "", []Edit{edit(cfNumber, Set, `"−.5"`)}, `{` + q(cfNumber, `-0.5`) + `}`},
		{"date", "", []Edit{edit(cfDate, Set, `"2024-02-29"`)}, `{` + q(cfDate, `"2024-02-29"`) + `}`},
		{"datetime", "", []Edit{edit(cfDateTime, Set, `"2026-03-29T02:30+01:00"`)}, `{` + q(cfDateTime, `"2026-03-29T02:30:00+01:00"`) + `}`},
		{"choice", "", []Edit{edit(cfChoice, Set, `"A & B"`)}, `{` + q(cfChoice, `"A \u0026 B"`) + `}`},
		{"user", "", []Edit{edit(cfOwner, Set, `"user_bob"`)}, `{` + q(cfOwner, `"user_bob"`) + `}`},
		{"user by name", "", []Edit{edit(cfOwner, Set, `" ada"`)}, `{` + q(cfOwner, `"user_ada"`) + `}`},
		{"contact", "", []Edit{edit(cfContact, Set, `"cont_b"`)}, `{` + q(cfContact, `"cont_b"`) + `}`},
		{"custom object", "", []Edit{edit(cfObject, Set, `"coi_Ab1"`)}, `{` + q(cfObject, `"coi_Ab1"`) + `}`},
		{"hidden text", "", []Edit{edit(cfHidden, Set, `"x"`)}, `{` + q(cfHidden, `"x"`) + `}`},
		{"hidden number stays one", q(cfHidden, `41`), []Edit{edit(cfHidden, Set, `"42"`)}, `{` + q(cfHidden, `42`) + `}`},
		{"hidden object stays one", q(cfHidden, `{"a":1}`), []Edit{edit(cfHidden, Set, `" {\"a\":2} "`)}, `{` + q(cfHidden, `{"a":2}`) + `}`},

		{"one added", q(cfDays, `["Mon"]`), []Edit{edit(cfDays, Add, `"Tue"`)}, `{` + q(cfDays+".add", `"Tue"`) + `}`},
		{"first added", "", []Edit{edit(cfDays, Add, `"Tue"`)}, `{` + q(cfDays+".add", `"Tue"`) + `}`},
		{"one removed", q(cfDays, `["Mon","Tue"]`), []Edit{edit(cfDays, Remove, `"Mon"`)}, `{` + q(cfDays+".remove", `"Mon"`) + `}`},
		{"the last removed", q(cfDays, `["Mon"]`), []Edit{edit(cfDays, Remove, `"Mon"`)}, `{` + q(cfDays+".remove", `"Mon"`) + `}`},
		{"one each way", q(cfDays, `["Mon","Tue"]`), []Edit{edit(cfDays, Set, `["Tue","Wed"]`)}, `{` + q(cfDays+".add", `"Wed"`) + `,` + q(cfDays+".remove", `"Mon"`) + `}`},
		{"two added", q(cfDays, `["Mon"]`), []Edit{edit(cfDays, Add, `"Tue"`), edit(cfDays, Add, `"Wed"`)}, `{` + q(cfDays+".add", `"Tue"`) + `} + {` + q(cfDays+".add", `"Wed"`) + `}`},
		{"added and taken back", q(cfDays, `["Mon"]`), []Edit{edit(cfDays, Add, `"Tue"`), edit(cfDays, Remove, `"Tue"`)}, ""},
		{"all removed at once", q(cfDays, `["Mon","Tue"]`), []Edit{edit(cfDays, Clear, "")}, `{` + q(cfDays, `null`) + `}`},
		{"set to none", q(cfDays, `["Mon","Tue"]`), []Edit{edit(cfDays, Set, `[]`)}, `{` + q(cfDays+".remove", `"Mon"`) + `} + {` + q(cfDays+".remove", `"Tue"`) + `}`},
		{"two fields share their PUTs", "", []Edit{edit(cfDays, Set, `["Mon","Tue"]`), edit(cfTeam, Add, `"Ada"`), edit("name", Set, `"B"`)}, `{` + q(cfDays+".add", `"Mon"`) + `,` + q(cfTeam+".add", `"user_ada"`) + `,"name":"B"} + {` + q(cfDays+".add", `"Tue"`) + `}`},
		{"repeats dropped", "", []Edit{edit(cfDays, Set, `["Mon","mon","Tue"]`)}, `{` + q(cfDays+".add", `"Mon"`) + `} + {` + q(cfDays+".add", `"Tue"`) + `}`},
		{"a choice that is gone can be removed", q(cfDays, `["Old","Mon"]`), []Edit{edit(cfDays, Remove, `"Old"`)}, `{` + q(cfDays+".remove", `"Old"`) + `}`},
		{"a choice that is gone can stay", q(cfDays, `["Old","Mon"]`), []Edit{edit(cfDays, Set, `["Old","Tue"]`)}, `{` + q(cfDays+".add", `"Tue"`) + `,` + q(cfDays+".remove", `"Mon"`) + `}`},
		{"users added", q(cfTeam, `["user_ada"]`), []Edit{edit(cfTeam, Add, `"user_cy"`)}, `{` + q(cfTeam+".add", `"user_cy"`) + `}`},
		{"contacts", "", []Edit{edit(cfPeople, Set, `["cont_a","Eve"]`)}, `{` + q(cfPeople+".add", `"cont_a"`) + `} + {` + q(cfPeople+".add", `"cont_b"`) + `}`},
		{"custom objects", "", []Edit{edit(cfObjects, Set, `["coi_1","coi_2"]`)}, `{` + q(cfObjects+".add", `"coi_1"`) + `} + {` + q(cfObjects+".add", `"coi_2"`) + `}`},

		{"address", "", []Edit{edit("addresses", Set, `[{"label":"business","city":" Köln ","country":"de","state":""}]`)}, `{"addresses":[{"label":"business","city":"Köln","country":"DE"}]}`},
		{"address added", q("addresses", `[{"label":"business","city":"Bonn","tz_ids":["x"],"country":null}]`), []Edit{edit("addresses", Add, `{"city":"Ulm"}`)}, `{"addresses":[{"label":"business","city":"Bonn","country":null},{"city":"Ulm"}]}`},
		{"address removed", q("addresses", `[{"city":"Bonn"},{"city":"Ulm"}]`), []Edit{edit("addresses", Remove, `{"city":"Bonn"}`)}, `{"addresses":[{"city":"Ulm"}]}`},
		{"address with an old country name stays", q("addresses", `[{"city":"Bonn","country":"Germany"}]`), []Edit{edit("addresses", Set, `[{"city":"Bonn","country":"Germany"},{"city":"Ulm"}]`)}, `{"addresses":[{"city":"Bonn","country":"Germany"},{"city":"Ulm"}]}`},
		{"addresses cleared", q("addresses", `[{"city":"Bonn"}]`), []Edit{edit("addresses", Clear, "")}, `{"addresses":[]}`},

		{"several fields in the order named", "", []Edit{edit(cfNumber, Set, `"1"`), edit("name", Set, `"B"`)}, `{` + q(cfNumber, `1`) + `,"name":"B"}`},
		{"the last edit counts", "", []Edit{edit("name", Set, `"B"`), edit("name", Set, `"C"`)}, `{"name":"C"}`},

		{"same name", "", []Edit{edit("name", Set, `"Acme"`)}, ""},
		{"same by escape", "", []Edit{edit("name", Set, `"\u0041cme"`)}, ""},
		{"same number", q(cfNumber, `12.50`), []Edit{edit(cfNumber, Set, `"12.5"`)}, ""},
		{"same number in powers of ten", q(cfNumber, `1e3`), []Edit{edit(cfNumber, Set, `"1000"`)}, ""},
		{"same instant", q(cfDateTime, `"2014-06-28T06:00:00.000000+00:00"`), []Edit{edit(cfDateTime, Set, `"2014-06-27T22:00:00-08:00"`)}, ""},
		{"same set in another order", q(cfDays, `["Mon","Tue"]`), []Edit{edit(cfDays, Set, `["Tue","Mon"]`)}, ""},
		{"already there", q(cfDays, `["Mon"]`), []Edit{edit(cfDays, Add, `"Mon"`)}, ""},
		{"already gone", q(cfDays, `["Mon"]`), []Edit{edit(cfDays, Remove, `"Tue"`)}, ""},
		{"already empty", "", []Edit{edit(cfText, Clear, ""), edit("description", Clear, ""), edit("addresses", Clear, ""), edit(cfDays, Clear, "")}, ""},
		{"empty text is null for a standard field", q("description", `null`), []Edit{edit("description", Set, `""`)}, ""},
		{"same address", q("addresses", `[{"city":"Bonn","state":null,"tz_ids":[]}]`), []Edit{edit("addresses", Set, `[{"city":"Bonn","state":""}]`)}, ""},
		{"no edits", "", nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plan := mustCompile(t, lead(t, test.lead), nil, test.edits...)
			if len(plan.Errors)+len(plan.Conflicts) > 0 {
				t.Fatalf("errors %v, conflicts %v", plan.Errors, plan.Conflicts)
			}
			if got := sent(plan); got != test.want {
				t.Errorf("body %s\nwant %s", got, test.want)
			}
			if (test.want == "") != (len(plan.Changes) == 0) {
				t.Errorf("%d changes for body %s", len(plan.Changes), sent(plan))
			}
		})
	}
}

func TestCompileRefuses(t *testing.T) {
	tests := []struct {
		name string
		lead string
		edit Edit
		want string // in the sentence
	}{
		{"custom as a whole", "", edit("custom", Set, `{}`), "replace all custom fields"},
		{"contacts", "", edit("contacts", Set, `[]`), "A contact is not changed through its lead"},
		{"unknown key", "", edit("date_updated", Set, `"x"`), "“date_updated” is not a field"},
		{"status by its other key", "", edit("status", Set, `"Won"`), "is not a field"},
		{"operation in the key", "", edit(cfDays+".add", Set, `"Mon"`), "use the operation"},
		{"path syntax", "", edit("custom.cf_a.#.x", Set, `"x"`), "is not a field"},
		{"modifier", "", edit("@this", Set, `"x"`), "is not a field"},
		{"numeric key marker", "", edit(":1", Set, `"x"`), "is not a field"},
		{"field that is gone", "", edit("custom.cf_gone", Set, `"x"`), "no such field"},
		{"locked", "", edit(cfLocked, Set, `"x"`), "Only admins"},
		{"unknown type", "", edit(cfStrange, Set, `"x"`), "does not know this type"},
		{"unknown operation", "", edit("name", "replace", `"x"`), "no operation “replace”"},
		{"no value", "", edit("name", Set, ""), "needs a value"},
		{"clear with a value", "", edit("description", Clear, `"x"`), "takes no value"},
		{"null set", "", edit("description", Set, `null`), "clear it"},
		{"name emptied by hand", "", edit("name", Set, `" "`), "Write a name"},
		{"name cleared", "", edit("name", Clear, ""), "always a name"},
		{"status cleared", "", edit("status_id", Clear, ""), "always a status"},
		{"status unknown", "", edit("status_id", Set, `"Nope"`), "“Nope” is not one of the lead statuses"},
		{"choice unknown", "", edit(cfChoice, Set, `"Z"`), "“Z” is not in the list"},
		{"user ambiguous by name", "", edit(cfOwner, Set, `"Bob"`), "not a user"},
		{"contact of another lead", "", edit(cfContact, Set, `"cont_z"`), "not a contact of this lead"},
		{"custom object malformed", "", edit(cfObject, Set, `"../x"`), "not the id of a custom object"},
		{"not a number", "", edit(cfNumber, Set, `"twelve"`), "“twelve” is not a number"},
		{"number with a comma", "", edit(cfNumber, Set, `"12,5"`), "with a point: 12.5"},
		{"number with separators", "", edit(cfNumber, Set, `"1,250,000.5"`), "without separators"},
		{"number empty", "", edit(cfNumber, Set, `""`), "clear the field"},
		{"number infinite", "", edit(cfNumber, Set, `"1e400"`), "not a number"},
		{"number hexadecimal", "", edit(cfNumber, Set, `"0x10"`), "not a number"},
		{"number with two signs", "", edit(cfNumber, Set, `"+-1"`), "not a number"},
		{"number just a sign", "", edit(cfNumber, Set, `"-"`), "not a number"},
		{"number just a point", "", edit(cfNumber, Set, `"."`), "not a number"},
		{"date impossible", "", edit(cfDate, Set, `"2023-02-29"`), "not a date"},
		{"date in another order", "", edit(cfDate, Set, `"31.12.2026"`), "year-month-day"},
		{"time without zone", "", edit(cfDateTime, Set, `"2026-03-31T14:30:00"`), "time zone"},
		{"url of another scheme", "", edit("url", Set, `"javascript:alert(1)"`), "http:// or https://"},
		{"url of another scheme with slashes", "", edit("url", Set, `"ftp://x.example"`), "http:// or https://"},
		{"url mail", "", edit("url", Set, `"mailto:a@b.example"`), "http:// or https://"},
		{"url of words", "", edit("url", Set, `"see our page"`), "not a web address"},
		{"url with a password", "", edit("url", Set, `"https://a:b@c.example"`), "password"},
		{"text of another kind", "", edit("description", Set, `{"a":1}`), "Write text"},
		{"half a character", "", edit("description", Set, `"a\ud83d"`), "half a character"},
		{"the other half", "", edit("description", Set, `"\ude00a"`), "half a character"},
		{"null character", "", edit("description", Set, `"a\u0000b"`), "null character"},
		{"text too long", "", edit("description", Set, `"`+strings.Repeat("x", maxText+1)+`"`), "too long"},
		{"value not JSON", "", edit("name", Set, `tru`), "not valid JSON"},
		{"value too deep", "", edit(cfHidden, Set, strings.Repeat("[", 100)+strings.Repeat("]", 100)), "nested deeper"},
		{"list for one value", "", edit(cfChoice, Set, `["A & B"]`), "Write text"},
		{"one value for a list", "", edit(cfDays, Set, `"Mon"`), "list of all values"},
		{"two values added at once", "", edit(cfDays, Add, `["Mon","Tue"]`), "one value at a time"},
		{"null added", "", edit(cfDays, Add, `null`), "one value at a time"},
		{"added to a single value", "", edit(cfOwner, Add, `"user_ada"`), "Set it instead"},
		{"appended to a number", "", edit(cfNumber, Append, `"1"`), "text fields only"},
		{"address empty", "", edit("addresses", Set, `[{"label":"business"}]`), "is empty"},
		{"address with a foreign key", "", edit("addresses", Set, `[{"zip":"1"}]`), "There is no “zip”"},
		{"address with a country name", "", edit("addresses", Set, `[{"city":"Ulm","country":"Germany"}]`), "two letters"},
		{"second address named", "", edit("addresses", Set, `[{"city":"Ulm"},{"city":"X","country":"1"}]`), "Number 2:"},
		{"address that is text", "", edit("addresses", Add, `"Ulm"`), "An address is an object"},
		{"hidden JSON broken", q(cfHidden, `[1]`), edit(cfHidden, Set, `"[1"`), "holds JSON"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			// A good edit beside the bad one must not be sent without it.
			plan := mustCompile(t, lead(t, test.lead), nil, test.edit, edit(cfArea, Set, `"fine"`))
			if len(plan.Errors) != 1 {
				t.Fatalf("errors %v, body %s", plan.Errors, sent(plan))
			}
			e := plan.Errors[0]
			if e.Field != test.edit.Field || e.Label == "" || !strings.Contains(e.Detail, test.want) {
				t.Errorf("error %+v, want field %q and %q", e, test.edit.Field, test.want)
			}
			if plan.Bodies != nil {
				t.Errorf("body %s beside an error", sent(plan))
			}
		})
	}
}

func TestThreeWay(t *testing.T) {
	tests := []struct {
		name   string
		theirs string
		base   Base
		edit   Edit
		want   string // the body; "conflict" or "unchanged"
	}{
		{"server unchanged", q(cfText, `"a"`), Base{cfText: `"a"`}, edit(cfText, Set, `"b"`), `{` + q(cfText, `"b"`) + `}`},
		{"was empty, still is", "", Base{cfText: `null`}, edit(cfText, Set, `"b"`), `{` + q(cfText, `"b"`) + `}`},
		{"both changed differently", q(cfText, `"theirs"`), Base{cfText: `"a"`}, edit(cfText, Set, `"b"`), "conflict"},
		{"both changed alike", q(cfText, `"b"`), Base{cfText: `"a"`}, edit(cfText, Set, `"b"`), "unchanged"},
		{"mine is what I saw", q(cfText, `"theirs"`), Base{cfText: `"a"`}, edit(cfText, Set, `"a"`), "unchanged"},
		{"cleared under change", q(cfText, `"theirs"`), Base{cfText: `"a"`}, edit(cfText, Clear, ""), "conflict"},
		{"they cleared", "", Base{cfText: `"a"`}, edit(cfText, Set, `"b"`), "conflict"},
		{"both cleared", "", Base{cfText: `"a"`}, edit(cfText, Clear, ""), "unchanged"},
		{"another spelling is no change", q(cfNumber, `1.0`), Base{cfNumber: `1`}, edit(cfNumber, Set, `"2"`), `{` + q(cfNumber, `2`) + `}`},
		{"digits beyond floats are a change", q(cfNumber, `9007199254740992`), Base{cfNumber: `9007199254740993`}, edit(cfNumber, Set, `"2"`), "conflict"},
		{"append under change", q("description", `"theirs"`), Base{"description": `"a"`}, edit("description", Append, `"b"`), "conflict"},
		{"append without base", q("description", `"theirs"`), nil, edit("description", Append, `"b"`), `{"description":"theirs\nb"}`},
		{"list: I added, they added", q(cfDays, `["Mon","Wed"]`), Base{cfDays: `["Mon"]`}, edit(cfDays, Set, `["Mon","Tue"]`), `{` + q(cfDays+".add", `"Tue"`) + `}`},
		{"list: I removed, they added", q(cfDays, `["Mon","Wed"]`), Base{cfDays: `["Mon"]`}, edit(cfDays, Set, `[]`), `{` + q(cfDays+".remove", `"Mon"`) + `}`},
		{"list: both added the same", q(cfDays, `["Mon","Tue"]`), Base{cfDays: `["Mon"]`}, edit(cfDays, Set, `["Mon","Tue"]`), "unchanged"},
		{"list: I added, they emptied", "", Base{cfDays: `["Mon"]`}, edit(cfDays, Set, `["Mon","Tue"]`), `{` + q(cfDays+".add", `"Tue"`) + `}`},
		{"list: cleared under change", q(cfDays, `["Mon","Wed"]`), Base{cfDays: `["Mon"]`}, edit(cfDays, Clear, ""), "conflict"},
		{"list: element by element", q(cfDays, `["Wed"]`), Base{cfDays: `["Mon"]`}, edit(cfDays, Add, `"Tue"`), `{` + q(cfDays+".add", `"Tue"`) + `}`},
		{"addresses: they added, I edited", q("addresses", `[{"city":"Bonn"},{"city":"Ulm"}]`), Base{"addresses": `[{"city":"Bonn"}]`}, edit("addresses", Set, `[{"city":"Bonn","zipcode":"1"}]`), `{"addresses":[{"city":"Bonn","zipcode":"1"},{"city":"Ulm"}]}`},
		{"addresses: they edited one, I the other", q("addresses", `[{"city":"Bonn"},{"city":"Ulm","zipcode":"2"}]`), Base{"addresses": `[{"city":"Bonn"},{"city":"Ulm"}]`}, edit("addresses", Set, `[{"city":"Bonn","zipcode":"1"},{"city":"Ulm"}]`), `{"addresses":[{"city":"Bonn","zipcode":"1"},{"city":"Ulm","zipcode":"2"}]}`},
		{"addresses: they removed, I added", "", Base{"addresses": `[{"city":"Bonn"}]`}, edit("addresses", Set, `[{"city":"Bonn"},{"city":"Ulm"}]`), `{"addresses":[{"city":"Ulm"}]}`},
		{"addresses: both removed one", q("addresses", `[{"city":"Ulm"}]`), Base{"addresses": `[{"city":"Bonn"},{"city":"Ulm"}]`}, edit("addresses", Set, `[{"city":"Ulm"}]`), "unchanged"},
		{"addresses: both removed, each another", q("addresses", `[{"city":"Ulm"}]`), Base{"addresses": `[{"city":"Bonn"},{"city":"Ulm"}]`}, edit("addresses", Set, `[{"city":"Bonn"}]`), `{"addresses":[]}`},
		{"addresses: I reordered, they added", q("addresses", `[{"city":"Bonn"},{"city":"Ulm"},{"city":"Köln"}]`), Base{"addresses": `[{"city":"Bonn"},{"city":"Ulm"}]`}, edit("addresses", Set, `[{"city":"Ulm"},{"city":"Bonn"}]`), "conflict"},
		{"addresses: I reordered", q("addresses", `[{"city":"Bonn"},{"city":"Ulm"}]`), Base{"addresses": `[{"city":"Bonn"},{"city":"Ulm"}]`}, edit("addresses", Set, `[{"city":"Ulm"},{"city":"Bonn"}]`), `{"addresses":[{"city":"Ulm"},{"city":"Bonn"}]}`},
		{"addresses: both edited the same", q("addresses", `[{"city":"Ulm"}]`), Base{"addresses": `[{"city":"Bonn"}]`}, edit("addresses", Set, `[{"city":"Köln"}]`), "conflict"},
		{"base of another field", q(cfText, `"theirs"`), Base{cfArea: `"a"`}, edit(cfText, Set, `"b"`), `{` + q(cfText, `"b"`) + `}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plan := mustCompile(t, lead(t, test.theirs), test.base, test.edit)
			got := sent(plan)
			switch {
			case len(plan.Errors) > 0:
				t.Fatal(plan.Errors)
			case len(plan.Conflicts) > 0:
				got = "conflict"
				checkConflict(t, lead(t, test.theirs), plan.Conflicts[0], test.edit)
			case len(plan.Unchanged) > 0:
				got = "unchanged"
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// checkConflict proves the way out of a conflict: with NewBase the same edit goes
// through.
func checkConflict(t *testing.T, doc *Document, c Conflict, e Edit) {
	t.Helper()
	if c.Field.equal(c.Base, c.Theirs) || c.Field.equal(c.Mine, c.Theirs) {
		t.Errorf("no conflict in base %s, theirs %s, mine %s", c.Field.Show(c.Base), c.Field.Show(c.Theirs), c.Field.Show(c.Mine))
	}
	plan := mustCompile(t, doc, Base{c.Field.Key: c.NewBase}, e)
	if plan.Bodies == nil {
		t.Errorf("with the new base: conflicts %v, unchanged %v", plan.Conflicts, plan.Unchanged)
	}
}

func TestDamagedBase(t *testing.T) {
	plan := mustCompile(t, lead(t, ""), Base{"name": `"Ac`}, edit("name", Set, `"B"`))
	if len(plan.Errors) != 1 || plan.Bodies != nil {
		t.Errorf("errors %v, body %s", plan.Errors, sent(plan))
	}
}

func TestNotes(t *testing.T) {
	tests := []struct{ field, value, want string }{
		{cfNumber, `"9007199254740993"`, "9007199254740992"},
		{cfNumber, `"9007199254740992"`, ""},
		{cfNumber, `"0.1"`, ""},
		{"description", `"` + strings.Repeat("ä", 200_000) + `"`, "200000 characters"},
		{"description", `"short"`, ""},
	}
	for _, test := range tests {
		plan := mustCompile(t, lead(t, ""), nil, edit(test.field, Set, test.value))
		if got := plan.Changes[0].Note; !strings.Contains(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%s %.30s: note %q, want %q", test.field, test.value, got, test.want)
		}
	}
}
