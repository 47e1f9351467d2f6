package ca

import (
	"crypto/rand"
	"math/big"
)

// newSerial returns a random serial number of exactly 159 bits: positive, 158
// of them random, and 20 octets in DER, which is the most that RFC 5280
// §4.1.2.2 allows and that browsers accept.
func newSerial() *big.Int {
	var b [20]byte
	rand.Read(b[:])
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b[:])
}
