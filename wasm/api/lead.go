// Package api holds the JSON that crosses between the backend and the pages of
// the extension: the bodies of every route. It is the only interface between Go
// and JavaScript. extension/api.d.ts is generated from this package, so that the
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
	// NewContact are the fields of a contact to add, empty.
	NewContact []Field `json:"new_contact"`
	Base       Base    `json:"base"`
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
	// IdempotencyKey names the operation of an apply, so that it is carried out once however often
	// it arrives: 16 to 64 letters, digits, "-" and "_" that the page made when the user
	// pressed the button. Without one, every arrival is an operation of its own.
	IdempotencyKey IdempotencyKey `json:"intent,omitempty"`
	// Surface is where the user asked for it, for the history.
	Surface Surface `json:"surface,omitempty"`
	// Undoes is the id of the entry that this takes back. The backend's own undo says so;
	// a request that does is refused.
	Undoes string `json:"undoes,omitempty"`
	// Steps are what to do beyond fields, carried out after the edits, in order.
	Steps []Step `json:"steps,omitempty"`
	// Recipe is the name of the recipe that made the edits, for the history.
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
	// UndoUntil is until when the change is offered to be taken back by one button or
	// key, RFC 3339: POST /journal/{id}/undo with the Entry. The log takes back what is
	// older. Absent when nothing has changed.
	UndoUntil string `json:"undo_until,omitempty"`
	// Stopped is what stopped a plan of several requests before its end. Changes
	// and UndoUntil are about what was done until then. Usually absent.
	Stopped *Problem `json:"stopped,omitempty"`
	// View is the lead as Close has it now; absent where it could not be read.
	View *LeadView `json:"view,omitempty"`
	// Entry is the id of the entry in the journal; absent when nothing had to be sent.
	Entry string `json:"entry,omitempty"`
	// Waiting says why the operation, or a part of it, is still to be carried out. It is in
	// the journal and goes on by itself. Absent when everything is settled.
	Waiting *Waiting `json:"waiting,omitempty"`
	// Pending is the entry as the log shows it, where Waiting is there.
	Pending *Entry `json:"pending,omitempty"`
}
