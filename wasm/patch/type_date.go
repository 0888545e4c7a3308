package patch

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day, without a time.
const Date Type = "date"

var _ = register(fieldType{name: Date, custom: true, form: FormDate, parse: ofText(calendarDate)})

// calendarDate checks a date and returns it as Close writes it, 2006-01-02.
func calendarDate(s string) (string, error) {
	s = strings.TrimSpace(s)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("“%s” is not a date. Write it as year-month-day, such as 2026-03-31.", shorten(s))
	}
	return s, nil
}
