package clip

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestKeepsTheBeginning writes in every way that there is: what is kept is the
// beginning of it all, and the length is right.
func TestKeepsTheBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Buffer{Limit: rapid.IntRange(0, 40).Draw(t, "limit")}
		for range rapid.IntRange(1, 3).Draw(t, "messages") {
			var all []byte
			b.Reset()
			for _, p := range rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 20)).Draw(t, "writes") {
				if rapid.Bool().Draw(t, "grow") {
					copy(b.Grow(len(p)), p)
				} else {
					b.Write(p)
				}
				all = append(all, p...)
			}
			want := all[:min(len(all), b.Limit)]
			if !bytes.Equal(b.Bytes(), want) || b.Size() != int64(len(all)) || b.Clipped() != (len(all) > len(want)) {
				t.Fatalf("kept %q of %d, clipped %v; want %q of %d", b.Bytes(), b.Size(), b.Clipped(), want, len(all))
			}
		}
	})
}

func TestResetLetsGo(t *testing.T) {
	b := Buffer{Limit: 1 << 20}
	b.Write(make([]byte, keepCap+1))
	b.Reset()
	if cap(b.kept) != 0 {
		t.Errorf("%d bytes stay after a large message", cap(b.kept))
	}
	b.Write(make([]byte, 100))
	b.Reset()
	if cap(b.kept) == 0 {
		t.Error("the buffer of a small message is not used again")
	}
}
