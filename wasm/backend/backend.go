// Package backend is the extension's backend: one http.Handler. Its routes and
// their JSON are described in package api. It holds no secret, and builds every
// URL that is fetched from ids it has checked.
package backend

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/session"
)

// Config is what the backend needs from its surroundings.
type Config struct {
	APIOrigin string // "https://api.close.com"
	AppOrigin string // "https://app.close.com"
	// BrokerOrigin is where the token broker is; "" for none.
	BrokerOrigin string
	Transport    closeapi.Transport
	// Retry and Pacer are how requests to Close are repeated and spread; nil for at
	// once and once.
	Retry    *closeapi.Retry
	Pacer    *closeapi.Pacer
	Vault    session.Vault
	Locks    session.Locks
	ProofKey session.ProofKey
	Consent  session.Consent
	Alarm    Alarm
	Journal  journal.Store
	Now      func() time.Time
	Version  string
}

// Alarm has the browser ask the backend for something later, even when it has stopped
// it in the meantime.
type Alarm interface {
	session.Alarm
	// Deliver asks for POST /journal/deliver in the given time, in place of an earlier
	// wish; zero takes the wish back.
	Deliver(ctx context.Context, in time.Duration) error
}

// Backend answers the extension's requests. Make one with [New].
type Backend struct {
	cfg      Config
	sessions *session.Manager
	meta     metadataCache
	owners   owners
	heads    heads
	places   places
	journal  *journal.Journal
	alarm    sync.Mutex // held while the alarm is set by what the journal holds
	id       string
	requests atomic.Int64
	mux      *http.ServeMux
}

// New returns the backend as an http.Handler that serves any number of requests
// at once.
func New(cfg Config) *Backend {
	b := &Backend{cfg: cfg, id: rand.Text(), mux: http.NewServeMux()}
	b.sessions = session.NewManager(session.Config{
		Vault: cfg.Vault, Locks: cfg.Locks, ProofKey: cfg.ProofKey, Consent: cfg.Consent, Alarm: cfg.Alarm,
		Broker: cfg.BrokerOrigin, Transport: cfg.Transport, Client: b.firstClient, Now: cfg.Now,
	})
	b.journal = journal.New(cfg.Journal, cfg.Now, b.journalLimits)
	b.meta.now = cfg.Now
	b.places.vault, b.places.locks, b.places.now = cfg.Vault, cfg.Locks, cfg.Now
	b.route("GET /session", b.getSession)
	b.route("POST /session/oauth", b.signIn)
	b.route("PUT /session/key", b.putKey)
	b.route("POST /session/settle", b.settleSession)
	b.route("DELETE /session", b.deleteSession)
	b.route("DELETE /session/accounts/{id}", b.deleteAccount)
	b.route("POST /page", b.readPage)
	b.route("POST /page/read", b.readContext)
	b.route("GET /page/settings", b.getPageSettings)
	b.route("PUT /page/settings", b.putPageSettings)
	b.route("POST /leads/match", b.postMatch)
	b.route("PUT /leads/match", b.putMatch)
	b.route("GET /leads", b.getFound)
	b.route("GET /leads/{id}", b.getLead)
	b.route("POST /leads/{id}/preview", b.previewLead)
	b.route("POST /leads/{id}/apply", b.applyLead)
	b.route("POST /leads/preview", b.previewNewLead)
	b.route("POST /leads/apply", b.applyNewLead)
	b.route("POST /menu", b.showMenu)
	b.route("POST /menu/click", b.clickMenu)
	b.route("POST /notice/undo", b.undoNotice)
	b.route("GET /journal", b.getJournal)
	b.route("DELETE /journal", b.clearJournal)
	b.route("GET /journal/export", b.exportJournal)
	b.route("PUT /journal/settings", b.putJournalSettings)
	b.route("POST /journal/deliver", b.deliverJournal)
	b.route("POST /journal/undo/preview", b.previewUndo)
	b.route("POST /journal/undo", b.undoEntries)
	b.route("GET /journal/{id}", b.getEntry)
	b.route("DELETE /journal/{id}", b.giveUpEntry)
	b.route("POST /journal/{id}/check", b.checkEntry)
	b.route("GET /journal/{id}/since", b.sinceEntry)
	b.route("POST /journal/undo/last", b.undoLast)
	b.route("POST /toolbar", b.showToolbar)
	b.route("GET /omnibox", b.suggest)
	b.route("POST /omnibox", b.enter)
	b.route("GET /recipes", b.getRecipes)
	b.route("PUT /recipes", b.orderRecipes)
	b.route("PUT /recipes/{id}", b.putRecipe)
	b.route("DELETE /recipes/{id}", b.deleteRecipe)
	b.route("GET /recipes/starters", b.getStarters)
	b.route("GET /recipes/vocabulary", b.getVocabulary)
	b.route("GET /recipes/export", b.exportRecipes)
	b.route("POST /recipes/import/preview", b.previewImport)
	b.route("POST /recipes/import", b.importRecipes)
	b.route("POST /recipes/fill", b.fillRecipe)
	b.route("POST /recipes/run", b.runRecipeRoute)
	b.route("GET /instance", b.getInstance)
	b.route("/", notARoute)
	return b
}

// route registers a handler that returns what to answer: a body of package api,
// or an error that becomes a problem.
func (b *Backend) route(pattern string, h func(*http.Request) (any, error)) {
	b.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		body, err := h(r)
		if err != nil {
			writeProblem(w, problemOf(err))
			return
		}
		writeJSON(w, http.StatusOK, "application/json", body)
	})
}

// ServeHTTP answers one request.
func (b *Backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.requests.Add(1)
	b.mux.ServeHTTP(w, r)
}

// client returns a client of Close that acts as a session.
func (b *Backend) client(s *session.Session) *closeapi.Client {
	c := b.firstClient(s.Credential)
	c.Account = s.ID
	return c
}

// firstClient returns a client of Close that acts with credentials which are no
// account yet.
func (b *Backend) firstClient(auth closeapi.Authorizer) *closeapi.Client {
	return &closeapi.Client{Origin: b.cfg.APIOrigin, Transport: b.cfg.Transport, Auth: auth, Retry: b.cfg.Retry, Pacer: b.cfg.Pacer}
}
