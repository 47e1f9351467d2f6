package ws

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestUnmask compares with the definition (RFC 6455 §5.3), from any position on.
func TestUnmask(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "src")
		key := [4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "key"))
		pos := rapid.Int64Range(0, 1<<40).Draw(t, "pos")
		got, want := make([]byte, len(src)), make([]byte, len(src))
		for i := range src {
			want[i] = src[i] ^ key[(pos+int64(i))%4]
		}
		unmask(got, src, key, pos)
		if !bytes.Equal(got, want) {
			t.Fatalf("%x, want %x", got, want)
		}
	})
}

func TestParseHeaderNeedsAllOfIt(t *testing.T) {
	for _, b := range []string{
		"\x81\x05", "\x81\x85abcd", "\x82\x7e\x01\x00", "\x82\xfe\x01\x00abcd",
		"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00", "\x82\xff\x00\x00\x00\x00\x00\x01\x00\x00abcd",
	} {
		for i := range len(b) {
			if _, ok := parseHeader([]byte(b[:i])); ok {
				t.Errorf("%q: complete after %d bytes", b, i)
			}
		}
		if h, ok := parseHeader([]byte(b + "more")); !ok || h.size != len(b) {
			t.Errorf("%q: %+v, %v", b, h, ok)
		}
	}
}
