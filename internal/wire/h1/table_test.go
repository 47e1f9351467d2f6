package h1

import (
	"testing"

	"pgregory.net/rapid"
)

func TestValueSpanAgreesWithItsRule(t *testing.T) {
	naive := func(b []byte) int {
		for i, c := range b {
			if c < 0x20 && c != '\t' || c == 0x7f {
				return i
			}
		}
		return len(b)
	}
	// Every octet at every place of a value of every short length.
	for n := range 20 {
		for i := range n {
			for c := range 256 {
				b := []byte("abcdefgh\t\xff\x80~ zyxwvuts")[:n]
				b[i] = byte(c)
				if got, want := valueSpan(b), naive(b); got != want {
					t.Fatalf("valueSpan(%q) = %d, want %d", b, got, want)
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "b")
		if got, want := valueSpan(b), naive(b); got != want {
			t.Fatalf("valueSpan(%q) = %d, want %d", b, got, want)
		}
	})
}

func TestEqualFold(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"", "", true},
		{"Host", "hOST", true},
		{"Host", "Hos", false},
		{"a@", "a`", false}, // 0x40 and 0x60 differ by the bit that letters' case is
		{"a[", "a{", false},
		{"a-b", "a\rb", false},
		{"K", "\xe2\x84\xaa", false}, // the Kelvin sign
	} {
		if got := equalFold([]byte(tt.a), []byte(tt.b)); got != tt.want {
			t.Errorf("equalFold(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}
