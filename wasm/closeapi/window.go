package closeapi

import "time"

const (
	// modestLimit is how many requests a second go out before any answer has told the
	// limit: the number of the example in Close's documentation.
	modestLimit = 20
	// shortestWindow is the shortest time in which requests are believed to be counted.
	shortestWindow = time.Second
	// margin is added to the end of a window. Waiting for it costs half a percent of a
	// second; coming a moment too early costs a refusal.
	margin = 5 * time.Millisecond
	// longestHold bounds how long a group is held back on our own guess.
	longestHold = 8 * time.Second
)

// window keeps the account of one limit. The server counts requests in windows that
// follow each other; each answer tells how many are left and how long the window
// still lasts, but not which of the requests on their way it has counted already.
// The account errs on the safe side: what is on its way counts as not yet counted.
//
// It has no clock of its own and is not safe for concurrent use.
type window struct {
	limit  int           // requests that one window permits
	length time.Duration // how long a window lasts, by what was told of the latest ones
	// start and end bound the present window. Where they are not exact they are late.
	start, end time.Time
	left       int  // the lowest number that an answer of this window has told
	flying     int  // requests that were sent and not answered
	known      bool // an answer has told of the limit
	coarse     bool // end was told in whole seconds
	// probing lets one request go ahead alone, to see whether a window has really begun.
	probing bool

	// held is before when nothing goes, after a refusal; zero for none. struck is when
	// the last refusal came that no earlier one explains, strikes how many such came in
	// a row.
	held, struck time.Time
	strikes      int

	ceiling ceiling
	seen    time.Time // the clock, when it was last looked at
}

func newWindow(now time.Time) window {
	return window{
		limit: modestLimit, left: modestLimit, length: shortestWindow,
		start: now, end: now.Add(shortestWindow), seen: now,
	}
}

// next returns when a request may go: now, or later. An answer that arrives before
// then may change it for the better, unless firm is set.
func (w *window) next(now time.Time) (at time.Time, firm bool) {
	w.roll(now)
	full, until := w.ceiling.full()
	switch {
	case !w.held.IsZero():
		return w.held, true
	case w.left <= 0:
		return w.end, true
	case full:
		return until, true
	case w.left <= w.flying, w.probing && w.flying > 0:
		return w.end, false
	}
	return now, true
}

// sent notes a request that goes out.
func (w *window) sent() {
	w.flying++
	w.ceiling.used++
}

// roll brings the account up to now: what was held is let go, and a window that is
// over is followed by another, which begins full.
func (w *window) roll(now time.Time) {
	w.turnBack(now)
	if !w.held.IsZero() && !now.Before(w.held) {
		w.ceiling.learn(w.held)
		w.held, w.probing = time.Time{}, true
	}
	w.ceiling.roll(now, w.flying)
	if now.Before(w.end) {
		return
	}
	boundary := w.end
	if now.Sub(boundary) >= w.length {
		boundary = now // nothing was sent for a while; where the windows begin is forgotten
	} else if w.coarse && w.left <= 0 {
		w.probing = true
	}
	w.start, w.end, w.left = boundary, boundary.Add(w.length), w.limit
}

// turnBack moves the account along with a clock that was turned back, so that nobody
// waits for the difference.
func (w *window) turnBack(now time.Time) {
	if by := now.Sub(w.seen); by < 0 {
		for _, t := range []*time.Time{&w.start, &w.end, &w.held, &w.struck, &w.ceiling.from, &w.ceiling.since} {
			if !t.IsZero() {
				*t = t.Add(by)
			}
		}
	}
	w.seen = now
}

// lost notes that a request which went out has no answer. It may have been counted.
func (w *window) lost() {
	w.flying--
	w.left--
}

// accepted notes an answer, which arrived at now, to a request that was sent at sent.
func (w *window) accepted(sent, now time.Time, a allowance) {
	w.roll(now)
	w.flying--
	w.ceiling.accepted++
	if !sent.Before(w.struck) {
		w.strikes = 0
	}
	if !sent.Before(w.start) {
		w.probing = false
	}
	if a.limit > 0 {
		w.limit = a.limit
	}
	w.length = max(w.length, a.reset)
	switch {
	case a.remaining < 0:
		w.left--
	case a.reset < 0 && w.known:
		w.left = min(w.left, a.remaining)
	case a.reset < 0:
		w.known, w.left = true, a.remaining
	default:
		w.place(sent, now, a)
	}
}

// place finds out which window an answer speaks of: the server looked at its clock
// at some time between sent and now.
func (w *window) place(sent, now time.Time, a allowance) {
	earliest, latest := sent.Add(a.reset-a.unit), now.Add(a.reset)
	coarse := a.unit >= time.Second
	if !coarse {
		latest = latest.Add(a.unit) // it may have been rounded down
	}
	switch {
	case !w.known:
		w.known, w.start, w.end, w.left, w.coarse = true, sent, latest.Add(margin), a.remaining, coarse
	case sent.Before(w.start) && !earliest.After(w.start):
		// Of the window before, unless it was on its way for as long as a window lasts.
		if latest.After(w.start.Add(w.length / 2)) {
			w.left--
		}
	case earliest.After(w.end):
		w.start, w.end, w.left, w.coarse = latest.Add(-w.length), latest.Add(margin), a.remaining, coarse
	default:
		if end := latest.Add(margin); end.Before(w.end) {
			w.end, w.coarse = end, coarse
			w.length = max(end.Sub(w.start), shortestWindow)
		}
		w.left = min(w.left, a.remaining)
	}
}

// refused notes a 429. Nothing goes before the reset that it tells; where it tells
// none, or too short ones again and again, before a time that doubles.
func (w *window) refused(sent, now time.Time, a allowance) {
	w.roll(now)
	w.flying--
	if a.limit > 0 {
		w.limit, w.known = a.limit, true
	}
	wait := max(a.reset, 0)
	if a.reset >= 0 && a.unit < time.Second {
		wait += a.unit
	}
	if sent.Before(w.struck) && (w.held.IsZero() || !sent.Add(wait-a.unit).After(w.held)) {
		return // one of several that were on their way together
	}
	if !sent.Before(w.struck) {
		w.strikes++
		w.struck = now
	}
	switch doublings := min(w.strikes-1, 6); {
	case a.reset < 0:
		wait = min(time.Second<<doublings, longestHold)
	case w.strikes > 1:
		wait = max(wait, min(100*time.Millisecond<<doublings, longestHold))
	}
	w.held = now.Add(wait + margin)
	if a.remaining == 0 {
		w.left, w.end, w.coarse = 0, w.held, a.unit >= time.Second
		return
	}
	// A refusal without any header may come from anything between here and Close.
	w.ceiling.surprised = a.reset >= 0
}
