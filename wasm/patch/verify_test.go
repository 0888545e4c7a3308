package patch

import "testing"

func TestVerify(t *testing.T) {
	tests := []struct {
		name     string
		before   string
		edit     Edit
		returned string
		accepted bool
		changed  bool // written in another form
	}{
		{"as sent", "", edit(cfText, Set, `"x"`), q(cfText, `"x"`), true, false},
		{"ignored", "", edit(cfText, Set, `"x"`), "", false, false},
		{"kept the old", q(cfText, `"a"`), edit(cfText, Set, `"x"`), q(cfText, `"a"`), false, false},
		{"trimmed", "", edit(cfText, Set, `" x\r\n"`), q(cfText, `"x"`), true, true},
		{"cleared", q(cfText, `"a"`), edit(cfText, Clear, ""), "", true, false},
		{"not cleared", q(cfText, `"a"`), edit(cfText, Clear, ""), q(cfText, `"a"`), false, false},
		{"empty text kept as none", q(cfText, `"a"`), edit(cfText, Set, `""`), "", true, false},
		{"number digit for digit", "", edit(cfNumber, Set, `"9007199254740993"`), q(cfNumber, `9007199254740993`), true, false},
		{"number rounded", "", edit(cfNumber, Set, `"9007199254740993"`), q(cfNumber, `9007199254740992`), true, true},
		{"another number", "", edit(cfNumber, Set, `"5"`), q(cfNumber, `6`), false, false},
		{"time in UTC", "", edit(cfDateTime, Set, `"2014-06-27T22:00:00-08:00"`), q(cfDateTime, `"2014-06-28T06:00:00+00:00"`), true, true},
		{"another time", "", edit(cfDateTime, Set, `"2014-06-27T22:00:00-08:00"`), q(cfDateTime, `"2014-06-27T22:00:00+00:00"`), false, false},
		{"url with a slash", "", edit("url", Set, `"HTTPS://Acme.example"`), q("url", `"https://acme.example/"`), true, true},
		{"another url", "", edit("url", Set, `"https://acme.example/a"`), q("url", `"https://acme.example/A"`), false, false},
		{"added", q(cfDays, `["Mon"]`), edit(cfDays, Add, `"Tue"`), q(cfDays, `["Tue","Mon"]`), true, false},
		{"added beside a colleague's", q(cfDays, `["Mon"]`), edit(cfDays, Add, `"Tue"`), q(cfDays, `["Mon","Wed","Tue"]`), true, false},
		{"not added", q(cfDays, `["Mon"]`), edit(cfDays, Add, `"Tue"`), q(cfDays, `["Mon"]`), false, false},
		{"not removed", q(cfDays, `["Mon","Tue"]`), edit(cfDays, Remove, `"Tue"`), q(cfDays, `["Mon","Tue"]`), false, false},
		{"last removed", q(cfDays, `["Mon"]`), edit(cfDays, Remove, `"Mon"`), q(cfDays, `[]`), true, false},
		{"address with its zone", "", edit("addresses", Set, `[{"city":"Ulm"}]`), q("addresses", `[{"city":"Ulm","tz_ids":["Europe/Berlin"],"state":null}]`), true, false},
		{"address in another case", "", edit("addresses", Set, `[{"city":"Ulm"}]`), q("addresses", `[{"city":"ULM"}]`), false, false},
		{"status", "", edit("status_id", Set, `"stat_won"`), "", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plan := mustCompile(t, lead(t, test.before), nil, test.edit)
			if plan.Bodies == nil {
				t.Fatalf("nothing to send: %+v", plan)
			}
			got := plan.Verify(lead(t, test.returned))
			if len(got) != 1 || got[0].Accepted != test.accepted || got[0].Accepted && got[0].Normalized != test.changed {
				t.Errorf("got %+v, want accepted %v, normalized %v", got, test.accepted, test.changed)
			}
		})
	}
}
