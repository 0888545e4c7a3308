package page

import (
	"strings"
	"testing"
)

func TestClean(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Acme", "Acme"},
		{"  Acme \n", "Acme"},
		{"Ac\u200bme\ufeff", "Acme"},
		{"Ac\u200cme", "Acme"},                                   // a joiner between Latin letters only hides
		{"می\u200cخواهم", "می\u200cخواهم"},                       // in Persian it is part of the spelling
		{"👩\u200d💻", "👩\u200d💻"},                                 // and between emoji
		{"\u202egnp.exe\u202c", "gnp.exe"},                       // the direction of writing
		{"\u2066a\u2069\u061cb\u200e", "ab"},                     //
		{"one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"}, // all line ends
		{"a\tb\u00a0c\u3000d", "a b c d"},                        // all blanks
		{"a\x00b\x1bc\x7fd\u0085e", "abcd\ne"},                   // controls
		{"so\u00adft", "soft"},                                   //
		{"\ue123 icon", "icon"},                                  // a font's private signs
		{"a\U000e0041b", "ab"},                                   // tags
		{"\u3164", ""},                                           // a letter that shows nothing
		{"\u200d", ""},                                           //
		{"שלום, Ünïcode, 株式会社", "שלום, Ünïcode, 株式会社"}, //
	}
	for _, test := range tests {
		got := Clean(test.text)
		if got != test.want {
			t.Errorf("Clean(%q) = %q, want %q", test.text, got, test.want)
		}
		if again := Clean(got); again != got {
			t.Errorf("Clean(%q) = %q", got, again)
		}
	}
}

func TestWebURL(t *testing.T) {
	tests := []struct {
		s, want string
	}{
		{"https://acme.example", "https://acme.example"},
		{" HTTPS://ACME.example/Path?q=1#x ", "https://acme.example/Path?q=1#x"},
		{"http://localhost:8080/", "http://localhost:8080/"},
		{"http://[::1]/", "http://[::1]/"},
		{"https://bücher.example/", "https://b%C3%BCcher.example/"},
		{"javascript:alert(1)", ""},
		{"JavaScript:alert(1)//https://acme.example", ""},
		{"data:text/html,hi", ""},
		{"https://user:secret@acme.example/", ""},
		{"https://acme.example@evil.example/", ""},
		{"https:///path", ""},
		{"https:acme.example", ""},
		{"//acme.example", ""},
		{"acme.example", ""},
		{"ftp://acme.example", ""},
		{"https://ac me.example", ""},
		{"https://acme..example/", ""},
		{"https://acme.example/\u202e", "https://acme.example/%E2%80%AE"},
		{"https://acme.example/" + strings.Repeat("x", 3000), ""},
		{"", ""},
	}
	for _, test := range tests {
		got, ok := WebURL(test.s)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("WebURL(%q) = %q, %v, want %q", test.s, got, ok, test.want)
		}
	}
}

func TestSite(t *testing.T) {
	tests := []struct{ address, want string }{
		{"https://www.acme.co.uk/about", "acme.co.uk"},
		{"https://shop.acme.example:8443/", "acme.example"},
		{"http://ACME.example./", "acme.example"},
		{"https://acme.github.io/", "acme.github.io"},
		{"https://deep.acme.myshopify.com/", "acme.myshopify.com"},
		{"https://co.uk/", ""},
		{"https://localhost/", ""},
		{"http://192.0.2.7/", ""},
		{"http://[2001:db8::1]/", ""},
		{"chrome://extensions", ""},
		{"https://user@acme.example/", ""},
		{"", ""},
	}
	for _, test := range tests {
		if got := Site(test.address); got != test.want {
			t.Errorf("Site(%q) = %q, want %q", test.address, got, test.want)
		}
	}
}

func TestWithoutTracking(t *testing.T) {
	tests := []struct{ address, want string }{
		{"https://acme.example/a?utm_source=x&id=7&fbclid=y#top", "https://acme.example/a?id=7"},
		{"https://acme.example/a?utm_source=x&gclid=1", "https://acme.example/a"},
		{"https://acme.example/?a=b%26c&&d", "https://acme.example/?a=b%26c&d"},
		{"https://acme.example/" + strings.Repeat("x", 3000), "https://acme.example/" + strings.Repeat("x", 3000)},
		{"chrome://settings", ""},
	}
	for _, test := range tests {
		if got := withoutTracking(test.address); got != test.want {
			t.Errorf("withoutTracking(%q) = %q, want %q", test.address, got, test.want)
		}
	}
}

func TestEmail(t *testing.T) {
	tests := []struct{ s, want string }{
		{"jane@acme.example", "jane@acme.example"},
		{" Jane.Doe+x@ACME.Example ", "jane.doe+x@acme.example"},
		{"mailto:jane@acme.example", "jane@acme.example"},
		{"Jane Doe <jane@acme.example>", "jane@acme.example"},
		{"ja\u200bne@acme.example", "jane@acme.example"},
		{"o'neil@acme.example", "o'neil@acme.example"},
		{"用户@例子.广告", "用户@例子.广告"},
		{"logo@2x.png", ""},
		{"jane@acme", ""},
		{"jane@192.0.2.1", ""},
		{"jane@@acme.example", ""},
		{"jane doe@acme.example", ""},
		{".jane@acme.example", ""},
		{"ja..ne@acme.example", ""},
		{"jane@-acme.example", ""},
		{"jane@acme..example", ""},
		{"@acme.example", ""},
		{strings.Repeat("x", 65) + "@acme.example", ""},
		{"jane@acme.example, joe@acme.example", ""},
		{"", ""},
	}
	for _, test := range tests {
		got, ok := Email(test.s)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Email(%q) = %q, %v, want %q", test.s, got, ok, test.want)
		}
	}
}

func TestPhone(t *testing.T) {
	tests := []struct{ s, country, want string }{
		{"+49 30 123456", "", "+4930123456"},
		{"+49 (0)30 123456", "", "+4930123456"},
		{"(+49) 030 / 123 456", "", "+4930123456"},
		{"030 123456", "DE", "+4930123456"},
		{"030 123456", "de", "+4930123456"},
		{"030 123456", "", ""},
		{"0049 30 123456", "FR", "+4930123456"},
		{"011 49 30 123456", "US", "+4930123456"},
		{"(212) 555-0123", "US", "+12125550123"},
		{"1-212-555-0123", "US", "+12125550123"},
		{"212.555.0123", "CA", "+12125550123"},
		{"+1 212 555 0123 x204", "", "+12125550123"},
		{"+1 212 555 0123 ext. 204", "", "+12125550123"},
		{"tel:+1-212-555-0123;ext=204", "", "+12125550123"},
		{"tel:555-0123;phone-context=+1212", "", "+12125550123"},
		{"020 7946 0958", "GB", "+442079460958"},
		{"06 12345678", "NL", "+31612345678"},
		{"02 5550 1234", "IT", "+390255501234"}, // Italy keeps its zero
		{"011 15-2345-6789", "AR", "+5491123456789"},
		{"０３－５５５０－０１２３", "JP", "+81355500123"},
		{"٠١١ ٥٥٥ ٠١٢٣", "SA", "+966115550123"},
		{"\u202a+44 20 7946 0958\u202c", "", "+442079460958"},
		{"+800 1234 5678", "", "+80012345678"},
		{"911", "US", ""},
		{"11873", "CN", ""},
		{"+8260137", "", ""},
		{"2024-05-17", "US", ""},
		{"10.5.2024", "GB", ""},
		{"+999 123 4567", "", ""},
		{"+49", "", ""},
		{"+", "", ""},
		{"call me", "US", ""},
		{"+1 212 555 0123 / +1 212 555 0124", "", ""},
		{"1-800-FLOWERS", "US", ""},
		{strings.Repeat("1", 500), "US", ""},
		{"", "US", ""},
	}
	for _, test := range tests {
		got, ok := Phone(test.s, test.country)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Phone(%q, %q) = %q, %v, want %q", test.s, test.country, got, ok, test.want)
		}
	}
}

func TestCountryOfPage(t *testing.T) {
	for site, want := range map[string]string{"acme.de": "DE", "acme.co.uk": "GB", "acme.io": "", "acme.com": "", "acme.example": "", "": ""} {
		if got := countryOfSite(site); got != want {
			t.Errorf("countryOfSite(%q) = %q, want %q", site, got, want)
		}
	}
	for tag, want := range map[string]string{"de-AT": "AT", "pt_BR": "BR", "zh-Hant-TW": "TW", "de": "", "en-001": "", "": ""} {
		if got := countryOfLanguage(tag); got != want {
			t.Errorf("countryOfLanguage(%q) = %q, want %q", tag, got, want)
		}
	}
}
