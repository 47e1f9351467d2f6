package rule

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"rockxy/internal/content"
	"rockxy/internal/flow"
)

// endless yields n chunks.
type endless struct {
	piece []byte
	n     int
}

func (e *endless) Next(context.Context) (Piece, error) {
	e.n--
	return Piece{Data: e.piece, More: true, End: e.n == 0}, nil
}

// A stream of a gigabyte passes in the memory of a few chunks, decoded and coded on its
// way as well.
func TestStreamsHaveNoLength(t *testing.T) {
	plain := bytes.Repeat([]byte("abcdefgh"), 8<<10)
	var wire bytes.Buffer
	w, _ := content.NewWriter(&wire, "zstd")
	noise := rand.New(rand.NewPCG(1, 2))
	for range 1 << 18 {
		fmt.Fprintf(w, "%016x", noise.Uint64())
	}
	w.Close() // frames may follow each other
	for _, c := range []struct {
		codings string
		body    *endless
	}{{"", &endless{plain, 1 << 30 / len(plain)}}, {"zstd", &endless{wire.Bytes(), 16}}} {
		head := "HTTP/1.1 200 OK\nTransfer-Encoding: chunked"
		if c.codings != "" {
			head += "\nContent-Encoding: " + c.codings
		}
		r := bodyRun(t, plainGet, staging(ResponseBody, func() Stage { return &copies{} }))
		_, out, err := r.Response(t.Context(), parse(head, flow.Response), c.body)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for {
			p, err := out.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if p.End {
				break
			}
		}
		runtime.ReadMemStats(&after)
		if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 64<<20 {
			t.Errorf("%q: %d MiB were allocated on the way", c.codings, grown>>20)
		}
	}
}

// copies is a stage that changes nothing.
type copies struct{}

func (copies) Write(dst, p []byte, end bool) ([]byte, error) { return append(dst, p...), nil }

// BenchmarkRecoded is a coded stream on its way through a stage.
func BenchmarkRecoded(b *testing.B) {
	text := []byte(strings.Repeat(`{"id":12345,"name":"Ada Lovelace","tags":["a","b"]},`, 20_000))
	for _, codings := range []string{"gzip", "br", "zstd"} {
		b.Run(codings, func(b *testing.B) {
			wire := encoded(b, codings, string(text))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				in := &chunks{more: true}
				for at := 0; at < len(wire); at += 16 << 10 {
					in.all = append(in.all, wire[at:min(at+16<<10, len(wire))])
				}
				out, err := newRecoded(in, codings, []*pass{{stage: &copies{}}}, flow.Response)
				if err != nil {
					b.Fatal(err)
				}
				if _, _, err := drained(b, out); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
