package patch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// maxDepth bounds how deeply a document may nest. gjson recurses once a level,
// and Go compiled to WebAssembly has the engine's stack: some thousand levels end
// the instance. Close's own documents are four levels deep.
const maxDepth = 64

var errSyntax = errors.New("not valid JSON")

// member is one member of an object: the text of its key, decoded, and of its
// value, as it stands.
type member struct{ key, raw string }

// scanner checks JSON in one pass, without recursion and without allocating, and
// may note the members of the outermost object on its way. It accepts exactly
// what encoding/json does, within maxDepth.
type scanner struct {
	s       string
	i       int
	objects uint64 // one bit a level: whether it is an object
	level   int
	high    bool // a byte above ASCII was seen

	members []member // of the outermost object
	note    bool     // whether to note them
}

// scan checks that s is one JSON value and nothing else.
func (c *scanner) scan() error {
	c.space()
	if err := c.value(); err != nil {
		return err
	}
	if c.space(); c.i < len(c.s) {
		return errSyntax
	}
	if c.high && !utf8.ValidString(c.s) {
		return errors.New("not valid UTF-8")
	}
	return nil
}

// value checks one value, whatever is nested in it.
func (c *scanner) value() error {
	outer := c.level
	start, key := 0, ""
	for {
		// Here a value begins.
		if c.level == 1 && c.note {
			start = c.i
		}
		if c.i >= len(c.s) {
			return errSyntax
		}
		switch b := c.s[c.i]; b {
		case '{', '[':
			if c.level == maxDepth {
				return fmt.Errorf("nested deeper than %d levels", maxDepth)
			}
			c.i++
			c.objects = c.objects<<1 | uint64(b&0x20>>5) // '{' is 0x7b, '[' is 0x5b
			c.level++
			c.space()
			if c.i < len(c.s) && c.s[c.i] == b+2 { // '}' or ']': empty
				break
			}
			if b == '[' {
				continue
			}
			if err := c.key(&key); err != nil {
				return err
			}
			continue
		default:
			if err := c.scalar(b); err != nil {
				return err
			}
		}
		// Here a value has ended, or an empty bracket is about to.
		for {
			if c.level == outer {
				return nil
			}
			if c.level == 1 && c.note && start > 0 {
				c.members = append(c.members, member{key, c.s[start:c.i]})
				start = 0
			}
			c.space()
			if c.i >= len(c.s) {
				return errSyntax
			}
			object := c.objects&1 == 1
			b := c.s[c.i]
			c.i++
			if b == ',' {
				c.space()
				if !object {
					break
				}
				if err := c.key(&key); err != nil {
					return err
				}
				break
			}
			if object && b != '}' || !object && b != ']' {
				return errSyntax
			}
			c.objects >>= 1
			c.level--
		}
	}
}

// key checks a member's key, the colon after it, and the space around.
func (c *scanner) key(key *string) error {
	start := c.i
	if c.i >= len(c.s) || c.s[c.i] != '"' {
		return errSyntax
	}
	escaped, err := c.text()
	if err != nil {
		return err
	}
	if c.level == 1 && c.note {
		*key = c.s[start+1 : c.i-1]
		if escaped {
			*key = gjson.Parse(c.s[start:c.i]).Str
		}
	}
	c.space()
	if c.i >= len(c.s) || c.s[c.i] != ':' {
		return errSyntax
	}
	c.i++
	c.space()
	return nil
}

func (c *scanner) scalar(b byte) error {
	switch {
	case b == '"':
		_, err := c.text()
		return err
	case b == '-' || b >= '0' && b <= '9':
		return c.number()
	}
	for _, word := range [...]string{"null", "true", "false"} {
		if b == word[0] && len(c.s)-c.i >= len(word) && c.s[c.i:c.i+len(word)] == word {
			c.i += len(word)
			return nil
		}
	}
	return errSyntax
}

func (c *scanner) number() error {
	if c.s[c.i] == '-' {
		c.i++
	}
	zero := c.i < len(c.s) && c.s[c.i] == '0'
	if n := c.digits(); n == 0 || zero && n > 1 {
		return errSyntax
	}
	if c.i < len(c.s) && c.s[c.i] == '.' {
		c.i++
		if c.digits() == 0 {
			return errSyntax
		}
	}
	if c.i < len(c.s) && c.s[c.i]|0x20 == 'e' {
		c.i++
		if c.i < len(c.s) && (c.s[c.i] == '+' || c.s[c.i] == '-') {
			c.i++
		}
		if c.digits() == 0 {
			return errSyntax
		}
	}
	return nil
}

// digits passes over digits and says how many there were.
func (c *scanner) digits() int {
	start := c.i
	for c.i < len(c.s) && c.s[c.i] >= '0' && c.s[c.i] <= '9' {
		c.i++
	}
	return c.i - start
}

func (c *scanner) space() {
	for c.i < len(c.s) {
		switch c.s[c.i] {
		case ' ', '\t', '\r', '\n':
			c.i++
		default:
			return
		}
	}
}

// text checks a string, from its first quote to after its last.
func (c *scanner) text() (escaped bool, err error) {
	c.i++
	for {
		c.plain()
		if c.i >= len(c.s) {
			return false, errSyntax
		}
		switch b := c.s[c.i]; {
		case b == '"':
			c.i++
			return escaped, nil
		case b == '\\':
			escaped = true
			if err := c.escape(); err != nil {
				return false, err
			}
		case b < ' ':
			return false, errSyntax
		default:
			c.high = c.high || b >= utf8.RuneSelf
			c.i++
		}
	}
}

const (
	everyByte = 0x0101010101010101
	everyHigh = 0x8080808080808080
)

// plain passes over ordinary characters, eight at a time: it stops at a quote, a
// backslash, a control character or a byte above ASCII, or shortly before the end.
func (c *scanner) plain() {
	for c.i+8 <= len(c.s) {
		x := word(c.s, c.i)
		quote, slash := x^('"'*everyByte), x^('\\'*everyByte)
		// The high bit of a byte is set where the byte is zero (quote, slash), below
		// a space, or above ASCII. A borrow may set a bit too many after a true one,
		// never before: the first is right.
		stop := ((quote - everyByte) &^ quote) | ((slash - everyByte) &^ slash) | ((x - ' '*everyByte) &^ x) | x
		if stop &= everyHigh; stop != 0 {
			c.i += bits.TrailingZeros64(stop) / 8
			return
		}
		c.i += 8
	}
}

// word returns the eight bytes at i, the first lowest.
func word(s string, i int) uint64 {
	return binary.LittleEndian.Uint64([]byte(s[i : i+8]))
}

// escape checks one escape, from its backslash to its end.
func (c *scanner) escape() error {
	if c.i+1 >= len(c.s) {
		return errSyntax
	}
	switch c.s[c.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		c.i += 2
		return nil
	case 'u':
		if c.i+6 > len(c.s) {
			return errSyntax
		}
		for _, h := range []byte(c.s[c.i+2 : c.i+6]) {
			if !(h >= '0' && h <= '9' || h|0x20 >= 'a' && h|0x20 <= 'f') {
				return errSyntax
			}
		}
		c.i += 6
		return nil
	}
	return errSyntax
}
