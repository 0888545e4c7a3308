// Package api holds the JSON that crosses between the backend and the pages of
// the extension: the bodies of every route. It is the only interface between Go
// and JavaScript. extension/api.d.ts is generated from this file, so that the
// type checker sees both sides.
//
// Two conventions keep values exact on their way through JavaScript:
//
//   - A Value shown to a user is text, a list of texts, a list of objects (Address,
//     Email, Phone or Link) or null. Numbers travel as their digits ("12.50",
//     "9007199254740993"), because a JavaScript number would round them. A choice, user, contact or status
//     travels as its id; [Field.Options] gives the label.
//   - A [Base] is opaque: the page receives it with a lead and hands it back with
//     its edits, so that the backend knows what the user saw.
package api

import "encoding/json"

// Op says what an edit does to its field.
type Op string

const (
	// OpSet gives the field a new value; for a field of several values, all of them.
	OpSet Op = "set"
	// OpClear empties the field. It carries no value.
	OpClear Op = "clear"
	// OpAdd adds one value to a field of several values.
	OpAdd Op = "add"
	// OpRemove takes one value away from a field of several values.
	OpRemove Op = "remove"
	// OpAppend writes more text after the text that is there: on a new line, or
	// after a space in a field of one line.
	OpAppend Op = "append"
)

// Edit is one wish of the user: one operation on one field of the lead, or of
// one of its contacts.
type Edit struct {
	// Target is the id of the contact that is meant; absent for the lead itself.
	Target string `json:"target,omitempty"`
	// Field is "name", "description", "url", "status_id", "addresses" or
	// "custom." and the id of a custom field; of a contact "name", "title",
	// "emails", "phones", "urls" or a custom field.
	Field string `json:"field"`
	Op    Op     `json:"op"`
	// Value is text for every type but addresses, emails, phones and urls (a list
	// of their objects); for a field of several values, "set" takes a list of
	// texts. Absent with "clear".
	Value json.RawMessage `json:"value,omitempty" tstype:"Value"`
	// Exact says that this is what Close itself had, not what a person typed. Only
	// undo, which the backend writes, says so.
	Exact bool `json:"exact,omitempty"`
}

// Base is what the user saw: for each field the JSON text that the server had,
// "null" where it had none, under the field's key, or for a contact's field under
// the contact's id, a slash and the key. Pages do not look inside the texts.
type Base map[string]string

// FieldType tells a page which editor a field deserves.
type FieldType string

const (
	TypeText         FieldType = "text"
	TypeTextarea     FieldType = "textarea"
	TypeURL          FieldType = "url"
	TypeNumber       FieldType = "number"
	TypeDate         FieldType = "date"     // Value is "2006-01-02"
	TypeDateTime     FieldType = "datetime" // Value is RFC 3339 with its offset
	TypeStatus       FieldType = "status"
	TypeChoices      FieldType = "choices"
	TypeUser         FieldType = "user"
	TypeContact      FieldType = "contact"
	TypeCustomObject FieldType = "custom_object" // Value is an id; there are no options to pick from
	TypeHidden       FieldType = "hidden"        // kept behind a fence: for integrations
	TypeAddresses    FieldType = "addresses"     // Value is a list of Address
	TypeEmails       FieldType = "emails"        // Value is a list of Email
	TypePhones       FieldType = "phones"        // Value is a list of Phone
	TypeURLs         FieldType = "urls"          // Value is a list of Link
	TypeUnknown      FieldType = "unknown"       // newer than this version; always locked
)

// Address is one postal address of a lead, in Close's keys. Empty parts are "".
type Address struct {
	Label    string `json:"label"` // "business", "mailing" or "other" in Close's own interface
	Address1 string `json:"address_1"`
	Address2 string `json:"address_2"`
	City     string `json:"city"`
	State    string `json:"state"`
	Zipcode  string `json:"zipcode"`
	Country  string `json:"country"` // ISO 3166-1 alpha-2, such as "DE"
}

// Email is one email address of a contact. Type is "office", "home", "direct" or
// "other" in Close's own interface.
type Email struct {
	Type  string `json:"type"`
	Email string `json:"email"`
}

// Phone is one phone number of a contact, which Close writes in international
// form. Type is "office", "mobile", "home", "direct" or "fax".
type Phone struct {
	Type  string `json:"type"`
	Phone string `json:"phone"`
}

// Link is one web address of a contact. Type is "url".
type Link struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// Option is one value that a field may take.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
	// Note says what is special about it, such as "Former user". Usually empty.
	Note string `json:"note,omitempty"`
}

// Field is one field of a lead with its present value.
type Field struct {
	Key      string    `json:"key"`   // as in Edit.Field
	Label    string    `json:"label"` // the field's name in Close
	Help     string    `json:"help,omitempty"`
	Type     FieldType `json:"type"`
	Multiple bool      `json:"multiple"`
	Options  []Option  `json:"options,omitempty"`
	// Value is the present value: text, a list of texts, a list of objects (Address,
	// Email, Phone or Link), or null.
	Value json.RawMessage `json:"value" tstype:"Value"`
	// Locked says in one sentence why the field may not be edited; empty when it may.
	Locked string `json:"locked,omitempty"`
	// Clearable is false where Close needs a value: the name and the status.
	Clearable bool `json:"clearable"`
}

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

// Lead is the head of a lead.
type Lead struct {
	ID       string `json:"id"`
	Name     string `json:"name"` // "Untitled" for a lead without one, as Close shows it
	URL      string `json:"url"`  // its page in the Close app
	StatusID string `json:"status_id"`
}

// LeadView answers GET /leads/{id}: a lead with all that an editor needs.
type LeadView struct {
	Lead         Lead         `json:"lead"`
	Organization Organization `json:"organization"`
	User         User         `json:"user"`
	// Fields are the standard fields (name, status, description, URL, addresses)
	// and then the custom fields in the order of Close's own interface.
	Fields   []Field   `json:"fields"`
	Contacts []Contact `json:"contacts"`
	Base     Base      `json:"base"`
}

// Contact is one contact of a lead.
type Contact struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Fields []Field `json:"fields"`
}

// EditsRequest is the body of POST /leads/{id}/preview and /apply.
type EditsRequest struct {
	Edits []Edit `json:"edits"`
	// Base holds, for at least every edited field, what the user saw. A field that
	// is missing here is compared with nothing: what the server has now is replaced.
	Base Base `json:"base,omitempty"`
	// Intent names the wish of an apply, so that it is carried out once however often
	// it arrives: 16 to 64 letters, digits, "-" and "_" that the page made when the user
	// pressed the button. Without one, every arrival is a wish of its own.
	Intent string `json:"intent,omitempty"`
	// Surface is where the wish was made, for the history.
	Surface Surface `json:"surface,omitempty"`
	// Undoes is the id of the entry that this takes back, where it does.
	Undoes string `json:"undoes,omitempty"`
	// Steps are wishes beyond fields, carried out after the edits, in order.
	Steps []Step `json:"steps,omitempty"`
	// Recipe is the name of the recipe that made the wish, for the history.
	Recipe string `json:"recipe,omitempty"`
}

// Surface is where a change was asked for.
type Surface string

const (
	SurfacePopup   Surface = "popup"
	SurfaceTab     Surface = "tab"
	SurfaceSide    Surface = "side"    // the browser's side panel
	SurfaceMenu    Surface = "menu"    // a context menu
	SurfaceKeys    Surface = "keys"    // a shortcut of the browser
	SurfaceOmnibox Surface = "omnibox" // the address bar
	SurfaceNotice  Surface = "notice"  // the notice in a page
	SurfaceHistory Surface = "history" // an undo from the history
)

// Change is one row of a review: a field, what it holds now, what it will hold. Of a
// step, Field is "note", "task" or "opportunity." and the id of the opportunity; a
// new contact has a row for each of its fields.
type Change struct {
	// Target is the contact that is meant; absent for the lead itself.
	Target string          `json:"target,omitempty"`
	Field  string          `json:"field"`
	Label  string          `json:"label"`
	Now    json.RawMessage `json:"now" tstype:"Value"`
	After  json.RawMessage `json:"after" tstype:"Value"`
	// NowLabel and AfterLabel are what a person reads where the value is an id: the
	// names of a status, user or contact. Usually empty.
	NowLabel   string `json:"now_label,omitempty"`
	AfterLabel string `json:"after_label,omitempty"`
	// Note is a sentence that the user should read before applying; usually empty.
	Note string `json:"note,omitempty"`
}

// FieldError says what is wrong with one field, in the user's words.
type FieldError struct {
	// Target is the contact that is meant; absent for the lead itself.
	Target string `json:"target,omitempty"`
	Field  string `json:"field"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
}

// Conflict is a field that was changed both here and in Close, differently.
type Conflict struct {
	// Target is the contact that is meant; absent for the lead itself.
	Target string          `json:"target,omitempty"`
	Field  string          `json:"field"`
	Label  string          `json:"label"`
	Base   json.RawMessage `json:"base" tstype:"Value"`   // what the user saw
	Theirs json.RawMessage `json:"theirs" tstype:"Value"` // what Close has now
	Mine   json.RawMessage `json:"mine" tstype:"Value"`   // what the user wants
	// NewBase goes into Base under this field when the user, having seen theirs,
	// still wants theirs replaced.
	NewBase string `json:"new_base"`
}

// Unchanged is an edit that needs nothing sent, with the reason.
type Unchanged struct {
	// Target is the contact that is meant; absent for the lead itself.
	Target string `json:"target,omitempty"`
	Field  string `json:"field"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
}

// Request is a request to Close, exactly as it is sent.
type Request struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	// Body is the exact JSON text.
	Body string `json:"body"`
}

// Preview answers POST /leads/{id}/preview. Nothing has been sent to Close but
// the reading of the lead.
type Preview struct {
	Lead      Lead         `json:"lead"`
	Changes   []Change     `json:"changes"`
	Unchanged []Unchanged  `json:"unchanged"`
	Conflicts []Conflict   `json:"conflicts"`
	Errors    []FieldError `json:"errors"`
	// Requests are what apply would send, in order; empty where it would send
	// nothing. It is one, except that a contact has its own, and that Close adds and
	// removes one value of a field of several at a time.
	Requests []Request `json:"requests"`
}

// Ignored is a change that was sent, answered with success, and not made.
type Ignored struct {
	// Target is the contact that is meant; absent for the lead itself.
	Target string          `json:"target,omitempty"`
	Field  string          `json:"field"`
	Label  string          `json:"label"`
	Wanted json.RawMessage `json:"wanted" tstype:"Value"`
	Has    json.RawMessage `json:"has" tstype:"Value"`
	Detail string          `json:"detail"`
}

// Applied answers POST /leads/{id}/apply.
type Applied struct {
	// Sent are the requests that were made; empty when nothing had to be sent.
	Sent []Request `json:"sent"`
	// Changes are those that the returned lead shows. After is what Close has now,
	// and Note says so where Close wrote the value in another form.
	Changes   []Change    `json:"changes"`
	Unchanged []Unchanged `json:"unchanged"`
	// Ignored are those that the returned lead does not show.
	Ignored []Ignored `json:"ignored"`
	// Undo is the body of the apply that takes the changes back; absent when
	// nothing has changed.
	Undo *EditsRequest `json:"undo,omitempty"`
	// Stopped is what stopped a plan of several requests before its end. Changes
	// and Undo are about what was done until then. Usually absent.
	Stopped *Problem `json:"stopped,omitempty"`
	// View is the lead as Close has it now; absent where it could not be read.
	View *LeadView `json:"view,omitempty"`
	// Entry is the id of the entry in the journal; absent when nothing had to be sent.
	Entry string `json:"entry,omitempty"`
	// Waiting says why the wish, or a part of it, is still to be carried out. It is in
	// the journal and goes on by itself. Absent when everything is settled.
	Waiting *Waiting `json:"waiting,omitempty"`
}

// Waiting is why an entry is not settled yet.
type Waiting struct {
	// Reason is one of the words of Problem.Type: "offline", "rate-limited", "unsure"
	// (sent, and not known whether it arrived), "close-failed", "session-ended".
	Reason string `json:"reason"`
	// Detail is a sentence for the user.
	Detail string `json:"detail"`
	// RetryAt is when it is tried next, RFC 3339; empty when nothing but an event, such
	// as a network or a sign-in, brings it on.
	RetryAt string `json:"retry_at,omitempty"`
}

// EntryState is how far an entry of the journal is.
type EntryState string

const (
	StateIntended EntryState = "intended" // written down; nothing has been sent
	StateSent     EntryState = "sent"     // a request has left; what it did is not known yet
	StateUnknown  EntryState = "unknown"  // an answer was lost; the lead will be read again
	StateApplied  EntryState = "applied"  // Close shows it
	StatePart     EntryState = "part"     // Close shows a part of it; Detail says why not the rest
	StateRejected EntryState = "rejected" // Close or the check before it refused it; nothing was changed
	StateConflict EntryState = "conflict" // somebody else changed the same fields; nothing was changed
)

// Entry is one wish in the journal: one list of edits to one lead.
type Entry struct {
	ID           string       `json:"id"` // in the order of time
	State        EntryState   `json:"state"`
	At           string       `json:"at"` // when the user asked, RFC 3339
	Lead         Lead         `json:"lead"`
	Organization Organization `json:"organization"`
	User         User         `json:"user"`
	Surface      Surface      `json:"surface,omitempty"`
	// Recipe is the name of the recipe that made the wish; usually empty.
	Recipe string `json:"recipe,omitempty"`
	// Created is true where the wish was a new lead.
	Created bool `json:"created,omitempty"`
	// Changes are what was or is to be changed: before and after, by field.
	Changes []Change `json:"changes"`
	// Detail is a sentence on the outcome where there is more to say than the state.
	Detail  string   `json:"detail,omitempty"`
	Waiting *Waiting `json:"waiting,omitempty"`
	// Requests are those that were or will be sent.
	Requests []Request `json:"requests"`
	// Undo says that the entry can be taken back. UndoneBy is the entry that did, and
	// Undoes the one that this took back.
	Undo     bool   `json:"undo"`
	UndoneBy string `json:"undone_by,omitempty"`
	Undoes   string `json:"undoes,omitempty"`
}

// Journal answers GET /journal: entries from the newest to the oldest. The query may
// have lead (an id), state ("unsettled" for all three that are not), q (words that
// stand in the lead's name, a field's label or a value), before (an id: only older
// ones), and limit (50 unless given, at most 200).
type Journal struct {
	Entries []Entry `json:"entries"`
	More    bool    `json:"more"`
	// Unsettled counts all entries that are intended, sent or unknown.
	Unsettled int             `json:"unsettled"`
	Settings  JournalSettings `json:"settings"`
}

// JournalSettings bounds the journal: PUT /journal/settings. What is not settled is
// never dropped.
type JournalSettings struct {
	Days    int `json:"days"`    // 1 to 3650
	Entries int `json:"entries"` // 100 to 100,000
}

// EntriesRequest is the body of POST /journal/undo and POST /journal/undo/preview:
// entries to take back, the newest first whatever their order here.
type EntriesRequest struct {
	Entries []string `json:"entries"`
	Intent  string   `json:"intent,omitempty"`
}

// UndoResult is what became of, or would become of, one of them.
type UndoResult struct {
	Entry string `json:"entry"`
	// Preview answers a preview, Applied an undo; Problem stands in their place.
	Preview *Preview `json:"preview,omitempty"`
	Applied *Applied `json:"applied,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

// UndoResults answers both.
type UndoResults struct {
	Results []UndoResult `json:"results"`
}

// Delivered answers POST /journal/deliver.
type Delivered struct {
	Unsettled int `json:"unsettled"`
	// RetryIn is in how many seconds there is something to do again; zero for nothing
	// that time brings.
	RetryIn float64 `json:"retry_in,omitempty"`
}

// Exported answers GET /journal/export?format=json or csv: a file to save.
type Exported struct {
	Name string `json:"name"`
	Type string `json:"type"` // a media type
	Text string `json:"text"`
}

// Cleared answers DELETE /journal, which forgets every settled entry.
type Cleared struct {
	Entries int `json:"entries"`
}

// Since answers GET /journal/{id}/since: what Close's event log says about the fields
// of an entry since then. Close keeps it for 30 days.
type Since struct {
	// Event is the id of the event that is the entry itself; empty when the log does
	// not show it any more.
	Event string `json:"event,omitempty"`
	// Changes are those that came after it, the newest first.
	Changes []SinceChange `json:"changes"`
	// Detail says what is not known and why; usually empty.
	Detail string `json:"detail,omitempty"`
}

// SinceChange is one later change of one of the entry's fields.
type SinceChange struct {
	At    string `json:"at"`
	User  string `json:"user"` // a name, or "Somebody"
	Field string `json:"field"`
	Label string `json:"label"`
}

// Problem is the body of every error: application/problem+json (RFC 9457).
type Problem struct {
	// Type is "urn:leadpatch:" and one of the words below.
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail is a sentence for the user that says what to do.
	Detail string `json:"detail"`
	// Field is the field at fault, where it is one.
	Field string `json:"field,omitempty"`
	// Action is the next step as a button: "sign_in", "retry", "reload" or none.
	Action    string       `json:"action,omitempty"`
	Errors    []FieldError `json:"errors,omitempty"`
	Conflicts []Conflict   `json:"conflicts,omitempty"`
	// RetryAfter is in seconds; zero when not known.
	RetryAfter float64 `json:"retry_after,omitempty"`
	// Account is the id of the account that has to sign in again, where it is one.
	Account string `json:"account,omitempty"`
}

// The words that end Problem.Type.
const (
	ProblemBadRequest   = "bad-request"       // 400: not a request this backend knows
	ProblemSignedOut    = "signed-out"        // 401: nobody is signed in
	ProblemSessionEnded = "session-ended"     // 401: the sign-in is over; see Account
	ProblemKeyRefused   = "key-refused"       // 422: Close refused the key just typed
	ProblemCancelled    = "sign-in-cancelled" // 409: the user closed the consent window, or refused
	ProblemSignInOpen   = "sign-in-open"      // 409: another consent window is open
	ProblemSignInFailed = "sign-in-failed"    // 502: the consent came back and could not be used
	ProblemPlanLimit    = "plan-limit"        // 402: the Close plan does not include it
	ProblemForbidden    = "forbidden"         // 403: the user may not do this in Close
	ProblemOtherOrg     = "other-organization"
	ProblemNotFound     = "not-found"     // 404: no such lead, or not visible
	ProblemConflict     = "conflict"      // 409: see Conflicts
	ProblemInvalid      = "invalid-edits" // 422: see Errors
	ProblemRateLimited  = "rate-limited"  // 429: see RetryAfter
	ProblemOffline      = "offline"       // 503: Close could not be reached
	ProblemUnsure       = "unsure"        // 502: sent, but no answer: read again
	ProblemCloseFailed  = "close-failed"  // 502: Close answered with an error of its own
	ProblemGivenUp      = "given-up"      // 409: the user gave it up before anything was sent; in the history alone
	ProblemNoRoom       = "no-room"       // 507: the browser has no room for the journal; nothing was sent
	ProblemBackend      = "backend"       // 500: a fault in Leadpatch
	ProblemRestarted    = "restarted"     // 503: the backend died; the next request gets a new one
)

// Instance answers GET /instance: facts about the running backend, for tests,
// benchmarks and bug reports.
type Instance struct {
	ID          string `json:"id"`           // random, new with every start
	Requests    int64  `json:"requests"`     // answered since the start
	MemoryBytes int64  `json:"memory_bytes"` // obtained from the browser; never shrinks
	Version     string `json:"version"`
}
