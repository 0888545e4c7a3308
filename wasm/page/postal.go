package page

import (
	"regexp"
	"strings"

	"leadpatch/wasm/api"
)

// addressesOf returns the addresses of an item, its own first and then those of its
// places.
func addressesOf(t *item) []api.Address {
	var out []api.Address
	add := func(of *item) {
		for _, v := range of.props["address"] {
			var a api.Address
			if v.item != nil {
				a = postal(v.item)
			} else {
				a = addressInText(v.text)
			}
			if useful(a) && len(out) < maxAddresses {
				out = append(out, a)
			}
		}
	}
	add(t)
	for _, place := range t.items("location", "department", "branch", "subOrganization") {
		if place.is(addressTypes) {
			if a := postal(place); useful(a) && len(out) < maxAddresses {
				out = append(out, a)
			}
			continue
		}
		add(place)
	}
	return out
}

const maxAddresses = 5

// useful reports whether an address says more than a country.
func useful(a api.Address) bool { return a.Address1 != "" || a.City != "" || a.Zipcode != "" }

// postal turns a PostalAddress into Close's keys.
func postal(t *item) api.Address {
	a := api.Address{
		Label:   "business",
		City:    t.text("addressLocality"),
		State:   t.text("addressRegion"),
		Zipcode: strings.TrimLeft(t.text("postalCode"), "〒 "),
		Country: countryOf(t),
	}
	var street []string
	for _, s := range append(t.texts("streetAddress"), t.texts("extendedAddress")...) {
		street = append(street, lines(s, maxName)...)
	}
	if box := t.text("postOfficeBoxNumber"); box != "" {
		if strings.Trim(box, "0123456789 ") == "" {
			box = "PO Box " + box
		}
		street = append(street, box)
	}
	if len(street) > 0 {
		a.Address1 = street[0]
		a.Address2 = cut(strings.Join(street[1:], ", "), maxName)
	}
	// Some pages write a whole address where the street belongs.
	if a.City == "" && a.Zipcode == "" && len(street) > 0 {
		if whole := addressInText(strings.Join(street, "\n")); whole.Zipcode != "" {
			if whole.Country == "" {
				whole.Country = a.Country
			}
			return whole
		}
	}
	return a
}

// countryOf returns the country of an address, as a text or as an item of its own.
func countryOf(t *item) string {
	for _, s := range t.texts("addressCountry") {
		if code := Country(s); code != "" {
			return code
		}
	}
	for _, c := range t.items("addressCountry") {
		for _, s := range c.texts("identifier", "alternateName", "addressCountry") {
			if code := Country(s); code != "" {
				return code
			}
		}
		if code := Country(local(c.id)); code != "" {
			return code
		}
	}
	return ""
}

// placeLine is how the line with the town is written in some countries. The groups are
// zip, city, state.
type placeLine struct {
	country string // "" where several countries write so
	re      func() *regexp.Regexp
}

var placeLines = []placeLine{
	{"BR", lazily(`^(?P<city>[\pL .'’-]+?)\s*[-–/,]\s*(?P<state>[A-Z]{2})\s*,?\s*(?:CEP:?\s*)?(?P<zip>\d{5}-\d{3})$`)},
	{"BR", lazily(`^(?:CEP:?\s*)?(?P<zip>\d{5}-\d{3})\s*,?\s*(?P<city>[\pL .'’-]+?)\s*[-–/]\s*(?P<state>[A-Z]{2})$`)},
	{"US", lazily(`^(?P<city>[\pL .'’-]+),?\s+(?P<state>A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|PR|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\.?,?\s+(?P<zip>\d{5}(?:-\d{4})?)$`)},
	{"CA", lazily(`^(?P<city>[\pL .'’-]+),?\s+\(?(?P<state>AB|BC|MB|N[BLSTU]|ON|PE|QC|SK|YT)\)?,?\s+(?P<zip>[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)$`)},
	{"AU", lazily(`^(?P<city>[\pL .'’-]+),?\s+(?P<state>NSW|VIC|QLD|WA|SA|TAS|ACT|NT),?\s+(?P<zip>\d{4})$`)},
	{"GB", lazily(`^(?P<city>[\pL .'’-]+),?\s+(?P<zip>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})$`)},
	{"GB", lazily(`^(?P<zip>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})$`)},
	{"NL", lazily(`^(?:NL-)?(?P<zip>\d{4} [A-Z]{2})\s+(?P<city>[\pL .'’-]+)$`)},
	{"JP", lazily(`^〒?\s*(?P<zip>\d{3}-\d{4})\s*(?P<city>[\p{Han}\p{Katakana}ー]*)$`)},
	{"PL", lazily(`^(?:PL-)?(?P<zip>\d{2}-\d{3})\s+(?P<city>[\pL .'’-]+)$`)},
	{"PT", lazily(`^(?:PT-)?(?P<zip>\d{4}-\d{3})\s+(?P<city>[\pL .'’-]+)$`)},
	{"SE", lazily(`^SE-(?P<zip>\d{3} \d{2})\s+(?P<city>[\pL .'’-]+)$`)},
	{"DE", lazily(`^D[- ](?P<zip>\d{5})\s+(?P<city>[\pL .'’()/-]+)$`)},
	{"FR", lazily(`^F-(?P<zip>\d{5})\s+(?P<city>[\pL \d.'’()/-]+)$`)},
	{"AT", lazily(`^A-(?P<zip>\d{4})\s+(?P<city>[\pL .'’()/-]+)$`)},
	{"CH", lazily(`^CH-(?P<zip>\d{4})\s+(?P<city>[\pL .'’()/-]+)$`)},
	{"", lazily(`^(?P<zip>\d{4,5})\s+(?P<city>\p{Lu}[\pL .'’()/-]*?(?:\s+CEDEX(?:\s\d+)?)?)$`)},
}

// addressInText reads an address of several lines, or of parts with commas between
// them. Without a line that tells the town all of it is the street, if it is short.
func addressInText(text string) api.Address {
	a, street, found := townInText(text)
	switch {
	case found && len(street) > 0:
		if len(street) > 1 && unit().MatchString(street[0]) {
			street[0], street[1] = street[1], street[0]
		}
		a.Address1 = street[0]
		a.Address2 = cut(strings.Join(street[1:], ", "), maxName)
	case !found:
		if whole := strings.Join(street, ", "); len(whole) <= maxName {
			a.Address1 = whole
		}
	}
	return a
}

// unit begins a line that belongs to the street above it.
var unit = lazily(`(?i)^(?:suite|ste|apt|apartment|floor|unit|room|level|#|etage|étage|bâtiment|bat|haus|gebäude|sala|piso|andar|edificio)\b`)

// addressInSelection reads an address that the user has selected, perhaps with the name
// of who lives there above it. It needs the line that tells the town.
func addressInSelection(text string) (api.Address, bool) {
	a, street, found := townInText(text)
	if !found || len(street) == 0 {
		return api.Address{}, false
	}
	last := len(street) - 1
	a.Address1 = street[last]
	if last > 0 && unit().MatchString(street[last]) {
		a.Address1, a.Address2 = street[last-1], street[last]
	}
	return a, true
}

// maxLines is how many lines of an address are looked at.
const maxLines = 20

// townInText looks for the line that tells the town, from the end, and returns what it
// says with the lines above it. Without one it returns all lines.
func townInText(text string) (a api.Address, street []string, found bool) {
	parts := lines(text, maxName)
	if len(parts) == 1 {
		whole := parts[0]
		parts = nil
		for part := range strings.FieldsFuncSeq(whole, func(r rune) bool { return strings.ContainsRune(",;|·•", r) }) {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	parts = parts[:min(len(parts), maxLines)]
	a.Label = "business"
	if n := len(parts); n > 1 && len(parts[n-1]) > 2 {
		if a.Country = Country(parts[n-1]); a.Country != "" {
			parts = parts[:n-1]
		}
	}
	for i := len(parts) - 1; i >= 0; i-- {
		// "Springfield, IL 62701" has been taken apart at its comma.
		if i > 0 && place(&a, parts[i-1]+", "+parts[i]) {
			return a, parts[:i-1], true
		}
		if place(&a, parts[i]) {
			return a, parts[:i], true
		}
	}
	return a, parts, false
}

// place reads the line that tells the town; it reports whether it is one. A country that
// is known already rules out the ways of others.
func place(a *api.Address, text string) bool {
	for _, p := range placeLines {
		if a.Country != "" && p.country != "" && a.Country != p.country {
			continue
		}
		m := p.re().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		for i, name := range p.re().SubexpNames() {
			switch name {
			case "zip":
				a.Zipcode = m[i]
			case "city":
				a.City = strings.TrimSpace(m[i])
			case "state":
				a.State = m[i]
			}
		}
		if a.Country == "" {
			a.Country = p.country
		}
		return true
	}
	return false
}
