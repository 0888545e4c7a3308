package workspace

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/patch"
	"leadpatch/wasm/session"
)

// metadataAge is how long an organization's fields, statuses and users are
// believed. A refusal of Close that names a field ends it at once.
const metadataAge = 5 * time.Minute

// Metadata is what an organization's leads and contacts look like.
type Metadata struct {
	Statuses []patch.Option // of a lead, in the organization's order
	Users    []patch.Option
	// Opportunities are the statuses that an opportunity can have, pipeline by pipeline.
	Opportunities []patch.Option
	Fields        map[patch.Kind][]closeapi.CustomField
}

// metadataCache keeps the metadata of each organization. The zero value, with now
// set, is ready.
type metadataCache struct {
	now func() time.Time

	mu   sync.Mutex // held while loading: requests that need it wait for one load
	orgs map[string]cachedMetadata
}

type cachedMetadata struct {
	value *Metadata
	read  time.Time
}

// get returns the session's metadata, from Close when it is not known or too old.
func (c *metadataCache) get(ctx context.Context, client *closeapi.Client, s *session.Session) (*Metadata, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.orgs[s.Me.OrganizationID]; ok && c.now().Sub(known.read) < metadataAge {
		return known.value, nil
	}
	value, err := loadMetadata(ctx, client, s)
	if err != nil {
		return nil, err
	}
	if c.orgs == nil {
		c.orgs = make(map[string]cachedMetadata)
	}
	c.orgs[s.Me.OrganizationID] = cachedMetadata{value, c.now()}
	return value, nil
}

// label returns the name of a custom field as far as it is known, or "".
func (c *metadataCache) label(org, key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.orgs[org]
	if !ok {
		return ""
	}
	for _, fields := range known.value.Fields {
		for _, f := range fields {
			if "custom."+f.ID == key {
				return f.Name
			}
		}
	}
	return ""
}

// known returns what was last read of an organization, however old; nil for nothing.
func (c *metadataCache) known(org string) *Metadata {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.orgs[org].value
}

// forget makes the next get ask Close.
func (c *metadataCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.orgs = nil
}

// loadMetadata reads the custom fields, statuses and users, all at once.
func loadMetadata(ctx context.Context, client *closeapi.Client, s *session.Session) (*Metadata, error) {
	orgID, err := closeapi.ParseID("orga", s.Me.OrganizationID)
	if err != nil {
		return nil, err
	}
	var (
		m        Metadata
		ofLeads  []closeapi.CustomField
		ofPeople []closeapi.CustomField
		statuses []closeapi.Status
		order    []closeapi.Status
	)
	err = closeapi.Together(
		func() (err error) { ofLeads, err = client.CustomFields(ctx, patch.LeadKind); return err },
		func() (err error) { ofPeople, err = client.CustomFields(ctx, patch.ContactKind); return err },
		func() (err error) { statuses, err = client.LeadStatuses(ctx); return err },
		func() error {
			org, err := client.Organization(ctx, orgID)
			if err == nil {
				order, m.Users = org.StatusOrder, userOptions(org.Users)
				m.Opportunities = opportunityOptions(org.Pipelines)
				return nil
			}
			if closeapi.KindOf(err) != closeapi.Forbidden && !closeapi.IsNotFound(err) {
				return err
			}
			users, err := client.Users(ctx) // a role that may not read the organization
			if err != nil {
				return err
			}
			pipelines, err := client.Pipelines(ctx, orgID)
			m.Users, m.Opportunities = userOptions(users), opportunityOptions(pipelines)
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	m.Statuses = statusOptions(statuses, order)
	m.Fields = map[patch.Kind][]closeapi.CustomField{patch.LeadKind: ofLeads, patch.ContactKind: ofPeople}
	return &m, nil
}

// statusOptions returns the statuses in the organization's order, those that the
// order does not name last.
func statusOptions(statuses, order []closeapi.Status) []patch.Option {
	rank := func(id string) int {
		if i := slices.IndexFunc(order, func(s closeapi.Status) bool { return s.ID == id }); i >= 0 {
			return i
		}
		return len(order)
	}
	sorted := slices.Clone(statuses)
	slices.SortStableFunc(sorted, func(a, b closeapi.Status) int { return rank(a.ID) - rank(b.ID) })
	out := make([]patch.Option, len(sorted))
	for i, s := range sorted {
		out[i] = patch.Option{Value: s.ID, Label: s.Label}
	}
	return out
}

// userOptions returns the users as Close lists them, those who left last.
func userOptions(users []closeapi.User) []patch.Option {
	var out, former []patch.Option
	for _, u := range users {
		if u.Former {
			former = append(former, patch.Option{Value: u.ID, Label: u.Name, Note: "Former user"})
		} else {
			out = append(out, patch.Option{Value: u.ID, Label: u.Name})
		}
	}
	return append(out, former...)
}

// opportunityOptions returns the statuses of all pipelines, each with a label of its
// own: one that several pipelines have carries the pipeline's name.
func opportunityOptions(pipelines []closeapi.Pipeline) []patch.Option {
	times := map[string]int{}
	for _, p := range pipelines {
		for _, s := range p.Statuses {
			times[strings.ToLower(s.Label)]++
		}
	}
	var out []patch.Option
	for _, p := range pipelines {
		for _, s := range p.Statuses {
			o := patch.Option{Value: s.ID, Label: s.Label, Note: p.Name}
			if times[strings.ToLower(s.Label)] > 1 {
				o.Label += " (" + p.Name + ")"
			}
			out = append(out, o)
		}
	}
	return out
}
