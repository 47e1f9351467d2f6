package content

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

func encode(t testing.TB, coding string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "raw deflate":
		w, err = flate.NewWriter(&b, 6)
	case "br":
		w = brotli.NewWriter(&b)
	case "zstd":
		w, err = zstd.NewWriter(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDecode(t *testing.T) {
	data := []byte(strings.Repeat("some text, ", 1000))
	tests := []struct {
		name, codings string
		in            []byte
	}{
		{"none", "", data},
		{"identity", "identity", data},
		{"gzip", "gzip", encode(t, "gzip", data)},
		{"x-gzip in capitals", "X-GZIP", encode(t, "gzip", data)},
		{"two gzip members", "gzip", append(encode(t, "gzip", data[:100]), encode(t, "gzip", data[100:])...)},
		{"deflate", "deflate", encode(t, "deflate", data)},
		{"deflate without zlib's frame", "deflate", encode(t, "raw deflate", data)},
		{"brotli", "br", encode(t, "br", data)},
		{"zstd", "zstd", encode(t, "zstd", data)},
		{"two codings", "gzip, br", encode(t, "br", encode(t, "gzip", data))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{bytes.NewReader(tt.in), iotest.OneByteReader(bytes.NewReader(tt.in))} {
				got, err := Decode(r, tt.codings, Limits{})
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%d octets, %v", len(got), err)
				}
			}
		})
	}
}

func TestDecodeEmpty(t *testing.T) {
	for _, c := range []string{"", "gzip", "deflate", "br", "zstd", "gzip, br"} {
		if got, err := Decode(strings.NewReader(""), c, Limits{}); err != nil || len(got) != 0 {
			t.Errorf("%q: %q, %v", c, got, err)
		}
	}
}

func TestDecodeDamaged(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789"), 10_000)
	for _, c := range []string{"gzip", "deflate", "br", "zstd"} {
		enc := encode(t, c, data)
		_, err := Decode(bytes.NewReader(enc[:len(enc)-5]), c, Limits{})
		var damaged *DamagedError
		if !errors.As(err, &damaged) || damaged.Coding != c {
			t.Errorf("%s cut: %v", c, err)
		}
		if _, err := Decode(strings.NewReader("\xffnot at all"), c, Limits{}); !errors.As(err, &damaged) {
			t.Errorf("%s of something else: %v", c, err)
		}
	}
	enc := encode(t, "gzip", data)
	got, err := Decode(bytes.NewReader(enc[:len(enc)-8]), "gzip", Limits{})
	if !bytes.Equal(got, data) || err == nil || err.Error() != "the gzip data ends too early" {
		t.Errorf("without the trailer: %d octets, %v", len(got), err)
	}
}

func TestDecodeKeepsTheSourcesError(t *testing.T) {
	broken := errors.New("disk")
	enc := encode(t, "gzip", []byte("text"))
	r := io.MultiReader(bytes.NewReader(enc[:5]), iotest.ErrReader(broken))
	if _, err := Decode(r, "gzip", Limits{}); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestDecodeUnknown(t *testing.T) {
	for _, c := range []string{"compress", "gzip, exi", "gzip,gzip,gzip,gzip,gzip"} {
		_, err := Decode(strings.NewReader("x"), c, Limits{})
		var unknown *UnknownCodingError
		if !errors.As(err, &unknown) {
			t.Errorf("%s: %v", c, err)
		}
	}
}

func TestDecodeLimits(t *testing.T) {
	zeros := make([]byte, 8<<20)
	for _, c := range []string{"gzip", "deflate", "br", "zstd"} {
		enc := encode(t, c, zeros)
		var limit *LimitError
		if got, err := Decode(bytes.NewReader(enc), c, Limits{Bytes: 1 << 20, Ratio: 1 << 40}); !errors.As(err, &limit) || limit.Ratio != 0 || got != nil {
			t.Errorf("%s, by size: %d octets, %v", c, len(got), err)
		}
		if got, err := Decode(bytes.NewReader(enc), c, Limits{Ratio: 100}); !errors.As(err, &limit) || limit.Ratio != 100 || got != nil {
			t.Errorf("%s, by ratio: %d octets, %v", c, len(got), err)
		}
	}
	// What is small may have any ratio.
	if got, err := Decode(bytes.NewReader(encode(t, "br", zeros[:1<<20])), "br", Limits{}); err != nil || len(got) != 1<<20 {
		t.Errorf("1 MiB of zeros: %d octets, %v", len(got), err)
	}
	if _, err := Decode(bytes.NewReader(encode(t, "br", zeros)), "br", Limits{}); err == nil {
		t.Error("8 MiB of zeros in a few octets of brotli passed")
	}
}

func FuzzDecode(f *testing.F) {
	for _, c := range []string{"gzip", "deflate", "br", "zstd"} {
		f.Add(c, encode(f, c, []byte("hello, hello, hello")))
	}
	f.Add("gzip, br", encode(f, "br", encode(f, "gzip", []byte("hello"))))
	f.Fuzz(func(t *testing.T, codings string, data []byte) {
		l := Limits{Bytes: 1 << 20, Ratio: 1000}
		got, err := Decode(bytes.NewReader(data), codings, l)
		if int64(len(got)) > l.Bytes {
			t.Errorf("%d octets past the limit, %v", len(got), err)
		}
	})
}
