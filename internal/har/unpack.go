package har

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"

	"rockxy/internal/content"
)

// unpack undoes what a file is wrapped in: gzip, zlib (mitmproxy's .zhar), and
// UTF-16; and takes off a byte-order mark.
func unpack(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, readSize)
	h, err := b.Peek(4)
	if len(h) == 0 && err != io.EOF {
		return nil, err
	}
	packing := ""
	switch {
	case bytes.HasPrefix(h, []byte{0x1f, 0x8b}):
		packing = "gzip"
	case bytes.HasPrefix(h, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		packing = "zstd"
	case len(h) > 1 && h[0] == 0x78 && (uint(h[0])<<8|uint(h[1]))%31 == 0:
		packing = "deflate"
	}
	if packing != "" {
		z, err := content.NewReader(b, packing, content.Limits{Bytes: 1 << 40})
		if err != nil {
			return nil, err
		}
		b = bufio.NewReaderSize(z, readSize)
		h, _ = b.Peek(4)
	}
	switch {
	case bytes.HasPrefix(h, []byte("\xef\xbb\xbf")):
		_, err = b.Discard(3)
		return b, err
	case bytes.HasPrefix(h, []byte{0xff, 0xfe}), len(h) > 1 && h[0] != 0 && h[1] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(b), nil
	case bytes.HasPrefix(h, []byte{0xfe, 0xff}), len(h) > 1 && h[0] == 0 && h[1] != 0:
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(b), nil
	}
	return b, nil
}
