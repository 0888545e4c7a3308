package recipe

import (
	"strings"
	"testing"
	"time"
)

func TestMonthsClamp(t *testing.T) {
	for _, c := range []struct{ from, shift, want string }{
		{"2026-01-31", "+1m", "2026-02-28"},
		{"2028-01-31", "+1m", "2028-02-29"},
		{"2026-01-31", "+2m", "2026-03-31"},
		{"2026-03-31", "-1m", "2026-02-28"},
		{"2026-12-31", "+2m", "2027-02-28"},
		{"2026-01-15", "-13m", "2024-12-15"},
		{"2028-02-29", "+1y", "2029-02-28"},
		{"2028-02-29", "+4y", "2032-02-29"},
		{"2026-02-28", "+1d", "2026-03-01"},
		{"2026-12-28", "+1w", "2027-01-04"},
		{"2026-05-31", "+0m", "2026-05-31"},
	} {
		from, err := time.Parse(time.DateOnly, c.from)
		if err != nil {
			t.Fatal(err)
		}
		by, err := parseShift(c.shift)
		if got := by.from(from).Format(time.DateOnly); err != nil || got != c.want {
			t.Errorf("%s %s = %s, %v; want %s", c.from, c.shift, got, err, c.want)
		}
	}
}

// TestMonthsAreMonths: whatever the day, a shift by months lands in the right month,
// and never on a later day of it.
func TestMonthsAreMonths(t *testing.T) {
	for day := monday; day.Year() < 2029; day = day.AddDate(0, 0, 1) {
		for n := -30; n <= 30; n++ {
			got := addMonths(day, n)
			if want := (day.Year()*12 + int(day.Month()) + n); got.Year()*12+int(got.Month()) != want || got.Day() > day.Day() ||
				got.Day() < day.Day() && got.AddDate(0, 0, 1).Day() != 1 || got.Hour() != day.Hour() {
				t.Fatalf("%s %+d months = %s", day, n, got)
			}
		}
	}
}

// sentences: what is not read is refused with this in the words.
const refused = "refused: "

func TestReadDate(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2026-03-31", "2026-03-31"}, {" 2026-3-1 ", "2026-03-01"}, {"2026/03/31", "2026-03-31"},
		{"31 March 2026", "2026-03-31"}, {"31. March 2026", "2026-03-31"}, {"March 31, 2026", "2026-03-31"}, {"Mar 31 2026", "2026-03-31"},
		{"Tuesday, March 31, 2026", "2026-03-31"},
		{"31.3.2026", "2026-03-31"}, {"01.02.2026", "2026-02-01"},
		{"3/31/2026", "2026-03-31"}, {"31/03/2026", "2026-03-31"}, {"05/05/2026", "2026-05-05"},
		{"2026-03-31T23:30:00+02:00", "2026-03-31"},
		{"today", "2026-11-23"}, {"Tomorrow", "2026-11-24"}, {"yesterday", "2026-11-22"}, {"+3d", "2026-11-26"}, {"-1w", "2026-11-16"},
		{"3/4/2026", refused + "can be 2026-04-03 or 2026-03-04"},
		{"32/1/2026", refused + "not a day"}, {"2026-02-30", refused + "not a date"}, {"0000-01-01", refused + "not a date"},
		{"soon", refused + "not a date"}, {"", refused + "not a date"}, {"31.3.", refused + "not a date"}, {"+3", refused + "not a date"},
	} {
		checkRead(t, c.text, c.want, func(s string) (string, error) { return ReadDate(s, monday) })
	}
}

func TestReadNumber(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"12", "12"}, {"about 12 people", "12"}, {"-3.5", "-3.5"}, {"−7", "-7"}, {"€ 1.250,50", "1250.50"}, {"$1,250.50", "1250.50"},
		{"1.250.000", "1250000"}, {"1,250,000 USD", "1250000"}, {"1 250 000", "1250000"}, {"1\u202f250,5", "1250.5"}, {"1'250.75", "1250.75"},
		{"12,5 %", "12.5"}, {"0.125", "0.125"}, {"0,5", "0.5"}, {"1250.125", "1250.125"}, {"Q3: 40", "" + refused + "more than one"},
		{"1.250", refused + "can be 1250 or 1.250"}, {"-1,250", refused + "can be -1250 or -1.250"},
		{"10-20", refused + "more than one"}, {"12 50", refused + "more than one"}, {"1.2.3,4,5", refused + "cannot"}, {"none", refused + "no number"}, {"", refused + "no number"},
	} {
		want := c.want
		if want == refused+"cannot" {
			want = refused + "not a number that Leadpatch can read"
		}
		checkRead(t, c.text, want, readNumber)
	}
}

func checkRead(t *testing.T, text, want string, read func(string) (string, error)) {
	t.Helper()
	got, err := read(text)
	sentence, wantRefused := strings.CutPrefix(want, refused)
	if wantRefused && (err == nil || !strings.Contains(err.Error(), sentence)) || !wantRefused && (err != nil || got != want) {
		t.Errorf("%q = %q, %v; want %s", text, got, err, want)
	}
}
