package crm

import (
	"crypto/sha256"
	"math/big"
	"regexp"
)

// base62 is the alphabet of the ids, in the order in which they sort.
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Lengths of the part of an id after its prefix: 256 bits for the older kinds of
// object, 128 for the newer ones.
const (
	longID  = 43
	shortID = 22
)

var wellFormedID = regexp.MustCompile(`^[a-z][a-z_]*_([0-9A-Za-z]{22}|[0-9A-Za-z]{43})$`)

// MakeID returns an id that depends on nothing but its prefix and name, so that
// adding an object to the seed moves no other object's id.
func MakeID(prefix, name string) string {
	return prefix + "_" + digits(prefix+"/"+name, longID)
}

// MakeShortID is MakeID for the newer kinds of object.
func MakeShortID(prefix, name string) string {
	return prefix + "_" + digits(prefix+"/"+name, shortID)
}

// digits returns n base-62 digits drawn from the hash of a text.
func digits(text string, n int) string {
	sum := sha256.Sum256([]byte("leadpatch sandbox " + text))
	number := new(big.Int).SetBytes(sum[:])
	radix, digit := big.NewInt(int64(len(base62))), new(big.Int)
	out := make([]byte, n)
	for i := n - 1; i >= 0; i-- {
		number.DivMod(number, radix, digit)
		out[i] = base62[digit.Int64()]
	}
	return string(out)
}

// DemoDigits pads a text with zeros to the length of half a key. A reader sees at
// once that it is no real one.
func DemoDigits(text string) string {
	return (text + "0000000000000000000000")[:shortID]
}
