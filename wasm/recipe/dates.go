package recipe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shift is how far a date or time is moved: a number of hours, days, weeks, months or
// years.
type shift struct {
	n    int
	unit byte // 'h', 'd', 'w', 'm', 'y'; zero for none
}

// maxShift bounds the number, so that no date leaves the calendar.
const maxShift = 9999

// parseShift reads "+3d" or "-2w".
func parseShift(s string) (shift, error) {
	bad := fmt.Errorf("“%s” is no offset. Write a sign, a number and a unit, such as +3d, -1w or +2m.", shorten(s))
	body := strings.TrimSpace(s[1:])
	if len(body) < 2 {
		return shift{}, bad
	}
	unit := body[len(body)-1]
	n, err := strconv.ParseUint(strings.TrimSpace(body[:len(body)-1]), 10, 32)
	if err != nil || strings.IndexByte("hdwmy", unit) < 0 {
		return shift{}, bad
	}
	if n > maxShift || unit == 'y' && n > 1000 {
		return shift{}, fmt.Errorf("“%s” is too far away. Choose a smaller number.", shorten(s))
	}
	if s[0] == '-' {
		return shift{-int(n), unit}, nil
	}
	return shift{int(n), unit}, nil
}

// from returns t moved. Months and years are those of the calendar, and a day that the
// month has not becomes its last: a month after 31 January is 28 February.
func (s shift) from(t time.Time) time.Time {
	switch s.unit {
	case 'h':
		return t.Add(time.Duration(s.n) * time.Hour)
	case 'd':
		return t.AddDate(0, 0, s.n)
	case 'w':
		return t.AddDate(0, 0, 7*s.n)
	case 'm':
		return addMonths(t, s.n)
	case 'y':
		return addMonths(t, 12*s.n)
	}
	return t
}

func addMonths(t time.Time, n int) time.Time {
	first := t.AddDate(0, 0, 1-t.Day()).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// timeForms are the forms of a date with its time that are taken as they are.
var timeForms = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"}

// dateForms are the forms of a date that mean one day only, whoever reads them.
var dateForms = []string{
	"2006-1-2", "2006/1/2", "2006.1.2",
	"2 January 2006", "2 Jan 2006", "2. January 2006", "2. Jan 2006",
	"January 2 2006", "Jan 2 2006", "Monday 2 January 2006", "Monday January 2 2006", "Mon Jan 2 2006",
	"2.1.2006", // with points the day comes first wherever they are used
}

// ReadDate reads a date as people write it and returns it as Close does, 2006-01-02.
// now is where "today", "tomorrow" and "+3d" are counted from. The error is a sentence
// for the user.
func ReadDate(s string, now time.Time) (string, error) {
	text := strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ")
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "-") {
		if by, err := parseShift(text); err == nil {
			return by.from(now).Format(time.DateOnly), nil
		}
	}
	switch strings.ToLower(text) {
	case "today":
		return now.Format(time.DateOnly), nil
	case "tomorrow":
		return now.AddDate(0, 0, 1).Format(time.DateOnly), nil
	case "yesterday":
		return now.AddDate(0, 0, -1).Format(time.DateOnly), nil
	}
	for _, form := range slices.Concat(timeForms, dateForms) {
		if t, err := time.Parse(form, text); err == nil && t.Year() > 0 {
			return t.Format(time.DateOnly), nil
		}
	}
	if parts := strings.Split(strings.ReplaceAll(text, "-", "/"), "/"); len(parts) == 3 && len(parts[2]) == 4 {
		return readSlashed(s, parts)
	}
	return "", fmt.Errorf("“%s” is not a date. Write it as year-month-day, such as 2026-03-31.", shorten(s))
}

// readSlashed reads 3/31/2026 and 31/3/2026, and neither where both are days of the
// calendar. parts are the three numbers.
func readSlashed(s string, parts []string) (string, error) {
	day := func(d, month string) string {
		t, err := time.Parse("2006-1-2", parts[2]+"-"+strings.TrimPrefix(month, "0")+"-"+strings.TrimPrefix(d, "0"))
		if err != nil || t.Year() == 0 {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	european, american := day(parts[0], parts[1]), day(parts[1], parts[0])
	switch {
	case european != "" && american != "" && european != american:
		return "", fmt.Errorf("“%s” can be %s or %s. Write the one that is meant.", shorten(s), european, american)
	case european+american == "":
		return "", fmt.Errorf("“%s” is not a day of the calendar. Write one such as 2026-03-31.", shorten(s))
	case european != "":
		return european, nil
	}
	return american, nil
}
