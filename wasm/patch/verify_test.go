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

// Close writes a country's code in its own case. Nothing else of an address may differ.
func TestVerifyAddress(t *testing.T) {
	tests := []struct {
		name           string
		sent, returned string // the one address
		accepted       bool
		changed        bool
	}{
		{"as sent", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","country":"DE"}`, true, false},
		{"the country in another case", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","country":"de"}`, true, true},
		{"the country with white space", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","country":" DE\n"}`, true, true},
		{"another country", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","country":"FR"}`, false, false},
		{"another country in another case", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","country":"fr"}`, false, false},
		{"a longer country", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","country":"DEU"}`, false, false},
		{"the country is lost", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm"}`, false, false},
		{"the country is null", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","country":null}`, false, false},
		{"a country that nobody sent", `{"city":"Ulm"}`, `{"city":"Ulm","country":"DE"}`, false, false},
		{"the country, and another city", `{"city":"Ulm","country":"DE"}`, `{"city":"Bonn","country":"de"}`, false, false},
		{"the label in another case", `{"label":"hq","country":"DE"}`, `{"label":"HQ","country":"DE"}`, false, false},
		{"the street in another case", `{"address_1":"A","country":"DE"}`, `{"address_1":"a","country":"DE"}`, false, false},
		{"the second line in another case", `{"address_2":"A","country":"DE"}`, `{"address_2":"a","country":"DE"}`, false, false},
		{"the city in another case", `{"city":"Ulm","country":"DE"}`, `{"city":"ulm","country":"DE"}`, false, false},
		{"the state in another case", `{"state":"BY","country":"DE"}`, `{"state":"by","country":"DE"}`, false, false},
		{"the zip code in another case", `{"zipcode":"N1","country":"DE"}`, `{"zipcode":"n1","country":"DE"}`, false, false},
		{"the country in the place of the state", `{"city":"Ulm","country":"DE"}`, `{"city":"Ulm","state":"DE"}`, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plan := mustCompile(t, lead(t, ""), nil, edit("addresses", Set, "["+test.sent+"]"))
			verify := func(returned string, accepted bool) {
				t.Helper()
				got := plan.Verify(lead(t, q("addresses", returned)))
				if len(got) != 1 || got[0].Accepted != accepted || accepted && got[0].Normalized != test.changed {
					t.Errorf("%s came back: %+v, want accepted %v, normalized %v", returned, got, accepted, test.changed)
				}
			}
			verify("["+test.returned+"]", test.accepted)
			verify("[]", false)
			verify("["+test.returned+","+test.returned+"]", false)
			verify("["+test.returned+`,{"country":"de"}]`, false)
		})
	}
}
