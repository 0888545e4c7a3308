// Package options has the switches of the sandbox: what Close's documentation leaves
// open, and what a test wants to provoke. It has no state: the options in force are the
// world's.
package options

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"leadpatch/web/sandbox/wire"
)

// The words of the options.
const (
	ContactsIgnored  = "ignore"
	ContactsRejected = "reject"
	LockIs400        = "400"
	LockIs403        = "403"
	KeysIgnored      = "ignore"
	KeysRejected     = "reject"
	NullStays        = "null"
	NullIsEmpty      = "empty"
	WordsAreParts    = "parts"
	WordsAreHosts    = "hosts"
)

// Options are the switches for what Close's documentation leaves open, and for
// what a test wants to provoke.
type Options struct {
	// ContactsInPut is what contacts in a lead's PUT meet: "ignore" or "reject".
	ContactsInPut string `json:"contacts_in_put"`
	// ContactKeys is what a key that a contact does not have meets in a contact's
	// PUT: "reject" or "ignore".
	ContactKeys string `json:"contact_keys"`
	// ContactItemKeys is what keys besides its value and type meet in an item of a
	// contact's emails, phones or urls, also those of an answer that is sent back:
	// "ignore" or "reject".
	ContactItemKeys string `json:"contact_item_keys"`
	// RoleLock is how the edit of a field that is locked for the role is refused:
	// "400" (a field error) or "403".
	RoleLock string `json:"role_lock"`
	// IgnoreFields are flat keys, such as "url" or "custom.cf_…", that a PUT on a lead
	// or contact answers with a 200 but does not change.
	IgnoreFields []string  `json:"ignore_fields"`
	Normalise    Normalise `json:"normalise"`
	// Rate is the number of requests per second for one key and group of endpoints.
	Rate int `json:"rate"`
	// RatelimitStyle is how answers report the limit: "comma", as Close documents its
	// header, or "semicolon", as it has been seen, with a header for each number;
	// "discrete" has these alone, "legacy" their older names, "retry_after" a 429 with
	// nothing but Retry-After, and "none" not even that.
	RatelimitStyle string `json:"ratelimit_style"`
	// HiddenLimits are limits besides the ordinary one that bite without a warning.
	HiddenLimits []HiddenLimit `json:"hidden_limits"`
	// LatencyMS delays every answer of the API and of OAuth, in milliseconds.
	LatencyMS int `json:"latency_ms"`
	// OAuthState is whether the state of an authorization request comes back with
	// the answer, which Close does not document.
	OAuthState bool `json:"oauth_state"`
	// ClockSkewS moves the clock of Close by that many seconds, back or forth: the Date
	// of answers, the ends of codes and tokens, the times of objects, the age of events.
	// Rate limits and the journal keep the clock of this machine.
	ClockSkewS int `json:"clock_skew_s"`
	// EventWindowS is for how many seconds after a change the next one of the same object
	// goes into the same event. With 0 each change is an
	// event of its own.
	EventWindowS int `json:"event_window_s"`
	// SearchLagMS is for how many milliseconds search goes on showing what was there
	// before a change. It counts for changes that are made while it is set.
	SearchLagMS int `json:"search_lag_ms"`
	// SearchWords is what search takes for a word: "parts", of letters and digits
	// alone, or "hosts", which keeps dots between them, so that "www.acme.example" is
	// one word. Close does not document it.
	SearchWords string `json:"search_words"`
}

// Normalise are forms in which the server keeps what it was sent.
type Normalise struct {
	// NullText is what null in name, url or description, or in a contact's title,
	// becomes: "null" or "empty".
	NullText string `json:"null_text"`
	// URLScheme puts "http://" before a URL that has no scheme.
	URLScheme bool `json:"url_scheme"`
	// TrimText takes the space off both ends of name, url and description, and of a
	// contact's title.
	TrimText bool `json:"trim_text"`
	// FloatNumbers keeps what is sent to a number field as a float of 64 bits, so
	// that integers beyond 2^53 are rounded and 12.50 becomes 12.5.
	FloatNumbers bool `json:"float_numbers"`
}

// Default are the options of a sandbox that was told nothing.
func Default() Options {
	return Options{
		ContactsInPut:   ContactsIgnored,
		ContactKeys:     KeysRejected,
		ContactItemKeys: KeysIgnored,
		RoleLock:        LockIs400,
		IgnoreFields:    []string{},
		HiddenLimits:    []HiddenLimit{},
		Normalise:       Normalise{NullText: NullStays},
		Rate:            100,
		RatelimitStyle:  wire.StyleComma,
		OAuthState:      true,
		EventWindowS:    5,
		SearchWords:     WordsAreParts,
	}
}

// Check returns what is wrong with the options, as a sentence for whoever set them.
func (o *Options) Check() error {
	words := []struct {
		name, value string
		allowed     []string
	}{
		{"contacts_in_put", o.ContactsInPut, []string{ContactsIgnored, ContactsRejected}},
		{"contact_keys", o.ContactKeys, []string{KeysIgnored, KeysRejected}},
		{"contact_item_keys", o.ContactItemKeys, []string{KeysIgnored, KeysRejected}},
		{"role_lock", o.RoleLock, []string{LockIs400, LockIs403}},
		{"ratelimit_style", o.RatelimitStyle, wire.RatelimitStyles},
		{"search_words", o.SearchWords, []string{WordsAreParts, WordsAreHosts}},
		{"normalise.null_text", o.Normalise.NullText, []string{NullStays, NullIsEmpty}},
	}
	for _, w := range words {
		if err := OneOf(w.name, w.value, w.allowed...); err != nil {
			return err
		}
	}
	for _, h := range o.HiddenLimits {
		if err := h.check(); err != nil {
			return err
		}
	}
	if o.Rate < 1 {
		return fmt.Errorf("rate must be at least 1, not %d", o.Rate)
	}
	if o.LatencyMS < 0 {
		return fmt.Errorf("latency_ms must not be negative, but is %d", o.LatencyMS)
	}
	if o.SearchLagMS < 0 || o.SearchLagMS > MaxDelayMS {
		return fmt.Errorf("search_lag_ms must be between 0 and %d, not %d", MaxDelayMS, o.SearchLagMS)
	}
	if o.ClockSkewS < -maxSkewS || o.ClockSkewS > maxSkewS {
		return fmt.Errorf("clock_skew_s must be between %d and %d, not %d", -maxSkewS, maxSkewS, o.ClockSkewS)
	}
	if o.EventWindowS < 0 || o.EventWindowS > MaxResetS {
		return fmt.Errorf("event_window_s must be between 0 and %d, not %d", MaxResetS, o.EventWindowS)
	}
	return nil
}

// Latency is LatencyMS as a duration.
func (o *Options) Latency() time.Duration { return time.Duration(o.LatencyMS) * time.Millisecond }

// maxSkewS is ten years.
const maxSkewS = 315_360_000

// Skew is ClockSkewS as a duration.
func (o *Options) Skew() time.Duration { return time.Duration(o.ClockSkewS) * time.Second }

// SearchLag is SearchLagMS as a duration.
func (o *Options) SearchLag() time.Duration { return time.Duration(o.SearchLagMS) * time.Millisecond }

// Consolidation is EventWindowS as a duration.
func (o *Options) Consolidation() time.Duration { return time.Duration(o.EventWindowS) * time.Second }

// LimitsOn returns those that a request is under.
func (o *Options) LimitsOn(r *http.Request) []HiddenLimit {
	return slices.DeleteFunc(slices.Clone(o.HiddenLimits), func(h HiddenLimit) bool { return !h.fits(r) })
}

// Number returns the value of a number field in the form in which it is kept. The
// error is that of a number beyond the range of floats.
func (n Normalise) Number(number json.Number) (json.Number, error) {
	float, err := number.Float64()
	if err != nil || !n.FloatNumbers {
		return number, err
	}
	text, err := json.Marshal(float)
	return json.Number(text), err
}

// Text returns a standard text in the form in which it is kept.
func (n Normalise) Text(key, text string) string {
	if n.TrimText {
		text = strings.TrimSpace(text)
	}
	if n.URLScheme && key == "url" && text != "" && !strings.Contains(text, "://") {
		text = "http://" + text
	}
	return text
}
