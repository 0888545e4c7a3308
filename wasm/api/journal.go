package api

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

// Entry is one operation in the journal: one list of edits to one lead.
type Entry struct {
	ID    string     `json:"id"` // in the order of time
	State EntryState `json:"state"`
	// Settled says that nothing is left to be done about it. Sentence says in one line how
	// it ended or what it waits for, for a status line.
	Settled  bool   `json:"settled"`
	Sentence string `json:"sentence"`
	// Due says that it waits for nothing any more: POST /journal/deliver goes on with it.
	// LookIn is in how many seconds there may be news; absent where only an event, such as
	// a sign-in, brings them.
	Due    bool    `json:"due,omitempty"`
	LookIn float64 `json:"look_in,omitempty"`

	At           string       `json:"at"` // when the user asked, RFC 3339
	Lead         Lead         `json:"lead"`
	Organization Organization `json:"organization"`
	User         User         `json:"user"`
	Surface      Surface      `json:"surface,omitempty"`
	// Recipe is the name of the recipe that made the edits; usually empty.
	Recipe string `json:"recipe,omitempty"`
	// Created is true where the operation was to make a lead.
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
	// UndoUntil is until when it is offered to be taken back by one button or key, RFC
	// 3339; the log takes back what is older too. Absent where Undo is false.
	UndoUntil string `json:"undo_until,omitempty"`
	Undoes    string `json:"undoes,omitempty"`
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
	Bounds    JournalBounds   `json:"bounds"`
}

// JournalBounds are what [JournalSettings] may be.
type JournalBounds struct {
	MinDays    int `json:"min_days"`
	MaxDays    int `json:"max_days"`
	MinEntries int `json:"min_entries"`
	MaxEntries int `json:"max_entries"`
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
	Entries        []string       `json:"entries"`
	IdempotencyKey IdempotencyKey `json:"intent,omitempty"`
}

// UndoRequest is the body of POST /journal/{id}/undo, which takes one change back. The
// id is that of its entry; or "last" for the newest change of the last 24 hours that can
// be undone, of the lead of the page in front where it shows one.
type UndoRequest struct {
	// IdempotencyKey names the undo, so that it is carried out once however often it arrives: see
	// [EditsRequest].
	IdempotencyKey IdempotencyKey `json:"intent,omitempty"`
	Surface        Surface        `json:"surface,omitempty"`
	// PageURL is the page in front, for "last".
	PageURL string `json:"page_url,omitempty"`
	// Base holds the new_base of each conflict that the user has seen and still wants
	// undone, under the field's key as in [EditsRequest].
	Base Base `json:"base,omitempty"`
	// Keep are the keys, as in Base, of the fields that stay as Close has them now.
	Keep []string `json:"keep,omitempty"`
}

// Undone answers POST /journal/{id}/undo: Applied or Problem, and what is said where
// there is no panel.
type Undone struct {
	// Entry is the change that was to be taken back; absent where there is none.
	Entry   string   `json:"entry,omitempty"`
	Applied *Applied `json:"applied,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
	Notice  Notice   `json:"notice"`
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
