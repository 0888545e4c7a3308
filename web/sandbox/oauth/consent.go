package oauth

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"leadpatch/web/sandbox/wire"
)

// consentPolicy is the content security policy of the consent page. It has no
// form-action: Chromium applies that to every redirect that follows the form, and the
// addresses to which a client sends the user on are its own business.
const consentPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"

//go:embed assets
var assets embed.FS

var templates = template.Must(template.ParseFS(assets, "assets/oauth.html"))

// StylePath is where the consent page finds its style sheet.
const StylePath = "/assets/oauth.css"

// ServeStyle serves the style sheet of the consent page.
func ServeStyle(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
		return
	}
	http.ServeFileFS(w, r, assets, "assets/oauth.css")
}

// page is an answer for a person.
func page(status int, name string, data any) wire.Response {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return wire.PlainError(http.StatusInternalServerError, err.Error()).Response()
	}
	header := http.Header{}
	header.Set("Content-Security-Policy", consentPolicy)
	header.Set("X-Frame-Options", "DENY")
	header.Set("Cache-Control", "no-store")
	// "no-referrer" would make the form's own Origin "null".
	header.Set("Referrer-Policy", "same-origin")
	return wire.Response{Status: status, Header: header, ContentType: "text/html; charset=utf-8", Body: out.Bytes()}
}

// refusal is a page in place of a redirect, for a request that cannot be trusted to
// name where to go.
func refusal(text string) wire.Response {
	return page(http.StatusBadRequest, "refusal", text)
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

// showConsent answers the address to which a client sends its users. What is wrong
// with it is told to the user and not to the client.
func (s *Server) showConsent(r *http.Request, _ []byte) wire.Response {
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
	u := s.world.SignedIn()
	view := consentView{App: client.Name, User: u.Name(), Email: u.Email, Host: redirect.Host}
	for _, o := range s.world.Orgs {
		if u.MemberOf(o) {
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
	view.Consent = s.store.ask(client.Redirect, state, s.world.Clock())
	return page(http.StatusOK, "consent", view)
}

// takeConsent takes the answer of the consent page and sends the browser back to the
// client. It only counts with the name of a page that was shown, and not when another
// origin sends it.
func (s *Server) takeConsent(r *http.Request, body []byte) wire.Response {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return refusal("Another site has sent this form.")
	}
	form, err := parseForm(r, body)
	if err != nil {
		return refusal("The form is damaged.")
	}
	asked := s.store.answered(form.Get("consent"), s.world.Clock())
	if asked == nil {
		return refusal("This page has been answered already, or has been open for too long.")
	}
	answer := url.Values{}
	switch form.Get("decision") {
	case "deny":
		answer.Set("error", "access_denied")
	case "allow":
		o := s.world.Org(form.Get("organization_id"))
		if o == nil || !s.world.SignedIn().MemberOf(o) {
			return refusal("You do not belong to this organization.")
		}
		answer.Set("code", s.store.allow(s.world.SignedIn(), o, s.world.Clock()))
	default:
		return refusal("The form says neither yes nor no.")
	}
	if asked.state != nil && s.world.Options.OAuthState {
		answer.Set("state", *asked.state)
	}
	target, err := withQuery(asked.redirect, answer)
	if err != nil {
		return refusal("The registered redirect is no address.")
	}
	out := wire.Response{Status: http.StatusFound, Header: http.Header{}}
	out.Header.Set("Location", target)
	out.Header.Set("Cache-Control", "no-store")
	out.Header.Set("Referrer-Policy", "no-referrer")
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
