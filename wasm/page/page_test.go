package page

import "testing"

const lead = "lead_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54"

func TestRead(t *testing.T) {
	tests := []struct {
		address string
		kind    Kind
	}{
		{"https://app.close.com/lead/" + lead + "/", Lead},
		{"https://app.close.com/lead/" + lead, Lead},
		{"https://app.close.io/lead/" + lead + "/", Lead},
		{"https://app.close.com/leads/" + lead + "/", Lead},
		{"https://app.close.com/lead/" + lead + "/activity/acti_x/?tab=1#deep", Lead},
		{"https://APP.close.com/lead/" + lead + "/", Lead},
		{"https://app.close.com/x/lead/" + lead + "/", Lead},
		{"https://app.close.com/leads/save_2jXPmjcQLWZ0ytxqojk63Q18gQQNiJwnMX27DqgeT54/", InClose},
		{"https://app.close.com/", InClose},
		{"https://app.close.com/search/?q=/lead/" + lead + "/", InClose},
		{"https://app.close.com/mislead/" + lead + "/", InClose},
		{"https://app.close.com/lead/lead_short/", BadID},
		{"https://app.close.com/lead/" + lead + "%2e%2e/", BadID},
		{"http://app.close.com/lead/" + lead + "/", Other},
		{"https://app.close.com.evil.example/lead/" + lead + "/", Other},
		{"https://evil.example/https://app.close.com/lead/" + lead + "/", Other},
		{"https://app.close.com@evil.example/lead/" + lead + "/", Other},
		{"chrome://extensions", Other},
		{"", Other},
		{"::", Other},
	}
	for _, test := range tests {
		id, kind := Read(test.address, "https://app.close.com")
		if kind != test.kind || kind == Lead && id.String() != lead || kind != Lead && id.String() != "" {
			t.Errorf("Read(%q) = %v, %q, want %q", test.address, id, kind, test.kind)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("https://app.close.com/lead/" + lead + "/?x#y")
	f.Add("https://app.close.com/lead/lead_%00/")
	f.Fuzz(func(t *testing.T, address string) {
		id, kind := Read(address, "https://app.close.com")
		if (kind == Lead) != (id.String() != "") {
			t.Fatalf("Read(%q) = %q, %q", address, id, kind)
		}
	})
}
