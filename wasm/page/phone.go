package page

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// phoneTable is what is known of the world's telephone numbers: a line for each
// territory. It is taken from the metadata of Google's libphonenumber (Apache-2.0) by
// TestPhoneTable, which also compares [Phone] with a full port of that library. The
// port itself would add 11 MB to the wasm and parse its metadata in each start.
//
//go:embed tables/phones.txt
var phoneTable string

// plan is the numbering plan of one territory.
type plan struct {
	region string // ISO 3166-1 alpha-2; "001" for a code of no country
	code   string // the country calling code, such as "49"
	// international is what is dialed before a number of another country.
	international string
	// national is what may stand before a number within the country, and transform
	// what to write in its place where that is not nothing.
	national, transform string
	// leading begins the numbers of a territory that shares its code with others.
	leading string
	// numbers matches the national numbers.
	numbers string
}

// plans are the plans by region, and by calling code with the main region first.
type plans struct {
	byRegion map[string]*plan
	byCode   map[string][]*plan
}

var allPlans = sync.OnceValue(func() plans {
	p := plans{byRegion: map[string]*plan{}, byCode: map[string][]*plan{}}
	for l := range strings.Lines(phoneTable) {
		f := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
		if len(f) != 7 {
			continue // the lines that say where the table is from
		}
		one := &plan{f[0], f[1], f[2], f[3], f[4], f[5], f[6]}
		if one.region != "001" {
			p.byRegion[one.region] = one
		}
		p.byCode[one.code] = append(p.byCode[one.code], one)
	}
	return p
})

var compiled sync.Map // of pattern texts to *regexp.Regexp

// matcher compiles a pattern of the table, once: few of them are ever needed.
func matcher(pattern string) *regexp.Regexp {
	if re, ok := compiled.Load(pattern); ok {
		return re.(*regexp.Regexp)
	}
	re, _ := compiled.LoadOrStore(pattern, regexp.MustCompile("^(?:"+pattern+")"))
	return re.(*regexp.Regexp)
}

// lazily returns a function that compiles a pattern when it is first asked for, so that
// the backend's start does not wait for what few requests need.
//
// Not inlined: many places call it, and the wasm is smaller so.
//
//go:noinline
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// prefixed returns the length of what a pattern matches at the beginning, 0 for nothing.
func prefixed(pattern, s string) int {
	if pattern == "" {
		return 0
	}
	return len(matcher(pattern).FindString(s))
}

// IsCountry reports whether country is the code of a country or territory that has
// telephones, ISO 3166-1 alpha-2 in capitals.
func IsCountry(country string) bool { return allPlans().byRegion[country] != nil }

// Phone returns a telephone number in international form, E.164: "+49301234567". It
// takes what people write: blanks, brackets, "tel:", "(0)", and digits of any script.
// An extension is left out, because E.164 has none. country is where a number without
// a country calling code is from, ISO 3166-1 alpha-2; with "" there must be one.
func Phone(s, country string) (string, bool) {
	digits, plus, ok := dialed(s)
	if !ok {
		return "", false
	}
	home := allPlans().byRegion[strings.ToUpper(country)]
	if !plus && home != nil {
		if n := prefixed(home.international, digits); n > 0 {
			if e164, ok := international(digits[n:]); ok {
				return e164, true
			}
		}
		if e164, ok := home.number(digits); ok {
			return e164, true
		}
		// Some write the country's calling code without the plus sign.
		if rest, found := strings.CutPrefix(digits, home.code); found {
			return home.number(rest)
		}
		return "", false
	}
	if !plus {
		return "", false
	}
	return international(digits)
}

// international reads digits that begin with a country's calling code.
func international(digits string) (string, bool) {
	for n := 1; n <= 3 && n < len(digits); n++ {
		if of := allPlans().byCode[digits[:n]]; of != nil {
			return of[0].number(digits[n:])
		}
	}
	return "", false
}

// number reads the digits of a number within the plan's country calling code.
func (p *plan) number(digits string) (string, bool) {
	if len(digits) < 3 || len(digits) > 20 {
		return "", false
	}
	if short := p.withoutNational(digits); short != digits && (p.valid(short) || !p.valid(digits)) {
		digits = short
	}
	e164 := "+" + p.code + digits
	if !p.valid(digits) || len(e164) > 16 {
		return "", false
	}
	return e164, true
}

// withoutNational takes away what is dialed before a number within the country.
func (p *plan) withoutNational(digits string) string {
	if p.national == "" {
		return digits
	}
	re := matcher(p.national)
	m := re.FindStringSubmatchIndex(digits)
	if m == nil || m[1] == 0 {
		return digits
	}
	// A replacement holds for the numbers of which the last group of the pattern
	// matched a part.
	if last := re.NumSubexp(); p.transform != "" && last > 0 && m[2*last] >= 0 {
		return string(re.ExpandString(nil, p.transform, digits, m)) + digits[m[1]:]
	}
	return digits[m[1]:]
}

// valid reports whether the digits are a number of any territory with the plan's code.
func (p *plan) valid(digits string) bool {
	if digits == "" {
		return false
	}
	for _, of := range allPlans().byCode[p.code] {
		if of.leading != "" && prefixed(of.leading, digits) == 0 {
			continue
		}
		if prefixed(of.numbers+")$(?:", digits) == len(digits) {
			return true
		}
	}
	return false
}

// extension is what stands after a number that a switchboard wants to be told.
var extension = lazily(`(?i)(?:;ext=|[,;]\s*|\s*\(?\b(?:ext(?:ensi[oó]n|n)?|x|int|anexo|ramal|poste|доб|durchwahl|dw)\b[.:]?\s*|\s*#\s*|(\d)\s*x\s*)\d{1,7}#?\)?$`)

// dialed returns the digits of a number and whether a plus sign stood before them.
// It fails for a text that is not a number alone.
func dialed(s string) (digits string, plus, ok bool) {
	if len(s) > 120 {
		return "", false, false
	}
	s = Clean(s)
	if len(s) > 4 && strings.EqualFold(s[:4], "tel:") {
		s = s[4:]
	}
	if i := strings.Index(s, ";phone-context="); i >= 0 {
		context, _, _ := strings.Cut(s[i+len(";phone-context="):], ";")
		if s = s[:i]; strings.HasPrefix(context, "+") {
			s = context + s
		}
	}
	s, _, _ = strings.Cut(s, ";isub=")
	s = strings.TrimSpace(extension().ReplaceAllString(s, "$1"))
	var out strings.Builder
	for _, r := range s {
		switch {
		case r == '+' || r == '＋':
			// "(+49)" is written too; a plus sign after digits is not a number's.
			if out.Len() > 0 || plus {
				return "", false, false
			}
			plus = true
		case unicode.IsDigit(r):
			out.WriteByte('0' + digitOf(r))
		case strings.ContainsRune(" ()[]./-‐‑‒–—―−ー－·~", r):
		default:
			return "", false, false
		}
	}
	return out.String(), plus, out.Len() > 0
}

// digitOf returns the value of a decimal digit of any script. The digits of a script
// stand one after the other, from zero to nine, at tens of a block of their own.
func digitOf(r rune) byte {
	n := byte(0)
	for n < 9 && unicode.IsDigit(r-1) {
		r--
		n++
	}
	return n
}
