// Package routes is the extension's backend as an http.Handler: the mux, and one thin
// file a noun that reads a request, calls one function of the room it is about, and
// answers. It puts the rooms together. It holds no rule of its own, and no secret.
package routes

import (
	"crypto/rand"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/history"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/match"
	"leadpatch/wasm/outbox"
	"leadpatch/wasm/pipeline"
	"leadpatch/wasm/problem"
	"leadpatch/wasm/recipebook"
	"leadpatch/wasm/session"
	"leadpatch/wasm/settings"
	"leadpatch/wasm/sites"
	"leadpatch/wasm/surface"
	"leadpatch/wasm/workspace"
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
	Alarm    outbox.Alarm
	Journal  journal.Store
	Now      func() time.Time
	Version  string
}

// Backend answers the extension's requests. Make one with [New].
type Backend struct {
	ws       *workspace.Workspace
	sites    *sites.Sites
	settings *settings.Settings
	match    *match.Finder
	pipeline *pipeline.Pipeline
	outbox   *outbox.Outbox
	book     *recipebook.Book
	history  *history.History
	surface  *surface.Surface
	journal  *journal.Journal

	version  string
	id       string
	requests atomic.Int64
	mux      *http.ServeMux
}

// New returns the backend as an http.Handler that serves any number of requests at once.
func New(cfg Config) *Backend {
	b := &Backend{id: rand.Text(), version: cfg.Version, mux: http.NewServeMux()}
	b.ws = workspace.New(workspace.Config{
		APIOrigin: cfg.APIOrigin, AppOrigin: cfg.AppOrigin, Transport: cfg.Transport,
		Retry: cfg.Retry, Pacer: cfg.Pacer, Now: cfg.Now,
	}, func(client func(closeapi.Authorizer) *closeapi.Client) *session.Manager {
		return session.NewManager(session.Config{
			Vault: cfg.Vault, Locks: cfg.Locks, ProofKey: cfg.ProofKey, Consent: cfg.Consent, Alarm: cfg.Alarm,
			Broker: cfg.BrokerOrigin, Transport: cfg.Transport, Client: client, Now: cfg.Now,
		})
	})
	b.sites = sites.New(cfg.Vault, cfg.Locks, cfg.Now)
	b.settings = settings.New(cfg.Vault)
	b.journal = journal.New(cfg.Journal, cfg.Now, b.settings.JournalLimits)
	b.match = match.New(b.ws, b.sites)
	b.pipeline = pipeline.New(b.ws, b.sites)
	b.outbox = outbox.New(outbox.Config{
		Workspace: b.ws, Pipeline: b.pipeline, Journal: b.journal, Alarm: cfg.Alarm, Locks: cfg.Locks,
	})
	b.book = recipebook.New(cfg.Vault, cfg.Locks, b.ws, b.pipeline, b.settings)
	b.history = history.New(b.ws, b.outbox, b.journal, b.settings)
	b.surface = surface.New(b.ws, b.match, b.outbox, b.book, b.journal, cfg.Vault)
	for _, noun := range routes {
		for _, r := range noun {
			b.register(r)
		}
	}
	return b
}

// route is one row of the backend's routes.
type route struct {
	pattern string
	// handle returns what to answer: a body of package api, or an error that becomes a
	// problem.
	handle func(*Backend, *http.Request) (any, error)
	// redraws are the surfaces that may say something else once this was asked.
	redraws surfaces
}

// surfaces are those that a route may redraw, as the header names them: the context
// menus, the toolbar's button, or both.
type surfaces string

const (
	nothing surfaces = ""
	menus   surfaces = "menus"
	badge   surfaces = "badge"
	both    surfaces = "menus badge"
)

// redrawHeader names, in an answer, the surfaces that have to be drawn again, with
// spaces between them.
const redrawHeader = "Leadpatch-Redraw"

// routes are all that the backend answers; each noun has its rows in its own file.
var routes = [][]route{
	sessionRoutes, pageRoutes, matchRoutes, leadRoutes,
	surfaceRoutes, journalRoutes, recipeRoutes, instanceRoutes,
}

func (b *Backend) register(r route) {
	b.mux.HandleFunc(r.pattern, func(w http.ResponseWriter, req *http.Request) {
		body, err := r.handle(b, req)
		redraws := r.redraws
		if redraws == badge && renamed(body) {
			redraws = both
		}
		if redraws != nothing {
			w.Header().Set(redrawHeader, string(redraws))
		}
		if err != nil {
			p := problem.Of(err)
			writeJSON(w, p.Status, "application/problem+json", p)
			return
		}
		writeJSON(w, http.StatusOK, "application/json", body)
	})
}

// renamed reports whether an apply has given the lead another name, which is all that
// the menus show of its fields.
func renamed(body any) bool {
	applied, ok := body.(*api.Applied)
	return ok && applied != nil && slices.ContainsFunc(applied.Changes, func(c api.Change) bool {
		return c.Target == "" && c.Field == "name"
	})
}

// ServeHTTP answers one request.
func (b *Backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.requests.Add(1)
	b.mux.ServeHTTP(w, r)
}
