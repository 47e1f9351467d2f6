package content

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEncodeIsDecodedBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Repeat(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "data"), rapid.IntRange(1, 500).Draw(t, "times"))
		codings := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"gzip", "x-gzip", "deflate", "br", "zstd", "identity"}), 0, 3).Draw(t, "codings"), ", ")
		coded, err := Encode(data, codings)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(bytes.NewReader(coded), codings, Limits{Ratio: 1 << 40})
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%s: %d octets, want %d, %v", codings, len(got), len(data), err)
		}
	})
}

func TestEncodeRefuses(t *testing.T) {
	var unknown *UnknownCodingError
	if _, err := Encode([]byte("x"), "gzip, odd"); !errors.As(err, &unknown) || unknown.Coding != "odd" {
		t.Error(err)
	}
	if _, err := Encode([]byte("x"), "gzip,gzip,gzip,gzip,gzip"); !errors.As(err, &unknown) {
		t.Error(err)
	}
}

func TestReaderStreamsWithinLimits(t *testing.T) {
	coded, err := Encode(make([]byte, 8<<20), "gzip")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		limits Limits
		over   bool
	}{{"within", Limits{Ratio: 1 << 40}, false}, {"octets", Limits{Ratio: 1 << 40, Bytes: 4 << 20}, true}, {"ratio", Limits{Ratio: 10}, true}} {
		r, err := NewReader(bytes.NewReader(coded), "gzip", tt.limits)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		var limit *LimitError
		if over := errors.As(err, &limit); over != tt.over || !over && n != 8<<20 {
			t.Errorf("%s: %d octets, %v", tt.name, n, err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCharset(t *testing.T) {
	for contentType, known := range map[string]bool{"text/html; charset=ISO-8859-1": true, "text/html; charset=utf-8": false, "text/html": false, ";;": false} {
		if (Charset(contentType) != nil) != known {
			t.Errorf("%q", contentType)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	data := bytes.Repeat([]byte(`{"name":"value","n":12345},`), 100)
	for _, coding := range []string{"gzip", "deflate", "br", "zstd"} {
		b.Run(coding, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Encode(data, coding); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
