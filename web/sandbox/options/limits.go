package options

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"leadpatch/web/sandbox/wire"
)

// MaxDelayMS and MaxResetS keep times within an hour and a day, where a larger number
// would be one in another unit.
const (
	MaxDelayMS = 3_600_000
	MaxResetS  = 86_400
)

// OneOf returns an error when a text is not among the words that it may be.
func OneOf(name, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return fmt.Errorf("%s must be one of %s, not %q", name, strings.Join(words, ", "), value)
}

// Window is the period in which requests are counted.
const Window = time.Second

// HiddenLimit is a limit besides the ordinary one, of each key, on requests of a method
// and path. Its own 429 is the first that a client hears of it.
type HiddenLimit struct {
	Method     string `json:"method"`      // empty for any
	PathPrefix string `json:"path_prefix"` // such as "/api/v1/lead/"
	Rate       int    `json:"rate"`        // requests in each window
	WindowS    int    `json:"window_s"`    // in seconds; 0 means 1
}

// Window is WindowS as a duration.
func (h HiddenLimit) Window() time.Duration { return max(time.Duration(h.WindowS)*time.Second, Window) }

func (h HiddenLimit) fits(r *http.Request) bool {
	return (h.Method == "" || strings.EqualFold(h.Method, r.Method)) && strings.HasPrefix(r.URL.Path, h.PathPrefix)
}

// check returns what is wrong with a hidden limit.
func (h HiddenLimit) check() error {
	switch {
	case !strings.HasPrefix(h.PathPrefix, wire.APIRoot+"/"):
		return fmt.Errorf("path_prefix of a hidden limit must begin with %s/, unlike %q", wire.APIRoot, h.PathPrefix)
	case h.Rate < 0:
		return fmt.Errorf("rate of a hidden limit must not be negative, but is %d", h.Rate)
	case h.WindowS < 0 || h.WindowS > MaxResetS:
		return fmt.Errorf("window_s of a hidden limit must be between 0 and %d, not %d", MaxResetS, h.WindowS)
	}
	return nil
}
