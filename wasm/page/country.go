package page

import (
	_ "embed"
	"strings"
	"sync"
)

// countryTable holds the names of the world's countries in the languages that most of
// the web is written in, a line for each country. It is taken from Unicode's CLDR by
// TestCountryTable.
//
//go:embed tables/countries.txt
var countryTable string

// alsoCalled are names and codes that people write and CLDR does not have, folded.
var alsoCalled = map[string]string{
	"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northernireland": "GB", "greatbritain": "GB",
	"britain": "GB", "angleterre": "GB", "grossbritannien": "GB", "großbritannien": "GB", "inglaterra": "GB", "grandebretagne": "GB",
	"theunitedkingdom": "GB", "unitedstatesofamerica": "US", "theunitedstates": "US", "us": "US", "america": "US", "eeuu": "US",
	"etatsunis": "US", "étatsunisdamérique": "US", "estadosunidosdeamérica": "US", "vereinigtestaatenvonamerika": "US",
	"eua": "US", "brd": "DE", "bundesrepublikdeutschland": "DE", "federalrepublicofgermany": "DE", "holland": "NL",
	"thenetherlands": "NL", "czechrepublic": "CZ", "tschechischerepublik": "CZ", "slovakrepublic": "SK", "eswatini": "SZ",
	"northmacedonia": "MK", "macedonia": "MK", "türkiye": "TR", "turkiye": "TR", "korea": "KR", "republicofkorea": "KR", "southkorea": "KR",
	"russianfederation": "RU", "vietnam": "VN", "viêtnam": "VN", "uae": "AE", "emirates": "AE", "hongkong": "HK", "macau": "MO", "taiwan": "TW",
	"peoplesrepublicofchina": "CN", "prchina": "CN", "republicofireland": "IE", "éire": "IE", "ivorycoast": "CI", "burma": "MM",
	"brasil": "BR", "méxico": "MX", "perú": "PE", "panamá": "PA", "caboverde": "CV", "timorleste": "TL", "osterreich": "AT",
	"espana": "ES", "republicofindia": "IN", "bharat": "IN", "kingdomofsaudiarabia": "SA", "ksa": "SA",
}

// countryNames are the codes by folded name.
var countryNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for l := range strings.Lines(countryTable) {
		if strings.HasPrefix(l, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
		for _, name := range f {
			if key := fold(name); names[key] == "" {
				names[key] = f[0]
			}
		}
	}
	for name, code := range alsoCalled {
		names[name] = code
	}
	return names
})

// Country returns the code of a country, ISO 3166-1 alpha-2, by its name in any of
// some twenty languages, or by its code of two or three letters; "" for none.
func Country(s string) string {
	s = line(s, 100)
	if code := countryNames()[fold(s)]; code != "" {
		return code
	}
	// "Deutschland / Germany", "Germany (DE)"
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("/()[],|", r) }) {
		if code := countryNames()[fold(part)]; code != "" {
			return code
		}
	}
	return ""
}

// generic are top-level domains of a country that the whole world uses.
var generic = map[string]bool{
	"ai": true, "as": true, "cc": true, "co": true, "eu": true, "fm": true, "gg": true, "io": true, "im": true, "la": true, "ly": true,
	"me": true, "nu": true, "sc": true, "sh": true, "so": true, "st": true, "tk": true, "to": true, "tv": true, "vc": true, "ws": true,
}

// countryOfSite returns the country whose top-level domain a site has; "" where that
// says nothing.
func countryOfSite(site string) string {
	last := site[strings.LastIndexByte(site, '.')+1:]
	if last == "uk" {
		return "GB"
	}
	if code := strings.ToUpper(last); len(last) == 2 && !generic[last] && IsCountry(code) {
		return code
	}
	return ""
}

// countryOfLanguage returns the region of a language tag such as "de-AT"; "" without.
func countryOfLanguage(tag string) string {
	for part := range strings.FieldsFuncSeq(tag, func(r rune) bool { return r == '-' || r == '_' }) {
		if code := strings.ToUpper(part); len(part) == 2 && part != tag[:len(part)] && IsCountry(code) {
			return code
		}
	}
	return ""
}
