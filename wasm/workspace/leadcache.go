package workspace

import (
	"sync"

	"leadpatch/wasm/api"
)

// LeadSummary is what a lead is called and whose it is.
type LeadSummary struct {
	Lead         api.Lead
	Organization api.Organization
	User         api.User
}

// LeadCache remembers the summaries of the leads that were read, so that a change
// without a network can be told about. The zero value is ready.
type LeadCache struct {
	mu sync.Mutex
	m  map[string]LeadSummary // by the lead's id
}

// Set remembers the summary of a lead.
func (c *LeadCache) Set(v LeadSummary) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil || len(c.m) >= maxAccounts {
		c.m = make(map[string]LeadSummary)
	}
	c.m[v.Lead.ID] = v
}

// Get returns the summary of a lead; ok is false for one that is not known.
func (c *LeadCache) Get(lead string) (v LeadSummary, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok = c.m[lead]
	return v, ok
}

// forget forgets everything: it belongs to whoever was signed in.
func (c *LeadCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m = nil
}
