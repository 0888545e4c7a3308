package patch_test

import "testing"

// FuzzPlan lets a fuzzer make the choices of the generators, byte by byte: the
// fields, the lead, the colleague, the base and the edits. It proves what
// TestProperties proves, two writers included.
func FuzzPlan(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	f.Fuzz(func(t *testing.T, choices []byte) {
		p := &prover{TB: t, name: "from fuzz bytes"}
		d := &dice{bytes: choices}
		p.prove(newScene(d), d)
		p.proveWriters(d)
	})
}
