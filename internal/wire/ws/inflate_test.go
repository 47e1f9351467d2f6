package ws

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestWindow adds text in any pieces: the window is the end of it all.
func TestWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := window{size: rapid.IntRange(1, 50).Draw(t, "size")}
		var all []byte
		for _, p := range rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 80)).Draw(t, "pieces") {
			w.add(p)
			all = append(all, p...)
			if want := all[max(len(all)-w.size, 0):]; !bytes.Equal(w.text, want) {
				t.Fatalf("%q, want %q", w.text, want)
			}
		}
	})
}

func TestInflateAfterAnError(t *testing.T) {
	// A decoder that comes from the pool after damage works like a new one.
	for range 10 {
		w := window{size: 1 << 15}
		if err := w.inflate([]byte("\xff\xff"), 100, &bytes.Buffer{}); err == nil {
			t.Fatal("damaged data was decoded")
		}
		w.clear()
		var out bytes.Buffer
		if err := w.inflate([]byte("\xf2\x48\xcd\xc9\xc9\x07\x00"+tail), 100, &out); err != nil || out.String() != "Hello" {
			t.Fatalf("%q, %v", out.String(), err)
		}
	}
}
