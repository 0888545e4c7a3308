package api

// StepKind says what a step does.
type StepKind string

const (
	// StepNote writes a note on the lead. Text is plain; each line becomes a paragraph.
	StepNote StepKind = "note"
	// StepTask adds a task to the lead.
	StepTask StepKind = "task"
	// StepOpportunity gives an opportunity of the lead another status.
	StepOpportunity StepKind = "opportunity_status"
	// StepDeleteNote, StepDeleteTask and StepDeleteContact take back what was added.
	// Only the backend's own undo asks for them: a request with one of them is refused.
	StepDeleteNote    StepKind = "delete_note"
	StepDeleteTask    StepKind = "delete_task"
	StepDeleteContact StepKind = "delete_contact"
)

// Step is one thing to do beyond the fields of a lead and its contacts.
type Step struct {
	Do StepKind `json:"do"`
	// Text is what a note or a task says.
	Text string `json:"text,omitempty"`
	// Date is when a task is due: "2006-01-02", or RFC 3339 with its offset; empty for
	// a task without a date.
	Date string `json:"date,omitempty"`
	// AssignedTo is the user of a task; empty for whoever is signed in.
	AssignedTo string `json:"assigned_to,omitempty"`
	// Opportunity is the id of the opportunity that is meant; empty for the only
	// active one of the lead.
	Opportunity string `json:"opportunity,omitempty"`
	// Status is the id of the opportunity's new status.
	Status string `json:"status,omitempty"`
	// ID is the note, the task or the contact that is to be deleted.
	ID string `json:"id,omitempty"`
	// Was is what undo compares with: the status that an opportunity got, the text of
	// a note or a task, the fields of a contact as JSON.
	Was string `json:"was,omitempty"`
}

// CreateRequest is the body of POST /leads/preview and POST /leads/apply: a new lead.
// Edits without a target are its fields; those of one target that begins with "new-"
// are one of its contacts. Preview answers the first, Applied the second. The lead has
// no id in a preview: in the requests of its steps "lead_…" stands for it.
//
// A target that begins with "new-" in an [EditsRequest] is a contact to add to the lead.
type CreateRequest struct {
	// Account is where the lead is made; empty for the account used last.
	Account        string         `json:"account,omitempty"`
	Edits          []Edit         `json:"edits"`
	Steps          []Step         `json:"steps,omitempty"`
	IdempotencyKey IdempotencyKey `json:"intent,omitempty"`
	Surface        Surface        `json:"surface,omitempty"`
}
