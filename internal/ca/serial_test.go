package ca

import "testing"

func TestSerials(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		n := newSerial()
		if n.Sign() <= 0 || n.BitLen() != 159 {
			t.Fatalf("serial %x has %d bits and sign %d", n, n.BitLen(), n.Sign())
		}
		if seen[n.String()] {
			t.Fatalf("serial %x came twice", n)
		}
		seen[n.String()] = true
	}
}
