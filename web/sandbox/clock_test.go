package main

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"leadpatch/web/sandbox/wire"
)

func TestClockSkew(t *testing.T) {
	for _, skew := range []time.Duration{0, 90 * time.Second, -48 * time.Hour} {
		g := newRig(t)
		g.ctl(http.MethodPut, "/options", fmt.Sprintf(`{"clock_skew_s": %d}`, int(skew.Seconds())))
		now := g.now().Add(skew)
		got := g.send(g.put("Renamed"))
		if want := now.Format(http.TimeFormat); got.header.Get("Date") != want {
			t.Errorf("%s: Date %s, want %s", skew, got.header.Get("Date"), want)
		}
		if want := wire.ISOTime(now); got.json["date_updated"] != want {
			t.Errorf("%s: date_updated %v, want %s", skew, got.json["date_updated"], want)
		}
		if reset := got.header.Get("RateLimit"); reset != "limit=100, remaining=99, reset=0.734" {
			t.Errorf("%s: the rate limit is another: %s", skew, reset)
		}
		if e := g.entries(0); e[0]["time"] != "2026-11-01T10:00:00.266Z" {
			t.Errorf("%s: the journal has %v", skew, e[0]["time"])
		}
	}
}

func TestClockSkewOfTokens(t *testing.T) {
	for _, c := range []struct {
		skew int
		live bool
	}{{3599, true}, {3600, false}, {-3600, true}} {
		g := newRig(t)
		signedIn := g.signIn(g.home())
		g.ctl(http.MethodPut, "/options", fmt.Sprintf(`{"clock_skew_s": %d}`, c.skew))
		g.wantLive(fmt.Sprintf("after %d seconds", c.skew), signedIn.access, c.live)
		// A skew that was there before changes nothing about the time of a token.
		signedIn = g.refresh(signedIn.refresh)
		g.advance(time.Hour - time.Second)
		g.wantLive("a new token, a second before its end", signedIn.access, true)
		g.advance(time.Second)
		g.wantLive("a new token, at its end", signedIn.access, false)
	}
}
