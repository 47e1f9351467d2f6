package content

import (
	"bytes"
	"encoding/binary"
	"hash/adler32"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
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
		return gzip.NewWriterLevel(w, gzip.StatelessCompression)
	case "deflate":
		return &zlibWriter{w: w}, nil
	case "br":
		return brotli.NewWriterLevel(w, brotli.BestSpeed), nil
	case "zstd":
		return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest),
			zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(64<<10))
	}
	return nil, &UnknownCodingError{coding}
}

// zlibWriter writes one run of octets in zlib's format (RFC 1950), without the
// megabyte of tables that an encoder for streams has.
type zlibWriter struct {
	w   io.Writer
	sum uint32
}

func (z *zlibWriter) Write(p []byte) (int, error) {
	z.sum = adler32.Checksum(p)
	if _, err := z.w.Write([]byte{0x78, 0x01}); err != nil {
		return 0, err
	}
	return len(p), flate.StatelessDeflate(z.w, p, true, nil)
}

func (z *zlibWriter) Close() error {
	_, err := z.w.Write(binary.BigEndian.AppendUint32(nil, z.sum))
	return err
}
