//go:build !js

package routes_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"leadpatch/wasm/api"
	"leadpatch/wasm/host/memhost"
)

// answerTo makes a request that must succeed and decodes the answer.
func answerTo[T any](w *world, method, path, body string) (out T) {
	w.t.Helper()
	status, text := w.do(method, path, body)
	if status != http.StatusOK {
		w.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		w.t.Fatal(err)
	}
	return out
}

func TestPageKinds(t *testing.T) {
	w := signedIn(t)
	id := w.lead(0)
	tests := []struct {
		url, kind, lead, site, detail string
	}{
		{sandboxURL + "/lead/" + id + "/", "lead", id, "", ""},
		{sandboxURL + "/lead/" + id, "lead", id, "", ""},
		{sandboxURL + "/inbox/", "close", "", "", "shows no single lead"},
		{sandboxURL + "/lead/lead_x/", "close", "", "", "does not hold the id"},
		{"https://www.acme.co.uk/about", "web", "", "acme.co.uk", "not in Close"},
		{"http://192.0.2.1/", "web", "", "", "not in Close"},
		{"chrome://settings", "unreadable", "", "", "belongs to the browser"},
		{"edge://extensions", "unreadable", "", "", "belongs to the browser"},
		{"about:blank", "unreadable", "", "", "belongs to the browser"},
		{"moz-extension://x/panel.html", "unreadable", "", "", "belongs to the browser"},
		{"chrome-extension://x/panel.html", "unreadable", "", "", "belongs to the browser"},
		{"view-source:https://acme.example/", "unreadable", "", "", "source text"},
		{"file:///home/x.html", "unreadable", "", "", "file on your computer"},
		{"data:text/html,hi", "unreadable", "", "", "made inside the browser"},
		{"javascript:alert(1)", "unreadable", "", "", "made inside the browser"},
		{"https://chromewebstore.google.com/detail/x", "unreadable", "", "", "no extension read this site"},
		{"https://addons.mozilla.org/en-US/firefox/", "unreadable", "", "", "no extension read this site"},
		{"https://microsoftedge.microsoft.com/addons/", "unreadable", "", "", "no extension read this site"},
		{"", "unreadable", "", "", "cannot see which page"},
	}
	for _, test := range tests {
		page := answerTo[api.Page](w, "POST", "/page", `{"url":"`+test.url+`"}`)
		if string(page.Kind) != test.kind || page.LeadID != test.lead || page.Site != test.site || !strings.Contains(page.Detail, test.detail) || (test.detail == "") != (page.Detail == "") {
			t.Errorf("%s: %+v", test.url, page)
		}
	}
}

// organizationPage is a page with a number that has no country code.
const organizationPage = `{"url":"https://www.acme.example/?utm_source=x#top","title":"Acme","jsonld":[` +
	`"{\"@type\":\"Organization\",\"name\":\"Acme\",\"url\":\"https://acme.example\",\"telephone\":\"030 123456\"}"]}`

func TestReadContext(t *testing.T) {
	w := newWorld(t) // nobody needs to be signed in to read a page
	read := answerTo[api.PageReading](w, "POST", "/page/read", organizationPage)
	if read.Page.Kind != api.PageWeb || read.Page.Site != "acme.example" || read.URL != "https://www.acme.example/" || len(read.Suggestions) != 2 {
		t.Errorf("%+v", read)
	}
	if len(read.Phones) != 0 || !strings.Contains(read.Detail, "Set your country") {
		t.Errorf("a number without a country: %q, %q", read.Phones, read.Detail)
	}

	answerTo[api.PageSettings](w, "PUT", "/page/settings", `{"country":"de"}`)
	w.backend = w.fresh(memhost.Transport{})
	if s := answerTo[api.PageSettings](w, "GET", "/page/settings", ""); s.Country != "DE" {
		t.Errorf("the country is %q after a restart", s.Country)
	}
	read = answerTo[api.PageReading](w, "POST", "/page/read", organizationPage)
	if len(read.Phones) != 1 || read.Phones[0] != "+4930123456" || read.Detail != "" {
		t.Errorf("phones %q, detail %q", read.Phones, read.Detail)
	}
}

func TestPageSettings(t *testing.T) {
	w := newWorld(t)
	if s := answerTo[api.PageSettings](w, "GET", "/page/settings", ""); s.Country != "" {
		t.Errorf("the country is %q before anybody has set it", s.Country)
	}
	for _, body := range []string{`{"country":"Germany"}`, `{"country":"XX"}`, `{"country":"001"}`, `{"land":"DE"}`} {
		if p := w.problem("PUT", "/page/settings", body); p.Status != http.StatusBadRequest {
			t.Errorf("%s: %+v", body, p)
		}
	}
	answerTo[api.PageSettings](w, "PUT", "/page/settings", `{"country":"AT"}`)
	if s := answerTo[api.PageSettings](w, "PUT", "/page/settings", `{"country":""}`); s.Country != "" {
		t.Errorf("the country is %q after it was taken back", s.Country)
	}
}

func TestNothingIsGuessedInCloseOrInTheBrowser(t *testing.T) {
	w := signedIn(t)
	rest := `","title":"Acme","content_type":"text/html","links":[{"url":"mailto:jane@acme.example","text":"Jane"}],"selection":"\u202ehi\ud800"}`
	read := answerTo[api.PageReading](w, "POST", "/page/read", `{"url":"`+sandboxURL+"/lead/"+w.lead(0)+"/"+rest)
	if read.Page.LeadID != w.lead(0) || len(read.Suggestions)+len(read.Emails) > 0 || read.Selection != "hi\ufffd" {
		t.Errorf("in Close: %+v", read)
	}
	pdf := strings.Replace(rest, "text/html", "application/pdf", 1)
	for _, body := range []string{`{"url":"chrome://settings` + rest, `{"url":"https://acme.example/price.pdf` + pdf} {
		read = answerTo[api.PageReading](w, "POST", "/page/read", body)
		if read.Page.Kind != api.PageUnreadable || read.Detail == "" || read.Detail != read.Page.Detail || len(read.Suggestions) > 0 {
			t.Errorf("%s: %+v", body, read)
		}
	}
}
