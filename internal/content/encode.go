package content

import (
	"bytes"
	"compress/zlib"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Encode applies the codings of a Content-Encoding value, fast rather than
// small: the result decodes to data, and is not what another encoder would
// have made of it. The error is an *UnknownCodingError.
func Encode(data []byte, codings string) ([]byte, error) {
	all := Codings(codings)
	if len(all) > maxCodings {
		return nil, &UnknownCodingError{codings}
	}
	for _, c := range all {
		if len(data) == 0 {
			break // an empty body is empty under any coding
		}
		var b bytes.Buffer
		w, err := encoder(c, &b)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(data); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		data = b.Bytes()
	}
	return data, nil
}

func encoder(coding string, w io.Writer) (io.WriteCloser, error) {
	switch coding {
	case "gzip", "x-gzip":
		return gzip.NewWriterLevel(w, gzip.BestSpeed)
	case "deflate":
		return zlib.NewWriterLevel(w, zlib.BestSpeed)
	case "br":
		return brotli.NewWriterLevel(w, brotli.BestSpeed), nil
	case "zstd":
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
	}
	return nil, &UnknownCodingError{coding}
}
