// Package workspace knows who acts where: the clients of Close, the account that a lead
// belongs to, and what an organization's leads look like. It owns what all rooms above
// share between requests. It never changes anything in Close, and stores nothing itself.
package workspace

import (
	"context"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/session"
	"leadpatch/wasm/view"
)

// Config is what a Workspace needs from its surroundings.
type Config struct {
	APIOrigin string // "https://api.close.com"
	AppOrigin string // "https://app.close.com"
	Transport closeapi.Transport
	// Retry and Pacer are how requests to Close are repeated and spread; nil for at
	// once and once.
	Retry *closeapi.Retry
	Pacer *closeapi.Pacer
	Now   func() time.Time
}

// Workspace is what the rooms of the backend share. Make one with [New].
type Workspace struct {
	Sessions *session.Manager
	// AppOrigin is that of Close's web app, "https://app.close.com".
	AppOrigin string
	Now       func() time.Time
	// Leads remembers what the leads that were read are called.
	Leads LeadCache

	cfg      Config
	metadata metadataCache
	accounts leadAccounts
}

// New returns a workspace; its sessions come from sign-ins as the given function makes
// them, which needs a client for credentials that belong to no account yet.
func New(cfg Config, sessions func(client func(closeapi.Authorizer) *closeapi.Client) *session.Manager) *Workspace {
	w := &Workspace{AppOrigin: cfg.AppOrigin, Now: cfg.Now, cfg: cfg, metadata: metadataCache{now: cfg.Now}}
	w.Sessions = sessions(w.newClient)
	return w
}

// Client returns a client of Close that acts as a session.
func (w *Workspace) Client(s *session.Session) *closeapi.Client {
	c := w.newClient(s.Credential)
	c.Account = s.ID
	return c
}

// newClient returns a client of Close that acts with credentials.
func (w *Workspace) newClient(auth closeapi.Authorizer) *closeapi.Client {
	return &closeapi.Client{Origin: w.cfg.APIOrigin, Transport: w.cfg.Transport, Auth: auth, Retry: w.cfg.Retry, Pacer: w.cfg.Pacer}
}

// Metadata returns the fields, statuses and users of the session's organization, from
// Close when they are not known or are too old.
func (w *Workspace) Metadata(ctx context.Context, s *session.Session) (*Metadata, error) {
	return w.metadata.get(ctx, w.Client(s), s)
}

// KnownMetadata returns what was last read of an organization, however old; nil for
// nothing. It asks nobody.
func (w *Workspace) KnownMetadata(org string) *Metadata { return w.metadata.known(org) }

// ForgetMetadata has the next [Workspace.Metadata] ask Close.
func (w *Workspace) ForgetMetadata() { w.metadata.forget() }

// FieldLabel returns the name of a custom field as far as it is known, or "".
func (w *Workspace) FieldLabel(org, key string) string { return w.metadata.label(org, key) }

// SetAccount remembers the account that a lead is read and written with.
func (w *Workspace) SetAccount(lead closeapi.ID, account string) { w.accounts.set(lead, account) }

// ForgetAccounts forgets what is known only because of who was signed in.
func (w *Workspace) ForgetAccounts() {
	w.metadata.forget()
	w.accounts.forget()
	w.Leads.forget()
}

// CheckOrganization refuses an object that does not belong to an organization. It is the
// one guard against showing or changing what is another organization's: every object
// that Close returns passes it before anything is done with it. name is what the
// organization is called in the refusal.
func CheckOrganization(doc *patch.Document, organizationID, name string) error {
	if doc.Get("organization_id").String() != organizationID {
		return problem.OtherOrganization(name)
	}
	return nil
}

// SummaryFields are those that a lead is read with for its summary.
var SummaryFields = []string{"name", "display_name", "status_id"}

// ReadLead returns the lead of an id as the session may see it, with its ids and the
// named fields. It refuses a lead of another organization.
func (w *Workspace) ReadLead(ctx context.Context, s *session.Session, id closeapi.ID, fields ...string) (*patch.Document, error) {
	doc, err := w.Client(s).Get(ctx, patch.LeadKind, id, append([]string{"id", "organization_id"}, fields...)...)
	if err != nil {
		return nil, err
	}
	return doc, CheckOrganization(doc, s.Me.OrganizationID, s.Me.OrganizationName)
}

// Summary returns what the lead of a document is called and whose it is.
func (w *Workspace) Summary(lead *patch.Document, s *session.Session) LeadSummary {
	return LeadSummary{view.Lead(lead, w.AppOrigin), view.Organization(s.Me), view.User(s.Me)}
}

// LeadOf returns a lead of which only the id is sure.
func (w *Workspace) LeadOf(id, name, statusID string) api.Lead {
	return api.Lead{ID: id, Name: name, URL: view.LeadURL(id, w.AppOrigin), StatusID: statusID}
}
