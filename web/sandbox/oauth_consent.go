package main

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
)

// consentPolicy is the content security policy of the consent page. It has no
// form-action: Chromium applies that to every redirect that follows the form, and the
// addresses to which a client sends the user on are its own affair.
const consentPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"

var oauthPages = template.Must(template.ParseFS(assets, "assets/oauth.html"))

// oauthPage is an answer for a person.
func oauthPage(status int, name string, data any) response {
	var out bytes.Buffer
	if err := oauthPages.ExecuteTemplate(&out, name, data); err != nil {
		return errorResponse(plainError(http.StatusInternalServerError, err.Error()))
	}
	header := http.Header{}
	header.Set("Content-Security-Policy", consentPolicy)
	header.Set("X-Frame-Options", "DENY")
	header.Set("Cache-Control", "no-store")
	// "no-referrer" would make the form's own Origin "null".
	header.Set("Referrer-Policy", "same-origin")
	return response{status: status, header: header, contentType: "text/html; charset=utf-8", body: out.Bytes()}
}

// refusal is a page in place of a redirect, for a request that cannot be trusted to
// name where to go.
func refusal(text string) response {
	return oauthPage(http.StatusBadRequest, "refusal", text)
}

// consentChoice is one organization on the consent page.
type consentChoice struct {
	ID      string
	Name    string
	Role    string
	Checked bool
}

// consentView is what the consent page shows.
type consentView struct {
	App     string
	User    string
	Email   string
	Host    string // where the browser goes next
	Consent string
	Choices []consentChoice
}

// signedIn is the user in whose browser the pages are shown. The sandbox has no
// sign-in of its own.
func (w *World) signedIn() *user { return w.Keys[0].User }

// showConsent answers the address to which a client sends its users. What is wrong
// with it is told to the user and not to the client.
func (s *oauthServer) showConsent(r *http.Request, _ []byte) response {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || onlyOnce(query) != nil {
		return refusal("The address of this page is damaged.")
	}
	client := s.store.client
	switch {
	case query.Get("client_id") != client.ID:
		return refusal("There is no application with this client_id.")
	case query.Get("response_type") != "code":
		return refusal("The application asks for something other than a code.")
	case query.Has("redirect_uri") && query.Get("redirect_uri") != client.Redirect:
		return refusal("The redirect_uri is not the one that is registered for the application.")
	}
	redirect, err := url.Parse(client.Redirect)
	if err != nil {
		return refusal("The registered redirect is no address.")
	}
	u := s.world.signedIn()
	view := consentView{App: client.Name, User: u.name(), Email: u.Email, Host: redirect.Host}
	for _, o := range s.world.Orgs {
		if u.memberOf(o) {
			view.Choices = append(view.Choices, consentChoice{o.ID, o.Name, u.Roles[o.ID], len(view.Choices) == 0})
		}
	}
	if len(view.Choices) == 0 {
		return refusal("You belong to no organization.")
	}
	var state *string
	if query.Has("state") {
		text := query.Get("state")
		state = &text
	}
	view.Consent = s.store.ask(client.Redirect, state, s.world.clock())
	return oauthPage(http.StatusOK, "consent", view)
}

// takeConsent takes the answer of the consent page and sends the browser back to the
// client. It only counts with the name of a page that was shown, and not when another
// origin sends it.
func (s *oauthServer) takeConsent(r *http.Request, body []byte) response {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return refusal("Another site has sent this form.")
	}
	form, err := parseForm(r, body)
	if err != nil {
		return refusal("The form is damaged.")
	}
	asked := s.store.answered(form.Get("consent"), s.world.clock())
	if asked == nil {
		return refusal("This page has been answered already, or has been open for too long.")
	}
	answer := url.Values{}
	switch form.Get("decision") {
	case "deny":
		answer.Set("error", "access_denied")
	case "allow":
		o := s.world.org(form.Get("organization_id"))
		if o == nil || !s.world.signedIn().memberOf(o) {
			return refusal("You do not belong to this organization.")
		}
		answer.Set("code", s.store.allow(s.world.signedIn(), o, s.world.clock()))
	default:
		return refusal("The form says neither yes nor no.")
	}
	if asked.state != nil && s.world.options.OAuthState {
		answer.Set("state", *asked.state)
	}
	target, err := withQuery(asked.redirect, answer)
	if err != nil {
		return refusal("The registered redirect is no address.")
	}
	out := response{status: http.StatusFound, header: http.Header{}}
	out.header.Set("Location", target)
	out.header.Set("Cache-Control", "no-store")
	out.header.Set("Referrer-Policy", "no-referrer")
	return out
}

// withQuery adds parameters to an address, which keeps those that it has.
func withQuery(address string, more url.Values) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("reading the redirect: %w", err)
	}
	query := u.Query()
	for name, values := range more {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	return u.String(), nil
}
