package page

import (
	"net/url"
	"strings"
)

// platforms are sites on which others present themselves: what such a page says about
// its site is about the platform, which nobody means. With each stands its name, folded,
// as its own data give it.
var platforms = map[string][]string{
	"linkedin.com": {"linkedin"}, "facebook.com": {"facebook", "meta"}, "fb.com": {"facebook"}, "instagram.com": {"instagram"}, "x.com": {"x", "xformerlytwitter"},
	"twitter.com": {"twitter", "x"}, "youtube.com": {"youtube"}, "tiktok.com": {"tiktok"}, "pinterest.com": {"pinterest"},
	"threads.net": {"threads"}, "threads.com": {"threads"}, "bsky.app": {"bluesky", "blueskysocial"}, "reddit.com": {"reddit", "redditinc"},
	"xing.com": {"xing"}, "github.com": {"github"}, "gitlab.com": {"gitlab"}, "medium.com": {"medium"}, "substack.com": {"substack"},
	"crunchbase.com": {"crunchbase"}, "glassdoor.com": {"glassdoor"}, "indeed.com": {"indeed"}, "kununu.com": {"kununu"},
	"yelp.com": {"yelp"}, "tripadvisor.com": {"tripadvisor"}, "trustpilot.com": {"trustpilot"}, "g2.com": {"g2", "g2com"}, "capterra.com": {"capterra"},
	"google.com": {"google", "googlemaps"}, "bing.com": {"bing", "microsoftbing"}, "duckduckgo.com": {"duckduckgo"}, "apple.com": {"apple", "appstore"},
	"wikipedia.org": {"wikipedia", "wikimediafoundationinc"}, "wikidata.org": {"wikidata"}, "producthunt.com": {"producthunt"}, "wellfound.com": {"wellfound"},
	"angel.co": {"angellist"}, "amazon.com": {"amazon", "amazoncom"}, "ebay.com": {"ebay"}, "etsy.com": {"etsy"}, "booking.com": {"bookingcom"},
	"opentable.com": {"opentable"}, "yellowpages.com": {"yellowpages", "ypcom"}, "gelbeseiten.de": {"gelbeseiten"}, "pagesjaunes.fr": {"pagesjaunes"},
	"paginegialle.it": {"paginegialle"}, "yell.com": {"yell"}, "bbb.org": {"bbb", "betterbusinessbureau"}, "clutch.co": {"clutch", "clutchco"}, "zoominfo.com": {"zoominfo"},
	"apollo.io": {"apollo", "apolloio"}, "wa.me": {"whatsapp"}, "whatsapp.com": {"whatsapp"}, "t.me": {"telegram"}, "telegram.org": {"telegram"}, "linktr.ee": {"linktree"},
	"vimeo.com": {"vimeo"}, "behance.net": {"behance"}, "dribbble.com": {"dribbble"}, "stackoverflow.com": {"stackoverflow"}, "goo.gl": {"google"},
}

// vendors are those whose tools leave data of their own in other people's pages:
// site builders, cookie banners, chat windows, reviews.
var vendors = set(`onetrust cookiebot usercentrics cookieyes trustarc iubenda didomi quantcast cookiefirst complianz borlabs
wix wixcom squarespace shopify wordpress wordpresscom wordpressorg webflow weebly jimdo godaddy duda elementor yoast rankmath
google googleanalytics recaptcha hcaptcha cloudflare intercom drift zendesk hubspot crisp tawkto livechat trustedshops
trustpilot yotpo reviewsio schemaorg schema.org woocommerce magento prestashop typo3 joomla drupal ghost`)

// isPlatform reports whether a site is one on which others present themselves. Their
// country sites count.
func isPlatform(site string) bool {
	if platforms[site] != nil {
		return true
	}
	label, _, _ := strings.Cut(site, ".")
	return countrySites[label] && platforms[label+".com"] != nil
}

// countrySites are platforms with a site for each country, under the same name.
var countrySites = set(`amazon ebay google yelp tripadvisor glassdoor indeed`)

// isOthersName reports whether a name is that of the platform that a page stands on, or
// of a vendor whose tool has left it there.
func isOthersName(name, site string) bool {
	key := fold(name)
	for _, own := range platforms[site] {
		if key == own {
			return true
		}
	}
	label, _, _ := strings.Cut(site, ".")
	if isPlatform(site) {
		return key == label || key == fold(site)
	}
	return vendors[key] && key != label
}

// personPaths and organizationPaths begin the paths of profiles on platforms.
var (
	personPaths       = []string{"/in/", "/pub/", "/profile/", "/people/", "/person/"}
	organizationPaths = []string{"/company/", "/companies/", "/school/", "/showcase/", "/organization/", "/biz/", "/pages/", "/p/", "/Restaurant_Review", "/review/"}
)

// profileKind says what a page of a platform shows, by its path: "person",
// "organization" or "".
func profileKind(address string) string {
	u, err := url.Parse(address)
	if err != nil || !isPlatform(siteOfHost(u.Hostname())) {
		return ""
	}
	for _, p := range personPaths {
		if strings.HasPrefix(u.Path, p) && len(u.Path) > len(p) {
			return "person"
		}
	}
	for _, p := range organizationPaths {
		if strings.HasPrefix(u.Path, p) && len(u.Path) > len(p) {
			return "organization"
		}
	}
	return ""
}

// freeMail are the hosts of mailboxes that anybody may have.
var freeMail = set(`gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com
aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.ru yandex.ru yandex.com orange.fr wanadoo.fr free.fr laposte.net
sfr.fr libero.it virgilio.it tiscali.it uol.com.br bol.com.br terra.com.br qq.com 163.com 126.com naver.com hanmail.net daum.net
proton.me protonmail.com pm.me zoho.com mail.com fastmail.com hey.com btinternet.com bluewin.ch`)
