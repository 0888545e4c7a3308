package backend

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"leadpatch/wasm/api"
	"leadpatch/wasm/closeapi"
	"leadpatch/wasm/journal"
	"leadpatch/wasm/patch"
)

// A wish can hold more than the PUTs of fields: a contact, a note or a task is made, an
// opportunity moves on, something that was made is taken away, or the lead itself is
// made. Each is an act. Acts are carried out one after the other, after the PUTs.

// The acts that are no steps of a request.
const (
	makeContact api.StepKind = "new_contact"
	makeLead    api.StepKind = "new_lead"
)

// act is one write of a wish, as the journal keeps it. Close has no key by which it
// would know a POST that comes twice, so how far each is has to be written down before
// the first byte leaves.
type act struct {
	Step api.Step `json:"step"`
	// Place is the number of the step in the request.
	Place int `json:"place"`
	// Target names a new contact, "new-1"; Edits are the fields of a new contact or
	// lead, and Body what is sent for it.
	Target string          `json:"target,omitempty"`
	Edits  []api.Edit      `json:"edits,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
	// Was is the status that an opportunity had.
	Was string `json:"was,omitempty"`
	// Changes are what is to become of it; once it is done, what has.
	Changes []api.Change  `json:"changes"`
	Ignored []api.Ignored `json:"ignored,omitempty"`

	// Sending says that a POST may have left of which nothing is known: since when, how
	// often it was looked for, and the ids of what looked like it before.
	Sending bool      `json:"sending,omitempty"`
	SentAt  time.Time `json:"sent_at,omitzero"`
	Looks   int       `json:"looks,omitempty"`
	Seen    []string  `json:"seen,omitempty"`

	Done bool   `json:"done,omitempty"`
	ID   string `json:"id,omitempty"` // what was made
	// Undo takes the act back; nil where nothing does.
	Undo *api.Step `json:"undo,omitempty"`
}

// made is something that Close has and that an act could have made.
type made struct {
	id  string
	doc *patch.Document // of a contact or a lead
}

// maker knows how one act makes something.
type maker struct {
	// alike returns what Close has that the act could have made.
	alike func(context.Context) ([]made, error)
	// mine says whether one of them is what the act makes, and reads it; nil for always.
	mine func(context.Context, *made) (bool, error)
	post func(context.Context) (made, error)
	// done notes what was made.
	done func(made)
	// lost is what is said while nobody knows whether it was made.
	lost string
	// never says that it is not posted a second time when it cannot be found: it gives
	// up with this error.
	never error
}

const (
	// onItsWay is how long a request whose answer was lost may still be under way: until
	// then it is not made again.
	onItsWay = 30 * time.Second
	// lookFor and leastLooks are how long something is looked for that is not posted a
	// second time.
	lookFor    = 10 * time.Minute
	leastLooks = 3
)

// unseenError is a POST whose answer was lost and whose effect is not to be seen, yet.
type unseenError struct {
	detail string
	after  time.Duration
}

// Error returns the sentence for the user.
func (e *unseenError) Error() string { return e.detail }

// carryActs carries out what is left of the wish's acts, in their order.
func (b *Backend) carryActs(ctx context.Context, w *wish, j *job, out *api.Applied) error {
	for _, a := range w.acts() {
		if a.Done {
			continue
		}
		var err error
		if a.makes() {
			err = b.make(ctx, w, j, out, a, j.maker(a))
		} else {
			err = b.change(ctx, w, j, out, a, j.changer(a))
		}
		if err != nil {
			return j.actRefused(a, err)
		}
		if a.Step.Do == makeLead {
			b.leadMade(w, j)
		}
	}
	return nil
}

// makes says whether the act adds something, which must not be done twice.
func (a *act) makes() bool {
	return slices.Contains([]api.StepKind{api.StepNote, api.StepTask, makeContact, makeLead}, a.Step.Do)
}

// make adds something, once. A POST whose answer is lost may have been carried out, and
// may even arrive later: what has been added since is looked for, and only after a
// while without a trace is it posted again.
func (b *Backend) make(ctx context.Context, w *wish, j *job, out *api.Applied, a *act, m maker) error {
	now := b.cfg.Now()
	if a.Sending {
		if found, err := a.look(ctx, m); found || err != nil {
			return err
		}
		elapsed := now.Sub(a.SentAt)
		if elapsed < 0 { // the clock was set back
			a.SentAt, elapsed = now, 0
		}
		a.Looks++
		switch {
		case m.never != nil && elapsed >= lookFor && a.Looks >= leastLooks:
			return m.never
		case m.never != nil || elapsed < onItsWay:
			return &unseenError{m.lost, max(onItsWay-elapsed, 0)}
		}
	} else {
		there, err := m.alike(ctx)
		if err != nil {
			return err
		}
		a.Seen = nil
		for _, one := range there {
			a.Seen = append(a.Seen, one.id)
		}
	}
	a.Sending, a.SentAt = true, now
	if err := b.save(ctx, w, journal.Sent); err != nil { // before the first byte leaves
		return err
	}
	out.Sent = append(out.Sent, j.actRequest(a))
	got, err := m.post(ctx)
	switch {
	case err == nil:
		a.finish(m, got)
	case isUnsure(err):
		// Whether it can be looked for now or not: nobody knows, and that is said.
		if found, lookErr := a.look(ctx, m); !found || lookErr != nil {
			return &unseenError{m.lost, onItsWay}
		}
	default:
		a.Sending = false // refused: it was not carried out
	}
	if isUnsure(err) {
		return nil
	}
	return err
}

// look finds what the act has made: what is there now and was not before.
func (a *act) look(ctx context.Context, m maker) (found bool, err error) {
	there, err := m.alike(ctx)
	if err != nil {
		return false, err
	}
	for _, one := range there {
		if slices.Contains(a.Seen, one.id) {
			continue
		}
		if m.mine != nil {
			if mine, err := m.mine(ctx, &one); err != nil || !mine {
				if err != nil {
					return false, err
				}
				continue
			}
		}
		a.finish(m, one)
		return true, nil
	}
	return false, nil
}

func (a *act) finish(m maker, got made) {
	a.Done, a.Sending, a.ID = true, false, got.id
	m.done(got)
}

// changer knows how one act changes something that is there.
type changer struct {
	// arrived says whether Close shows the change already; its error is a refusal in
	// words where somebody else has changed it.
	arrived func(context.Context) (bool, error)
	send    func(context.Context) error
}

// change changes or takes away something that is there. To do so twice does no harm, so
// after a lost answer it is read again and sent again.
func (b *Backend) change(ctx context.Context, w *wish, j *job, out *api.Applied, a *act, c changer) error {
	var lost error
	for again := 0; ; again++ {
		arrived, err := c.arrived(ctx)
		switch {
		case err != nil && lost != nil && waits(err):
			return lost // nobody knows, and that is said
		case err != nil:
			return err
		case arrived:
			a.Done = true
			return nil
		case again > resends:
			return lost
		}
		if err := b.save(ctx, w, journal.Sent); err != nil {
			return err
		}
		out.Sent = append(out.Sent, j.actRequest(a))
		if lost = c.send(ctx); !isUnsure(lost) {
			a.Done = lost == nil
			return lost
		}
	}
}

func waits(err error) bool {
	waiting, _ := waitingFor(err)
	return waiting != nil
}

// label is what the act is called.
func (a *act) label() string {
	if len(a.Changes) > 0 && !slices.Contains([]api.StepKind{makeContact, makeLead}, a.Step.Do) {
		return a.Changes[0].Label
	}
	if a.Step.Do == makeLead {
		return "New lead"
	}
	return "New contact"
}

// field is where a refusal of the act stands.
func (a *act) field() string { return "steps." + strconv.Itoa(a.Place) }

// actRefused puts what Close refused of an act beside the step, or beside the fields of
// the new contact or lead.
func (j *job) actRefused(a *act, err error) error {
	var e *closeapi.Error
	if !errors.As(err, &e) || e.Kind != closeapi.Invalid || len(e.Fields) == 0 {
		return err
	}
	if a.Step.Do == makeContact || a.Step.Do == makeLead {
		return invalidEdits(j.newRefused(a, e.Fields))
	}
	var out []api.FieldError
	for key, text := range e.Fields {
		out = append(out, api.FieldError{Field: a.field(), Label: a.label(), Detail: "Close did not accept this (" + key + "): " + text})
	}
	sortErrors(out)
	return invalidEdits(out)
}

// changedMeanwhile is the refusal of an act whose object somebody else has changed.
func changedMeanwhile(detail string) error {
	return problem(api.ProblemConflict, http.StatusConflict, "Changed in Close", detail, "")
}
