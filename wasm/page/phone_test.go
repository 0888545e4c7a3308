package page

import (
	"flag"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

var (
	update    = flag.Bool("update", false, "write the tables and the expected files again")
	seedFlag  = flag.Uint64("seed", 1, "seed of the numbers by chance")
	casesFlag = flag.Int("cases", 0, "how many numbers by chance; 0 for the usual ones")
)

// kindsOf is a pattern of every kind of number. The pattern that the metadata have for
// all of them is a rough one, which many a date would match.
func kindsOf(m *phonenumbers.PhoneMetadata) string {
	var out []string
	for _, kind := range []*phonenumbers.PhoneNumberDesc{m.GetFixedLine(), m.GetMobile(), m.GetTollFree(), m.GetPremiumRate(),
		m.GetSharedCost(), m.GetPersonalNumber(), m.GetVoip(), m.GetPager(), m.GetUan(), m.GetVoicemail()} {
		if p := kind.GetNationalNumberPattern(); p != "" && p != "NA" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, "|")
}

// madeFromMetadata is the table as the port's metadata gives it.
func madeFromMetadata(t *testing.T) string {
	t.Helper()
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	metadata := slices.Clone(all.GetMetadata())
	slices.SortStableFunc(metadata, func(a, b *phonenumbers.PhoneMetadata) int {
		if a.GetCountryCode() != b.GetCountryCode() {
			return int(a.GetCountryCode() - b.GetCountryCode())
		}
		if a.GetMainCountryForCode() != b.GetMainCountryForCode() {
			if a.GetMainCountryForCode() {
				return -1
			}
			return 1
		}
		return strings.Compare(a.GetId(), b.GetId())
	})
	var out strings.Builder
	out.WriteString("# From the metadata of Google's libphonenumber (Apache-2.0), by way of github.com/nyaruka/phonenumbers.\n" +
		"# go test ./wasm/page -run TestPhoneTable -update writes it again.\n" +
		"# region, calling code, international prefix, national prefix, its replacement, leading digits, national numbers\n")
	group := strings.NewReplacer("$1", "${1}", "$2", "${2}", "$3", "${3}", "$4", "${4}", "$5", "${5}", "$6", "${6}", "$7", "${7}", "$8", "${8}", "$9", "${9}")
	for _, m := range metadata {
		out.WriteString(strings.Join([]string{m.GetId(), strconv.Itoa(int(m.GetCountryCode())), m.GetInternationalPrefix(),
			m.GetNationalPrefixForParsing(), group.Replace(m.GetNationalPrefixTransformRule()), m.GetLeadingDigits(),
			kindsOf(m)}, "\t") + "\n")
	}
	return out.String()
}

func TestPhoneTable(t *testing.T) {
	want := madeFromMetadata(t)
	if *update {
		if err := os.WriteFile("tables/phones.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if phoneTable != want {
		t.Error("tables/phones.txt is not what the metadata says; write it again with -update")
	}
}

// full is what the port of libphonenumber makes of a number.
func full(s, country string) (string, bool) {
	n, err := phonenumbers.Parse(s, country)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	n.Extension = nil
	return phonenumbers.Format(n, phonenumbers.E164), true
}

var (
	phoneKinds = []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE,
		phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.VOIP, phonenumbers.UAN}
	phoneFormats = []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL, phonenumbers.RFC3966}
)

// comparePhone holds Phone to a full port of libphonenumber: what both take for a number,
// they read the same way, but for [withoutPlus]. It returns whether both take it.
func comparePhone(t *testing.T, s, country string) bool {
	t.Helper()
	got, ok := Phone(s, country)
	if ok && !e164.MatchString(got) {
		t.Fatalf("Phone(%q, %q) = %q", s, country, got)
	}
	if again, same := Phone(got, ""); ok && (!same || again != got) {
		t.Fatalf("Phone(%q) = %q", got, again)
	}
	want, valid := full(s, country)
	if ok && valid && got != want && !withoutPlus(s, country, got, want) {
		t.Fatalf("Phone(%q, %q) = %q, libphonenumber says %q", s, country, got, want)
	}
	return ok && valid
}

// withoutPlus reports whether the two read digits without a plus sign that begin with the
// country's own calling code, and are a number of the country with these and without:
// Phone takes them all for the number, the library takes the first for the code. It is the
// one difference that there may be.
func withoutPlus(s, country, got, want string) bool {
	home := allPlans().byRegion[strings.ToUpper(country)]
	digits, plus, ok := dialed(s)
	return ok && !plus && home != nil && strings.HasPrefix(digits, home.code) && got == "+"+home.code+want[1:]
}

// TestPhoneDiffers has the numbers that the two were found to read otherwise.
func TestPhoneDiffers(t *testing.T) {
	for _, test := range []struct{ s, country, got, library string }{
		{"49 302123456", "DE", "+4949302123456", "+49302123456"},
		{"tel:49-30-13456", "DE", "+49493013456", "+493013456"},
		{"49 60 7123456", "DE", "+4949607123456", "+49607123456"},
		{"4930123(456", "DE", "+494930123456", "+4930123456"},
		{"49(3 2125 505791", "DE", "+494932125505791", "+4932125505791"},
		{"358(4773 50", "AX", "+358358477350", "+358477350"},
	} {
		got, ok := Phone(test.s, test.country)
		library, valid := full(test.s, test.country)
		if !ok || !valid || got != test.got || library != test.library {
			t.Errorf("Phone(%q, %s) = %q, libphonenumber says %q; want %q and %q", test.s, test.country, got, library, test.got, test.library)
		}
		comparePhone(t, test.s, test.country)
	}
}

// TestPhoneByChance compares numbers that the dice make, the same ones each time: those
// of a country's examples, with faults, and digits alone.
func TestPhoneByChance(t *testing.T) {
	cases := *casesFlag
	switch {
	case cases > 0:
	case runtime.GOOS == "js", testing.Short():
		cases = 2_000
	default:
		cases = 20_000
	}
	var regions []string
	for region := range phonenumbers.GetSupportedRegions() {
		regions = append(regions, region)
	}
	slices.Sort(regions)
	taken := 0
	for i := range cases {
		dice := rand.New(rand.NewPCG(*seedFlag, uint64(i)))
		s, country := somePhone(dice, regions)
		if comparePhone(t, s, country) {
			taken++
		}
	}
	t.Logf("%d numbers by chance, seed %d: both take %d", cases, *seedFlag, taken)
	if taken < cases/20 {
		t.Errorf("of %d numbers by chance only %d are ones", cases, taken)
	}
}

// somePhone makes up a number, and the country that it is read in.
func somePhone(dice *rand.Rand, regions []string) (s, country string) {
	one := func(from string) rune { return rune(from[dice.IntN(len(from))]) }
	const digits, signs = "0123456789", " -()/."
	country = regions[dice.IntN(len(regions))]
	of := country
	if dice.IntN(3) == 0 {
		of = regions[dice.IntN(len(regions))]
	}
	example := phonenumbers.GetExampleNumberForType(of, phoneKinds[dice.IntN(len(phoneKinds))])
	if example == nil || dice.IntN(3) == 0 {
		out := []rune{one(digits + "+")}
		for range 4 + dice.IntN(13) {
			out = append(out, one(digits+digits+digits+signs))
		}
		return string(out), country
	}
	out := []rune(phonenumbers.Format(example, phoneFormats[dice.IntN(len(phoneFormats))]))
	for range dice.IntN(4) {
		switch i := dice.IntN(len(out)); dice.IntN(3) {
		case 0:
			out[i] = one(digits)
		case 1:
			out = slices.Delete(out, i, i+1)
		default:
			out = slices.Insert(out, i, one(digits+signs))
		}
	}
	return string(out), country
}

func TestPhoneIsWhatLibphonenumberSays(t *testing.T) {
	compared := 0
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range phoneKinds {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			for _, format := range phoneFormats {
				s := phonenumbers.Format(example, format)
				want, valid := full(s, region)
				if got, ok := Phone(s, region); valid && (got != want || !ok) {
					t.Errorf("Phone(%q, %s) = %q, libphonenumber says %q", s, region, got, want)
				}
				compared++
			}
		}
	}
	if compared < 3000 {
		t.Errorf("only %d numbers compared", compared)
	}
}
