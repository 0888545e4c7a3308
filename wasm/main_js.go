//go:build js && wasm

// The program that runs inside the extension: the backend, served to the
// extension's own pages by one long-lived instance.
package main

import (
	"time"

	"github.com/syumai/workers"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/host"
	"leadpatch/wasm/routes"
)

func main() {
	workers.ServeNonBlock(host.Persistent(routes.New(routes.Config{
		APIOrigin:    host.Env("API_ORIGIN"),
		AppOrigin:    host.Env("APP_ORIGIN"),
		BrokerOrigin: host.Env("BROKER_ORIGIN"),
		Version:      host.Env("VERSION"),
		Transport:    host.NewFetch(),
		Retry:        &closeapi.Retry{},
		Pacer:        &closeapi.Pacer{},
		Vault:        host.NewVault(),
		Locks:        host.NewLocks(),
		ProofKey:     host.NewProofKey(),
		Consent:      host.NewConsent(),
		Alarm:        host.NewAlarm(),
		Journal:      host.NewJournal(),
		Now:          time.Now,
	})))
	workers.Ready()
	// Serve would end with its first streamed reply; this instance ends when the
	// extension lets go of it.
	select {}
}
