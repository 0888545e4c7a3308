//go:build race

package patch_test

// The race detector makes every case some ten times as slow, and the compiler shares
// nothing: fewer cases say as much.
func init() { usualCases = 4000 }
