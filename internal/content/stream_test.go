package content

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// TestWriterIsLive: what was flushed is decoded although nothing follows.
func TestWriterIsLive(t *testing.T) {
	for _, codings := range []string{"gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "", "identity"} {
		var out bytes.Buffer
		w, err := NewWriter(&out, codings)
		if err != nil {
			t.Fatal(err)
		}
		pr, pw := io.Pipe()
		defer pw.Close()
		r, err := NewReader(pr, codings, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, piece := range []string{"one", "two", strings.Repeat("three", 20_000)} {
			if _, err := w.Write([]byte(piece)); err != nil {
				t.Fatal(err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			sent := bytes.Clone(out.Bytes())
			out.Reset()
			go pw.Write(sent)
			got := make([]byte, len(piece))
			if _, err := io.ReadFull(r, got); err != nil || string(got) != piece {
				t.Fatalf("%s: %q, %v", codings, got, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		go func() { pw.Write(out.Bytes()); pw.Close() }()
		if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
			t.Fatalf("%s: %q, %v at the end", codings, rest, err)
		}
	}
}

func TestWriterOfNothing(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, "gzip")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Flush(), w.Close()); err != nil || out.Len() > 0 {
		t.Errorf("%d octets, %v", out.Len(), err)
	}
	var unknown *UnknownCodingError
	if _, err := NewWriter(&out, "gzip, dcz"); !errors.As(err, &unknown) || unknown.Coding != "dcz" {
		t.Errorf("%v", err)
	}
}

// TestMembersAreLive: the end of a gzip member is not kept back until the next one
// begins.
func TestMembersAreLive(t *testing.T) {
	pr, pw := io.Pipe()
	defer pw.Close()
	r, err := NewReader(pr, "gzip", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range []string{"one", "two", "three"} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(piece))
		z.Close()
		go pw.Write(b.Bytes())
		got := make([]byte, len(piece))
		if _, err := io.ReadFull(r, got); err != nil || string(got) != piece {
			t.Fatalf("%q, %v", got, err)
		}
	}
}

func BenchmarkWriter(b *testing.B) {
	text := []byte(strings.Repeat(`{"id":12345,"name":"Ada Lovelace","tags":["a","b"]},`, 630))
	for _, codings := range []string{"gzip", "deflate", "br", "zstd"} {
		b.Run(codings, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			w, _ := NewWriter(io.Discard, codings)
			for b.Loop() {
				w.Write(text)
				w.Flush()
			}
		})
	}
}
