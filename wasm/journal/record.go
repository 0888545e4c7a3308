package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// RecordVersion is that of the records written now. Whoever changes the form of a
// [Record] raises it and adds a step to migrations: a change that waits in somebody's
// browser may have been written by any version before.
const RecordVersion = 2

// Record is the body of an entry: a change from its asking to its end. Its types are the
// journal's own, so that a key of the routes' JSON can be renamed without losing a
// change that waits. What its texts mean (the words of a problem, an operation, a
// state) is the outbox's to know.
type Record struct {
	Version      int          `json:"version"`
	Lead         Lead         `json:"lead"`
	Organization Organization `json:"organization"`
	User         User         `json:"user"`
	UndoneBy     string       `json:"undone_by,omitempty"`
	// Created says that the change is a new lead.
	Created bool `json:"created,omitempty"`
	// Request is what was asked, as it came.
	Request Request `json:"request"`
	// Plan is what it came to, once it was compiled; then Request is not read any more.
	Plan     *Plan         `json:"plan,omitempty"`
	Changes  []Change      `json:"changes"`
	Requests []HTTPRequest `json:"requests"`
	// Outcome is what came of it; Problem stands in its place for one that was refused.
	Outcome *Outcome `json:"outcome,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
	Waiting *Waiting `json:"waiting,omitempty"`
}

// Lead is what a lead is called and where it is.
type Lead struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	URL      string `json:"url"`
	StatusID string `json:"status_id"`
}

// Organization is whose lead it is.
type Organization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// User is who asked.
type User struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Request is what was asked of a lead.
type Request struct {
	Edits   []Edit            `json:"edits"`
	Base    map[string]string `json:"base,omitempty"`
	Key     string            `json:"intent,omitempty"` // the entry's key
	Surface string            `json:"surface,omitempty"`
	Undoes  string            `json:"undoes,omitempty"`
	Steps   []Step            `json:"steps,omitempty"`
	Recipe  string            `json:"recipe,omitempty"`
}

// Edit is one operation on one field.
type Edit struct {
	Target string          `json:"target,omitempty"`
	Field  string          `json:"field"`
	Op     string          `json:"op"`
	Value  json.RawMessage `json:"value,omitempty"`
	Exact  bool            `json:"exact,omitempty"`
}

// Step is what is done beyond fields.
type Step struct {
	Do          string `json:"do"`
	Text        string `json:"text,omitempty"`
	Date        string `json:"date,omitempty"`
	AssignedTo  string `json:"assigned_to,omitempty"`
	Opportunity string `json:"opportunity,omitempty"`
	Status      string `json:"status,omitempty"`
	ID          string `json:"id,omitempty"`
	Was         string `json:"was,omitempty"`
}

// Plan is a plan that another life of the backend can go on with.
type Plan struct {
	// Edits ask for exactly the outcome of the plan.
	Edits []Edit `json:"edits"`
	// Before holds, for each target, what the server had of the touched fields: one
	// JSON object under "" for the lead, under its id for a contact.
	Before map[string]json.RawMessage `json:"before"`
	// Steps are what is done after the edits, and how far each is.
	Steps []PlannedStep `json:"steps,omitempty"`
	// Done is what the edits came to, once the steps begin. Then the fields are not
	// looked at any more: what somebody changes there while a step waits is theirs.
	Done *DoneEdits `json:"done,omitempty"`
}

// DoneEdits is what Close showed of the edits when the last of them was sent, and what
// takes them back.
type DoneEdits struct {
	Changes []Change          `json:"changes"`
	Ignored []Ignored         `json:"ignored,omitempty"`
	Undo    []Edit            `json:"undo,omitempty"`
	Base    map[string]string `json:"base,omitempty"`
}

// PlannedStep is one step and how far it is.
type PlannedStep struct {
	Step    Step            `json:"step"`
	Place   int             `json:"place"`
	Target  string          `json:"target,omitempty"`
	Edits   []Edit          `json:"edits,omitempty"`
	Body    json.RawMessage `json:"body,omitempty"`
	Was     string          `json:"was,omitempty"`
	Changes []Change        `json:"changes"`
	Ignored []Ignored       `json:"ignored,omitempty"`
	Sending bool            `json:"sending,omitempty"`
	SentAt  time.Time       `json:"sent_at,omitzero"`
	Looks   int             `json:"looks,omitempty"`
	Seen    []string        `json:"seen,omitempty"`
	Done    bool            `json:"done,omitempty"`
	ID      string          `json:"id,omitempty"`
	Undo    *Step           `json:"undo,omitempty"`
}

// Change is one row of what is or was changed.
type Change struct {
	Target     string          `json:"target,omitempty"`
	Field      string          `json:"field"`
	Label      string          `json:"label"`
	Now        json.RawMessage `json:"now"`
	After      json.RawMessage `json:"after"`
	NowLabel   string          `json:"now_label,omitempty"`
	AfterLabel string          `json:"after_label,omitempty"`
	Note       string          `json:"note,omitempty"`
}

// Ignored is a change that was sent, answered with success, and not made.
type Ignored struct {
	Target string          `json:"target,omitempty"`
	Field  string          `json:"field"`
	Label  string          `json:"label"`
	Wanted json.RawMessage `json:"wanted"`
	Has    json.RawMessage `json:"has"`
	Detail string          `json:"detail"`
}

// Unchanged is an edit that needed nothing sent.
type Unchanged struct {
	Target string `json:"target,omitempty"`
	Field  string `json:"field"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
}

// HTTPRequest is a request to Close, exactly.
type HTTPRequest struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	Body   string `json:"body"`
}

// Outcome is what came of a change.
type Outcome struct {
	Sent      []HTTPRequest `json:"sent"`
	Changes   []Change      `json:"changes"`
	Unchanged []Unchanged   `json:"unchanged"`
	Ignored   []Ignored     `json:"ignored"`
	Undo      *Request      `json:"undo,omitempty"`
	Stopped   *Problem      `json:"stopped,omitempty"`
}

// Problem is why a change was refused or stopped.
type Problem struct {
	Type       string       `json:"type"`
	Title      string       `json:"title"`
	Status     int          `json:"status"`
	Detail     string       `json:"detail"`
	Field      string       `json:"field,omitempty"`
	Action     string       `json:"action,omitempty"`
	Errors     []FieldError `json:"errors,omitempty"`
	Conflicts  []Conflicted `json:"conflicts,omitempty"`
	RetryAfter float64      `json:"retry_after,omitempty"` // in seconds
	Account    string       `json:"account,omitempty"`
	HidesLead  bool         `json:"hides_lead,omitempty"`
}

// FieldError is what is wrong with one field.
type FieldError struct {
	Target string `json:"target,omitempty"`
	Field  string `json:"field"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
}

// Conflicted is a field that was changed both here and in Close.
type Conflicted struct {
	Target  string          `json:"target,omitempty"`
	Field   string          `json:"field"`
	Label   string          `json:"label"`
	Base    json.RawMessage `json:"base"`
	Theirs  json.RawMessage `json:"theirs"`
	Mine    json.RawMessage `json:"mine"`
	NewBase string          `json:"new_base"`
}

// Waiting is why an entry is not settled yet.
type Waiting struct {
	Reason  string `json:"reason"`
	Detail  string `json:"detail"`
	RetryAt string `json:"retry_at,omitempty"`
}

// ErrNewer is a record that a newer version of the extension has written. It is left as
// it is.
var ErrNewer = errors.New("a newer version of Leadpatch has written this change; update Leadpatch to go on with it")

// Record reads the body of the entry, whichever version has written it.
func (e *Entry) Record() (*Record, error) {
	body, err := migrate(e.Body)
	if err != nil {
		return nil, fmt.Errorf("entry %s of the journal cannot be read: %w", e.ID, err)
	}
	var r Record
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, fmt.Errorf("entry %s of the journal cannot be read: %w", e.ID, err)
	}
	return &r, nil
}
