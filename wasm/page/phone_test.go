package page

import (
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

var update = flag.Bool("update", false, "write the tables and the expected files again")

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

func TestPhoneIsWhatLibphonenumberSays(t *testing.T) {
	kinds := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE,
		phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.VOIP, phonenumbers.UAN}
	formats := []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL, phonenumbers.RFC3966}
	compared := 0
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range kinds {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			for _, format := range formats {
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
