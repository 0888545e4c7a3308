package dpop_test

import (
	"crypto/elliptic"
	"testing"

	"leadpatch/web/broker/dpop"
)

func BenchmarkVerify(b *testing.B) {
	proof := newHolder(b, elliptic.P256()).proof(b, nil, nil)
	for b.Loop() {
		if _, err := dpop.Verify(proof, "POST", uri, now); err != nil {
			b.Fatal(err)
		}
	}
}
