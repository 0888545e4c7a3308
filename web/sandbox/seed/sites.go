package seed

import (
	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// siteLeads makes the leads that somebody who browses the web may mean: each is one
// way in which a page and a lead can belong together, or only seem to. They come last,
// so that those before them keep their places. The sandbox sends
// nothing to their domains.
func (s *seeder) siteLeads() {
	site := func(key, name, url string) *crm.Lead {
		l := s.lead(s.home, "site "+key, name)
		l.Props["url"], l.Props["description"] = url, "Has a page on the web."
		return l
	}
	// Two leads on one domain, one of them on a subdomain.
	brewery := site("brewery", "Hopfen Brewery", "https://www.hopfen-brewery.com/")
	s.contact(brewery, "Hanna Hopf", "Brewer", "hanna@hopfen-brewery.com", "+4989123450")
	s.opportunity(brewery, 90_000, "Summer tap")
	s.opportunity(brewery, 4_150, "Glasses")
	tours := site("tours", "Hopfen Brewery Tours", "https://tours.hopfen-brewery.com/book?from=web")
	s.contact(tours, "Toni Tour", "Guide", "toni@tours.hopfen-brewery.com", "")
	// The only lead on its domain: bare in Close, with www in the address bar.
	bikes := site("bikes", "Pedal Works Ltd", "pedalworks.co.uk")
	s.contact(bikes, "Polly Pedal", "Owner", "polly@pedalworks.co.uk", "+442071234567")
	done := s.task(bikes, "Send the catalogue", "2026-01-05")
	done["is_complete"] = true
	s.task(bikes, "Ask about the fleet", "2026-12-15")
	// Another company below the same public suffix, whose words are nearly the same.
	site("bikes two", "Pedal Co Works", "https://works.pedal.co.uk")
	// Known by a contact's address alone.
	studio := site("studio", "Studio Lumen", "")
	s.contact(studio, "Lena Lumen", "Photographer", "lena@studiolumen.net", "")
	// Known by a contact's web address alone.
	bakery := site("bakery", "Bäckerei Kornblume", "")
	baker := s.contact(bakery, "Klara Korn", "", "", "+493077712345")
	baker.Props["urls"] = []any{wire.Object{"url": "https://kornblume-berlin.de/kontakt", "type": "url"}}
	// Addresses at a provider of mail, and a page on a platform, belong to many.
	gardener := site("gardener", "Gwen's Gardens", "https://www.linkedin.com/company/gwens-gardens/")
	s.contact(gardener, "Gwen Green", "", "gwen.gardens@gmail.com", "+447700900123")
	painter := site("painter", "Pim Paints", "https://www.facebook.com/pimpaints")
	s.contact(painter, "Pim Pastel", "", "pim.paints@gmail.com", "")
	// Known by its phone number alone.
	plumber := site("plumber", "Rohrfrei Notdienst", "")
	s.contact(plumber, "Rolf Rohr", "", "", "+4930555001122")
	// Known by its name alone.
	site("name", "Zimtstern Confectionery", "")
	// The name of one on the domain of another.
	site("same name", "Hopfen Brewery", "https://hopfen-brewery.example.org")
	// An international name, and one with a port and a path.
	site("idn", "Blumen Müller", "https://blumen-müller.de/laden")
	site("port", "Harbour Logistics", "http://portal.harbour-logistics.com:8443/login#top")
}
