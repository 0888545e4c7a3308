//go:build js && wasm

package host

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"leadpatch/wasm/session"
)

// locksScript is the browser's lock manager, as small as it can be.
const locksScript = `(() => {
	const held = new Map();
	return { held, lock(name, signal) {
		return new Promise((resolve, reject) => {
			const grant = () => {
				if (signal.aborted) { reject(new Error("aborted")); return; }
				if (held.has(name)) { held.get(name).push(grant); return; }
				held.set(name, []);
				resolve(() => {
					const waiting = held.get(name);
					held.delete(name);
					for (const next of waiting) next();
				});
			};
			signal.addEventListener("abort", () => reject(new Error("aborted")));
			grant();
		});
	} };
})()`

func TestLocks(t *testing.T) {
	l := Locks{script(t, locksScript)}
	unlock, err := l.Lock(context.Background(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if other, err := l.Lock(context.Background(), "b"); err != nil {
		t.Fatal(err)
	} else {
		other()
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := l.Lock(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a lock that is held: %v", err)
	}
	next := make(chan error, 1)
	go func() {
		unlock, err := l.Lock(context.Background(), "a")
		if err == nil {
			unlock()
		}
		next <- err
	}()
	unlock()
	if err := <-next; err != nil {
		t.Error(err)
	}
	if n := l.functions.Get("held").Get("size").Int(); n != 0 {
		t.Errorf("%d locks are still held", n)
	}
}

func TestProofKey(t *testing.T) {
	k := ProofKey{script(t, `(() => {
		let kept = true;
		return {
			async proofPublic() { if (!kept) throw new Error("gone"); return new Uint8Array([4, 5]); },
			async proofSign(data) { return data.map((b) => b + 1); },
			async proofForget() { kept = false; },
		};
	})()`)}
	ctx := context.Background()
	if got, err := k.Public(ctx); err != nil || !bytes.Equal(got, []byte{4, 5}) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := k.Sign(ctx, []byte{1, 2}); err != nil || !bytes.Equal(got, []byte{2, 3}) {
		t.Errorf("%v, %v", got, err)
	}
	if err := k.Forget(ctx); err != nil {
		t.Error(err)
	}
	if _, err := k.Public(ctx); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("%v", err)
	}
}

func TestConsent(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		back   string
		is     error
		fails  bool
	}{
		"an address": {`url + "?code=x"`, "page?code=x", nil, false},
		"closed":     {`null`, "", session.ErrCanceled, true},
		"no text":    {`7`, "", nil, true},
		"a failure":  {`(() => { throw new Error("no") })()`, "", nil, true},
	} {
		consent := Consent{script(t, `{ async redirectURL() { return "https://x/"; }, async authorize(url) { return `+c.answer+`; } }`)}
		if redirect, err := consent.RedirectURL(context.Background()); redirect != "https://x/" || err != nil {
			t.Errorf("%s: %q, %v", name, redirect, err)
		}
		back, err := consent.Authorize(context.Background(), "page")
		if back != c.back || (err != nil) != c.fails || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %q, %v", name, back, err)
		}
	}
}

func TestAlarm(t *testing.T) {
	a := Alarm{script(t, `{ async settleIn(minutes) { if (minutes !== 1.5) throw new Error("in " + minutes); } }`)}
	if err := a.Settle(context.Background(), 90*time.Second); err != nil {
		t.Error(err)
	}
}
