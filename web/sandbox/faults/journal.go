package faults

import (
	"slices"
	"time"
)

// Entry is one request of the API or of OAuth in the journal.
type Entry struct {
	N      int       `json:"n"`
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Query  string    `json:"query"`
	// KeyName is the name of the key, or "oauth:" and the name of the organization for
	// an access token that was given out, also when it is over. It is "unknown" for a
	// key that does not exist, "bearer" for such a token and "none" without either. The
	// key or token itself is nowhere, unless the body has it.
	KeyName string `json:"key_name"`
	// Body is the exact text. Bytes that are not UTF-8 cannot stand in JSON: then
	// BodyBase64 has them and Body is empty. A body over the limit is not kept.
	Body       string `json:"body"`
	BodyBase64 []byte `json:"body_base64,omitempty"`
	// Status is 0 while there is no answer, and for good when the connection was
	// dropped without one.
	Status int `json:"status"`
	// Fault says that a scripted fault met the request.
	Fault bool `json:"fault,omitempty"`
}

// Journal keeps the requests in the order in which they arrived. The zero value is
// ready. It is not safe for concurrent use.
type Journal struct {
	last    int
	entries []Entry
}

// Add numbers an entry and returns its number.
func (j *Journal) Add(e Entry) int {
	j.last++
	e.N = j.last
	j.entries = append(j.entries, e)
	return e.N
}

// Answered notes the status of an entry's answer. The entry may have been cleared
// away in the meantime.
func (j *Journal) Answered(n, status int) {
	i, found := slices.BinarySearchFunc(j.entries, n, func(e Entry, n int) int { return e.N - n })
	if found {
		j.entries[i].Status = status
	}
}

// After returns a copy of the entries with higher numbers than n.
func (j *Journal) After(n int) []Entry {
	i := slices.IndexFunc(j.entries, func(e Entry) bool { return e.N > n })
	if i < 0 {
		return []Entry{}
	}
	return slices.Clone(j.entries[i:])
}

// Clear empties the journal; the numbers go on, so that an "after" that somebody
// remembers stays meaningful.
func (j *Journal) Clear() { j.entries = nil }
