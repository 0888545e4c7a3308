package oauth

import (
	"crypto/rand"
	"time"

	"leadpatch/web/sandbox/crm"
	"leadpatch/web/sandbox/wire"
)

// scope is the only scope that Close grants.
const scope = "all.full_access offline_access"

// How long what OAuth issues is good for. The access token's time is Close's, and
// can be set; the others are ours.
const (
	consentTTL       = 10 * time.Minute
	codeTTL          = time.Minute
	defaultAccessTTL = time.Hour
)

// Client is the application that is registered.
type Client struct {
	ID       string
	Secret   string
	Name     string // what the consent page calls it
	Redirect string // the only address that users are sent back to
}

// SeedClient is the application of a sandbox that was told nothing. A reader sees at
// once that its secret is no real one.
func SeedClient() Client {
	return Client{
		ID:       "oa2client_" + crm.DemoDigits("sandbox"),
		Secret:   crm.DemoDigits("sandbox") + crm.DemoDigits("notarealsecret"),
		Name:     "Leadpatch",
		Redirect: "http://127.0.0.1:8788/callback",
	}
}

// consent is a consent page that has been shown and not been answered.
type consent struct {
	redirect string
	state    *string // nil when the request had none
	expires  time.Time
}

// grant is what a user allowed once: a family of tokens that ends as a whole.
type grant struct {
	user  *crm.User
	org   *crm.Org
	ended bool
}

// authCode is an authorization code.
type authCode struct {
	grant   *grant
	used    bool
	expires time.Time
}

// accessToken is a token for the API.
type accessToken struct {
	grant   *grant
	expires time.Time
}

func (t *accessToken) live(now time.Time) bool { return !t.grant.ended && now.Before(t.expires) }

// refreshToken is spent when it has been traded for the next one.
type refreshToken struct {
	grant *grant
	spent bool
}

func (t *refreshToken) live() bool { return !t.grant.ended && !t.spent }

// issued lists everything that was given out, in that order, also what is over.
type issued struct {
	Codes         []string `json:"codes"`
	AccessTokens  []string `json:"access_tokens"`
	RefreshTokens []string `json:"refresh_tokens"`
}

// store is what the OAuth server knows and has given out. It is not safe for concurrent use.
type store struct {
	client    Client
	accessTTL time.Duration
	consents  map[string]*consent
	codes     map[string]*authCode
	access    map[string]*accessToken
	refresh   map[string]*refreshToken
	issued    issued
	refreshes int // refresh tokens that were traded
	reuses    int // codes and refresh tokens that came a second time
	revoked   int // grants that were ended by a revocation
}

// newStore returns a store that has given out nothing.
func newStore(client Client) store {
	return store{
		client: client, accessTTL: defaultAccessTTL,
		consents: map[string]*consent{}, codes: map[string]*authCode{},
		access: map[string]*accessToken{}, refresh: map[string]*refreshToken{},
		issued: issued{Codes: []string{}, AccessTokens: []string{}, RefreshTokens: []string{}},
	}
}

// ask notes that a consent page is shown and returns what its form must send.
func (o *store) ask(redirect string, state *string, now time.Time) (name string) {
	name = rand.Text()
	o.consents[name] = &consent{redirect: redirect, state: state, expires: now.Add(consentTTL)}
	return name
}

// answered takes a consent page away, which can be answered once. It returns nil when
// there is no page of that name, or no longer.
func (o *store) answered(name string, now time.Time) *consent {
	found := o.consents[name]
	delete(o.consents, name)
	if found == nil || !now.Before(found.expires) {
		return nil
	}
	return found
}

// allow returns a code for a user and an organization.
func (o *store) allow(u *crm.User, in *crm.Org, now time.Time) (code string) {
	code = "oa2code_" + rand.Text()
	o.codes[code] = &authCode{grant: &grant{user: u, org: in}, expires: now.Add(codeTTL)}
	o.issued.Codes = append(o.issued.Codes, code)
	return code
}

// exchange trades a code for the first tokens of its grant. A code that comes a second
// time ends the grant.
func (o *store) exchange(code string, now time.Time) (answer wire.Object, ok bool) {
	found := o.codes[code]
	switch {
	case found == nil:
		return nil, false
	case found.used:
		o.reuses++
		found.grant.ended = true
		return nil, false
	case found.grant.ended || !now.Before(found.expires):
		return nil, false
	}
	found.used = true
	return o.issue(found.grant, now), true
}

// rotate trades a refresh token for the next tokens of its grant. The access tokens
// from before stay good for their time. A refresh token that comes a second time ends
// the grant: either of the two who have it may be a thief.
func (o *store) rotate(token string, now time.Time) (answer wire.Object, ok bool) {
	found := o.refresh[token]
	switch {
	case found == nil:
		return nil, false
	case found.spent:
		o.reuses++
		found.grant.ended = true
		return nil, false
	case found.grant.ended:
		return nil, false
	}
	found.spent = true
	o.refreshes++
	return o.issue(found.grant, now), true
}

// issue makes a pair of tokens and returns the answer that hands it over.
func (o *store) issue(g *grant, now time.Time) wire.Object {
	access, refresh := "oa2access_"+rand.Text(), "oa2refresh_"+rand.Text()
	o.access[access] = &accessToken{grant: g, expires: now.Add(o.accessTTL)}
	o.refresh[refresh] = &refreshToken{grant: g}
	o.issued.AccessTokens = append(o.issued.AccessTokens, access)
	o.issued.RefreshTokens = append(o.issued.RefreshTokens, refresh)
	return wire.Object{
		"token_type": "Bearer", "access_token": access, "expires_in": int(o.accessTTL.Seconds()), "refresh_token": refresh,
		"scope": scope, "organization_id": g.org.ID, "user_id": g.user.ID,
	}
}

// revoke ends the grant of a token of either kind, also of one that is over itself.
// An unknown token is no error.
func (o *store) revoke(token string) {
	var found *grant
	if t := o.refresh[token]; t != nil {
		found = t.grant
	} else if t := o.access[token]; t != nil {
		found = t.grant
	}
	if found != nil && !found.ended {
		found.ended = true
		o.revoked++
	}
}

// expire ends the access tokens alone.
func (o *store) expire(now time.Time) {
	for _, t := range o.access {
		if t.expires.After(now) {
			t.expires = now
		}
	}
}

// kill ends everything that was given out or asked for.
func (o *store) kill() {
	for _, c := range o.codes {
		c.grant.ended = true
	}
	clear(o.consents)
}

// active counts the tokens that are good.
func (o *store) active(now time.Time) (access, refresh int) {
	for _, t := range o.access {
		if t.live(now) {
			access++
		}
	}
	for _, t := range o.refresh {
		if t.live() {
			refresh++
		}
	}
	return access, refresh
}
