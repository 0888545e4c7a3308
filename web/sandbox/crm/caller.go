package crm

// Caller is whoever a request of the API speaks for: a key or an access token, each
// of one user in one organization.
type Caller struct {
	// Owner is what the requests are counted under: the key's name or the token.
	Owner string
	// KeyID is the id of the key, by which the event log names it; empty for a token.
	KeyID string
	User  *User
	Org   *Org
	// Wide callers reach every organization of their user.
	Wide bool
}

// Visible reports whether the caller may see what belongs to an organization.
func (c *Caller) Visible(o *Org) bool {
	return c.User.MemberOf(o) && (c.Wide || o == c.Org)
}
