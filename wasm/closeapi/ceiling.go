package closeapi

import "time"

const (
	// ceilingLife is after which time without a refusal a ceiling is forgotten: limits
	// change, and a refusal now and then is cheaper than being slow for good.
	ceilingLife = time.Minute
	// leastCeiling is the lowest ceiling that is believed. Where Close lets even less
	// pass between two refusals, waiting as long as it asks for is enough.
	leastCeiling = 5
)

// ceiling is a limit that no header tells of. Close has such; the first that a client
// hears of one is a 429 with a time to wait and nothing else. Where the wait ends, the
// server begins to count again, so that what it accepts until it refuses again is the
// limit. The zero value is no ceiling.
type ceiling struct {
	per   int           // requests in each window; 0 while there is no ceiling
	every time.Duration // how long a window lasts
	from  time.Time     // when the present one began
	used  int           // requests sent in it

	// since is when the wait after the last refusal ended, accepted is how much the
	// server let pass after that. A zero since says that it has refused nothing lately.
	since    time.Time
	accepted int
	// surprised says that a refusal came which nothing foretold. What follows from it is
	// worked out when its wait is over: answers to requests before it may still come.
	surprised bool
}

// full reports whether the ceiling keeps a request back, and until when.
func (c *ceiling) full() (bool, time.Time) {
	return c.per > 0 && c.used >= c.per, c.from.Add(c.every)
}

// roll begins another window when one is over. What is on its way may be counted in it.
func (c *ceiling) roll(now time.Time, flying int) {
	if !c.surprised && now.Sub(c.since) >= ceilingLife {
		c.since, c.accepted, c.per = time.Time{}, 0, 0
	}
	switch past := now.Sub(c.from); {
	case past >= 2*c.every:
		c.from, c.used = now, flying
	case past >= c.every:
		c.from, c.used = c.from.Add(c.every), flying
	}
}

// learn works out the ceiling from a refusal whose wait is over at boundary. The
// second refusal tells it exactly, because what happened between two boundaries is
// known entirely. A refusal although a ceiling has held for a while has another
// reason, such as somebody else who uses the same credentials.
func (c *ceiling) learn(boundary time.Time) {
	if !c.surprised {
		return
	}
	exact := !c.since.IsZero() && c.accepted >= leastCeiling && (c.per == 0 || c.accepted <= 2*c.per)
	if exact {
		c.per, c.every = c.accepted, windowLength(boundary.Sub(c.since))
	} else {
		c.per = 0
	}
	c.from, c.used = boundary, 0
	c.since, c.accepted, c.surprised = boundary, 0, false
}

// windowLength is the length of a window that was measured between two answers, and
// therefore not quite exactly. A length that is a little too short would begin each
// window earlier than the last.
func windowLength(measured time.Duration) time.Duration {
	const inexact = 100 * time.Millisecond
	seconds := measured.Round(time.Second)
	if (measured - seconds).Abs() > inexact {
		return max(measured+inexact, shortestWindow)
	}
	return max(seconds, shortestWindow)
}
