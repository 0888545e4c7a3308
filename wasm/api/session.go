package api

// User is the person signed in.
type User struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Organization is the Close organization that the session belongs to.
type Organization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// AccountKind says how an account is signed in.
type AccountKind string

const (
	AccountOAuth AccountKind = "oauth" // by Close's own consent page, through the broker
	AccountKey   AccountKind = "key"   // by an API key
)

// Account is one sign-in: one user in one organization. It never holds a key or
// a token.
type Account struct {
	ID           string       `json:"id"` // Leadpatch's own, for DELETE /session/accounts/{id}
	Kind         AccountKind  `json:"kind"`
	User         User         `json:"user"`
	Organization Organization `json:"organization"`
	// Ended is true when Close does not accept the sign-in any more. The account
	// stays listed until it signs in again or is signed out.
	Ended bool `json:"ended"`
}

// Session answers every route under /session but settle: who is signed in.
type Session struct {
	// SignedIn is true while at least one account is good.
	SignedIn bool `json:"signed_in"`
	// Kind, User and Organization are those of the account used last.
	Kind         AccountKind   `json:"kind,omitempty"`
	User         *User         `json:"user,omitempty"`
	Organization *Organization `json:"organization,omitempty"`
	// Accounts are all of them, the one used last first, ended ones included.
	Accounts []Account `json:"accounts"`
	// CanSignInWithClose is false in a build without a token broker.
	CanSignInWithClose bool `json:"can_sign_in_with_close"`
	// SigningIn is true while Close's consent window is open.
	SigningIn bool `json:"signing_in"`
	// Forms are the fields of a lead and of a contact to create.
	Forms Forms `json:"forms"`
}

// Forms are the fields of what is still to be created, empty, in the order in which a form
// asks for them.
type Forms struct {
	Lead    []Field `json:"lead"`
	Contact []Field `json:"contact"`
}

// KeyRequest is the body of PUT /session/key.
type KeyRequest struct {
	Key string `json:"key"`
}

// Settled answers POST /session/settle.
type Settled struct {
	// Pending counts the sign-ins that are gone from this browser and could not yet
	// be revoked at Close.
	Pending int `json:"pending"`
}
