package crm

import (
	"testing"

	"leadpatch/web/sandbox/wire"
)

func TestNormalizePhone(t *testing.T) {
	for _, c := range []struct{ text, country, kept, formatted, of string }{
		{"030 12345670", "DE", "+493012345670", "+49 30 12345670", "DE"},
		{"030/123-456.70", "DE", "+493012345670", "+49 30 12345670", "DE"},
		{"30 12345670", "DE", "+493012345670", "+49 30 12345670", "DE"},
		{"+49 (0)30 12345670", "US", "+493012345670", "+49 30 12345670", "DE"},
		{"0049 171 1234567", "DE", "+491711234567", "+49 171 1234567", "DE"},
		{"8004445555", "GB", "+448004445555", "+44 800 4445555", "GB"},
		{"1 (202) 555-0123", "US", "+12025550123", "+1 202 5550123", "US"},
		{"202 555 0123", "US", "+12025550123", "+1 202 5550123", "US"},
		{"911 123 456", "ES", "+34911123456", "+34 911 123456", "ES"},
		{"+998 71 1234567", "DE", "+998711234567", "+998711234567", ""},
		{"030 12345670", "ZZ", "030 12345670", "030 12345670", ""},
		{"+49 30 1234567 ext. 8", "DE", "+49 30 1234567 ext. 8", "+49 30 1234567 ext. 8", ""},
		{"0800 WIDGETS", "DE", "0800 WIDGETS", "0800 WIDGETS", ""},
		{"110", "DE", "110", "110", ""},
		{"+1234567890123456", "DE", "+1234567890123456", "+1 234 567890123456", "US"},
		{"+0123456789", "DE", "+0123456789", "+0123456789", ""},
		{"+49é0", "DE", "+49é0", "+49é0", ""},
		{"+", "DE", "+", "+", ""},
		{"", "DE", "", "", ""},
	} {
		kept := normalizePhone(c.text, c.country)
		formatted, country := formatPhone(kept)
		if kept != c.kept || formatted != c.formatted || wire.Words(country) != c.of {
			t.Errorf("%q in %s is kept as %q, shown as %q of %v", c.text, c.country, kept, formatted, country)
		}
		if again := normalizePhone(kept, c.country); again != kept {
			t.Errorf("%q becomes %q when it is sent back", kept, again)
		}
	}
}
