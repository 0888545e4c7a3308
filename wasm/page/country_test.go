package page

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// tableLanguages are the languages of the table: those of most pages of the web, and of
// the countries where Close is used.
var tableLanguages = []string{
	"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "ro", "tr", "ru", "uk", "el", "he", "ar", "ja", "ko", "zh", "zh-Hant",
}

// madeFromCLDR is the table as x/text gives it.
func madeFromCLDR() string {
	var out strings.Builder
	out.WriteString("# From Unicode's CLDR (Unicode License v3), by way of golang.org/x/text.\n" +
		"# go test ./wasm/page -run TestCountryTable -update writes it again.\n" +
		"# alpha-2, alpha-3, then the names\n")
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.String() != code || region.Canonicalize() != region || !IsCountry(code) ||
				code == "AC" || code == "TA" { // islands of Saint Helena, which ISO 3166-1 does not list

				continue
			}
			names := []string{code, region.ISO3()}
			seen := map[string]bool{fold(code): true, fold(region.ISO3()): true}
			for _, tag := range tableLanguages {
				name := display.Regions(language.MustParse(tag)).Name(region)
				if key := fold(name); key != "" && !seen[key] {
					seen[key] = true
					names = append(names, name)
				}
			}
			out.WriteString(strings.Join(names, "\t") + "\n")
		}
	}
	return out.String()
}

func TestCountryTable(t *testing.T) {
	want := madeFromCLDR()
	if *update {
		if err := os.WriteFile("tables/countries.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if countryTable != want {
		t.Error("tables/countries.txt is not what CLDR says; write it again with -update")
	}
}

func TestCountry(t *testing.T) {
	tests := []struct{ s, want string }{
		{"DE", "DE"}, {"de", "DE"}, {"DEU", "DE"}, {"Germany", "DE"}, {"Deutschland", "DE"}, {"Allemagne", "DE"}, {"ドイツ", "DE"},
		{"Alemania", "DE"}, {" GERMANY ", "DE"}, {"Germany (DE)", "DE"}, {"Deutschland / Germany", "DE"},
		{"UK", "GB"}, {"U.K.", "GB"}, {"United Kingdom", "GB"}, {"England", "GB"}, {"Royaume-Uni", "GB"},
		{"USA", "US"}, {"U.S.A.", "US"}, {"United States of America", "US"}, {"États-Unis", "US"}, {"Estados Unidos", "US"}, {"アメリカ合衆国", "US"},
		{"Brasil", "BR"}, {"Österreich", "AT"}, {"日本", "JP"}, {"中国", "CN"}, {"ישראל", "IL"}, {"المملكة العربية السعودية", "SA"},
		{"Türkiye", "TR"}, {"Czechia", "CZ"}, {"Czech Republic", "CZ"}, {"South Korea", "KR"}, {"XX", ""}, {"", ""}, {"Atlantis", ""},
		{"C&ocirc;te d&rsquo;Ivoire", "CI"}, {"Switzerland", "CH"}, {"Schweiz", "CH"}, {"Suisse", "CH"}, {"Svizzera", "CH"},
	}
	for _, test := range tests {
		if got := Country(test.s); got != test.want {
			t.Errorf("Country(%q) = %q, want %q", test.s, got, test.want)
		}
	}
}
