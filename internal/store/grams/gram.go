package grams

const (
	threeBits = 18 // three characters of 64 classes
	fiveBits  = 18 // of the hash of five octets
)

// classes puts octets into 64 classes: letters and digits have one each, so
// have the punctuation marks that are frequent in heads, JSON and HTML.
var classes = func() (c [256]uint8) {
	next := uint8(1)
	for _, b := range []byte("abcdefghijklmnopqrstuvwxyz0123456789 \":/.-_=&?,{}<>%;()[]\n") {
		c[b] = next
		next++
	}
	for i := range c {
		switch {
		case i >= 0x80:
			c[i] = 60 + uint8(i&3)
		case c[i] == 0 && i > ' ':
			c[i] = next
		}
	}
	return c
}()

const fiveMask = 1<<40 - 1

func fiveHash(octets uint64) uint32 {
	return uint32(octets * 0x9e3779b97f4a7c15 >> (64 - fiveBits))
}

// Needle is a text that is looked for.
type Needle struct{ three, five []uint32 }

// Fewest is how long a text has to be at least to be looked for.
const Fewest = 3

const maxLookups = 24 // of each kind: more find nothing more

// NewNeedle prepares a folded text. It reports false for one that is too short.
func NewNeedle(text []byte) (Needle, bool) {
	var n Needle
	if len(text) < Fewest {
		return n, false
	}
	three, five := uint32(0), uint64(0)
	for i, b := range text {
		three = (three<<6 | uint32(classes[b])) & (1<<threeBits - 1)
		five = (five<<8 | uint64(b)) & fiveMask
		if i >= 2 && len(n.three) < maxLookups {
			n.three = append(n.three, three)
		}
		if i >= 4 && len(n.five) < maxLookups {
			n.five = append(n.five, fiveHash(five))
		}
	}
	return n, true
}
