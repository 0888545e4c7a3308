package closeapi

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindOf(t *testing.T) {
	for _, kind := range []Kind{Invalid, Unauthorized, PlanLimit, Forbidden, NotFound, RateLimited, Failed, Unreachable, Unsure} {
		plain := &Error{Kind: kind}
		for _, err := range []error{plain, fmt.Errorf("reading: %w", plain), errors.Join(errors.New("other"), plain)} {
			if got := KindOf(err); got != kind {
				t.Errorf("KindOf(%v) = %q, want %q", err, got, kind)
			}
			if got, want := IsNotFound(err), kind == NotFound; got != want {
				t.Errorf("IsNotFound(%v) = %t", err, got)
			}
			if got, want := IsUnsure(err), kind == Unsure; got != want {
				t.Errorf("IsUnsure(%v) = %t", err, got)
			}
			if got, want := MayNotAsk(err), kind == PlanLimit || kind == Forbidden || kind == NotFound; got != want {
				t.Errorf("MayNotAsk(%v) = %t", err, got)
			}
		}
	}
	for _, err := range []error{nil, errors.New("no answer"), &Error{}} {
		if KindOf(err) != "" || IsNotFound(err) || IsUnsure(err) || MayNotAsk(err) {
			t.Errorf("%v is taken for a refusal of Close's", err)
		}
	}
}
