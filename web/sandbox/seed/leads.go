package seed

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// demoLead makes the lead that the demo and most tests work on.
func (s *seeder) demoLead() {
	l := s.lead(s.home, "acme", "Acme GmbH")
	l.Props["description"] = "Makes widgets."
	l.Props["url"] = "https://acme.example"
	l.Props["addresses"] = []any{address("business", "Gewerbestraße 12", "Hof 2", "Berlin", "BE", "10115", "DE")}
	dana := s.contact(l, "Dana Keller", "Head of purchasing", "dana@acme.example", "+493012345670")
	dana.Props["urls"] = []any{wire.Object{"url": "https://acme.example/about", "type": "url"}}
	dana.Props["timezone"] = "Europe/Berlin"
	s.setOn(dana, "language", "Deutsch")
	s.setOn(dana, "owner", s.users["bob"].ID)
	s.setOn(dana, "influence", "Decides")
	s.setOn(dana, "channels", []any{channels[0], channels[2]})
	s.setOn(dana, "introduced by", s.users["olga"].ID)
	s.setOn(dana, "vetting", "Cleared in May")
	s.setOn(dana, "region", "DACH")
	emile := s.contact(l, "Émile Fournier", "CTO", "emile@acme.example", "+493012345671")
	s.setOn(emile, "language", "Français")
	s.setOn(emile, "channels", []any{channels[1]})
	s.set(l, "industry", "Retail")
	s.set(l, "owner", s.users["bob"].ID)
	s.set(l, "days", []any{"Mon", "Wed"})
	s.set(l, "next call", "2026-12-01T09:30:00+00:00")
	s.set(l, "founded", "1998-05-04")
	s.set(l, "employees", json.Number("240"))
	s.set(l, "revenue", json.Number("1250000.50"))
	s.set(l, "source", "Trade fair")
	s.set(l, "background", "Buys twice a year.\nAsks for samples first.")
	s.set(l, "interests", []any{interests[0], interests[1]})
	s.set(l, "team", []any{s.users["ada"].ID, s.users["bob"].ID})
	s.set(l, "main contact", dana.ID)
	s.set(l, "deciders", []any{dana.ID, emile.ID})
	s.set(l, "subscription", l.CustomObjects[0])
	s.set(l, "sites", []any{l.CustomObjects[1]})
	s.set(l, "rating", "A-")
	s.set(l, "region", "DACH")
	s.set(l, "score", json.Number("73"))
	s.set(l, "sync", "erp:4711:ok")
	s.opportunity(l, 1_250_000, "Autumn order")
	s.task(l, "Send the new price list", "2026-12-03")
}

// oddLeads makes the leads at which programs stumble.
func (s *seeder) oddLeads() {
	l := s.lead(s.home, "umlauts", `Zoë's Blumenladen „Blüte & Blatt“`)
	l.Props["description"] = "Süße Grüße aus Köln: Straußgröße ändern, Öffnungszeiten prüfen."
	l.Props["url"] = "https://blüte.example/läden?q=größe&x=1#öffnung"
	l.Props["addresses"] = []any{address("business", "Große Bleiche 7", "", "Köln", "", "50667", "DE")}
	s.set(l, "interests", []any{interests[2], interests[3], interests[6]})
	s.contacts(l, "Jürgen Groß", "Łucja Żółć")

	l = s.lead(s.home, "cjk", "株式会社さくら商事")
	l.Props["description"] = "東京の卸売業者。月曜日の午前中に電話。"
	l.Props["addresses"] = []any{address("business", "丸の内1-1-1", "", "千代田区", "東京都", "100-0005", "JP")}
	s.set(l, "region", "日本")
	s.contacts(l, "佐藤 花子", "王 小明")

	l = s.lead(s.home, "emoji", "🚀 Rocket Labs 👩‍🚀🏳️‍🌈")
	l.Props["description"] = "Emoji outside the basic plane: 𝒳 𐍈 👨‍👩‍👧‍👦."
	s.contacts(l, "Ann 🙂 Smile", "Bo")

	l = s.lead(s.home, "hebrew", "שלום תוכנה בע״מ")
	l.Props["description"] = "חברת תוכנה מתל אביב (Tel Aviv), 12 עובדים."
	s.contacts(l, "דנה לוי", "Avi Cohen")

	l = s.lead(s.home, "arabic", "شركة النور للتجارة")
	l.Props["description"] = "عميل محتمل منذ ٢٠٢٤."
	s.contacts(l, "ليلى حسن", "Omar N.")

	s.lead(s.home, "empty", "Empty Shell Ltd")

	l = s.lead(s.home, "nameless", "")
	l.Props["name"] = nil
	l.Props["description"] = "A lead without a name."

	l = s.lead(s.home, "long", "Verbose Publishing House")
	l.Props["description"] = longText(20 * 1024)
	s.contacts(l, "Page Turner", "Ed Itor")

	l = s.lead(s.home, "lines", "Many Lines Ltd")
	l.Props["description"] = "First line\n\n  indented, after an empty one\n\ttabbed\nlast line\n"
	s.set(l, "background", "Windows line\r\nsecond line\r\n")
	s.contacts(l, "Lin Ebreak", "Para Graph")

	l = s.lead(s.home, "addresses", "Three Places SARL")
	l.Props["addresses"] = []any{
		address("business", "1 rue de l'Église", "Bâtiment C", "Paris", "", "75001", "FR"),
		address("mailing", "BP 77", "", "Lyon", "", "69001", "FR"),
		wire.Object{"label": "other", "address_1": "Rue du Marché 3", "address_2": nil, "city": "Genève", "state": nil, "zipcode": nil, "country": "CH", "tz_ids": []any{"Europe/Zurich"}},
	}
	s.contacts(l, "Amélie Roux", "Noël Blanc")

	l = s.lead(s.home, "numbers", "Big Numbers Bank")
	s.set(l, "employees", json.Number("9007199254740993"))
	s.set(l, "revenue", json.Number("123456789012345678901234567890.12"))
	s.set(l, "score", json.Number("12.50"))
	s.contacts(l, "Max Int", "Minnie Float")

	l = s.lead(s.home, "stale", "Old Telegraph Company")
	l.Props["description"] = "Its industry has been taken off the list, and its owner has left."
	s.set(l, "industry", "Telegraphy")
	s.set(l, "owner", s.users["olga"].ID)
	s.set(l, "team", []any{s.users["minjun"].ID, s.users["ada"].ID})
	s.contacts(l, "Morse Dash", "Dot Line")

	l = s.lead(s.home, "markup", `<script>alert("Bobby")</script> & <b>Sons</b>`)
	l.Props["description"] = `"><img src=x onerror=alert(1)> {{lead.name}} ${name} %s \n \u0041`
	s.set(l, "source", `javascript:alert(1)`)
	s.contacts(l, `O'Brien & <i>Co</i>`, `"Quoted" Name`)

	l = s.lead(s.home, "longname", strings.Repeat("Donaudampfschifffahrtsgesellschaft", 6))
	s.contacts(l, "Kapitän Kurz", "Heizer Lang")

	l = s.lead(s.home, "crowd", "Crowded House Agency")
	for i := range 30 {
		s.contact(l, fmt.Sprintf("Person %02d", i+1), "", fmt.Sprintf("person%02d@crowd.example", i+1), "")
	}

	l = s.lead(s.home, "combining", "Cafe\u0301 Re\u0301sume\u0301 (decomposed)")
	l.Props["description"] = "The name is in decomposed Unicode; \u200bzero width\u200d and no-break\u00a0spaces here."
	s.contacts(l, "Ame\u0301lie", "Zero\u200bWidth")

	l = s.lead(s.home, "zero", "Zero and Below")
	s.set(l, "employees", json.Number("0"))
	s.set(l, "revenue", json.Number("-0.01"))
	s.set(l, "score", json.Number("1E+2"))
	s.set(l, "next call", "1969-12-31T23:59:59.123456+00:00")
	s.set(l, "founded", "0987-01-31")
	s.contacts(l, "Nil Null", "Nought O")

	l = s.lead(s.home, "nulls", "Null and Void")
	l.Props["description"], l.Props["url"] = nil, nil
	s.contacts(l, "Nan", "")
}

// contacts adds two people of whom little is known.
func (s *seeder) contacts(l *crm.Lead, names ...string) {
	for i, name := range names {
		s.contact(l, name, []string{"Manager", "Assistant"}[i%2], fmt.Sprintf("contact%d@lead%d.example", i+1, len(s.world.Leads)), "")
	}
}

// longText is about n bytes of paragraphs that differ.
func longText(n int) string {
	var out strings.Builder
	for i := 1; out.Len() < n; i++ {
		fmt.Fprintf(&out, "Paragraph %d. They publish books about widgets, and in this one the widget – number %d – is “improved” again.\n\n", i, i*i)
	}
	return out.String()
}

var (
	firstWords  = []string{"Northern", "Silver", "Blue", "Granite", "Harbour", "Maple", "Orchid", "Summit"}
	secondWords = []string{"Bakery", "Tools", "Logistics", "Analytics", "Dental", "Furniture"}
	suffixes    = []string{"GmbH", "Ltd", "Inc.", "S.A.", "Oy"}
	givenNames  = []string{"Alex", "Bea", "Chris", "Dilan", "Eva", "Femi", "Gita"}
	familyNames = []string{"Adler", "Brook", "Castillo", "Dahl", "Eriksen", "Fischer"}
)

func pick(list []string, i int) string { return list[i%len(list)] }

// plainLead makes an everyday lead. The strides are coprime to the lengths of the
// lists, so that neighbours differ.
func (s *seeder) plainLead(i int) {
	word := strings.ToLower(pick(firstWords, i) + "-" + pick(secondWords, i/len(firstWords)))
	l := s.lead(s.home, fmt.Sprintf("plain %d", i), fmt.Sprintf("%s %s %s", pick(firstWords, i), pick(secondWords, i/len(firstWords)), pick(suffixes, i*3)))
	l.Props["url"] = "https://" + word + ".example/"
	l.Props["description"] = fmt.Sprintf("Asked about widgets in week %d.", i%52+1)
	if i%4 != 0 {
		l.Props["addresses"] = []any{address("business", fmt.Sprintf("%d Market Street", i), "", pick([]string{"Leeds", "Cork", "Austin"}, i), "", fmt.Sprintf("%05d", 10000+i*37), pick([]string{"GB", "IE", "US"}, i))}
	}
	for n := range 2 {
		first, last := pick(givenNames, i*2+n), pick(familyNames, i+n*3)
		s.contact(l, first+" "+last, pick([]string{"Buyer", "Director", ""}, i+n), strings.ToLower(first)+"@"+word+".example", fmt.Sprintf("+49301%06d", i*100+n))
	}
	s.set(l, "industry", pick(industries, i*5))
	s.set(l, "owner", s.world.Users[i%4].ID)
	s.set(l, "days", []any{pick(weekdays, i), pick(weekdays, i+3)})
	s.set(l, "employees", json.Number(fmt.Sprint(i*i*3+1)))
	s.set(l, "founded", fmt.Sprintf("%d-%02d-%02d", 1950+i, i%12+1, i%28+1))
	s.set(l, "next call", wire.ISOTime(crm.SeedTime.Truncate(time.Hour).AddDate(0, 10, i)))
	if i%3 == 0 {
		s.set(l, "main contact", l.Contacts[0].ID)
		s.set(l, "source", pick([]string{"Referral", "Web form", "Cold call"}, i/3))
	}
	if i%5 == 0 {
		s.opportunity(l, i*10_000, "First order")
		s.task(l, "Call back", fmt.Sprintf("2026-12-%02d", i%28+1))
	}
}
