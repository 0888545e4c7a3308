package page

import (
	"net/url"
	"strings"
)

// stores are the hosts of the browsers' own stores, where no extension may run.
var stores = map[string]bool{
	"chromewebstore.google.com": true, "addons.mozilla.org": true, "microsoftedge.microsoft.com": true,
	"accounts.firefox.com": true, "support.mozilla.org": true,
}

// Unreadable says in a sentence why nothing can be read in a page and what to do; it is
// empty for a page that can be read. contentType is empty where it is not known.
func Unreadable(address, contentType string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return "Leadpatch cannot see which page this is. Go to the page, click the Leadpatch button in the toolbar and try again."
	}
	switch u.Scheme {
	case "http", "https":
	case "file":
		return "This is a file on your computer. Leadpatch reads pages of the web only. Type what you need into the form."
	case "view-source":
		return "This is the source text of a page. Go to the page itself and try again."
	case "data", "blob", "javascript":
		return "This page was made inside the browser and has no address of its own. Go to a page of the web and try again."
	default:
		return "This page belongs to the browser, which lets no extension read it. Go to a page of the web and try again."
	}
	host := strings.ToLower(u.Hostname())
	if stores[host] || host == "chrome.google.com" && strings.HasPrefix(u.Path, "/webstore") {
		return "Browsers let no extension read this site. Go to another page of the web and try again."
	}
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch kind = strings.TrimSpace(kind); {
	case kind == "application/pdf":
		return "This is a PDF, and browsers let no extension read it. Copy what you need and paste it into the form."
	case strings.HasPrefix(kind, "image/") && kind != "image/svg+xml", strings.HasPrefix(kind, "video/"), strings.HasPrefix(kind, "audio/"):
		return "This is a picture, a film or a sound, not a page with text. Go to a page of the web and try again."
	}
	return ""
}
