package content

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// members reads the members of a gzip file (RFC 1952 §2.2) one after the other. Unlike
// a gzip.Reader it hands on the end of one before it waits for the next: there are
// servers that make each piece of a stream a member.
type members struct {
	z     *gzip.Reader
	r     *bufio.Reader
	ended bool
}

func openMembers(r io.Reader) (*members, error) {
	b, ok := r.(*bufio.Reader)
	if !ok {
		b = bufio.NewReader(r)
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &members{z: z, r: b}, nil
}

func (m *members) Read(p []byte) (int, error) {
	for {
		if m.ended {
			if _, err := m.r.Peek(1); err != nil {
				return 0, err
			}
			if err := m.z.Reset(m.r); err != nil {
				return 0, err
			}
			m.z.Multistream(false)
			m.ended = false
		}
		n, err := m.z.Read(p)
		if m.ended = errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF); m.ended {
			err = nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}
