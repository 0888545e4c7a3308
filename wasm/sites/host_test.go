package sites

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHosts(t *testing.T) {
	for _, c := range []struct{ address, host, site, own string }{
		{"https://www.Acme.example./a?b#c", "www.acme.example", "acme.example", "acme.example"},
		{"acme.co.uk", "acme.co.uk", "acme.co.uk", "acme.co.uk"},
		{"  acme.co.uk/about  ", "acme.co.uk", "acme.co.uk", "acme.co.uk"},
		{"//acme.de/x", "", "", ""},
		{"http://shop.acme.co.uk:8443", "shop.acme.co.uk", "acme.co.uk", "acme.co.uk"},
		{"https://acme.github.io", "acme.github.io", "acme.github.io", "acme.github.io"},
		{"https://co.uk", "co.uk", "", ""},
		{"https://localhost:3000/", "localhost", "", ""},
		{"https://10.0.0.1/", "10.0.0.1", "", ""},
		{"https://[::1]/", "::1", "", ""},
		{"https://xn--blumen-mller-klb.de/", "blumen-müller.de", "blumen-müller.de", "blumen-müller.de"},
		{"https://BLUMEN-MÜLLER.de/", "blumen-müller.de", "blumen-müller.de", "blumen-müller.de"},
		{"https://xn--fiqs8s/", "中国", "", ""},
		{"https://xn--zzzzzzzzzzzz99999.de/", "xn--zzzzzzzzzzzz99999.de", "xn--zzzzzzzzzzzz99999.de", "xn--zzzzzzzzzzzz99999.de"},
		{"https://de.linkedin.com/in/x", "de.linkedin.com", "linkedin.com", ""},
		{"https://www.amazon.co.uk/x", "www.amazon.co.uk", "amazon.co.uk", ""},
		{"mailto:a@acme.example", "", "", ""},
		{"javascript:alert(1)", "", "", ""},
		{"https://user:pass@acme.example/", "acme.example", "acme.example", "acme.example"},
		{"ftp://acme.example", "", "", ""},
		{"https://acme.example./", "acme.example", "acme.example", "acme.example"},
		{"0..", "", "", ""},
		{"https://\xc1.example", "", "", ""},
		{"https://%c1.example", "", "", ""},
		{"xn--0-10ma", "xn--0-10ma", "", ""},
		{"https://.acme.example/", "", "", ""},
		{"https://acme..example/", "", "", ""},
		{"https://acme.example\u00a0/", "", "", ""},
		{"", "", "", ""},
		{"https://" + strings.Repeat("a", 5000) + ".example", "", "", ""},
	} {
		host := HostOf(c.address)
		if host != c.host || SiteOf(host) != c.site || OwnSite(host) != c.own {
			t.Errorf("%q: host %q, site %q, own site %q; want %q, %q, %q", c.address, host, SiteOf(host), OwnSite(host), c.host, c.site, c.own)
		}
	}
}

// TestFromPunycode takes its samples from RFC 3492, section 7.1, in lower case.
func TestFromPunycode(t *testing.T) {
	for encoded, want := range map[string]string{
		"egbpdaj6bu4bxfgehfvwxn":                        "ليهمابتكلموشعربي؟",
		"ihqwcrb4cv8a8dqg056pqjye":                      "他们为什么不说中文",
		"proprostnemluvesky-uyb24dma41a":                "pročprostěnemluvíčesky",
		"4dbcagdahymbxekheh6e0a7fei0b":                  "למההםפשוטלאמדבריםעברית",
		"n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa":        "なぜみんな日本語を話してくれないのか",
		"b1abfaaepdrnnbgefbadotcwatmq2g4l":              "почемужеонинеговорятпорусски",
		"porqunopuedensimplementehablarenespaol-fmd56a": "porquénopuedensimplementehablarenespañol",
		"tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g":  "tạisaohọkhôngthểchỉnóitiếngviệt",
		"3b-ww4c5e180e575a65lsy2b":                      "3年b組金八先生",
		"-with-super-monkeys-pc58ag80a8qai00g7n9n":      "安室奈美恵-with-super-monkeys",
		"mller-kva": "müller",
		"":          "",
	} {
		if got, ok := fromPunycode(encoded); got != want || !ok {
			t.Errorf("%q is %q (%v), want %q", encoded, got, ok, want)
		}
	}
	for _, bad := range []string{"9", "zzzzzzzzzzzz99999", "mller-k_a", "müller", "a-ÿ", strings.Repeat("9", 63), strings.Repeat("a", 64)} {
		if got, ok := fromPunycode(bad); ok {
			t.Errorf("%q is %q", bad, got)
		}
	}
}

func TestPlainName(t *testing.T) {
	for name, want := range map[string]string{
		"Acme GmbH":           "acme",
		"ACME  gmbh & Co. KG": "acme",
		"Acme, Inc.":          "acme",
		"Acme S.A.S.":         "acme",
		"Zoë's Blumenladen „Blüte & Blatt“": "zoë s blumenladen blüte blatt",
		"AG":                           "ag",
		"Limited":                      "limited",
		"株式会社さくら商事":                    "株式会社さくら商事",
		"🚀":                            "",
		"\u202eevil\u200b":             "evil",
		"Booking.com B.V.":             "booking com",
		strings.Repeat("a", 1_000_000): strings.Repeat("a", longestName),
	} {
		if got := PlainName(name); got != want {
			t.Errorf("%.40q is %q, want %q", name, got, want)
		}
	}
}

func TestPlaceKey(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.acme.co.uk/a/b?c":                          "acme.co.uk",
		"http://crm.local/x":                                    "crm.local",
		"http://localhost:8080/x":                               "localhost",
		"https://uk.linkedin.com/company/acme/about/?x=1":       "linkedin.com/company/acme",
		"https://www.facebook.com/acme/":                        "facebook.com/acme",
		"https://www.google.com/search?q=acme":                  "google.com/search?q=acme",
		"https://www.linkedin.com/":                             "linkedin.com/",
		"chrome://extensions":                                   "",
		"about:blank":                                           "",
		"https://www.facebook.com/" + strings.Repeat("x", 9000): "",
	} {
		if got := SiteKey(address); got != want {
			t.Errorf("%.60q is remembered as %q, want %q", address, got, want)
		}
	}
}

// FuzzHosts compares any address with any other: the comparison of sites is that of
// hosts, and never one of parts of names.
func FuzzHosts(f *testing.F) {
	for _, seed := range [][2]string{
		{"https://www.acme.co.uk/", "acme.co.uk"}, {"https://xn--mller-kva.de", "MÜLLER.de"}, {"https://evil-acme.example", "acme.example"},
		{"http://acme.example.evil.example/", "https://acme.example"}, {"https://[::1]", "xn--a"}, {"\x00://", "https://%41.example"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		hostA, hostB := HostOf(a), HostOf(b)
		siteA, siteB := OwnSite(hostA), OwnSite(hostB)
		if siteA != "" && siteA == siteB {
			for _, host := range []string{hostA, hostB} {
				if host != siteA && !strings.HasSuffix(host, "."+siteA) {
					t.Errorf("%q is taken to be on %q", host, siteA)
				}
			}
		}
		if hostA != "" && (!utf8.ValidString(hostA) && utf8.ValidString(a) || len(hostA) > longestAddress) {
			t.Errorf("the host of %q is %q", a, hostA)
		}
		if again := HostOf("https://" + hostA); hostA != "" && !strings.ContainsAny(hostA, ":%") && again != "" && again != hostA && !strings.Contains(hostA, "xn--") {
			t.Errorf("the host of %q is %q, and then %q", a, hostA, again)
		}
	})
}
