// Package settings holds the few values that the extension stores beside the journal:
// one generic entry of the vault, and the settings made of it. It never asks Close, and
// a stored value that cannot be read or is not valid counts as not set.
package settings

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/page"
	"leadpatch/wasm/session"
)

// Entry is one value in the vault, stored as JSON.
type Entry[T any] struct {
	Vault session.Vault
	// Name is that of the vault's entry; What is what a message calls it.
	Name, What string
	// Valid reports whether a value may be stored, and believed when it is read.
	Valid   func(T) bool
	Default T
}

// Get returns the stored value, or the default.
func (e *Entry[T]) Get(ctx context.Context) (T, error) {
	raw, err := e.Vault.Get(ctx, e.Name)
	if err != nil {
		return e.Default, fmt.Errorf("reading %s: %w", e.What, err)
	}
	var v T
	if raw == nil || json.Unmarshal(raw, &v) != nil || !e.Valid(v) {
		return e.Default, nil
	}
	return v, nil
}

// Put stores a value. The caller has checked that it is valid.
func (e *Entry[T]) Put(ctx context.Context, v T) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := e.Vault.Put(ctx, e.Name, raw); err != nil {
		return fmt.Errorf("storing %s: %w", e.What, err)
	}
	return nil
}

// Settings are those of the extension. Make them with [New].
type Settings struct {
	// Journal bounds the log.
	Journal Entry[api.JournalSettings]
	// Page is how pages are read. Until it is set, a phone number has to have a country
	// code.
	Page Entry[api.PageSettings]
}

// JournalBounds are what the log may be bounded by.
var JournalBounds = api.JournalBounds{MinDays: 1, MaxDays: 3650, MinEntries: 100, MaxEntries: 100_000}

// defaultJournal holds until something else is set.
var defaultJournal = api.JournalSettings{Days: 90, Entries: 5000}

// New returns the settings in a vault.
func New(vault session.Vault) *Settings {
	return &Settings{
		Journal: Entry[api.JournalSettings]{
			Vault: vault, Name: "journal-settings", What: "the settings of the history",
			Valid: func(s api.JournalSettings) bool {
				b := JournalBounds
				return s.Days >= b.MinDays && s.Days <= b.MaxDays && s.Entries >= b.MinEntries && s.Entries <= b.MaxEntries
			},
			Default: defaultJournal,
		},
		Page: Entry[api.PageSettings]{
			Vault: vault, Name: "page-settings", What: "the settings for pages",
			Valid: func(s api.PageSettings) bool { return page.IsCountry(s.Country) },
		},
	}
}

// JournalLimits returns the bounds of the log as the journal wants them.
func (s *Settings) JournalLimits(ctx context.Context) (journal.Limits, error) {
	v, err := s.Journal.Get(ctx)
	return journal.Limits{Age: time.Duration(v.Days) * 24 * time.Hour, Entries: v.Entries}, err
}
