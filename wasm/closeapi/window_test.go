package closeapi

import (
	"testing"
	"testing/synctest"
	"time"
)

// These are the cases of the account that a crowd of requests does not show by itself.

const plenty = "limit=100, remaining=90, reset=1.000"

// answer makes one request that is answered at once.
func answer(t *testing.T, p *Pacer, told string) {
	t.Helper()
	enter(t, p, "/lead/")(&Response{Status: 200, Header: header("RateLimit", told)})
}

// TestLateAnswerOfAnotherWindow: that nothing was left in a window that is over says
// nothing about this one.
func TestLateAnswerOfAnotherWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pacer
		answer(t, &p, "limit=100, remaining=99, reset=0.500")
		time.Sleep(490 * time.Millisecond)
		late := enter(t, &p, "/lead/")
		time.Sleep(30 * time.Millisecond)
		enter(t, &p, "/lead/")(nil)
		late(&Response{Status: 200, Header: header("RateLimit", "limit=100, remaining=0, reset=0.005")})
		begun := time.Now()
		enter(t, &p, "/lead/")(nil)
		if took := time.Since(begun); took > 0 {
			t.Errorf("waited %v", took)
		}
	})
}

// TestOneGoesAhead: where it is not certain that the server counts again, one request
// finds out, and the others wait for its answer.
func TestOneGoesAhead(t *testing.T) {
	for name, last := range map[string]Response{
		"a refusal":     {Status: 429, Header: header("RateLimit", "limit=100, remaining=0, reset=1.000")},
		"whole seconds": {Status: 200, Header: header("RateLimit", "limit=100, remaining=0, reset=1")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p Pacer
				enter(t, &p, "/lead/")(&last)
				first := enter(t, &p, "/lead/")
				begun := time.Now()
				passed := make(chan time.Duration)
				go func() {
					enter(t, &p, "/lead/")(nil)
					passed <- time.Since(begun)
				}()
				time.Sleep(300 * time.Millisecond)
				first(&Response{Status: 200, Header: header("RateLimit", plenty)})
				if took := <-passed; took != 300*time.Millisecond {
					t.Errorf("the second went after %v", took)
				}
			})
		})
	}
}

// TestPauseGivesNoCredit: a limit that was not used is lost.
func TestPauseGivesNoCredit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pacer
		enter(t, &p, "/lead/")(nil)
		time.Sleep(10 * time.Second)
		begun := time.Now()
		for range modestLimit + 1 {
			enter(t, &p, "/lead/")(nil)
		}
		if took := time.Since(begun); took < time.Second {
			t.Errorf("%d requests in %v", modestLimit+1, took)
		}
	})
}

// TestCeiling: two refusals that tell when to come again, and nothing of a limit,
// make a ceiling of what passed between them.
func TestCeiling(t *testing.T) {
	tests := []struct {
		name    string
		refusal Response
		between int           // requests accepted between two refusals
		pause   time.Duration // after the last
		slow    bool          // whether 30 more take longer than a second
	}{
		{"hidden", Response{Status: 429, Header: header("Retry-After", "1")}, 10, 0, true},
		{"no headers", Response{Status: 429}, 10, 0, false},
		{"a limit that is told", Response{Status: 429, Header: header("RateLimit", "limit=100, remaining=0, reset=1.000")}, 10, 0, false},
		{"next to nothing between", Response{Status: 429, Header: header("Retry-After", "1")}, 2, 0, false},
		{"long ago", Response{Status: 429, Header: header("Retry-After", "1")}, 10, ceilingLife + 2*time.Second, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p Pacer
				for range 2 {
					for range test.between {
						answer(t, &p, plenty)
					}
					enter(t, &p, "/lead/")(&test.refusal)
				}
				answer(t, &p, plenty)
				time.Sleep(test.pause)
				begun := time.Now()
				for range 30 {
					answer(t, &p, plenty)
				}
				if took := time.Since(begun); (took > time.Second) != test.slow {
					t.Errorf("%v", took)
				}
			})
		})
	}
}

// TestPacerForgetsANonsense: a reset that was told once and is not true does not make
// later windows long.
func TestPacerForgetsANonsense(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pacer
		answer(t, &p, "limit=10, remaining=9, reset=3600")
		answer(t, &p, "limit=10, remaining=8, reset=0.500")
		time.Sleep(510 * time.Millisecond)
		begun := time.Now()
		for range 30 {
			answer(t, &p, "limit=10") // nothing tells when the window is over
		}
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%v", took)
		}
	})
}

// TestPacerForgetsLosses: requests without an answer count, but not for ever.
func TestPacerForgetsLosses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p Pacer
		begun := time.Now()
		for range 3 * modestLimit {
			enter(t, &p, "/lead/")(nil)
		}
		if took := time.Since(begun); took < 2*time.Second || took > 2100*time.Millisecond {
			t.Errorf("%v", took)
		}
	})
}

func TestWindowLength(t *testing.T) {
	for measured, least := range map[time.Duration]time.Duration{
		4980 * time.Millisecond: 5 * time.Second,
		5020 * time.Millisecond: 5 * time.Second,
		2480 * time.Millisecond: 2500 * time.Millisecond,
		30 * time.Millisecond:   time.Second,
	} {
		if got := windowLength(measured); got < least || got > least+200*time.Millisecond {
			t.Errorf("%v: %v", measured, got)
		}
	}
}
