package testkit

import (
	"bytes"
	"fmt"
	"io"

	"github.com/gobwas/httphead"
	"github.com/klauspost/compress/flate"
)

// deflater is permessage-deflate (RFC 7692) at the server's side, with context
// takeover in both directions: each message may refer to the 32 KiB before it.
type deflater struct {
	out    bytes.Buffer
	writer *flate.Writer
	window []byte // last 32 KiB received, decompressed
}

const deflateWindow = 32 << 10

// deflateTail ends a message's data (RFC 7692 §7.2.1 takes it off); the second
// block is empty and final, so that the reader sees an end.
var deflateTail = []byte{0, 0, 0xff, 0xff, 1, 0, 0, 0xff, 0xff}

func newDeflater(httphead.Option) *deflater {
	d := &deflater{}
	d.writer, _ = flate.NewWriter(&d.out, flate.BestSpeed) // the level is valid
	return d
}

func (d *deflater) compress(p []byte) []byte {
	d.out.Reset()
	_, _ = d.writer.Write(p)
	_ = d.writer.Flush()
	return bytes.TrimSuffix(bytes.Clone(d.out.Bytes()), deflateTail[:4])
}

func (d *deflater) decompress(p []byte) ([]byte, error) {
	in := io.MultiReader(bytes.NewReader(p), bytes.NewReader(deflateTail))
	r := flate.NewReaderDict(in, d.window)
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	d.window = append(d.window, b...)
	d.window = bytes.Clone(d.window[max(0, len(d.window)-deflateWindow):])
	return b, nil
}
