// Package journal writes every operation down before anything of it is sent, and what
// became of it. It knows the states of an entry, their order and their bounds, and
// nothing of what an entry is about: that is the body, which its caller brings.
package journal

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// State is how far an entry is.
type State string

const (
	Intended State = "intended" // written down; nothing of it is at Close
	Sent     State = "sent"     // a request may have left
	Unknown  State = "unknown"  // an answer was lost, and the lead could not be read since
	Applied  State = "applied"  // Close shows it
	Part     State = "part"     // Close shows a part of it, and the rest is given up
	Rejected State = "rejected" // refused; nothing of it is at Close
	Conflict State = "conflict" // stopped by somebody else's change; nothing of it is at Close
)

// states are all of them, with the ones that each may become. A settled entry stays
// what it is; only what is noted beside it may change.
var states = map[State][]State{
	Intended: {Intended, Sent, Applied, Part, Rejected, Conflict},
	Sent:     {Intended, Sent, Unknown, Applied, Part, Rejected, Conflict},
	Unknown:  {Sent, Unknown, Applied, Part, Rejected, Conflict},
	Applied:  {Applied},
	Part:     {Part},
	Rejected: {Rejected},
	Conflict: {Conflict},
}

// Settled says that nothing is left to be done about an entry in this state.
func (s State) Settled() bool { return s != Intended && s != Sent && s != Unknown }

// Entry is one operation.
type Entry struct {
	ID    string    `json:"id"`
	Key   string    `json:"key,omitempty"` // names the operation; "" when nobody did
	Lead  string    `json:"lead"`
	State State     `json:"state"`
	At    time.Time `json:"at"`
	// Attempts counts the times that it was tried and had to wait; NotBefore is when
	// it may be tried again, zero for at any time.
	Attempts  int       `json:"attempts,omitempty"`
	NotBefore time.Time `json:"not_before,omitzero"`
	// Body is the caller's.
	Body json.RawMessage `json:"body"`

	stored State // as the store has it
}

// Limits bound the journal. Settled entries beyond them are forgotten, the oldest
// first; others never.
type Limits struct {
	Age     time.Duration
	Entries int
}

// Journal keeps entries in a store. It is safe for concurrent use.
type Journal struct {
	store  Store
	now    func() time.Time
	limits func(context.Context) (Limits, error)

	mu     sync.Mutex
	last   string    // the newest id given out or found
	pruned time.Time // when entries were last looked at for being too old
}

// New returns a journal over a store. limits is asked whenever entries may be
// forgotten.
func New(store Store, now func() time.Time, limits func(context.Context) (Limits, error)) *Journal {
	return &Journal{store: store, now: now, limits: limits}
}

// Begin writes a new entry down and returns when that is durable.
func (j *Journal) Begin(ctx context.Context, key, lead string, body any) (*Entry, error) {
	id, err := j.nextID(ctx)
	if err != nil {
		return nil, err
	}
	e := &Entry{ID: id, Key: key, Lead: lead, State: Intended, At: j.now()}
	return e, j.Save(ctx, e, body)
}

// Save writes an entry and its body down, and returns when that is durable. A change
// of state that cannot be, such as one of a settled entry, is an error.
func (j *Journal) Save(ctx context.Context, e *Entry, body any) error {
	if e.stored != "" && !slices.Contains(states[e.stored], e.State) {
		return fmt.Errorf("journal: entry %s cannot go from %s to %s", e.ID, e.stored, e.State)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	next := *e
	next.Body = raw
	text, err := json.Marshal(&next)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	row := Row{ID: e.ID, Lead: e.Lead, Key: e.Key, Settled: e.State.Settled(), Text: text}
	if err := j.store.Put(ctx, row); err != nil {
		return fmt.Errorf("journal: writing an entry: %w", err)
	}
	e.Body, e.stored = raw, e.State
	return nil
}

// nextID returns an id that sorts after every other: the time in milliseconds, and
// something random. A clock that has been set back does not bring the order about.
func (j *Journal) nextID(ctx context.Context) (string, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.last == "" {
		rows, err := j.store.Page(ctx, "", 1)
		if err != nil {
			return "", fmt.Errorf("journal: reading the newest entry: %w", err)
		}
		if len(rows) > 0 {
			j.last = rows[0].ID
		}
	}
	ms := j.now().UnixMilli()
	if len(j.last) > timeDigits {
		if last, err := strconv.ParseInt(j.last[:timeDigits], 36, 64); err == nil && last >= ms {
			ms = last + 1
		}
	}
	j.last = fmt.Sprintf("%0*s", timeDigits, strconv.FormatInt(ms, 36)) + "-" + rand.Text()[:12]
	return j.last, nil
}

// timeDigits is the length of the time in an id: base 36, enough until the year 5188.
const timeDigits = 9

// IsID reports whether a text has the form of an entry's id.
func IsID(s string) bool {
	if len(s) != timeDigits+13 || s[timeDigits] != '-' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if i != timeDigits && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

// Get returns the entry with the id, or nil.
func (j *Journal) Get(ctx context.Context, id string) (*Entry, error) {
	return j.one(j.store.Get(ctx, id))
}

// ByKey returns the entry of an intent, or nil.
func (j *Journal) ByKey(ctx context.Context, key string) (*Entry, error) {
	return j.one(j.store.ByKey(ctx, key))
}

func (j *Journal) one(row *Row, err error) (*Entry, error) {
	if err != nil {
		return nil, fmt.Errorf("journal: reading: %w", err)
	}
	if row == nil {
		return nil, nil
	}
	return entryOf(*row)
}

// Unsettled returns the entries of which something is left to be done, the oldest
// first.
func (j *Journal) Unsettled(ctx context.Context) ([]*Entry, error) {
	rows, err := j.store.Unsettled(ctx)
	if err != nil {
		return nil, fmt.Errorf("journal: reading what is not settled: %w", err)
	}
	return entriesOf(rows)
}

// pageRows is how many rows are read at once when entries are looked for.
const pageRows = 200

// Find returns up to limit entries that match and are older than the one with the
// id before, the newest first; and whether there are more.
func (j *Journal) Find(ctx context.Context, before string, limit int, match func(*Entry) bool) (found []*Entry, more bool, err error) {
	for {
		rows, err := j.store.Page(ctx, before, pageRows)
		if err != nil {
			return nil, false, fmt.Errorf("journal: reading: %w", err)
		}
		entries, err := entriesOf(rows)
		if err != nil {
			return nil, false, err
		}
		for _, e := range entries {
			if !match(e) {
				continue
			}
			if len(found) == limit {
				return found, true, nil
			}
			found = append(found, e)
		}
		if len(rows) < pageRows {
			return found, false, nil
		}
		before = rows[len(rows)-1].ID
	}
}

// Forget removes entries, settled or not.
func (j *Journal) Forget(ctx context.Context, ids ...string) error {
	if err := j.store.Delete(ctx, ids); err != nil {
		return fmt.Errorf("journal: forgetting: %w", err)
	}
	return nil
}

// Clear forgets every settled entry and returns how many there were.
func (j *Journal) Clear(ctx context.Context) (int, error) {
	return j.drop(ctx, func(time.Time, int) bool { return true })
}

// pruneEvery is how often the journal is looked through for what is beyond its
// limits: to do it with every entry would cost more than the entry.
const pruneEvery = time.Hour

// PruneNowAndThen is Prune, unless that was done within the hour.
func (j *Journal) PruneNowAndThen(ctx context.Context) error {
	j.mu.Lock()
	due := j.now().Sub(j.pruned).Abs() >= pruneEvery
	if due {
		j.pruned = j.now()
	}
	j.mu.Unlock()
	if !due {
		return nil
	}
	return j.Prune(ctx)
}

// Prune forgets the settled entries that are beyond the limits.
func (j *Journal) Prune(ctx context.Context) error {
	limits, err := j.limits(ctx)
	if err != nil {
		return err
	}
	oldest := j.now().Add(-limits.Age)
	_, err = j.drop(ctx, func(at time.Time, left int) bool { return at.Before(oldest) || left > limits.Entries })
	return err
}

// drop forgets settled entries from the oldest on, for as long as it is told to: by
// the time of the entry and by how many are left.
func (j *Journal) drop(ctx context.Context, when func(at time.Time, left int) bool) (dropped int, err error) {
	left, err := j.store.Count(ctx)
	for err == nil && left > 0 {
		var rows []Row
		if rows, err = j.store.Oldest(ctx, pageRows); err != nil || len(rows) == 0 {
			break
		}
		var ids []string
		for _, row := range rows {
			e, broken := entryOf(row)
			if broken == nil && !when(e.At, left) {
				break
			}
			ids = append(ids, row.ID)
			left--
		}
		if len(ids) == 0 {
			break
		}
		err = j.store.Delete(ctx, ids)
		dropped += len(ids)
		if len(ids) < len(rows) {
			break
		}
	}
	if err != nil {
		return dropped, fmt.Errorf("journal: forgetting old entries: %w", err)
	}
	return dropped, nil
}

// errDamaged is what a row is that holds no entry.
var errDamaged = errors.New("journal: an entry cannot be read")

func entryOf(row Row) (*Entry, error) {
	e := &Entry{}
	if err := json.Unmarshal(row.Text, e); err != nil || e.ID != row.ID || states[e.State] == nil {
		return nil, fmt.Errorf("%w: %s", errDamaged, row.ID)
	}
	e.stored = e.State
	return e, nil
}

// entriesOf reads rows. A damaged one is an error when it is not settled, since
// something may be left to be done; a settled one is passed over.
func entriesOf(rows []Row) ([]*Entry, error) {
	var out []*Entry
	for _, row := range rows {
		e, err := entryOf(row)
		if err != nil && !row.Settled {
			return nil, err
		}
		if err == nil {
			out = append(out, e)
		}
	}
	return out, nil
}
